import { type DownloadFile, eventName, type FileWords, statusOf } from './files.ts';
import type { PlacedIncident } from './placed.ts';

/**
 * For maps, by RFC 7946: longitude first (3.1.1), no other reference system than WGS 84 (4), and a feature without a
 * point where there is none to tell (3.2).
 */
export function incidentsGeoJson(rows: readonly PlacedIncident[], words: FileWords): DownloadFile {
  const features = rows.map((row) => ({
    type: 'Feature',
    id: row.number,
    geometry: row.point && { type: 'Point', coordinates: [row.point.longitude, row.point.latitude] },
    properties: {
      status: statusOf(row),
      at: row.at,
      code: row.code,
      event: eventName(words, row.code),
      severity: row.severity,
      urgency: row.urgency,
      certainty: row.certainty,
      state: row.state,
      quantity: row.quantity,
      reports: row.reports,
      department: row.department?.code ?? null,
      commune: row.commune?.code ?? null,
      section: row.section?.code ?? null,
    },
  }));
  return {
    content: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
    type: 'application/geo+json',
    extension: 'geojson',
  };
}

import type { ObserverCode } from '../../../country/observer-code.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';
import { acledCsv } from './acled.ts';
import { incidentsCsv, incidentsHxl } from './csv.ts';
import type { DownloadFile, FileWords } from './files.ts';
import { incidentsGeoJson } from './geojson.ts';
import { type PlacedBy, placedIncidents } from './placed.ts';
import { FEWEST, rollUp } from './roll-up.ts';
import { forPublic, stands } from './select.ts';

export const INCIDENT_FILES = ['csv', 'hxl', 'geojson', 'acled'] as const;
export type IncidentFileKind = (typeof INCIDENT_FILES)[number];

export interface IncidentFileOf {
  readonly kind: IncidentFileKind;
  readonly words: FileWords & {
    readonly lines: ReadonlyMap<string, Pick<ObserverCode, 'name' | 'acled' | 'hiddenFrom'>>;
  };
  readonly places: PlacedBy['places'];
  readonly timeZone: string;
  /** For anybody; or for a member of the cell, as exactly as their institution may learn it. */
  readonly reader: 'public' | PlacedBy['precision'];
  /** In a CSV of the cell: what colleagues wrote of each. */
  readonly summaries?: boolean;
}

/**
 * Incidents as a file, none of which says who told of them.
 *
 * A CSV of the cell has all of them with where they stand; every other file has those that happened. What is for the
 * public has only what a second person agreed to and nobody must be kept from, by day and commune, and small numbers
 * are told of the department or the country (see {@link rollUp}): over what stands in this very file.
 */
export function incidentFile(rows: readonly IncidentFigure[], of: IncidentFileOf): DownloadFile {
  const { kind, words, reader, summaries = false } = of;
  const chosen =
    reader === 'public' ? forPublic(rows, words.lines) : kind === 'csv' ? rows : rows.filter(stands);
  const typed = kind === 'acled' ? chosen.filter(({ code }) => words.lines.get(code)?.acled) : chosen;
  const placed =
    reader === 'public'
      ? rollUp(placedIncidents(typed, { ...of, precision: 'commune', daysOnly: true }), FEWEST)
      : placedIncidents(typed, { ...of, precision: reader });
  switch (kind) {
    case 'csv':
      return incidentsCsv(placed, words, { summaries: summaries && reader !== 'public' });
    case 'hxl':
      return incidentsHxl(placed, words);
    case 'geojson':
      return incidentsGeoJson(placed, words);
    case 'acled':
      return acledCsv(placed, words);
  }
}

import { stringify } from 'csv-stringify/sync';
import { CSV, type DownloadFile, dayOf, type FileWords } from './files.ts';
import type { PlacedIncident } from './placed.ts';

/**
 * What research compares with ACLED's data (https://acleddata.com): columns and words of its codebook, and not its
 * coding, which no machine does from a code of two digits.
 * Codes for which a country names no type are not in it.
 */
export function acledCsv(
  rows: readonly PlacedIncident[],
  { say, lines }: Omit<FileWords, 'language'>,
): DownloadFile {
  const events = rows.flatMap((row) => {
    const acled = lines.get(row.code)?.acled;
    if (!acled) return [];
    return {
      event_id: row.number,
      event_date: dayOf(row),
      year: dayOf(row).slice(0, 4),
      // The day is known.
      time_precision: 1,
      event_type: acled.type,
      sub_event_type: acled.sub,
      admin1: row.department?.name ?? '',
      admin2: row.commune?.name ?? '',
      admin3: row.section?.name ?? '',
      latitude: row.point?.latitude ?? '',
      longitude: row.point?.longitude ?? '',
      geo_precision: geoPrecision(row),
      // Empty: nobody said; that is not none.
      fatalities: acled.fatal ? (row.quantity ?? '') : '',
      notes: row.exercise ? say('exercise') : '',
    };
  });
  const columns = [...COLUMNS];
  const content = Buffer.from(stringify(events, { header: true, columns, bom: true, escape_formulas: true }));
  return { content, type: CSV, extension: 'acled.csv' };
}

const COLUMNS = [
  'event_id',
  'event_date',
  'year',
  'time_precision',
  'event_type',
  'sub_event_type',
  'admin1',
  'admin2',
  'admin3',
  'latitude',
  'longitude',
  'geo_precision',
  'fatalities',
  'notes',
] as const;

/** 1: there; 2: in a small part of a region; 3: somewhere in a larger one. */
function geoPrecision({ point, commune }: PlacedIncident): 1 | 2 | 3 {
  if (point?.exact) return 1;
  return commune ? 2 : 3;
}

import { withCheckDigit } from '../codes/damm.ts';
import { countryOf } from '../country/index.ts';
import type { FileWords } from '../desks/watch/exports/files.ts';
import { openPlaceTable } from '../desks/watch/exports/place-table.ts';
import { loadTexts } from '../i18n.ts';
import type { IncidentFigure } from '../store/incident-figures.ts';
import { readingForTests } from './reading.ts';

const texts = loadTexts();
const country = countryOf('ht');

export const placeTable = () =>
  openPlaceTable(country.places(), (latitude, longitude) =>
    readingForTests().reading.placeAt(latitude, longitude),
  );

export const cardLines = new Map(
  country.observerCard.codes.map((line) => [withCheckDigit(line.code), line] as const),
);

export function fileWords(language: string): FileWords & { lines: typeof cardLines } {
  return {
    language,
    lines: cardLines,
    say: (key, values) => texts.text(language, `situation.${key}`, values),
  };
}

let given = 0;

/** Armed people in Delmas at 10:30, sent to nobody yet; invented. */
export function incidentFigure(more: Partial<IncidentFigure> = {}): IncidentFigure {
  given += 1;
  return {
    number: withCheckDigit(String(100_000 + given)),
    state: 'verification',
    code: withCheckDigit('31'),
    quantity: null,
    placeCode: 'HT0112',
    latitude: null,
    longitude: null,
    firstSeenAt: new Date('2026-08-30T14:30:00Z'),
    createdAt: new Date('2026-08-30T14:35:00Z'),
    severity: 'Severe',
    urgency: 'Immediate',
    certainty: 'Possible',
    exercise: false,
    kept: false,
    summary: null,
    reports: 1,
    triagedAt: null,
    validatedAt: null,
    sent: [],
    ...more,
  };
}

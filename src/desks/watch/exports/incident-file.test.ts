import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { countryNames, countryOf } from '../../../country/index.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';
import { cardLines, fileWords, incidentFigure, placeTable } from '../../../testing/incident-figures.ts';
import { number } from '../../../testing/observers.ts';
import { INCIDENT_FILES, type IncidentFileKind, type IncidentFileOf, incidentFile } from './incident-file.ts';

const [KILLED, LATE, WOMEN] = ['34', '11', '37'].map(number) as [string, string, string];
/** Inside Delmas, but not in the middle of it. */
const PIN = { latitude: 18.54321, longitude: -72.30123 };
const CITE_SOLEIL = 'HT0113';
const OUEST = 'HT01';

const fileOf = (
  rows: readonly IncidentFigure[],
  kind: IncidentFileKind,
  reader: IncidentFileOf['reader'] = 'point',
  more: Partial<IncidentFileOf> = {},
) =>
  incidentFile(rows, {
    ...{ kind, reader, words: fileWords('fr'), places: placeTable(), timeZone: 'America/Port-au-Prince' },
    ...more,
  }).content.toString();

const table = (text: string): string[][] => parse(text, { bom: true });
const records = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true });
const features = (text: string) => JSON.parse(text).features;
const agreed = (n: number, more: Partial<IncidentFigure>) =>
  Array.from({ length: n }, () => incidentFigure({ state: 'transmission', ...more }));

test('a CSV has a line for each incident, whatever became of it, and no summary unless asked', () => {
  const rows = [
    incidentFigure({ ...PIN, quantity: 3, reports: 2, summary: '=cmd()' }),
    incidentFigure({ state: 'bogus', placeCode: null }),
  ];
  const [first, second] = records(fileOf(rows, 'csv'));
  expect(first).toEqual({
    Numéro: rows[0]?.number,
    'Réel ou exercice': 'Actual',
    Date: '2026-08-30',
    Heure: '10:30',
    Code: number('31'),
    Événement: 'Personnes armées',
    Gravité: 'Severe',
    Urgence: 'Immediate',
    Certitude: 'Possible',
    Étape: 'verification',
    Quantité: '3',
    Rapports: '2',
    'Code du département': OUEST,
    Département: 'Ouest',
    'Code de la commune': 'HT0112',
    Commune: 'Delmas',
    'Code de la section': '',
    'Section communale': '',
    Latitude: '18.543',
    Longitude: '-72.301',
  });
  expect(second).toMatchObject({ Étape: 'bogus', Commune: '', Latitude: '' });
  const [told] = records(fileOf(rows, 'csv', 'point', { summaries: true }));
  // A spreadsheet must not reckon what somebody wrote.
  expect(told?.Résumé).toBe("'=cmd()");
});

test('HXL has its hashtags in the second line, and only what happened', () => {
  const [titles, tags, ...lines] = table(
    fileOf([incidentFigure(), incidentFigure({ state: 'bogus' })], 'hxl'),
  );
  expect(titles?.[2]).toBe('Date');
  const bare = tags?.map((tag) => tag.replace('+v_pcode', '')) ?? [];
  for (const tag of [
    '#date+occurred',
    '#event+name',
    '#adm1+code',
    '#adm2+name',
    '#adm3+code',
    '#geo+lat',
    '#geo+lon',
  ])
    expect(bare).toContain(tag);
  for (const tag of tags ?? []) expect(tag).toMatch(/^(#[a-z]\w*(\+[a-z]\w*)*)?$/);
  expect(lines).toHaveLength(1);
});

test('GeoJSON has longitude first, and a feature without a point where nobody knows', () => {
  const [pinned, placed, nowhere] = features(
    fileOf([incidentFigure(PIN), incidentFigure(), incidentFigure({ placeCode: null })], 'geojson'),
  );
  expect(pinned).toMatchObject({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [-72.301, 18.543] },
    properties: { commune: 'HT0112', at: '2026-08-30T10:30:00-04:00', status: 'Actual' },
  });
  const delmas = countryOf('ht')
    .places()
    .places.find(({ code }) => code === 'HT0112');
  expect(placed.geometry.coordinates).toEqual([delmas?.longitude, delmas?.latitude]);
  expect(nowhere.geometry).toBeNull();
});

test.each([
  ['point', [-72.301, 18.543], 'HT0112-01'],
  ['section', [-72.3, 18.54], 'HT0112-01'],
  ['commune', [-72.3, 18.5], null],
] as const)('who may know the %s learns no more', (reader, coordinates, section) => {
  const rows = [incidentFigure({ ...PIN, placeCode: 'HT0112-01' })];
  const [feature] = features(fileOf(rows, 'geojson', reader));
  expect(feature).toMatchObject({ geometry: { coordinates }, properties: { section, commune: 'HT0112' } });
});

test('a pin without a place lies in the nearest one', () => {
  const [row] = records(fileOf([incidentFigure({ ...PIN, placeCode: null })], 'csv'));
  expect(row).toMatchObject({ Département: 'Ouest', Commune: expect.stringMatching(/./) });
});

describe('rows for research', () => {
  test('have ACLED’s words, and the dead where somebody counted them', () => {
    const rows = [
      incidentFigure({ ...PIN, code: KILLED, quantity: 2 }),
      incidentFigure({ code: number('39'), quantity: 40 }),
      incidentFigure({ placeCode: OUEST }),
      incidentFigure({ code: LATE }),
    ];
    const [killed, riot, armed, ...more] = records(fileOf(rows, 'acled'));
    expect(killed).toMatchObject({
      event_date: '2026-08-30',
      time_precision: '1',
      event_type: 'Violence against civilians',
      sub_event_type: 'Attack',
      admin1: 'Ouest',
      admin2: 'Delmas',
      geo_precision: '1',
      fatalities: '2',
      notes: '',
    });
    expect(riot).toMatchObject({ event_type: 'Riots', fatalities: '', geo_precision: '2' });
    expect(armed).toMatchObject({ geo_precision: '3', latitude: '' });
    expect(more).toEqual([]);
  });

  const KNOWN: Readonly<Record<string, readonly string[]>> = {
    Battles: ['Armed clash', 'Government regains territory', 'Non-state actor overtakes territory'],
    'Explosions/Remote violence': ['Grenade', 'Remote explosive/landmine/IED'],
    Protests: ['Peaceful protest', 'Protest with intervention', 'Excessive force against protesters'],
    Riots: ['Violent demonstration', 'Mob violence'],
    'Strategic developments': [
      'Agreement',
      'Arrests',
      'Disrupted weapons use',
      'Looting/property destruction',
      'Non-violent transfer of territory',
      'Other',
    ],
    'Violence against civilians': ['Sexual violence', 'Attack', 'Abduction/forced disappearance'],
  };
  test.each(countryNames())('%s names only types that ACLED has', (name) => {
    for (const { code, acled } of countryOf(name).observerCard.codes)
      if (acled) expect(KNOWN[acled.type], code).toContain(acled.sub);
  });
});

describe('for the public', () => {
  const rows = [
    ...agreed(5, {}),
    ...agreed(4, { placeCode: CITE_SOLEIL, ...PIN }),
    ...agreed(1, { placeCode: 'HT0131-10' }),
    ...agreed(2, { placeCode: 'HT0311' }),
    ...agreed(1, { code: WOMEN }),
    ...agreed(1, { kept: true }),
    incidentFigure({ state: 'verification' }),
    ...agreed(1, { summary: 'Yon moun rele Envante' }),
  ];

  test('few of a commune are told of the department, few of a department of the country', () => {
    const cells = records(fileOf(rows, 'csv', 'public', { summaries: true }));
    const count = (commune: string, department: string) =>
      cells.filter((row) => row.Commune === commune && row.Département === department).length;
    expect(count('Delmas', 'Ouest')).toBe(6);
    expect(count('', 'Ouest')).toBe(5);
    expect(count('', '')).toBe(2);
    // What nobody agreed to yet, and what must be kept from some institution, is not there.
    expect(cells).toHaveLength(13);
    for (const row of cells) expect(row).toMatchObject({ 'Section communale': '', Heure: '' });
    expect(cells.filter((row) => row.Commune === '').every((row) => row.Latitude === '')).toBe(true);
  });

  test('what is counted is what stands in that file', () => {
    const mixed = [...agreed(3, {}), ...agreed(3, { code: LATE })];
    const [csv, acled] = (['csv', 'acled'] as const).map((kind) => records(fileOf(mixed, kind, 'public')));
    expect(csv?.every((row) => row.Commune === 'Delmas')).toBe(true);
    expect(acled?.map((row) => row.admin1)).toEqual(['', '', '']);
  });

  test.each(INCIDENT_FILES)('%s tells nobody’s words and no minute', (kind) => {
    const text = fileOf(rows, kind, 'public', { summaries: true });
    expect(text).not.toContain('Envante');
    expect(text).not.toContain('10:30');
    expect(text).not.toContain(WOMEN);
  });
});

test.each(INCIDENT_FILES)('an exercise says so in %s', (kind) => {
  expect(fileOf([incidentFigure({ exercise: true })], kind)).toMatch(/Exercise|EXERCICE/);
  expect(fileOf([incidentFigure()], kind)).not.toMatch(/Exercise|EXERCICE/);
});

test('every code of the card can be exported', () => {
  for (const [code] of cardLines) expect(fileOf([incidentFigure({ code })], 'csv')).toContain(code);
});

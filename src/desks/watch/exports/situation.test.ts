import readExcel from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { countryOf } from '../../../country/index.ts';
import type { IncidentFigure, SentFigure } from '../../../store/incident-figures.ts';
import { cardLines, fileWords, incidentFigure, placeTable } from '../../../testing/incident-figures.ts';
import { number } from '../../../testing/observers.ts';
import { type SituationOf, situationOf } from './situation.ts';
import { type SituationWords, situationAsPdf, situationAsXlsx } from './situation-files.ts';

const at = (time: string) => new Date(`2026-08-30T${time}:00-04:00`);
const OF: SituationOf = {
  from: at('06:00'),
  until: at('18:00'),
  exercises: false,
  now: at('18:00'),
  timeZone: 'America/Port-au-Prince',
  places: placeTable(),
};
const wordsIn = (language: string, more: Partial<SituationWords> = {}): SituationWords => ({
  ...fileWords(language),
  institutions: countryOf('ht').watch.institutions,
  placeName: (code) =>
    OF.places.around({ placeCode: code, latitude: null, longitude: null })[0]?.name.fr ?? code,
  timeZone: OF.timeZone,
  now: OF.now,
  ...more,
});
const sent = (institution: string, sentAt: string, dueAt: string, acknowledged?: string): SentFigure => ({
  institution,
  sentAt: at(sentAt),
  dueAt: at(dueAt),
  acknowledgedAt: acknowledged === undefined ? null : at(acknowledged),
});
const LATE = number('11');
const ROWS: IncidentFigure[] = [
  incidentFigure({ createdAt: at('10:00'), triagedAt: at('10:04'), validatedAt: at('10:30'), reports: 3 }),
  incidentFigure({
    ...{ state: 'transmission', severity: 'Extreme', firstSeenAt: at('06:00') },
    ...{ createdAt: at('06:10'), triagedAt: at('06:12'), validatedAt: at('06:20') },
    sent: [
      sent('pnh', '06:30', '06:50'),
      sent('can', '06:30', '06:50', '06:41'),
      // Sent again after a change: that one counts.
      sent('pnh', '07:00', '07:20', '07:15'),
    ],
  }),
  incidentFigure({
    state: 'closed',
    code: LATE,
    severity: 'Minor',
    placeCode: 'HT0311-01',
    firstSeenAt: at('06:59'),
  }),
  incidentFigure({ state: 'acknowledged', sent: [sent('pnh', '17:00', '17:20')], placeCode: null }),
  incidentFigure({ state: 'bogus' }),
  incidentFigure({ firstSeenAt: at('18:00') }),
];

test('counts what happened in the period, and how long it took', () => {
  const { states, ...situation } = situationOf(ROWS, OF);
  expect(situation).toMatchObject({ incidents: 4, reports: 6, leftOut: 1, exercise: false });
  expect(situation.severities).toEqual([
    { key: 'Extreme', count: 1 },
    { key: 'Severe', count: 2 },
    { key: 'Minor', count: 1 },
  ]);
  expect(situation.codes).toEqual([
    { key: number('31'), count: 3 },
    { key: LATE, count: 1 },
  ]);
  expect(situation.departments).toEqual([
    { key: 'HT01', count: 2 },
    { key: 'HT03', count: 1 },
    { key: null, count: 1 },
  ]);
  expect([situation.hours.length, situation.hours[6], situation.hours[10]]).toEqual([24, 2, 2]);
  expect(states.map(({ key }) => key)).toEqual([
    'verification',
    'transmission',
    'acknowledged',
    'closed',
    'bogus',
  ]);
  expect(situation.took).toEqual({
    triage: { count: 2, minutes: 2 },
    validation: { count: 2, minutes: 10 },
    transmission: { count: 2, minutes: 20 },
    acknowledgement: { count: 2, minutes: 11 },
  });
  expect(situation.institutions).toEqual([
    { institution: 'pnh', sent: 2, acknowledged: 1, overdue: 1 },
    { institution: 'can', sent: 1, acknowledged: 1, overdue: 0 },
  ]);
});

test('nothing in, nothing out; and exercises are never counted with what is real', () => {
  expect(situationOf([], OF)).toMatchObject({ incidents: 0, took: { triage: { count: 0, minutes: null } } });
  expect(() => situationOf([...ROWS, incidentFigure({ exercise: true })], OF)).toThrow(
    /never counted together/,
  );
});

const read = async (content: Buffer) =>
  new Map((await readExcel(content)).map(({ sheet, data }) => [sheet, data] as const));

test('the Excel file has a sheet for each table, with numbers to reckon with', async () => {
  const { content, extension } = await situationAsXlsx(
    situationOf(ROWS, OF),
    wordsIn('fr', { seenBy: 'fadh' }),
  );
  expect(extension).toBe('xlsx');
  const sheets = await read(content);
  expect([...sheets.keys()]).toEqual([
    'Chiffres',
    'Gravité',
    'Événement',
    'Département',
    'Étape',
    'Transmis à',
    'Heure du jour',
  ]);
  expect(sheets.get('Chiffres')?.slice(0, 3)).toEqual([
    ['Rapport de situation', null],
    ['Du 2026-08-30 06:00 au 2026-08-30 18:00', null],
    ['Incidents', 4],
  ]);
  expect(sheets.get('Chiffres')?.flat()).toContain('Ce que Armée (FADH) ne doit pas voir n’est pas compté.');
  expect(sheets.get('Événement')?.[1]).toEqual([`${number('31')}  Personnes armées`, 3]);
  expect(sheets.get('Département')).toContainEqual(['(lieu inconnu)', 1]);
  expect(sheets.get('Transmis à')?.[1]).toEqual(['Police (PNH)', 2, 1, 1]);
  expect(sheets.get('Heure du jour')).toHaveLength(25);
});

test.each([
  ['ht', 'EGZÈSIS'],
  ['fr', 'EXERCICE'],
  ['en', 'EXERCISE'],
  ['es', 'EJERCICIO'],
])('in %s an exercise stands at the top of each sheet', async (language, word) => {
  const rows = ROWS.map((row) => ({ ...row, exercise: true }));
  const exercise = await situationAsXlsx(situationOf(rows, { ...OF, exercises: true }), wordsIn(language));
  for (const [sheet, [first]] of await read(exercise.content)) expect(first, sheet).toContain(word);
  const real = await situationAsXlsx(situationOf(ROWS, OF), wordsIn(language));
  for (const rows of (await read(real.content)).values()) expect(rows.flat()).not.toContain(word);
});

test.each(['ht', 'fr', 'en', 'es'])(
  'in %s every code, department and institution fits on paper',
  async (language) => {
    const places = countryOf('ht')
      .places()
      .places.filter(({ kind }) => kind === 'department');
    const rows = [...cardLines.keys()].map((code, n) =>
      incidentFigure({
        code,
        placeCode: places[n % places.length]?.code ?? null,
        sent: countryOf('ht').watch.institutions.map(({ id }) => sent(id, '12:00', '12:20')),
      }),
    );
    const { content, type } = await situationAsPdf(situationOf(rows, OF), wordsIn(language));
    expect(type).toBe('application/pdf');
    expect(content.subarray(0, 5).toString()).toBe('%PDF-');
  },
);

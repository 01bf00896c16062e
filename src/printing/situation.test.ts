import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SituationSheet, situationPdf } from './situation.ts';

const HOURS = Array.from({ length: 24 }, (_, hour) => (hour < 5 ? 0 : (hour * 7) % 12));
const SHEET: SituationSheet = {
  title: 'Rapport de situation',
  period: 'Du 2026-08-30 06:00 au 2026-08-30 18:00',
  figures: [
    { label: 'Incidents', value: '128' },
    { label: 'Rapports reçus', value: '341' },
    { label: 'Écartés', value: '12' },
    { label: 'Premier examen', value: '4 min' },
    { label: 'Validation', value: '22 min' },
    { label: 'Transmission', value: '31 min' },
    { label: 'Accusé de réception', value: '–' },
  ],
  hours: { title: 'Heure du jour', counts: HOURS },
  tables: [
    {
      title: 'Gravité',
      columns: ['Gravité', 'Incidents'],
      rows: [
        ['Extrême', 9],
        ['Grave', 61],
        ['Modérée', 40],
        ['Mineure', 18],
      ],
    },
    {
      title: 'Événement',
      columns: ['Événement', 'Incidents'],
      rows: Array.from(
        { length: 14 },
        (_, n) => [`${310 + n} Quelque chose de la carte`, 30 - 2 * n] as const,
      ),
    },
    {
      title: 'Transmis à',
      columns: ['Transmis à', 'Transmis', 'Accusés', 'En retard'],
      rows: [
        ['Police (PNH)', 51, 44, 3],
        ['Organisations de droits humains qui ont un nom très long en vérité', 12, 12, 0],
      ],
    },
  ],
  notes: ['La moitié n’a pas pris plus de minutes: depuis l’ouverture de l’incident.'],
  page: (n, of) => `Page ${n} / ${of}`,
};
const EXERCISE = { word: 'EXERCICE', means: 'Rien dans ce rapport n’est réel.' };
const LONG: SituationSheet = {
  ...SHEET,
  tables: [
    {
      title: 'Événement',
      columns: ['Événement', 'Incidents'],
      rows: Array.from({ length: 120 }, (_, n) => [`ligne ${n + 1}`, n] as const),
    },
    ...SHEET.tables,
  ],
};

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium?.destroy());

async function read(pdf: Buffer): Promise<string[]> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText());
  document.destroy();
  return pages;
}

const SCALE = 2;

async function look(pdf: Buffer, name: string) {
  const document = await pdfium.loadDocument(pdf);
  const { width, height, data } = await document.getPage(0).render({ scale: SCALE });
  document.destroy();
  // To be looked at by whoever changes the drawing.
  const folder = process.env.CARDS_DIR;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    const raw = { width, height, channels: 4 as const };
    writeFileSync(join(folder, `${name}.png`), await sharp(data, { raw }).png().toBuffer());
  }
  return { width, height, data };
}

test('every figure stands on the paper', async () => {
  const [page = '', ...more] = await read(await situationPdf(SHEET));
  expect(more).toEqual([]);
  const words = [SHEET.title, SHEET.period, SHEET.hours.title, 'Page 1 / 1'];
  const figures = SHEET.figures.flatMap(({ value }) => value);
  const rows = SHEET.tables.flatMap(({ title, rows }) => [
    title,
    ...rows.map(([label]) => label.slice(0, 22)),
  ]);
  for (const each of [...words, ...figures, ...rows, '51', '44']) expect(page).toContain(each);
  expect(page).not.toContain(EXERCISE.word);
});

test('an exercise says so on every page, and in the title of the document', async () => {
  const pdf = await situationPdf({ ...LONG, exercise: EXERCISE });
  const pages = await read(pdf);
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages) {
    expect(page).toContain(EXERCISE.word);
    expect(page).toContain('Rien dans ce rapport');
  }
});

test('what takes more pages loses no row, and says again what it is of', async () => {
  const pages = await read(await situationPdf(LONG));
  const all = pages.join('\n');
  for (let n = 1; n <= 120; n += 1) expect(all).toMatch(new RegExp(`ligne ${n}\\b`));
  expect(all.match(/Événement/g)?.length).toBeGreaterThan(2);
  expect(all).toContain(`Page ${pages.length} / ${pages.length}`);
});

test('nothing happened: no chart, and no empty table', async () => {
  const hours = { ...SHEET.hours, counts: HOURS.map(() => 0) };
  const tables = SHEET.tables.map((table) => ({ ...table, rows: [] }));
  const [page = ''] = await read(await situationPdf({ ...SHEET, hours, tables, notes: ['Aucun incident.'] }));
  expect(page).toContain('Aucun incident.');
  expect(page).not.toContain('Heure du jour');
  expect(page).not.toContain('Gravité');
});

test.each([
  ['situation', SHEET],
  ['situation-exercise', { ...SHEET, exercise: EXERCISE }],
  ['situation-long', { ...LONG, exercise: EXERCISE }],
] as const)('nothing of %s touches the edge of the sheet', async (name, sheet) => {
  const { data, width, height } = await look(await situationPdf(sheet), name);
  const edge = 27 * SCALE;
  const inked: string[] = [];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (Math.min(x, y, width - 1 - x, height - 1 - y) < edge && data[4 * (y * width + x)] !== 255)
        inked.push(`${x},${y}`);
  expect(inked.slice(0, 3)).toEqual([]);
});

test('the same figures are the same bytes', async () => {
  expect((await situationPdf(SHEET)).equals(await situationPdf(SHEET))).toBe(true);
});

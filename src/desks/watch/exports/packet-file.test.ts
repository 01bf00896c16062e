import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countryOf } from '../../../country/index.ts';
import { loadTexts } from '../../../i18n.ts';
import { cardLines } from '../../../testing/incident-figures.ts';
import { number } from '../../../testing/observers.ts';
import { type KeptTransmission, packetFile } from './packet-file.ts';

const texts = loadTexts();
const { watch, observerCard } = countryOf('ht');
const LINK = `https://teledjol.example.org/acknowledge/${'Ab3_'.repeat(10)}xyz`;
const at = (time: string) => new Date(`2026-08-30T${time}:00-04:00`);
const SENT: KeptTransmission = {
  id: '0198f000-0000-7000-8000-000000000001',
  incidentId: '0198f000-0000-7000-8000-000000000002',
  institution: 'pnh',
  number: number('482731'),
  type: 'Alert',
  cap: '',
  capIdentifier: 'cnve.ht-2026-5310428.1',
  sentAt: at('10:05'),
  sentBy: '0198f000-0000-7000-8000-000000000003',
  dueAt: at('10:35'),
  acknowledgedAt: null,
  acknowledgedBy: null,
  response: null,
  respondedAt: null,
  respondedBy: null,
  alertedAt: null,
  left: ['place'],
  told: {
    event: cardLines.get(number('31'))?.name ?? {},
    place: { ht: 'Delma', fr: 'Delmas' },
    circle: { latitude: 18.5, longitude: -72.3, radiusKm: 15 },
    from: at('09:12').toISOString(),
    until: at('09:47').toISOString(),
    severity: 'Severe',
    urgency: 'Immediate',
    certainty: 'Likely',
    quantity: 6,
    summary: 'Twa moun ak zam devan pòt la',
    reports: 4,
    independent: 2,
    exercise: false,
  },
};
const write = async (languages: readonly string[], change: Partial<KeptTransmission> = {}) => {
  const { content } = await packetFile(
    { ...SENT, ...change },
    {
      languages,
      say: (language, key, values) => texts.text(language, key, values),
      institution: watch.institutions.find(
        ({ id }) => id === SENT.institution,
      ) as (typeof watch.institutions)[0],
      number: '5310428',
      received: observerCard.received,
      timeZone: 'America/Port-au-Prince',
      link: LINK,
    },
  );
  return content;
};
const told = (change: Partial<KeptTransmission['told']>) => ({ told: { ...SENT.told, ...change } });

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium?.destroy());

async function read(pdf: Buffer): Promise<string> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText());
  document.destroy();
  expect(pages).toHaveLength(1);
  return (pages[0] ?? '').replace(/\s+/g, ' ');
}

test('it says what was told, in the reader’s language and in French', async () => {
  const page = await read(await write(['ht', 'fr']));
  const both = ['5310428', '18.5, -72.3', '15 km', '2026-08-30 09:12 – 2026-08-30 09:47', SENT.capIdentifier];
  const creole = ['ALÈT', 'Polis (PNH)', 'Moun ak zam', 'Delma ', 'grav', 'touswit', 'pwobab', '4 rapò'];
  const french = [
    'ALERTE',
    'Police (PNH)',
    'Personnes armées',
    'Delmas',
    'immédiate',
    'probable',
    '4 rapports',
  ];
  const kept = ['Kote egzak la', 'Le lieu exact', 'Twa moun ak zam devan', '2 sources indépendantes'];
  const when = ['Voye 2026-08-30 10:05', 'Accusé attendu avant 2026-08-30 10:35'];
  const how = [`RESEVWA ${SENT.number}`, `RECU ${SENT.number}`, LINK];
  for (const each of [...both, ...creole, ...french, ...kept, ...when, ...how]) expect(page).toContain(each);
});

test('in French alone it says it once, and only what there is to say', async () => {
  const page = await read(await write(['fr', 'fr'], { left: [], ...told({ until: SENT.told.from }) }));
  expect(page.match(/RECU/g)).toHaveLength(1);
  expect(page).toContain('Vu 2026-08-30 09:12 Gravité');
  for (const other of ['RESEVWA', 'Non communiqué', 'Remplace', 'EXERCICE'])
    expect(page).not.toContain(other);
});

test.each([
  ['Update', 'MIZAJOU', 'MISE À JOUR'],
  ['Cancel', 'ANILE', 'ANNULATION'],
] as const)('%s is the first that is read, with what it takes the place of', async (type, ht, fr) => {
  const page = await read(
    await write(['ht', 'fr'], { type, ...told({ replaces: 'cnve.ht-2026-5310428.0' }) }),
  );
  for (const each of [ht, fr, 'Pran plas cnve.ht-2026-5310428.0']) expect(page).toContain(each);
  expect(page).not.toContain('ALERTE');
});

test.each(['ht', 'fr', 'en', 'es'])(
  'in %s the longest fits on one sheet, an exercise says so large, and the code leads to the page',
  async (language) => {
    const names = [...cardLines.values()].map(({ name }) => name);
    const longest = names.reduce((a, b) => ((a[language] ?? '').length > (b[language] ?? '').length ? a : b));
    const pdf = await write([language, 'fr'], {
      type: 'Update',
      left: ['place', 'summary'],
      ...told({
        event: longest,
        place: { ht: 'Petit Trou de Nippe', fr: 'Petit Trou de Nippes' },
        summary: `${'Moun yo kanpe devan pòt la. '.repeat(15)}${'x'.repeat(80)}`,
        replaces: 'cnve.ht-2026-5310428.10',
        exercise: true,
      }),
    });
    const words = [language, 'fr'].map((each) => texts.text(each, 'situation.exercise'));
    const page = await read(pdf);
    expect(page).toContain([...new Set(words)].join(' · '));
    for (const each of [language, 'fr'])
      expect(page).toContain(texts.text(each, 'packet.not_real').replaceAll('\u00a0', ' '));
    const document = await pdfium.loadDocument(pdf);
    const { width, height, data } = await document.getPage(0).render({ scale: 2 });
    document.destroy();
    expect(jsQR.default(new Uint8ClampedArray(data), width, height)?.data).toBe(LINK);
    // To be looked at by whoever changes the drawing.
    const folder = process.env.CARDS_DIR;
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const raw = { width, height, channels: 4 as const };
    writeFileSync(join(folder, `packet-${language}.png`), await sharp(data, { raw }).png().toBuffer());
  },
);

test('the same transmission is the same bytes, whatever became of it', async () => {
  const after = { acknowledgedAt: at('11:00'), response: 'yon patwouy ale', respondedAt: at('11:10') };
  expect((await write(['ht', 'fr'])).equals(await write(['ht', 'fr'], after))).toBe(true);
});

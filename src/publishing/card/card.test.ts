import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawPng } from '../../media/draw.ts';
import { RATINGS } from '../../store/verdicts.ts';
import { openPublicPages, PUBLIC_URL, type PublicPages } from '../../testing/public-pages.ts';
import { fitText } from './fit.ts';
import { typeface } from './type.ts';

let pages: PublicPages;
beforeAll(async () => {
  pages = await openPublicPages();
});
afterAll(() => pages?.close());

async function card(code: string, language: string, shape: string): Promise<Buffer> {
  const answer = await fetch(`${pages.url}/verdicts/${code}/card.${language}.${shape}.png`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('image/png');
  const png = Buffer.from(await answer.arrayBuffer());
  // To be looked at by whoever changes the drawing.
  const folder = process.env.CARDS_DIR;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${code}-${language}-${shape}.png`), png);
  }
  return png;
}

const LONG = {
  ht: 'Pa gen okenn biwo vòt k ap fèmen a midi nan peyi a: KEP di tout biwo yo ap rete louvri jiska katrè nan apremidi, menm kote ki gen anpil moun ap tann nan liy.',
  fr: 'Aucun bureau de vote ne ferme à midi : le Conseil électoral précise qu’ils restent tous ouverts jusqu’à seize heures, même où l’attente est longue. Ça, c’est sûr.',
};

test('every rating, language and shape: its size, its weight, and no two alike', async () => {
  const seen = new Set<string>();
  for (const [n, rating] of RATINGS.entries()) {
    const code = `A${n + 2}F7`;
    const long = n % 2 === 1;
    await pages.publish({
      code,
      rating,
      ...(long && {
        texts: { ht: { summary: LONG.ht }, fr: { summary: LONG.fr } },
        wording: {
          ht: `${LONG.ht} ${LONG.ht}`,
          fr: 'À Carrefour, l’œuvre d’un « garçon » : où ? '.repeat(8),
        },
      }),
    });
    for (const language of ['ht', 'fr'])
      for (const [shape, height] of [
        ['square', 1080],
        ['tall', 1920],
      ] as const) {
        const png = await card(code, language, shape);
        const { width, height: high, format } = await sharp(png).metadata();
        expect([format, width, high]).toEqual(['png', 1080, height]);
        expect(png.length).toBeLessThan(300_000);
        seen.add(png.toString('base64'));
      }
  }
  expect(seen.size).toBe(RATINGS.length * 4);
});

/** One word as pixels. */
async function drawn(text: string): Promise<Buffer> {
  const d = typeface('regular').path(text, 4, 60, 60);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90"><rect width="300" height="90" fill="#fff"/><path d="${d}"/></svg>`;
  return sharp(await drawPng(svg))
    .greyscale()
    .raw()
    .toBuffer();
}

test('accents are drawn, each its own, and nothing is a box', async () => {
  const accented = [...'èàòéêâîôûçëïœÈÀÒÉÊÇŒ'];
  const pictures = new Map<string, Buffer>();
  for (const sign of [...accented, ...'eaoEAOcCiu']) pictures.set(sign, await drawn(sign));
  const all = [...pictures.values()].map((each) => each.toString('base64'));
  expect(new Set(all).size).toBe(all.length);
  for (const sign of accented) {
    const [plain = ''] = sign.normalize('NFD');
    if (plain !== sign)
      expect(pictures.get(sign)?.equals(pictures.get(plain) ?? Buffer.alloc(0))).toBe(false);
    // A letter and its accent apart, as some keyboards type them, is the same letter.
    expect((await drawn(sign.normalize('NFD'))).equals(pictures.get(sign) ?? Buffer.alloc(0))).toBe(true);
  }
  // What there is no sign for is left out: no box stands for it.
  const blank = await drawn('');
  for (const sign of ['😀', '中', '\ue000']) expect((await drawn(sign)).equals(blank)).toBe(true);
});

test('words are drawn to their last letter, wherever they stand', async () => {
  const face = typeface('black');
  for (const text of ['Les bureaux de vote ouvrent jusqu’à 16h.', LONG.ht, 'EN PARTIE VRAI', 'VERIFIER A2F7'])
    for (const size of [26, 34, 46, 64, 87]) {
      const d = face.path(text, 56, 70 + size / 3, size);
      expect(d).toMatch(/^([MLQCZ](-?\d+(\.\d)?( -?\d+(\.\d)?)*)?)+$/);
      const width = Math.ceil(56 + face.width(text, size)) + 9;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="150"><rect width="${width}" height="150" fill="#fff"/><path d="${d}"/></svg>`;
      const end = sharp(await drawPng(svg)).extract({ left: width - 30, top: 0, width: 30, height: 150 });
      expect((await end.greyscale().stats()).channels[0]?.min).toBeLessThan(100);
    }
});

test('a text of any length stays in its room and is never cut without a sign of it', () => {
  const face = typeface('regular');
  const room = { width: 400, height: 200, most: 60, least: 24 };
  for (const text of [
    'Wi.',
    LONG.ht,
    LONG.fr.repeat(9),
    'x'.repeat(500),
    `https://a.example.ht/${'b'.repeat(300)}`,
  ]) {
    const { size, lines } = fitText(face, text, room);
    expect(lines.length * size * 1.22).toBeLessThanOrEqual(200);
    for (const line of lines) expect(face.width(line, size)).toBeLessThanOrEqual(400);
    const whole = lines.join('').replace(/\s/g, '') === text.replace(/\s/g, '');
    expect(whole || (lines.at(-1) ?? '').endsWith('…')).toBe(true);
  }
  // A French sign with a space before it does not begin a line.
  const apart = fitText(face, 'Ni midi : ni « soir » ! '.repeat(9), { ...room, most: 30 }).lines;
  expect(apart.filter((line) => /^[:!»]|«$/.test(line))).toEqual([]);
  expect(fitText(face, 'Wi.', room)).toEqual({ size: 60, lines: ['Wi.'] });
});

test('the QR code leads to the verdict', async () => {
  for (const shape of ['square', 'tall']) {
    const { data, info } = await sharp(await card('A2F7', 'ht', shape))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(jsQR.default(new Uint8ClampedArray(data), info.width, info.height)?.data).toBe(
      `${PUBLIC_URL}/verdicts/A2F7`,
    );
  }
});

test('a corrected verdict is another card at once, and one that was withdrawn is none', async () => {
  const { claimId } = await pages.publish({ code: 'B2F7' });
  const first = await card('B2F7', 'ht', 'square');
  expect((await card('B2F7', 'ht', 'square')).equals(first)).toBe(true);
  await pages.correct(claimId, { rating: 'true' });
  expect((await card('B2F7', 'ht', 'square')).equals(first)).toBe(false);
  await pages.withdraw(claimId);
  for (const file of [
    'card.ht.square.png',
    'card.ht.wide.png',
    'card.es.square.png',
    'card.ht.square.png.exe',
  ])
    expect((await pages.get(`/verdicts/B2F7/${file}`)).status).toBe(404);
});

test('many who ask for the same card at once have it drawn once', async () => {
  await pages.publish({ code: 'B3F7', rating: 'harmful' });
  const before = readdirSync(join(pages.deps.dataDir, 'cards')).length;
  const all = await Promise.all(Array.from({ length: 20 }, () => card('B3F7', 'fr', 'tall')));
  expect(new Set(all.map((each) => each.toString('base64'))).size).toBe(1);
  expect(readdirSync(join(pages.deps.dataDir, 'cards')).length).toBe(before + 1);
});

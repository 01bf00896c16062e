import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import jsQR from 'jsqr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookOf, keywordsOf } from '../codes/book-of.ts';
import { withCheckDigit } from '../codes/damm.ts';
import { readReport } from '../codes/read.ts';
import { countryNames, countryOf } from '../country/index.ts';
import { loadTexts } from '../i18n.ts';
import { type CardOf, type CardWords, observerCards } from './observer-card.ts';
import { openPaper } from './paper.ts';

const texts = loadTexts();
const { observerCard, emergency, protection } = countryOf('ht');
const WORDS: CardWords = {
  codes: observerCard.codes.map((each) => ({ ...each, code: withCheckDigit(each.code) })),
  card: observerCard,
  example: withCheckDigit('15'),
  emergency,
  protection,
  phones: ['+509 3700 1234', '+509 4800 1234'],
  whatsapp: '50937001234',
  telegram: 'teledjol_obs_bot',
  say: (language, text, values) => texts.text(language, `observer.card.${text}`, values),
};
const NUMBER = withCheckDigit('4213');
const PLACE = { number: withCheckDigit('51730'), label: 'Lekòl Nasyonal d’Aquin, BV 3' };
const CARD: CardOf = { number: NUMBER, language: 'ht', place: PLACE };

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium?.destroy());

/** What can be read on each page, in lines. */
async function read(pdf: Buffer): Promise<string[][]> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText().split(/\s*\r?\n/));
  document.destroy();
  return pages;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8ClampedArray;
}

const SCALE = 2;

async function look(pdf: Buffer, name: string): Promise<Picture> {
  const document = await pdfium.loadDocument(pdf);
  const drawn = await document.getPage(0).render({ scale: SCALE });
  const { width, height } = drawn;
  document.destroy();
  // To be looked at by whoever changes the drawing.
  const folder = process.env.CARDS_DIR;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.pdf`), pdf);
  }
  return { width, height, data: new Uint8ClampedArray(drawn.data) };
}

const printed = (text: string) => text.replaceAll("'", '’').replaceAll('\u00a0', ' ');

test.each(['ht', 'fr'])('all that an observer needs stands on one sheet in %s', async (language) => {
  const [page = [], ...more] = await read(await observerCards([{ ...CARD, language }], WORDS));
  expect(more).toEqual([]);
  const lines = page.map(printed);
  for (const { code, name, worded } of WORDS.codes) {
    const more = worded ? ` ${texts.text(language, 'observer.card.worded')}` : '';
    expect(lines).toContain(`${code} ${printed(name[language] ?? '')}${more}`);
  }
  for (const [digit, name] of Object.entries(observerCard.families))
    expect(lines).toContain(`${digit} ${name[language]}`);
  const all = lines.join('\n');
  for (const [word = ''] of Object.values(observerCard.words))
    expect(all).toMatch(new RegExp(`^${word} `, 'm'));
  for (const { number, name } of emergency) expect(all).toContain(`${number} ${name[language]}`);
  for (const said of [
    NUMBER,
    PLACE.number,
    PLACE.label,
    ...WORDS.phones,
    protection.line,
    protection.childLine,
  ])
    expect(all).toContain(said);
  for (const said of ['title', 'edition', 'report', 'danger'] as const)
    expect(all).toContain(printed(WORDS.say(language, said, { edition: 1, word: 'ED' })));
});

test('the example is read by the grammar as the card says', async () => {
  const [lines = []] = await read(await observerCards([CARD], WORDS));
  const example = [NUMBER, `${WORDS.example}x2`, PLACE.number, '1405'];
  for (const part of example) expect(lines).toContain(part);
  const { reading } = readReport(
    example.join(' '),
    bookOf(observerCard.codes),
    keywordsOf(observerCard.words),
  );
  expect(reading).toMatchObject({
    observer: NUMBER,
    place: PLACE.number,
    incidents: [{ code: WORDS.example, quantity: 2 }],
  });
  expect(lines).toContain('Egzanp sa a vle di: Manm biwo absan (2), a 14:05.');
});

test('who has no place yet gets a line to write it on, and is not told to leave it out', async () => {
  const { number, language } = CARD;
  const [lines = []] = await read(await observerCards([{ number, language }], WORDS));
  expect(lines).toContain(WORDS.say('ht', 'place_later'));
  expect(lines.join()).not.toContain(WORDS.say('ht', 'short', { code: WORDS.example }));
});

test.each([
  ['whatsapp', 'https://wa.me/50937001234'],
  ['telegram', 'https://t.me/teledjol_obs_bot'],
] as const)('the QR code leads to %s', async (app, address) => {
  const { whatsapp: _, telegram: __, ...rest } = WORDS;
  const pdf = await observerCards([CARD], { ...rest, [app]: WORDS[app] });
  const { data, width, height } = await look(pdf, app);
  expect(jsQR.default(data, width, height)?.data).toBe(address);
});

test.each(texts.languages)('in %s nothing touches the edge of the sheet or the fold', async (language) => {
  const place = { number: PLACE.number, label: 'Lycée National Toussaint Louverture, '.repeat(8) };
  const pdf = await observerCards([{ number: NUMBER, language, place }], WORDS);
  expect((await read(pdf)).length).toBe(1);
  expect((await read(pdf))[0]?.join('\n')).toContain('…');
  const { data, width, height } = await look(pdf, language);
  const inked: string[] = [];
  const white = (x: number, y: number) => data[4 * (y * width + x)] === 255;
  const edge = 27 * SCALE;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const outside = Math.min(x, y, width - 1 - x, height - 1 - y) < edge;
      const middle = Math.abs(x - width / 2);
      // The ticks that show where the fold is stand on it.
      const folded = middle < 15 * SCALE && middle > 2 * SCALE;
      if ((outside || folded) && !white(x, y)) inked.push(`${x},${y}`);
    }
  expect(inked.slice(0, 3)).toEqual([]);
});

test('what does not fit is an error, and no card comes out without it', async () => {
  const [some] = WORDS.codes;
  const many = Array.from({ length: 90 }, (_, n) => ({
    code: withCheckDigit(`${10 + n}`),
    name: some?.name ?? {},
    worded: false,
  }));
  await expect(observerCards([CARD], { ...WORDS, codes: many })).rejects.toThrow(/90 codes do not fit/);
  const phones = Array.from({ length: 12 }, () => '+509 3700 1234');
  await expect(observerCards([CARD], { ...WORDS, phones })).rejects.toThrow(/leave some out/);
  await expect(observerCards([CARD], { ...WORDS, telegram: 'a'.repeat(60) })).rejects.toThrow(/no room/);
  expect(() => openPaper('a').line('Bonjou', 30, 580, { size: 10 })).toThrow(/no room/);
});

test('a number that is none is not printed', async () => {
  const refused = (card: CardOf, words = WORDS) => expect(observerCards([card], words)).rejects;
  await refused({ ...CARD, number: '4213' }).toThrow("the observer's number 4213 is not 5 digits");
  await refused({ ...CARD, place: { ...PLACE, number: '5173' } }).toThrow(/place 5173 is not 6 digits/);
  await refused(CARD, { ...WORDS, codes: observerCard.codes }).toThrow(/the code 01 is not 3 digits/);
  await refused(CARD, { ...WORDS, example: '000' }).toThrow(/000 of the example is not on the card/);
  await expect(observerCards([], WORDS)).rejects.toThrow(/no card/);
});

test('three hundred in one document, each its own, and the same ones twice are the same bytes', async () => {
  const cards = Array.from({ length: 300 }, (_, n) => ({
    ...CARD,
    number: withCheckDigit(`${1000 + n}`),
    language: n % 3 === 0 ? 'fr' : 'ht',
  }));
  const pdf = await observerCards(cards, WORDS);
  expect(pdf.length).toBeLessThan(3_000_000);
  const pages = await read(pdf);
  expect(pages.length).toBe(300);
  for (const [n, page] of pages.entries()) {
    const numbers = page.flatMap((line) => line.match(/^\d{5}$/) ?? []);
    expect(new Set(numbers)).toEqual(new Set([cards[n]?.number]));
  }
  const few = cards.slice(0, 3);
  expect((await observerCards(few, WORDS)).equals(await observerCards(few, WORDS))).toBe(true);
});

test('signs that the font has not leave no box, and accents typed apart are whole', async () => {
  const label = 'E\u0301kòl 中 Ndāl 😀, bò lanmè';
  const [lines = []] = await read(await observerCards([{ ...CARD, place: { ...PLACE, label } }], WORDS));
  expect(lines.join('\n')).toMatch(/Ékòl +Ndal , bò lanmè/);
});

test.each(countryNames())('every family of the card of %s has a name in every language', (name) => {
  const { codes, families } = countryOf(name).observerCard;
  expect(Object.keys(families)).toEqual([...new Set(codes.map(({ code }) => code.charAt(0)))].sort());
  for (const named of Object.values(families))
    for (const language of texts.languages) expect(named[language]).toBeTruthy();
});

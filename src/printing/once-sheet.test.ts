import { PDFiumLibrary } from '@hyzyla/pdfium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withCheckDigit } from '../codes/damm.ts';
import { loadTexts } from '../i18n.ts';
import { MOST_CODES, onceSheet } from './once-sheet.ts';

const texts = loadTexts();
const say = (language: string) => (text: string) => texts.text(language, `observer.codes.${text}`);
const codes = (count: number) =>
  Array.from({ length: count }, (_, n) => `K${withCheckDigit(String(53_000 + n))}`);

let pdfium: PDFiumLibrary;
beforeAll(async () => {
  pdfium = await PDFiumLibrary.init();
});
afterAll(() => pdfium?.destroy());

/** The pages, their signs alone. */
async function read(pdf: Buffer): Promise<string[]> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()].map((page) => page.getText().replace(/\s+/g, ' '));
  document.destroy();
  return pages;
}

test.each(texts.languages)(
  'in %s as many codes as fit stand on one sheet, with how they are used',
  async (language) => {
    const all = codes(MOST_CODES);
    const [page = '', ...more] = await read(await onceSheet(all, say(language)));
    expect(more).toEqual([]);
    for (const code of all) expect(page).toContain(code);
    for (const text of ['title', 'how', 'order', 'once', 'safe'])
      expect(page).toContain(say(language)(text).replaceAll("'", '’'));
    // No number but the codes': who finds it has nothing that works.
    expect(page.replace(/K\d{6}/g, '')).not.toMatch(/\d/);
  },
);

test('what does not fit on a sheet, and nothing at all, is no sheet', async () => {
  for (const count of [0, MOST_CODES + 1])
    await expect(onceSheet(codes(count), say('ht'))).rejects.toThrow(/from 1 to 50 codes/);
});

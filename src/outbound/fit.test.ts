import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import { foldToGsm7, segments } from '../core/sms.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import { fitContent } from './fit.ts';

const sms = SMS;
const whatsapp = WHATSAPP;
const narrow = (max: number, of: Capabilities = whatsapp): Capabilities => ({
  ...of,
  text: { ...of.text, max },
});

const yesNo = [
  { id: 'yes', label: 'Wi' },
  { id: 'no', label: 'Non' },
];

test('SMS gets the short form in GSM-7, WhatsApp the long one as written', () => {
  const content = { text: 'Èske ou dakò ? Li tout istwa a…', short: 'Èske ou dakò ?' };
  expect(fitContent(content, sms)).toEqual([{ text: 'Eske ou dakò ?', segments: 1 }]);
  expect(fitContent(content, whatsapp)).toEqual([{ text: content.text, segments: 1 }]);
  expect(fitContent({ text: 'Mèsi…' }, sms)).toEqual([{ text: 'Mèsi...', segments: 1 }]);
});

test('choices are buttons where the channel has them, numbered lines where it has not', () => {
  const content = { text: 'Eske w dakò?', choices: yesNo };
  expect(fitContent(content, whatsapp)).toEqual([{ text: 'Eske w dakò?', choices: yesNo, segments: 1 }]);
  expect(fitContent(content, sms)).toEqual([{ text: 'Eske w dakò?\n1 Wi\n2 Non', segments: 1 }]);
});

test('too many buttons, or one label too long, and all become numbered lines', () => {
  const four = ['Youn', 'De', 'Twa', 'Kat'].map((label, at) => ({ id: `${at}`, label }));
  expect(fitContent({ text: 'Chwazi', choices: four }, whatsapp)[0]).toEqual({
    text: 'Chwazi\n1 Youn\n2 De\n3 Twa\n4 Kat',
    segments: 1,
  });
  const long = [{ id: 'a', label: 'Sa a two long pou yon bouton' }];
  expect(fitContent({ text: 'Chwazi', choices: long }, whatsapp)[0]?.text).toBe(
    'Chwazi\n1 Sa a two long pou yon bouton',
  );
});

test('a long text is cut at paragraphs, then sentences, then words', () => {
  const paragraphs = `${'a'.repeat(30)}.\n\n${'b'.repeat(30)}. ${'c'.repeat(10)}`;
  expect(fitContent({ text: paragraphs }, narrow(50)).map((p) => p.text)).toEqual([
    `${'a'.repeat(30)}.`,
    `${'b'.repeat(30)}. ${'c'.repeat(10)}`,
  ]);
  expect(fitContent({ text: 'Yon fraz. De fraz la. Twa fraz ankò.' }, narrow(27)).map((p) => p.text)).toEqual(
    ['Yon fraz. De fraz la.', 'Twa fraz ankò.'],
  );
  expect(fitContent({ text: 'youn de twa kat senk' }, narrow(9)).map((p) => p.text)).toEqual([
    'youn de',
    'twa kat',
    'senk',
  ]);
  expect(fitContent({ text: 'x'.repeat(25) }, narrow(10)).map((p) => p.text.length)).toEqual([10, 10, 5]);
});

test('choices stand on the last part, and their lines stay together', () => {
  const long = { text: `${'mo '.repeat(20)}fen`, choices: yesNo };
  const buttons = fitContent(long, narrow(30));
  expect(buttons.map((p) => p.choices)).toEqual([...buttons.slice(1).map(() => undefined), yesNo]);
  const lines = fitContent({ text: 'a'.repeat(95), choices: yesNo }, narrow(100, sms));
  expect(lines.map((p) => p.text)).toEqual(['a'.repeat(95), '1 Wi\n2 Non']);
});

test('segments are counted after folding, per part', () => {
  expect(fitContent({ text: `Ò${'a'.repeat(160)}` }, sms)).toMatchObject([{ segments: 2 }]);
  expect(fitContent({ text: `${'a'.repeat(160)}` }, sms)).toMatchObject([{ segments: 1 }]);
  expect(fitContent({ text: `🙏${'a'.repeat(69)}` }, sms)).toMatchObject([{ segments: 2 }]);
});

test('what says nothing becomes no call', () => {
  expect(fitContent({ text: '' }, sms)).toEqual([]);
  expect(fitContent({ text: '', choices: yesNo }, sms)).toEqual([{ text: '1 Wi\n2 Non', segments: 1 }]);
});

/** mulberry32: the same texts in every run, so that a failure can be looked at. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const INGREDIENTS = [
  ...['a', 'ò', 'Èske', 'fanm', ' ', '  ', '\n', '\n\n', '\r\n', '. ', '! ', '? » ', '\u00a0', '\t', '…'],
  ...['👨‍👩‍👧‍👦', '🇭🇹', '👍🏽', '🏳️‍🌈', '1️⃣', 'e\u0301\u0300', ' \u0308', 'Z\u0361\u0335\u0321', 'नमस्ते', '각'],
  ...[
    'مرحبا',
    'שלום\u200f',
    '\u202eabc\u202c',
    '\ud83d',
    '\ude00',
    '\u200d',
    '\ufe0f',
    '€',
    '{',
    '\u200b',
    '\ufeff',
  ],
];

function strangeTexts(): string[] {
  const roll = dice(20_261_122);
  const texts = Array.from({ length: 400 }, () => {
    let text = '';
    const length = 1 + roll(60);
    for (let i = 0; i < length; i++) text += INGREDIENTS[roll(INGREDIENTS.length)];
    return text;
  });
  texts.push(`z${'\u0301'.repeat(500)}`, `${' '.repeat(300)}x${' '.repeat(300)}`, '\n'.repeat(200));
  const naughty = fileURLToPath(new URL('../../../shared/data/bad-inputs/blns.json', import.meta.url));
  if (existsSync(naughty)) texts.push(...JSON.parse(readFileSync(naughty, 'utf8')));
  return texts;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What is wrong with these parts of a text, in words; nothing where nothing is. */
function complaint(
  whole: string,
  parts: ReturnType<typeof fitContent>,
  max: number,
  gsm7: boolean,
): string | undefined {
  const letters = [...segmenter.segment(whole)];
  const starts = new Set([whole.length, ...letters.map(({ index }) => index)]);
  const cuttable = letters.every(({ segment }) => segment.length <= max);
  let at = 0;
  for (const part of parts) {
    if (part.text === '') return 'an empty part';
    if (part.text.length > max) return `a part of ${part.text.length}`;
    if (part.segments !== (gsm7 ? segments(part.text).segments : 1)) return 'wrong segments';
    const start = whole.indexOf(part.text, at);
    if (start < at || whole.slice(at, start).trim() !== '') return `something lost before ${start}`;
    at = start + part.text.length;
    if (cuttable && !(starts.has(start) && starts.has(at))) return `a letter broken at ${start} or ${at}`;
    if (/[\ud800-\udbff]$/.test(part.text) && /^[\udc00-\udfff]/.test(whole.slice(at)))
      return 'half a character';
  }
  return whole.slice(at).trim() === '' ? undefined : 'the end is lost';
}

test('whatever the text, the parts fit, keep their order, lose only space at the joins and break no letter', () => {
  for (const of of [sms, whatsapp]) {
    for (const max of [7, 12, 40, 1600]) {
      for (const text of strangeTexts()) {
        const whole = of === sms ? foldToGsm7(text) : text;
        const found = complaint(whole, fitContent({ text }, narrow(max, of)), max, of === sms);
        if (found) expect.fail(`${found}, at most ${max}: ${JSON.stringify(text)}`);
      }
    }
  }
});

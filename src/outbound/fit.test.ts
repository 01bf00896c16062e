import { expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import type { Attachment, Choice } from '../core/message.ts';
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

const TELEGRAM: Capabilities = {
  ...whatsapp,
  medium: 'telegram',
  choices: { support: 'full', max: 8, labelMax: 60, idMax: 64 },
  location: 'full',
};
const CLOUD: Capabilities = {
  ...whatsapp,
  choices: { support: 'full', max: 3, labelMax: 20, textMax: 30, list: { max: 10, labelMax: 24 } },
  location: 'full',
};
const many = (count: number, label = 'Chwa') =>
  Array.from({ length: count }, (_, n) => ({ id: `c${n}`, label: `${label} ${n}` }));
const file = (kind: Attachment['kind'], size = 1_000): Attachment => ({
  blobId: '0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77',
  kind,
  contentType: 'application/octet-stream',
  size,
});
const linkOf = () => 'https://example.org/f/abc';

test('more choices than buttons open a list, more than a list are numbered lines', () => {
  const shape = (count: number, label?: string) => {
    const [part] = fitContent({ text: 'Chwazi', choices: many(count, label) }, CLOUD);
    return part?.choices ? part.choices.length : part?.text;
  };
  expect([shape(3), shape(4), shape(10)]).toEqual([3, 4, 10]);
  // Too long for a button and short enough for a row.
  expect(shape(2, 'Yon chwa ki pi long san')).toBe(
    'Chwazi\n1 Yon chwa ki pi long san 0\n2 Yon chwa ki pi long san 1',
  );
  expect(shape(2, 'Yon chwa pi long nan')).toBe(2);
  expect(shape(11)).toMatch(/^Chwazi\n1 Chwa 0\n(.|\n)*\n11 Chwa 10$/);
});

test('an id is measured in bytes, and ids or labels that are the same cannot be told apart as buttons', () => {
  const buttons = (choices: Choice[]) =>
    fitContent({ text: 'Chwazi', choices }, TELEGRAM)[0]?.choices?.length;
  expect(buttons([{ id: 'x'.repeat(64), label: 'a' }])).toBe(1);
  expect(buttons([{ id: 'x'.repeat(65), label: 'a' }])).toBeUndefined();
  expect(buttons([{ id: 'ò'.repeat(33), label: 'a' }])).toBeUndefined();
  const same = { id: 'a', label: 'A' };
  expect(buttons([same, { id: 'a', label: 'B' }])).toBeUndefined();
  expect(buttons([same, { id: 'b', label: 'A' }])).toBeUndefined();
  expect(buttons([same, { id: 'b', label: '' }])).toBeUndefined();
});

test('a text too long to stand above buttons is cut so that its end does', () => {
  const content = { text: 'Yon premye fraz ki long anpil. Chwazi youn nan sa yo.', choices: yesNo };
  expect(fitContent(content, CLOUD)).toEqual([
    { text: 'Yon premye fraz ki long anpil.', segments: 1 },
    { text: 'Chwazi youn nan sa yo.', choices: yesNo, segments: 1 },
  ]);
  // As numbered lines nothing is cut.
  expect(fitContent({ ...content, choices: many(11) }, CLOUD)).toHaveLength(1);
});

test('buttons without a text to stand under become lines', () => {
  expect(fitContent({ text: '', choices: yesNo }, CLOUD)).toEqual([{ text: '1 Wi\n2 Non', segments: 1 }]);
});

test('a document of a type that the channel does not take becomes a link, any other kind of file does not', () => {
  const pdf = file('document');
  const picky = { ...whatsapp, files: { ...whatsapp.files, documents: [pdf.contentType] } };
  const link = () => 'https://example.org/m/a';
  expect(fitContent({ text: '', attachment: pdf }, picky, link)).toMatchObject([
    { extra: { attachment: pdf } },
  ]);
  const odt = { ...pdf, contentType: 'application/vnd.oasis.opendocument.text' };
  expect(fitContent({ text: 'Gade', attachment: odt }, picky, link)).toEqual([
    { text: `Gade\n${link()}`, segments: 1 },
  ]);
  expect(fitContent({ text: '', attachment: file('image') }, picky, link)).toMatchObject([
    { extra: { attachment: file('image') } },
  ]);
});

test('a picture takes the text as its caption where it fits and nothing is to be chosen', () => {
  const image = file('image');
  expect(fitContent({ text: 'Gade', attachment: image }, whatsapp)).toEqual([
    { text: 'Gade', extra: { attachment: image }, segments: 1 },
  ]);
  const alone = { text: '', extra: { attachment: image }, segments: 1 };
  expect(fitContent({ text: '', attachment: image }, whatsapp)).toEqual([alone]);
  const long = 'a'.repeat(1_025);
  expect(fitContent({ text: long, attachment: image }, whatsapp)).toEqual([
    alone,
    { text: long, segments: 1 },
  ]);
  expect(fitContent({ text: 'Gade', attachment: image, choices: yesNo }, whatsapp)).toEqual([
    alone,
    { text: 'Gade', choices: yesNo, segments: 1 },
  ]);
});

test('a voice note comes first and never has a caption', () => {
  const attachment = file('voice');
  expect(fitContent({ text: 'Koute', attachment }, whatsapp)).toEqual([
    { text: '', extra: { attachment }, segments: 1 },
    { text: 'Koute', segments: 1 },
  ]);
});

test('what is too large or cannot be carried becomes a link, or the text does without it', () => {
  const shown = (
    attachment: Attachment,
    of: Capabilities,
    text = 'Gade',
    link: typeof linkOf | undefined = linkOf,
  ) => fitContent({ text, attachment }, of, link).map((part) => part.text);
  expect(shown(file('image', 16_000_001), whatsapp)).toEqual(['Gade\nhttps://example.org/f/abc']);
  expect(shown(file('document'), sms)).toEqual(['Gade\nhttps://example.org/f/abc']);
  expect(shown(file('voice'), sms)).toEqual(['Gade']);
  // Nothing else would be said.
  expect(shown(file('voice'), sms, '')).toEqual(['https://example.org/f/abc']);
  expect(fitContent({ text: 'Gade', attachment: file('document') }, sms).map((part) => part.text)).toEqual([
    'Gade',
  ]);
});

test('a place is a pin, or its name and a short address of a map in GSM-7', () => {
  const location = { latitude: 18.543491234, longitude: -72.3, label: 'Lise Ânne' };
  expect(fitContent({ text: 'Vote isit', location }, TELEGRAM)).toEqual([
    { text: '', extra: { location }, segments: 1 },
    { text: 'Vote isit', segments: 1 },
  ]);
  expect(fitContent({ text: 'Vote isit', location, choices: yesNo }, sms)).toEqual([
    {
      text: 'Vote isit\nLise Anne https://www.openstreetmap.org/?mlat=18.54349&mlon=-72.3\n1 Wi\n2 Non',
      segments: 1,
    },
  ]);
});

test('a template goes alone, with our own words for the desk only', () => {
  const template = { name: 'teledjol_knock', language: 'fr' };
  const content = { text: 'a'.repeat(5_000), template, choices: yesNo };
  expect(fitContent(content, whatsapp)).toEqual([{ text: content.text, extra: { template }, segments: 1 }]);
});

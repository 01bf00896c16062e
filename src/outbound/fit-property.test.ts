import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import type { Attachment, Choice, Content } from '../core/message.ts';
import { foldToGsm7, segments } from '../core/sms.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import { type Fitted, fitContent } from './fit.ts';

/** Public collections of what breaks programs; where they lie beside the checkout. */
function collected(name: string): string {
  const file = new URL(`../../../shared/data/bad-inputs/${name}`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
const NAUGHTY: string[] = JSON.parse(collected('blns.json') || '[]');
const EMOJI = collected('emoji_sequences.csv')
  .split('\n')
  .slice(1)
  .flatMap((line) => line.split(',')[0] || []);
const LOOKALIKES = collected('confusables.csv')
  .split('\n')
  .slice(1)
  .flatMap((line) => [...line.slice(2)]);

const INGREDIENTS = [
  ...['a', 'ò', 'Èske', 'fanm', ' ', '  ', '\n', '\n\n', '\r\n', '. ', '! ', '? » ', '\u00a0', '\t', '…'],
  ...['👨‍👩‍👧‍👦', '🇭🇹', '👍🏽', '🏳️‍🌈', '1️⃣', 'e\u0301\u0300', ' \u0308', 'Z\u0361\u0335\u0321', 'नमस्ते', '각'],
  ...['مرحبا', 'שלום\u200f', '\u202eabc\u202c', '\ud83d', '\ude00', '\u200d', '\ufe0f', '€', '{', '~'],
  ...['\u200b', '\ufeff', '1 ', '2 Non', 'https://example.org/f/abc'],
];

const letters = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...INGREDIENTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.constantFrom('x', ...LOOKALIKES) },
  { weight: 1, arbitrary: fc.constantFrom('🙏', ...EMOJI) },
);
const aText = fc.array(letters, { maxLength: 60 }).map((some) => some.join(''));
const aLabel = fc.oneof(
  fc.constantFrom('Wi', 'Non', 'Èske…', 'Nòd', '🙏'),
  fc.string({ unit: 'grapheme', maxLength: 70 }),
);
const someChoices = fc.array(fc.record({ id: fc.string({ maxLength: 70 }), label: aLabel }), {
  maxLength: 12,
});
const aFile: fc.Arbitrary<Attachment> = fc.record({
  blobId: fc.constant('0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77'),
  kind: fc.constantFrom('voice', 'image', 'video', 'document'),
  contentType: fc.constant('application/octet-stream'),
  size: fc.constantFrom(1, 20_000_000),
});
const aPlace = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  label: aText,
});
const aContent: fc.Arbitrary<Content> = fc
  .record(
    { text: aText, short: aText, choices: someChoices, attachment: aFile, location: aPlace },
    { requiredKeys: ['text'] },
  )
  .map((content) => content as Content);

const ways = ['full', 'link', 'none'] as const;
const anAccount: fc.Arbitrary<Capabilities> = fc
  .record({
    alphabet: fc.constantFrom('gsm7', 'unicode'),
    prefers: fc.constantFrom('short', 'text'),
    max: fc.constantFrom(7, 12, 40, 160, 1_600, 4_096),
    support: fc.constantFrom('full', 'fallback'),
    buttons: fc.nat(10),
    labelMax: fc.constantFrom(1, 20, 60),
    idMax: fc.option(fc.constantFrom(1, 64), { nil: undefined }),
    textMax: fc.option(fc.constantFrom(5, 30, 1_024), { nil: undefined }),
    list: fc.option(fc.constant({ max: 10, labelMax: 24 }), { nil: undefined }),
    files: fc.record({
      voice: fc.constantFrom(...ways),
      image: fc.constantFrom(...ways),
      video: fc.constantFrom(...ways),
      document: fc.constantFrom(...ways),
      captionMax: fc.constantFrom(0, 20, 1_024),
      sizeMax: fc.constant(16_000_000),
    }),
    location: fc.constantFrom('full', 'text'),
  })
  .map((a) => ({
    ...(a.alphabet === 'gsm7' ? SMS : WHATSAPP),
    text: { max: a.max, alphabet: a.alphabet, prefers: a.prefers },
    choices: {
      support: a.support,
      max: a.buttons,
      labelMax: a.labelMax,
      ...(a.idMax !== undefined && { idMax: a.idMax }),
      ...(a.textMax !== undefined && { textMax: a.textMax }),
      ...(a.list && { list: a.list }),
    },
    files: a.files,
    location: a.location,
  }));

const LINK = 'https://example.org/f/abc';
const linkOf = () => LINK;
const foldFor = (of: Capabilities) => (of.text.alphabet === 'gsm7' ? foldToGsm7 : (text: string) => text);
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** All that must be readable somewhere, as one text. */
function wholeOf(content: Content, of: Capabilities, parts: readonly Fitted[]): string {
  const fold = foldFor(of);
  const { attachment, location, choices = [] } = content;
  const said = fold(of.text.prefers === 'short' ? (content.short ?? content.text) : content.text).trimEnd();
  const lines = [said];
  if (attachment) {
    const way = of.files[attachment.kind];
    const tooLarge = way === 'full' && attachment.size > of.files.sizeMax;
    const alone = way === 'none' && said.trim() === '' && choices.length === 0;
    if (way === 'link' || tooLarge || alone) lines.push(LINK);
  }
  if (location && of.location === 'text') {
    const degrees = (value: number) => Number(value.toFixed(5));
    const { label = '', latitude, longitude } = location;
    const map = `https://www.openstreetmap.org/?mlat=${degrees(latitude)}&mlon=${degrees(longitude)}`;
    lines.push(fold(label === '' ? map : `${label} ${map}`));
  }
  if (!parts.some((part) => part.choices)) {
    lines.push(...choices.map(({ label }, at) => `${at + 1} ${fold(label)}`));
  }
  return lines.join('\n');
}

/** What is wrong with how a content was fitted, in words; nothing where nothing is. */
function complaint(content: Content, of: Capabilities): string | undefined {
  const parts = fitContent(content, of, linkOf);
  const whole = wholeOf(content, of, parts);
  const letters = [...segmenter.segment(whole)];
  // A line end of ours may follow a lone \r of theirs.
  const starts = new Set([
    whole.length,
    ...letters.flatMap(({ index, segment }) => (segment === '\r\n' ? [index, index + 1] : [index])),
  ]);
  const cuttable = letters.every(
    ({ segment }) => segment.length <= Math.min(of.text.max, of.choices.textMax ?? of.text.max),
  );
  let at = 0;
  for (const part of parts) {
    const wrong = complaintOf(content, of, part, part === parts.at(-1));
    if (wrong) return wrong;
    if (part.text === '') continue;
    const start = whole.indexOf(part.text, at);
    // Only space may go, and only at cuts.
    if (start < at || whole.slice(at, start).trim() !== '')
      return `something is lost or moved before ${start}`;
    at = start + part.text.length;
    if (cuttable && !(starts.has(start) && starts.has(at))) return `a letter is broken at ${start} or ${at}`;
    if (/[\ud800-\udbff]$/.test(part.text) && /^[\udc00-\udfff]/.test(whole.slice(at)))
      return 'half a character';
  }
  if (whole.slice(at).trim() !== '') return 'the end is lost';
  const { attachment, location } = content;
  const count = (of: (part: Fitted) => unknown) => parts.filter(of).length;
  const goes = attachment && of.files[attachment.kind] === 'full' && attachment.size <= of.files.sizeMax;
  if (count((part) => part.extra?.attachment) !== (goes ? 1 : 0)) return 'the file is lost or doubled';
  if (count((part) => part.extra?.location) !== (location && of.location === 'full' ? 1 : 0))
    return 'the place is lost or doubled';
  return count((part) => part.choices) > 1 ? 'choices twice' : undefined;
}

function complaintOf(content: Content, of: Capabilities, part: Fitted, last: boolean): string | undefined {
  const { text, extra, choices } = part;
  const counted = of.text.alphabet === 'gsm7' ? Math.max(1, segments(text).segments) : 1;
  if (text.length > of.text.max) return `a part of ${text.length}`;
  if (part.segments !== counted) return 'wrong segments';
  if (text.trim() === '' && !extra) return 'a part that says nothing';
  if (extra?.location && text !== '') return 'a pin with words';
  if (extra?.attachment) {
    const { kind } = extra.attachment;
    if (text.length > (kind === 'voice' ? 0 : of.files.captionMax)) return 'a caption that is too long';
    if (text !== '' && content.choices?.length) return 'a caption beside choices';
  }
  return choices && complaintOfButtons(content, of, text, choices, last);
}

function complaintOfButtons(
  content: Content,
  of: Capabilities,
  text: string,
  choices: readonly Choice[],
  last: boolean,
): string | undefined {
  const fold = foldFor(of);
  const meant = (content.choices ?? []).map(({ id, label }) => [id, fold(label)]);
  if (JSON.stringify(meant) !== JSON.stringify(choices.map(({ id, label }) => [id, label])))
    return 'other choices';
  const { support, idMax = 1_000, textMax = of.text.max, list } = of.choices;
  if (support !== 'full') return 'buttons where there are none';
  if (!last || text.trim() === '') return 'buttons with nothing above them, or not at the end';
  if (text.length > textMax) return 'a text too long for buttons';
  if (new Set(choices.map(({ id }) => id)).size < choices.length) return 'two buttons of one id';
  if (choices.some(({ id }) => Buffer.byteLength(id) > idMax)) return 'an id that is too long';
  const fits = [of.choices, ...(list ? [list] : [])].some(
    (room) => choices.length <= room.max && choices.every(({ label }) => label.length <= room.labelMax),
  );
  return fits ? undefined : 'too many buttons, or labels too long';
}

test('whatever is said, in any script, at any length: nothing is lost, moved or broken, and every part fits', () => {
  fc.assert(
    fc.property(aContent, anAccount, (content, of) => {
      expect(complaint(content, of)).toBeUndefined();
    }),
    { numRuns: 3_000, seed: 20_261_122 },
  );
});

test('so it is with every naughty string, emoji and lookalike that others have collected', () => {
  const accounts = [SMS, WHATSAPP].flatMap((of) =>
    [7, 40, 1_600].map((max): Capabilities => ({ ...of, text: { ...of.text, max } })),
  );
  const texts = [
    ...NAUGHTY,
    ...EMOJI.map((emoji) => `${emoji.repeat(9)} mèsi ${emoji}`),
    LOOKALIKES.join(''),
    LOOKALIKES.join(' '),
    `z${'\u0301'.repeat(500)}`,
    `${' '.repeat(300)}x${' '.repeat(300)}`,
    '\n'.repeat(200),
    '€'.repeat(400),
  ];
  const choices = [
    { id: 'yes', label: 'Wi' },
    { id: 'no', label: 'Non' },
  ];
  for (const of of accounts) {
    for (const text of texts) {
      const found = complaint({ text }, of) ?? complaint({ text, choices }, of);
      if (found) expect.fail(`${found}, at most ${of.text.max}: ${JSON.stringify(text)}`);
    }
  }
});

test('what is folded for SMS stays a text of as many letters that GSM-7 has', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'aòèéàùÈÒÀêçîœ’«»–…€{~ '), maxLength: 400 }), (text) => {
      for (const part of fitContent({ text }, SMS)) {
        expect(segments(part.text).alphabet).toBe('gsm7');
        expect(part.segments).toBeGreaterThan(0);
      }
    }),
    { numRuns: 500, seed: 20_261_122 },
  );
});

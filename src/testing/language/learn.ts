// Learns the table of src/language/learnt.ts anew: npm run language:learn. The texts that it is learnt from stay where
// they are; what is kept of them is how often pieces of one to four letters stand in which language.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadTexts } from '../../i18n.ts';
import { featuresOf } from '../../language/features.ts';
import { GUESSED, type Guessed } from '../../language/guess.ts';
import { COLUMNS, lettersOf, type Packed, packRow } from '../../language/weights.ts';
import { byEar, cut, dropAccented, misspell, plain, seeded } from './misspell.ts';
import { declaration, haitiSms, otherSms, portuguese } from './samples.ts';

const OTHER = GUESSED.length;
const ROUNDS = 6;
/** How many features are kept. */
const KEPT = { pieces: 11_000, words: 1_500 };
/** One step of a packed weight. */
const STEP = 0.25;

const random = seeded(1804);
const own = (name: string) =>
  readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8')
    .trim()
    .split('\n');

/** What is learnt from, by column; `times` is in how many shapes each text is shown in a round. */
function texts(): { column: number; text: string; times: number }[] {
  const column = (language: Guessed) => GUESSED.indexOf(language);
  const locales = loadTexts();
  const sms = haitiSms().filter(({ reported }) => !reported);
  const starts = new Set(
    haitiSms()
      .filter(({ reported }) => reported)
      .map(({ text }) => plain(text).slice(0, 40)),
  );
  const fresh = sms.filter(({ text }) => !starts.has(plain(text).slice(0, 40)));
  return [
    ...GUESSED.flatMap((language) =>
      own(language).map((text) => ({ column: column(language), text, times: 6 })),
    ),
    ...own('other').map((text) => ({ column: OTHER, text, times: 4 })),
    ...declaration('learnt').map(({ text, language }) => ({ column: column(language), text, times: 4 })),
    ...portuguese('learnt').map((text) => ({ column: OTHER, text, times: 1 })),
    ...otherSms('learnt').map((text) => ({ column: OTHER, text, times: 3 })),
    ...locales.languages.flatMap((language) =>
      (GUESSED as readonly string[]).includes(language)
        ? locales
            .keys(language)
            .filter((key) => !key.endsWith('_any'))
            .map((key) => ({
              column: column(language as Guessed),
              text: (locales.template(language, key) ?? '').replace(/\{\{[^}]*\}\}/g, ' '),
              times: 1,
            }))
        : [],
    ),
    ...fresh.flatMap(({ text, label, hint, hintMargin }) => {
      if (label === 'mix') return [];
      if (label !== null) return [{ column: column(label), text, times: 2 }];
      const hinted = (GUESSED as readonly string[]).indexOf(hint);
      return hintMargin >= 0.05 && hinted >= 0 ? [{ column: hinted, text, times: 1 }] : [];
    }),
    // Volunteers' translations: English about the same things.
    ...fresh
      .filter(({ english }, at) => at % 3 === 0 && !english.includes('NOTES') && english.length > 15)
      .map(({ english }) => ({ column: column('en'), text: english, times: 1 })),
  ];
}

/** Keypads, codes and numbers. */
function gibberish(): string {
  const sets = [
    'adgjmptw.,',
    'abcdefghijklmnopqrstuvwxyz ',
    '0123456789ABCDEFX ',
    'qwertyuiop asdfgh',
    '@?!#0H8lt gt ',
  ];
  const set = sets[Math.floor(random() * sets.length)] ?? '';
  return Array.from(
    { length: 6 + Math.floor(random() * 60) },
    () => set[Math.floor(random() * set.length)],
  ).join('');
}

/** One of the shapes in which people would have typed it. */
function shaped(text: string, column: number): string {
  let shape = random() < 0.65 ? cut(text, 8, 20 + Math.floor(random() * 100), random) : text;
  const language = GUESSED[column];
  if (language && random() < 0.2) shape = byEar(shape, language, 0.5, random);
  const accents = random();
  if (accents < 0.6) shape = plain(shape);
  else if (accents < 0.75) shape = dropAccented(shape);
  return random() < 0.5 ? misspell(shape, random() * 0.4, random) : shape;
}

interface Example {
  readonly column: number;
  readonly weight: number;
  readonly features: readonly [row: number, value: number][];
}

type Names = Map<string, number>;

function exampleOf(
  text: string,
  column: number,
  weight: number,
  known: (name: string) => number | undefined,
): Example {
  const { pieces, words, accents } = featuresOf(text);
  const share = 1 / Math.sqrt(Math.max(1, pieces.length));
  const counts = new Map<number, number>();
  for (const name of [
    ...pieces.map((piece) => lettersOf(piece)),
    ...words.map((word) => `w ${word}`),
    ...accents.map((accent) => `a ${accent}`),
  ]) {
    const row = known(name);
    if (row !== undefined) counts.set(row, (counts.get(row) ?? 0) + share);
  }
  return { column, weight, features: [...counts] };
}

/** Softmax regression by AdaGrad; a little decay keeps rare pieces from shouting. */
function regress(examples: readonly Example[], size: number, decay: number): Float64Array {
  const weights = new Float64Array(size * COLUMNS);
  const speed = new Float64Array(size * COLUMNS).fill(0.1);
  const chances = new Float64Array(COLUMNS);
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = examples.map((_, at) => at);
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [order[at], order[other]] = [order[other] as number, order[at] as number];
    }
    for (const at of order) {
      const { column, weight, features } = examples[at] as Example;
      for (let each = 0; each < COLUMNS; each += 1) {
        let sum = weights[each] as number;
        for (const [row, value] of features) sum += (weights[row * COLUMNS + each] as number) * value;
        chances[each] = sum;
      }
      const highest = Math.max(...chances);
      let total = 0;
      for (let each = 0; each < COLUMNS; each += 1) {
        chances[each] = Math.exp((chances[each] as number) - highest);
        total += chances[each] as number;
      }
      for (let each = 0; each < COLUMNS; each += 1) {
        const miss = weight * ((chances[each] as number) / total - (each === column ? 1 : 0));
        for (const [row, value] of [[0, 1] as const, ...features]) {
          const cell = row * COLUMNS + each;
          const slope = miss * value + decay * (weights[cell] as number);
          speed[cell] = (speed[cell] as number) + slope * slope;
          weights[cell] = (weights[cell] as number) - (0.3 * slope) / Math.sqrt(speed[cell] as number);
        }
      }
    }
  }
  return weights;
}

function learn(): Packed {
  const shown: { text: string; column: number }[] = [];
  for (const { text, column, times } of texts())
    for (let time = 0; time < times; time += 1) {
      const shape = shaped(text, column);
      if (featuresOf(shape).letters >= 2) shown.push({ text: shape, column });
    }
  for (let time = 0; time < 600; time += 1) shown.push({ text: gibberish(), column: OTHER });
  const perColumn = Array.from(
    { length: COLUMNS },
    (_, at) => shown.filter(({ column }) => column === at).length,
  );
  console.error('shown by column', perColumn);
  const weightOf = (column: number) =>
    (shown.length / COLUMNS / (perColumn[column] ?? 1)) * (column === OTHER ? 0.5 : 1);

  // Only words that stand in our own texts or in the declaration: none of what people wrote is kept.
  const open = new Set(
    [...GUESSED.flatMap(own), ...declaration('learnt').map(({ text }) => text)].flatMap(
      (text) => featuresOf(text).words,
    ),
  );
  const seen = new Map<string, number>();
  for (const { text } of shown) {
    const { pieces, words, accents } = featuresOf(text);
    const names = [
      ...pieces.map(lettersOf),
      ...words.filter((word) => open.has(word) && word.length > 2).map((word) => `w ${word}`),
      ...accents.map((accent) => `a ${accent}`),
    ];
    for (const name of new Set(names)) seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  const often: Names = new Map(
    [...seen].filter(([, count]) => count >= 6).map(([name], at) => [name, at + 1]),
  );
  const examplesFor = (names: Names) =>
    shown.map(({ text, column }) => exampleOf(text, column, weightOf(column), (name) => names.get(name)));
  const first = regress(examplesFor(often), often.size + 1, 1e-5);
  const spread = (row: number) => {
    const cells = [...first.subarray(row * COLUMNS, row * COLUMNS + COLUMNS)];
    return Math.max(...cells) - Math.min(...cells);
  };
  const ranked = [...often]
    .map(([name, row]) => ({ name, worth: spread(row) * Math.sqrt(seen.get(name) ?? 0) }))
    .sort((a, b) => b.worth - a.worth);
  const kept = [
    ...ranked.filter(({ name }) => name[1] !== ' ' || name.length === 1).slice(0, KEPT.pieces),
    ...ranked.filter(({ name }) => name.startsWith('w ')).slice(0, KEPT.words),
    ...ranked.filter(({ name }) => name.startsWith('a ')),
  ].map(({ name }) => name);
  const names: Names = new Map(kept.map((name, at) => [name, at + 1]));
  const last = regress(examplesFor(names), names.size + 1, 1e-5);
  console.error(`${often.size} features, ${kept.length} kept`);
  const packed = (row: number) =>
    packRow(
      [...last.subarray(row * COLUMNS, row * COLUMNS + COLUMNS)].map((value) => Math.round(value / STEP)),
    );
  const plainRow = packRow(Array.from({ length: COLUMNS }, () => 0));
  const lines = kept
    .map((name) => ({ name, row: packed(names.get(name) ?? 0) }))
    .filter(({ row }) => row !== plainRow)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const listed = (kind: string) =>
    lines
      .filter(({ name }) => name.startsWith(kind))
      .map(({ name, row }) => name.slice(2) + row)
      .join(' ');
  return {
    step: STEP,
    always: packed(0),
    pieces: [1, 2, 3, 4].map((size) =>
      lines
        .filter(({ name }) => !name.includes(' ') && name.length === size)
        .map(({ name, row }) => name + row)
        .join(''),
    ),
    words: listed('w '),
    accents: listed('a '),
  };
}

/** Lines that an editor can show. */
const inLines = (said: string) =>
  said === '' ? "''" : (said.match(/.{1,480}/gu) ?? []).map((line) => `'${line}'`).join(' +\n    ');

const { step, always, pieces, words, accents } = learn();
writeFileSync(
  new URL('../../language/learnt.ts', import.meta.url),
  `import type { Packed } from './weights.ts';

/** Made by \`npm run language:learn\`, not by hand; see docs/languages.md. */
export const LEARNT: Packed = {
  step: ${step},
  always: '${always}',
  pieces: [
    ${pieces.map(inLines).join(',\n    ')},
  ],
  words:
    ${inLines(words)},
  accents:
    ${inLines(accents)},
};
`,
);

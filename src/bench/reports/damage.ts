import { type MadeReport, pick } from './make.ts';

/** What happens to a report between a thumb and us; each is tried at every place with the same chance. */
type Damage = (report: MadeReport, next: () => number) => string;

const LOOKS: Readonly<Record<string, readonly string[]>> = {
  0: ['O', 'o', 'Q'],
  1: ['l', 'I', 'i', '|'],
  2: ['Z'],
  5: ['S', 's'],
  8: ['B'],
};

const at = (text: string, where: number, what: string, over = 1) =>
  text.slice(0, where) + what + text.slice(where + over);

/** Places before the words that hold one of these signs. */
function placesOf({ text, words }: MadeReport, is: (sign: string) => boolean): number[] {
  return [...text.slice(0, words)].flatMap((sign, where) => (is(sign) ? [where] : []));
}

const somewhere = (places: readonly number[], next: () => number) =>
  places.length === 0 ? null : pick(places, next);

const isDigit = (sign: string) => sign >= '0' && sign <= '9';

const overDigit =
  (is: (sign: string) => boolean, to: (sign: string, next: () => number) => string): Damage =>
  (report, next) => {
    const where = somewhere(placesOf(report, is), next);
    return where === null ? report.text : at(report.text, where, to(report.text[where] ?? '', next));
  };

/** Between two numbers, or behind the last. */
const betweenNumbers =
  (change: (gap: string, next: () => number) => string): Damage =>
  ({ text, spans, words }, next) => {
    const n = Math.floor(next() * spans.length);
    const from = spans[n]?.[1] ?? text.length;
    const to = spans[n + 1]?.[0] ?? words;
    return text.slice(0, from) + change(text.slice(from, to), next) + text.slice(to);
  };

const GAPS = ['*', '#', '.', ',', ';', ':', '/', '-', '_', '+', '\n', '  ', ' - ', ', '];

export const DAMAGES: Readonly<Record<string, Damage>> = {
  letter: overDigit(
    (sign) => sign in LOOKS,
    (sign, next) => pick(LOOKS[sign] ?? [sign], next),
  ),
  wrong: overDigit(isDigit, (sign, next) => String((Number(sign) + 1 + Math.floor(next() * 9)) % 10)),
  swapped({ text, words }, next) {
    const where = Math.floor(next() * Math.max(1, words - 1));
    return at(text, where, `${text[where + 1] ?? ''}${text[where] ?? ''}`, 2);
  },
  dropped: overDigit(isDigit, () => ''),
  doubled: overDigit(isDigit, (sign) => sign + sign),
  gap: betweenNumbers((gap, next) => (gap === '' ? gap : pick(GAPS, next))),
  gaps({ text, spans, words }, next) {
    const gap = pick(GAPS, next);
    return (
      spans.map(([start, end]) => text.slice(start, end)).join(gap) + text.slice(spans.at(-1)?.[1] ?? words)
    );
  },
  unbroken: betweenNumbers((gap) => (gap === '' ? gap : '\u00a0')),
  quotes({ text, spans }, next) {
    const [start, end] = pick(spans, next);
    return `${text.slice(0, start)}“${text.slice(start, end)}”${text.slice(end)}`;
  },
  emoji: betweenNumbers((gap) => `${gap}👍🏾${gap}`),
  accent({ text, words }, next) {
    const where = Math.floor(next() * (text.length + 1));
    return where < words ? `${text}é` : at(text, where, '\u0301', 0);
  },
  joined: betweenNumbers(() => ''),
  spaced({ text, words }, next) {
    return at(text, Math.floor(next() * words), ' ', 0);
  },
  lower: ({ text }) => text.toLowerCase(),
  cut({ text }, next) {
    return text.slice(0, 1 + Math.floor(next() * (text.length - 1)));
  },
};

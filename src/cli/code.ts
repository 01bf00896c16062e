import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { momentOf } from '../codes/at.ts';
import type { Known } from '../codes/book.ts';
import { bookOf, keywordsOf } from '../codes/book-of.ts';
import { type Read, type Reading, readReport } from '../codes/read.ts';
import { readCountry } from '../config.ts';
import { countryOf } from '../country/index.ts';
import { loadTexts } from '../i18n.ts';
import { isoInZone } from '../language/wall-clock.ts';
import { eachLine } from './lines.ts';

/**
 * Prints what the observers' grammar reads in a text, token by token, or why it would ask.
 * @param text `-`: every line of standard input is a text
 * @throws Error with one line where the registry or the time is none
 */
export async function runCode(
  text: string,
  options: { json?: boolean; registry?: string; now?: string; lang: string },
): Promise<void> {
  // Observers write the time where they are, whatever the staff's clock.
  const { observerCard, timeZone } = countryOf(readCountry().country);
  const { codes, words } = observerCard;
  const texts = loadTexts();
  if (!texts.languages.includes(options.lang))
    throw new Error(`there is no language ${options.lang}: use ${texts.languages.join(', ')}`);
  const [book, keywords] = [bookOf(codes), keywordsOf(words)];
  const known = options.registry === undefined ? {} : readRegistry(options.registry);
  const now = options.now === undefined ? undefined : momentIn(options.now);
  const said = (reading: Reading) => {
    const { seen, ...rest } = reading;
    return {
      ...rest,
      ...(seen && { at: isoInZone(momentOf(seen, now ?? new Date(), timeZone), timeZone) }),
    };
  };
  await eachLine(text, (each) => {
    const read = readReport(each, book, keywords, known);
    const shown = { ...read, reading: read.reading && said(read.reading) };
    return `${options.json ? JSON.stringify(shown) : linesOf(read, shown.reading, (key) => texts.text(options.lang, key, { reference: NUMBER }))}\n`;
  });
}

function momentIn(said: string): Date {
  const now = new Date(said);
  if (Number.isNaN(now.getTime()))
    throw new Error(`--now ${said} is no time: write it as 2026-08-30T14:30:00-04:00`);
  return now;
}

/** Where a real one stands once the report is kept. */
const NUMBER = '#######';

function linesOf({ tokens, ask }: Read, reading: object | null, textOf: (key: string) => string): string {
  const shown = tokens.map(({ kind, value, raw }) =>
    kind === 'asked'
      ? `  ? ${JSON.stringify(raw)}`
      : `  ${kind} ${value}${raw === value ? '' : ` (${JSON.stringify(raw)})`}`,
  );
  return [
    ...shown,
    ask === null ? `read: ${JSON.stringify(reading)}` : `ask: ${ask}`,
    ...(ask === null ? [] : [textOf(`observer.ask.${ask}`)]),
  ].join('\n');
}

const number = z.string().regex(/^\d+$/);
const REGISTRY = z.object({
  observers: z.array(z.union([number, z.object({ number, place: number.optional() })])),
  places: z.array(z.union([number, z.object({ code: number })])),
});

/**
 * `{"observers": ["41729", {"number": "41729", "place": "104527"}], "places": ["104527", {"code": "104527"}]}`
 * @throws Error with one line
 */
function readRegistry(file: string): Known {
  let read: z.infer<typeof REGISTRY>;
  try {
    read = REGISTRY.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error).split('\n')[0] : String(error);
    throw new Error(`${file} is no registry of observers and places: ${why}`);
  }
  const places = new Set(read.places.map((place) => (typeof place === 'string' ? place : place.code)));
  const observers = new Map(
    read.observers.map((one) => (typeof one === 'string' ? [one, undefined] : [one.number, one.place])),
  );
  return {
    isObserver: (one) => observers.has(one),
    isPlace: (one) => places.has(one),
    placeOf: (one) => observers.get(one),
  };
}

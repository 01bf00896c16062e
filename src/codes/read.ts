import type { Ask } from './ask.ts';
import type { Seen } from './at.ts';
import type { CodeBook, Command, Keywords, Known } from './book.ts';
import { type GatheredText, gather } from './gather.ts';
import { wasTime } from './number.ts';
import { scan } from './scan.ts';
import type { Token } from './token.ts';

/** What an observer's text says. Numbers are strings with their check digit. */
export interface Reading {
  /** Only where it is written: a phone that we know needs none. */
  readonly observer?: string;
  readonly place?: string;
  readonly seen?: Seen;
  readonly incidents: readonly { readonly code: string; readonly quantity?: number }[];
  readonly reference?: string;
  /** Six digits of a sheet of one-time codes, without their letter. */
  readonly once?: string;
  /** In the signs in which it came. */
  readonly comment?: string;
  readonly command?: Command;
}

export interface Read {
  /** Null where something must be asked. */
  readonly reading: Reading | null;
  readonly ask: Ask | null;
  /** The word in front says that it is real though an exercise runs, whatever else was understood. */
  readonly real: boolean;
  readonly tokens: readonly Token[];
}

/**
 * Reads an observer's text. Numbers come in any order and are told apart by how many digits they have; observers, places,
 * references and codes end in a check digit (Damm). Of two readings neither is taken: it is asked.
 *
 * @param text as it came, of any length; never thrown at
 * @param known who writes, and what exists; what is left out is not checked
 */
export function readReport(text: string, book: CodeBook, keywords: Keywords, known: Known = {}): Read {
  const gathered = gather(text, scan(text), book, keywords, known);
  const { said } = gathered;
  const reading = readingOf(gathered);
  const help = callsForHelp(reading, book);
  // Who calls for help is never asked back.
  const ask = help ? null : (said.asks[0] ?? said.conflict() ?? missing(gathered, reading, book, known));
  return { reading: ask === null ? reading : null, ask, real: gathered.real, tokens: said.tokens };
}

/** Whether a text calls for help, by word or by code: then it is never asked about, and never waited for. */
export function callsForHelp({ command, incidents }: Reading, book: CodeBook): boolean {
  return command === 'help' || incidents.some(({ code }) => book.codes.get(code)?.kind === 'help');
}

function readingOf({ said, command, comment }: GatheredText): Reading {
  const observer = said.one('observer');
  const place = said.one('place');
  const reference = said.one('reference');
  const [once] = said.once;
  const corrects = command === null && reference !== undefined && said.incidents.size > 0;
  return {
    ...(observer !== undefined && { observer }),
    ...(place !== undefined && { place }),
    ...(said.seen && { seen: said.seen }),
    incidents: [...said.incidents].map(([code, quantity]) => ({
      code,
      ...(quantity !== undefined && { quantity }),
    })),
    ...(reference !== undefined && { reference }),
    ...(once !== undefined && { once }),
    ...(comment !== '' && { comment }),
    ...(corrects ? { command: 'correct' as const } : command && { command }),
  };
}

/** What is not there and must be. */
function missing(
  { nearly, endsInTime, said }: GatheredText,
  reading: Reading,
  book: CodeBook,
  known: Known,
): Ask | null {
  const { command, incidents, reference, observer } = reading;
  if (nearly) return nearly === 'cancel' ? 'cancel_word' : 'block_word';
  switch (command) {
    case 'cancel':
      if (reference === undefined) return 'cancel_reference';
      return incidents.length > 0 ? 'new_or_correction' : null;
    case 'status':
      return reference === undefined ? 'status_reference' : null;
    case 'block':
      return observer === undefined ? 'block_observer' : null;
    case 'card':
      return null;
    case 'correct':
      return observer === undefined && said.refersFirst ? null : 'new_or_correction';
    default:
  }
  if (incidents.length === 0) {
    if (reference !== undefined) return 'reference_alone';
    return said.begun || said.seen ? 'no_incident' : 'no_code';
  }
  const who = observer ?? known.sender;
  if (who === undefined) return 'no_observer';
  const entries = incidents.map(({ code }) => book.codes.get(code));
  if (reading.place === undefined && entries.some((entry) => entry?.placed)) {
    if (known.sender === undefined || known.placeOf?.(who) === undefined) return 'no_place';
    // A text that was cut in the middle of a place leaves four digits that look like a time.
    if (endsInTime && cutPlace(reading.seen, known)) return 'time_or_place';
  }
  if (reading.seen === undefined && standsApart(said.tokens, reading)) return 'time_or_code';
  if (reading.comment === undefined && entries.some((entry) => entry?.worded)) return 'no_words';
  return null;
}

/** Who tells of two things names them together: a code by itself elsewhere may be a time that lost a digit. */
function standsApart(tokens: readonly Token[], { incidents }: Reading): boolean {
  if (incidents.length < 2) return false;
  const kinds = tokens.filter(({ kind }) => kind !== 'quantity').map(({ kind }) => kind);
  const [first, last] = [kinds.indexOf('incident'), kinds.lastIndexOf('incident')];
  if (kinds.slice(first, last).every((kind) => kind === 'incident')) return false;
  return incidents.some(({ code, quantity }) => quantity === undefined && wasTime(code));
}

function cutPlace(seen: Seen | undefined, known: Known): boolean {
  return seen !== undefined && 'clock' in seen && known.beginsPlace?.(seen.clock) === true;
}

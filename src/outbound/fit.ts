import type { Capabilities } from '../core/channel.ts';
import type { Choice, Content } from '../core/message.ts';
import { foldToGsm7, segments } from '../core/sms.ts';

/** What one provider call will carry. */
export interface Fitted {
  readonly text: string;
  readonly choices?: readonly Choice[];
  /** SMS segments on a `gsm7` account, 1 elsewhere: what the pace of the account is counted in. */
  readonly segments: number;
}

/**
 * Fits what we want to say into what an account can carry: pure, the same in gives the same out.
 * Nothing is lost and nothing changes its order; where choices cannot be buttons they become numbered lines, and
 * the numbers are what people answer. Choices stand on the last part, because that is what a person looks at.
 * @returns the provider calls in order; none for a content that says nothing
 */
export function fitContent(content: Content, capabilities: Capabilities): Fitted[] {
  const gsm7 = capabilities.text.alphabet === 'gsm7';
  const fold = gsm7 ? foldToGsm7 : (text: string) => text;
  const { max } = capabilities.text;
  const said = fold(capabilities.text.prefers === 'short' ? (content.short ?? content.text) : content.text);
  const choices = (content.choices ?? []).map(({ id, label }) => ({ id, label: fold(label) }));
  const buttons = choices.length > 0 && fitButtons(choices, capabilities);
  const lines = buttons ? '' : choices.map(({ label }, at) => `${at + 1} ${label}`).join('\n');

  const texts = join(said, lines, max);
  return texts.map((text, at) => ({
    text,
    ...(buttons && at === texts.length - 1 && { choices }),
    segments: gsm7 ? segments(text).segments : 1,
  }));
}

function fitButtons(choices: readonly Choice[], { choices: can }: Capabilities): boolean {
  return (
    can.support === 'full' &&
    choices.length <= can.max &&
    choices.every(({ label }) => label.length <= can.labelMax)
  );
}

/** The lines stay together below the text, or move together to a part of their own. */
function join(said: string, lines: string, max: number): string[] {
  if (lines === '') return split(said, max);
  if (said === '') return split(lines, max);
  const whole = `${said}\n${lines}`;
  if (whole.length <= max) return [whole];
  const texts = split(said, max);
  const last = texts.at(-1);
  if (last !== undefined && last.length + 1 + lines.length <= max) {
    return [...texts.slice(0, -1), `${last}\n${lines}`];
  }
  return [...texts, ...split(lines, max)];
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const isSpace = (grapheme: string) => /^\s+$/u.test(grapheme);

/** How good a place to cut is: the end of a paragraph, of a line, of a sentence, of a word. */
function worth(before: string, after: string): number {
  if (/\n\s*\n$/.test(before) || (before.endsWith('\n') && after.startsWith('\n'))) return 4;
  if (before.endsWith('\n') || after.startsWith('\n') || after.startsWith('\r\n')) return 3;
  if (isSpace(after) && /[.!?…]["»')\]]*$/.test(before)) return 2;
  return isSpace(after) || /\s$/.test(before) ? 1 : 0;
}

/**
 * Cuts a text into pieces of at most `max` UTF-16 units. A better place is taken where it leaves the piece at least
 * half full; white space at a cut goes. Never inside what a reader sees as one letter, unless that alone is longer.
 */
function split(text: string, max: number): string[] {
  if (text.length <= max) return text === '' ? [] : [text];
  const letters = [...graphemes.segment(text)].flatMap(({ segment }) =>
    segment.length <= max ? [segment] : shred(segment, max),
  );
  const pieces: string[] = [];
  let at = 0;
  while (at < letters.length) {
    while (isSpace(letters[at] ?? '')) at += 1;
    let end = at;
    let piece = '';
    for (let next = letters[end]; next !== undefined; next = letters[end]) {
      if (piece.length + next.length > max) break;
      piece += next;
      end += 1;
    }
    if (end < letters.length) {
      const cut = bestCut(letters, at, end, piece.length);
      piece = letters.slice(at, cut).join('');
      end = cut;
    }
    piece = end < letters.length ? trimEnd(letters, at, end) : piece;
    if (piece !== '') pieces.push(piece);
    at = end;
  }
  return pieces;
}

function bestCut(letters: readonly string[], from: number, to: number, length: number): number {
  let best = to;
  let found = 0;
  let left = length;
  for (let at = to; at > from; at--) {
    const before = letters.slice(Math.max(from, at - 8), at).join('');
    const value = worth(before, letters[at] ?? '');
    // The end of any word is better than a broken word, however short it leaves the piece.
    if (value > found && (left * 2 >= length || found === 0)) {
      best = at;
      found = value;
    }
    if (left * 2 < length && found > 0) break;
    left -= letters[at - 1]?.length ?? 0;
  }
  return best;
}

function trimEnd(letters: readonly string[], from: number, to: number): string {
  let end = to;
  while (end > from && isSpace(letters[end - 1] ?? '')) end -= 1;
  return letters.slice(from, end).join('');
}

/** One "letter" of hundreds of combining marks: cut between code points, or it could not be sent at all. */
function shred(grapheme: string, max: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const point of grapheme) {
    if (piece !== '' && piece.length + point.length > max) {
      pieces.push(piece);
      piece = '';
    }
    piece += point;
  }
  return [...pieces, piece];
}

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
export function split(text: string, max: number): string[] {
  if (text.length <= max) return text.trim() === '' ? [] : [text];
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

/**
 * Cuts off an end of at most `max` units, at a good place; what is before it stays in one piece.
 * @returns one piece where the text is short enough, else two
 */
export function splitTail(text: string, max: number): string[] {
  if (text.length <= max) return [text];
  const whole = text.trimEnd();
  const tail = split(whole, max).at(-1) ?? '';
  const head = whole.slice(0, whole.length - tail.length).trimEnd();
  return head === '' ? [tail] : [head, tail];
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

/** Letters that stand for a digit where a hand or an eye slipped, on paper or on a phone. */
const MEANT: Readonly<Record<string, string>> = {
  O: '0',
  o: '0',
  Q: '0',
  q: '0',
  I: '1',
  i: '1',
  l: '1',
  L: '1',
  '|': '1',
  S: '5',
  s: '5',
  B: '8',
  b: '8',
  Z: '2',
  z: '2',
};

/**
 * Digits that letters were meant for, so that a check digit can say whether it is so.
 * @returns null where a letter stands for none, or more letters stand there than digits
 */
export function repaired(text: string): string | null {
  let digits = '';
  let letters = 0;
  for (const sign of text) {
    if (sign >= '0' && sign <= '9') {
      digits += sign;
      continue;
    }
    const meant = MEANT[sign];
    if (meant === undefined) return null;
    letters += 1;
    digits += meant;
  }
  return letters * 2 <= digits.length ? digits : null;
}

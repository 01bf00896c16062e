/** Longer than any answer to one question: what goes beyond is a story, and its numbers answer nothing. */
const LONGEST_ANSWER = 1000;

/**
 * An answer in which numbers can be read: lower case, accents off, the digits of every script as 0-9, dashes and
 * spaces of every kind as one. Unlike `foldWords`, punctuation stays: it tells 1,5 from 15, and 15:20 from 15/20.
 *
 * @returns `null` where the text is too long to be an answer (over 1000 UTF-16 units)
 */
export function plainAnswer(text: string): string | null {
  if (text.length > LONGEST_ANSWER) return null;
  return (
    text
      // Before NFKD, which would turn 2½ into 21⁄2.
      .replaceAll('½', ' edmi ')
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\p{M}\p{Cf}\0]+/gu, '')
      .replace(/\p{Nd}/gu, latinDigit)
      .replace(/[\p{Pd}\u2212]/gu, '-')
      .replace(/[’‘ʼ`´]/g, "'")
      .replaceAll('œ', 'oe')
      .replace(/[^\S\n]+/g, ' ')
      .trim()
  );
}

/** Unicode keeps the ten digits of a script together, zero first. */
function latinDigit(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const value = zero;
  while (value - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(value - zero);
}

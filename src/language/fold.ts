/**
 * Words as people mean them, whatever they typed: lower case, accents off, punctuation to spaces, single spaces.
 * `ARÈT!`, `arèt` and `aret` become one word. Letters of every script stay; signs without a shape (zero-width spaces,
 * soft hyphens), which keyboards and web pages slip in, are no gap in a word.
 *
 * @param text anything, of any length
 * @returns words joined by one space; empty where there is no letter or digit
 */
export function foldWords(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}\p{Cf}]+/gu, '')
    .replace(/œ/g, 'oe')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** In what a link and an e-mail address are said: neither can be followed by ear. */
export interface LinkWords {
  readonly link: string;
  readonly mail: string;
}

const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const LINK =
  /(?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?)\]]|(?<![\p{L}\p{N}@.])(?:[\p{L}\p{N}-]+\.)+(?:com|org|net|ht|info|gov|edu|int|io|me|app|fr|es|tv)(?:\/[^\s<>"]*[^\s<>".,;:!?)\]])?(?![\p{L}\p{N}])/giu;

/**
 * What of a text can be said at all: links become a word; emoji, marks of emphasis and scripts that no voice of ours
 * reads are left out; what stands in brackets or after a dash is set off by commas. Each line ends a sentence.
 * @returns in NFC, with `. , ? !`, apostrophes, hyphens and what belongs to numbers as the only signs; may be empty
 */
export function plain(text: string, words: LinkWords): string {
  return (
    text
      .normalize('NFC')
      .replace(/\p{Cf}/gu, '')
      .replace(/[’‘ʼ`´′]/g, "'")
      .replace(MAIL, ` ${words.mail} `)
      .replace(LINK, ` ${words.link} `)
      // 1️⃣ is a digit in a box, and flags are letters in boxes.
      .replace(/[\u20e3\ufe0f]/gu, '')
      .replace(/[*_~|]+/g, ' ')
      .replace(/\s*\n\s*/g, '\n')
      .replace(/(?<![.!?,:;])\n/g, '.\n')
      .replace(/[…]|\.{2,}/g, '. ')
      // A dash between words, not inside of one and not before a number.
      .replace(/\s[-–—]\s|[—•·▪►→]|(?<=[\p{L}\p{M}])\s*–\s*(?=\p{L})/gu, ', ')
      .replace(/[–‑−]/g, '-')
      .replace(/[()[\]{}«»"“”„;]|(?<!\d):|:(?!\d)/gu, (sign) => (/["“”„«»]/.test(sign) ? ' ' : ', '))
      .replace(/[^\p{Script=Latin}\p{M}\d\s.,!?'\-:/%$€£+&@=#°]/gu, ' ')
      .replace(/(?<!\p{L})\p{M}+/gu, '')
      .replace(/\s+/g, ' ')
      .replace(/\s+([.,!?])/g, '$1')
      .replace(/(?:,\s*)+(?=[.!?])/g, '')
      .replace(/([.!?])[.!?,]+/g, (marks) => (marks.includes('?') ? '?' : (marks[0] ?? '')))
      .replace(/,(?:\s*,)+/g, ',')
      .replace(/^[\s.,!?]+/, '')
      .trim()
  );
}

/** @param text whose numbers are words by now: a full stop ends a sentence */
export function sentencesOf(text: string): string[] {
  return (text.match(/[^.!?]+[.!?]*/g) ?? [])
    .map((each) => each.trim())
    .filter((each) => /[\p{L}\d]/u.test(each));
}

/** A text in capitals alone is shouted: its words are words, not abbreviations. */
export function isShouted(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const small = text.match(/\p{Ll}/gu) ?? [];
  return text.includes(' ') && letters.length > 8 && small.length < letters.length * 0.15;
}

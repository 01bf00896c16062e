/**
 * What an SMS can carry. GSM 03.38 default alphabet and extension table as operators use them, which is not
 * quite the Unicode Consortium's table: 0x09 is the capital Ç, so a lower-case ç makes a message UCS-2.
 */
const BASIC =
  '@£$¥èéùìò\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüàÇ';
/** Each costs two septets: an escape and a letter, which must stay in the same segment. */
const EXTENSION = '\f^{}\\[~]|€';

const SEPTETS = new Uint8Array(0x20ad);
for (const letter of BASIC) SEPTETS[letter.charCodeAt(0)] = 1;
for (const letter of EXTENSION) SEPTETS[letter.charCodeAt(0)] = 2;

/** Signs that look alike; letters with marks are worked out below. */
const NEAR: Readonly<Record<string, string>> = {
  "'": '‘’‚‛′´`ʼʻˈ‹›',
  '"': '“”„‟″«»',
  '-': '‐‑‒–—―−•·',
  ' ': '\t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
  '\n': '\u2028\u2029\u0085',
  '': '\u00ad\u200b\u2060\ufeff',
  '...': '…',
  o: '°º',
  a: 'ª',
  oe: 'œ',
  OE: 'Œ',
  x: '×',
  '/': '÷⁄∕',
};

const FOLDS = new Map<number, string>();
for (const [to, letters] of Object.entries(NEAR)) {
  for (const letter of letters) FOLDS.set(letter.charCodeAt(0), to);
}
for (const [from, to] of [
  [0xc0, 0x24f],
  [0x1e00, 0x1eff],
] as const) {
  for (let code = from; code <= to; code++) {
    const base = String.fromCharCode(code).normalize('NFD').charCodeAt(0);
    if (!SEPTETS[code] && SEPTETS[base]) FOLDS.set(code, String.fromCharCode(base));
  }
}

const isMark = (code: number) => code >= 0x300 && code <= 0x36f;

/**
 * The text with everything replaced that has a near letter in GSM-7: typographic signs, no-break spaces, `ç`,
 * capitals with a grave accent, the circumflexes of French. Accents that GSM-7 has (`è é ò à ù`) stay. What has
 * no near letter (emoji, other scripts) is left as it is, and makes the message UCS-2.
 */
export function foldToGsm7(text: string): string {
  if (isGsm7(text)) return text;
  // Composed first: `e` and a combining grave accent are the `è` that GSM-7 has.
  const composed = text.normalize('NFC');
  let folded = '';
  let afterLetter = false;
  for (let i = 0; i < composed.length; i++) {
    const code = composed.charCodeAt(i);
    if (afterLetter && isMark(code)) continue;
    const near = SEPTETS[code] ? undefined : FOLDS.get(code);
    folded += near ?? composed.charAt(i);
    afterLetter = near !== undefined || (SEPTETS[code] ?? 0) > 0;
  }
  return folded;
}

function isGsm7(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (!SEPTETS[text.charCodeAt(i)]) return false;
  return true;
}

/**
 * What an operator will bill.
 * @returns `units`: septets in GSM-7, UTF-16 units in UCS-2; `segments`: 0 for an empty text. One message holds
 *   160 or 70 units, a segment of several 153 or 67; an escaped letter or a surrogate pair is never cut in two.
 */
export function segments(text: string): { alphabet: 'gsm7' | 'ucs2'; units: number; segments: number } {
  const gsm7 = isGsm7(text);
  const single = gsm7 ? 160 : 70;
  const several = gsm7 ? 153 : 67;
  let units = 0;
  let full = 0;
  let used = 0;
  for (let i = 0; i < text.length; i++) {
    let cost = 1;
    if (gsm7) cost = SEPTETS[text.charCodeAt(i)] ?? 1;
    else if ((text.codePointAt(i) ?? 0) > 0xffff) {
      cost = 2;
      i += 1;
    }
    units += cost;
    used += cost;
    if (used > several) {
      full += 1;
      used = cost;
    }
  }
  return {
    alphabet: gsm7 ? 'gsm7' : 'ucs2',
    units,
    segments: units <= single ? Math.min(units, 1) : full + 1,
  };
}

/** How a gateway writes the text of an SMS. `utf-16be-hex`: UTF-16BE, each byte as two hex digits. */
export const CHARSETS = ['utf-8', 'iso-8859-1', 'utf-16be', 'utf-16be-hex', 'gsm7'] as const;
export type Charset = (typeof CHARSETS)[number];

/** GSM 03.38 by code: what an SMSC hands on where it does not translate. 0x1b begins a letter of the second table. */
const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION: Readonly<Record<number, string>> = {
  10: '\f',
  20: '^',
  40: '{',
  41: '}',
  47: '\\',
  60: '[',
  61: '~',
  62: ']',
  64: '|',
  101: '€',
};

/** The names gateways use, e.g. Kannel's `%C`. */
const NAMES: Readonly<Record<string, Charset>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'iso-8859-1',
  latin1: 'iso-8859-1',
  'windows-1252': 'iso-8859-1',
  '8-bit': 'iso-8859-1',
  'utf-16be': 'utf-16be',
  'utf16-be': 'utf-16be',
  'ucs-2': 'utf-16be',
  gsm: 'gsm7',
};

/** @returns undefined where nobody calls an alphabet so */
export function charsetNamed(name: string): Charset | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(NAMES, key) ? NAMES[key] : undefined;
}

const latin = new TextDecoder('windows-1252');
const utf16 = new TextDecoder('utf-16be', { ignoreBOM: true });

/**
 * Never fails and never loses a message: what is not in the alphabet it should be in is read as Latin-1, which
 * every sequence of bytes is.
 */
export function decodeText(bytes: Buffer, charset: Charset): string {
  switch (charset) {
    case 'iso-8859-1':
      return latin.decode(bytes);
    case 'utf-16be':
      return utf16.decode(bytes);
    case 'utf-16be-hex': {
      const hex = bytes.toString('latin1').trim();
      return /^([0-9a-f]{4})*$/i.test(hex) ? utf16.decode(Buffer.from(hex, 'hex')) : decodeUtf8(bytes);
    }
    case 'gsm7':
      // Not an alphabet of eight bits: the SMSC has translated after all.
      return bytes.every((byte) => byte < 0x80) ? decodeGsm7(bytes) : decodeUtf8(bytes);
    default:
      return decodeUtf8(bytes);
  }
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return latin.decode(bytes);
  }
}

function decodeGsm7(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at] ?? 0;
    if (code !== 0x1b) text += GSM7.charAt(code);
    else {
      at += 1;
      const next = bytes[at];
      // A phone that does not know the letter shows the one of the first table.
      if (next !== undefined) text += EXTENSION[next] ?? GSM7.charAt(next);
    }
  }
  return text;
}

/** What a letter outside the alphabet becomes is `?`; a half of a surrogate pair is no letter. */
export function encodeText(text: string, charset: Charset): Buffer {
  const whole = text.toWellFormed();
  if (charset === 'iso-8859-1') {
    const bytes = [...whole].map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code < 0x100 ? code : 0x3f;
    });
    return Buffer.from(bytes);
  }
  if (charset === 'utf-16be' || charset === 'utf-16be-hex') {
    const bytes = Buffer.from(whole, 'utf16le').swap16();
    return charset === 'utf-16be' ? bytes : Buffer.from(bytes.toString('hex'));
  }
  return Buffer.from(whole, 'utf8');
}

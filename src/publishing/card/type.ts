import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import opentype from 'opentype.js';

/**
 * Words as shapes, by fonts that come with us: the same on every machine, with all accents of Creole and French. What
 * the font has no sign for (an emoji) is left out rather than drawn as a box.
 */
export interface Typeface {
  /** @returns how wide the words are at this size */
  width(text: string, size: number): number;
  /** @returns `d` of an SVG path; `x` is where the words begin, `y` their base line */
  path(text: string, x: number, y: number, size: number): string;
}

type Weight = 'regular' | 'black';

const FILES: Readonly<Record<Weight, string>> = {
  regular: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-500-normal.woff'),
  black: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-800-normal.woff'),
};
const opened = new Map<Weight, Typeface>();

/** Read when first asked for: most processes draw nothing. */
export function typeface(weight: Weight): Typeface {
  const known = opened.get(weight);
  if (known) return known;
  const file = readFileSync(fileURLToPath(FILES[weight]));
  const font = opentype.parse(new Uint8Array(file).buffer);
  const drawable = (text: string) => printable(text, (sign) => font.charToGlyphIndex(sign) > 0);
  const face: Typeface = {
    width: (text, size) => font.getAdvanceWidth(drawable(text), size),
    path: (text, x, y, size) => written(font.getPath(drawable(text), x, y, size)),
  };
  opened.set(weight, face);
  return face;
}

/** The library's own `toPathData` breaks some numbers, and what follows them in the line is not drawn. */
function written(path: opentype.Path): string {
  const n = (value: number | undefined) => (Math.round((value ?? 0) * 10) / 10).toString();
  return path.commands
    .map((command) => {
      switch (command.type) {
        case 'Z':
          return 'Z';
        case 'Q':
          return `Q${n(command.x1)} ${n(command.y1)} ${n(command.x)} ${n(command.y)}`;
        case 'C':
          return `C${n(command.x1)} ${n(command.y1)} ${n(command.x2)} ${n(command.y2)} ${n(command.x)} ${n(command.y)}`;
        default:
          return `${command.type}${n(command.x)} ${n(command.y)}`;
      }
    })
    .join('');
}

/** Composed, since a letter and its accent apart would be drawn side by side; thin spaces are spaces. */
function printable(text: string, has: (sign: string) => boolean): string {
  const composed = text.normalize('NFC').replace(/[\u2007\u2009\u202f]/g, '\u00a0');
  return [...composed].filter((sign) => has(sign)).join('');
}

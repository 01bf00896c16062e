import PDFDocument from 'pdfkit';
import { fontFile } from './font.ts';

export interface Style {
  /** Points. */
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: string;
}

/** Told apart without colour, too: most printers have none. */
export const INK = '#16232b';
export const QUIET = '#51606a';
export const ACCENT = '#0b4a63';
export const WASH = '#e6edf1';

export const HEAD: Style = { size: 13, bold: true, colour: ACCENT };

/** A4 lying on its side, in points. */
export const WIDTH = 841.89;
export const HEIGHT = 595.28;
/** 10 mm, which every printer can do; on Letter paper, too, once it is fitted to the page. */
export const MARGIN = 28.35;

/** A sheet folded in the middle has two. */
export interface Half {
  readonly x: number;
  readonly width: number;
}

/** Of sums of fractions. */
const SLACK = 0.01;
/** Distance of base lines, in sizes. */
const LEADING = 1.25;

/**
 * Sheets of paper to write and draw on. What does not fit is an error and never cut off without a sign: a code that
 * is not on the card is a report that does not come.
 */
export interface Paper {
  sheet(): void;
  /** What is written from now on stays between these, or is an error. */
  within(half: Half): void;
  width(text: string, style: Style): number;
  /** @param y the base line @returns where the words end @throws RangeError off the paper */
  line(text: string, x: number, y: number, style: Style): number;
  /** Broken at spaces. */
  broken(text: string, width: number, style: Style): readonly string[];
  /** @param top the upper edge @returns the lower edge @throws RangeError off the paper */
  paragraph(text: string, x: number, top: number, width: number, style: Style): number;
  box(x: number, y: number, width: number, height: number, look: { fill?: string; edge?: string }): void;
  rule(x: number, y: number, toX: number, toY: number, dashed?: boolean): void;
  /** Squares of one size as one shape, so that no seam shows between them. @param squares row by row */
  squares(x: number, y: number, side: number, squares: readonly (readonly boolean[])[]): void;
  end(): Promise<Buffer>;
}

/** @param upright the long side is the height */
export function openPaper(title: string, { upright = false } = {}): Paper {
  const [wide, high] = upright ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  // Two runs must give the same bytes, and a sheet that is found says nothing of when it was made.
  const info = { Title: title, CreationDate: new Date(0) };
  const doc = new PDFDocument({ autoFirstPage: false, margin: 0, size: [wide, high], info });
  for (const weight of ['regular', 'bold'] as const) doc.registerFont(weight, fontFile(weight));
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));

  const set = ({ size, bold }: Style) => doc.font(bold ? 'bold' : 'regular').fontSize(size);
  // The same words stand on every sheet, and measuring them takes longer than writing them.
  const measured = new Map<string, number>();
  const width = (text: string, style: Style) => {
    const key = `${style.bold ?? false} ${style.size} ${text}`;
    const known = measured.get(key) ?? set(style).widthOfString(printable(text));
    measured.set(key, known);
    return known;
  };
  let edges: Half = { x: MARGIN, width: wide - 2 * MARGIN };
  const hold = (what: string, x: number, y: number, toX: number, toY: number) => {
    const beside = x < edges.x - SLACK || toX > edges.x + edges.width + SLACK;
    if (beside || y < MARGIN - SLACK || toY > high - MARGIN + SLACK)
      throw new RangeError(`there is no room on the paper for ${what}: shorten what stands on it`);
  };
  const line: Paper['line'] = (text, x, y, style) => {
    const end = x + width(text, style);
    hold(`"${text}"`, x, y - style.size * 0.8, end, y + style.size * 0.25);
    set(style).fillColor(style.colour ?? INK);
    doc.text(printable(text), x, y, { lineBreak: false, baseline: 'alphabetic' });
    return end;
  };
  const broken: Paper['broken'] = (text, room, style) => {
    const lines: string[] = [];
    for (const word of text.split(/[ \t\r\n]+/)) {
      const longer = `${lines.at(-1)} ${word}`;
      if (lines.length > 0 && width(longer, style) <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };
  return {
    sheet: () => {
      doc.addPage();
    },
    within: (half) => {
      edges = half;
    },
    width,
    line,
    broken,
    paragraph: (text, x, top, room, style) => {
      const lines = broken(text, room, style);
      for (const [n, each] of lines.entries()) line(each, x, top + style.size * (LEADING * n + 1), style);
      return top + lines.length * style.size * LEADING;
    },
    box: (x, y, wide, high, { fill, edge }) => {
      hold('a box', x, y, x + wide, y + high);
      doc.roundedRect(x, y, wide, high, 4);
      if (fill) doc.fill(fill);
      if (edge) doc.lineWidth(1).stroke(edge);
    },
    rule: (x, y, toX, toY, dashed = false) => {
      doc.lineWidth(0.6);
      if (dashed) doc.dash(2, { space: 3 });
      doc.moveTo(x, y).lineTo(toX, toY).stroke(QUIET).undash();
    },
    squares: (x, y, side, rows) => {
      hold('a QR code', x, y, x + side * rows.length, y + side * rows.length);
      for (const [row, dark] of rows.entries())
        for (const [at, length] of runs(dark)) doc.rect(x + at * side, y + row * side, length * side, side);
      doc.fill('#000');
    },
    end: () =>
      new Promise((resolve, reject) => {
        doc.on('end', () => resolve(Buffer.concat(parts)));
        doc.on('error', reject);
        doc.end();
      }),
  };
}

function runs(dark: readonly boolean[]): (readonly [at: number, length: number])[] {
  return dark.flatMap((is, at) => {
    if (!is || dark[at - 1]) return [];
    const end = dark.indexOf(false, at);
    return [[at, (end < 0 ? dark.length : end) - at] as const];
  });
}

/** What the font has: the signs of western Europe. */
const STRANGE = /[^\u0020-\u007e\u00a0-\u00ff\u0152\u0153\u2013\u2014\u2018-\u201e\u2022\u2026]/gu;

/** Composed, as the font has its letters; a letter with a mark that it has not is the bare one, and any other sign is left out. */
function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/'/g, '’')
    .replace(/[\u2007\u2009\u202f]/g, '\u00a0')
    .replace(STRANGE, (sign) => sign.normalize('NFD').replace(STRANGE, ''));
}

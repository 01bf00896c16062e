import { ACCENT, HEIGHT, INK, MARGIN, openPaper, type Paper, QUIET, WASH, WIDTH } from './paper.ts';
import { squaresOf } from './qr.ts';

/** All that stands on the sheet in one language. */
export interface PacketPart {
  /** Whether it is the first, a change, or taken back: the word that is read first. */
  readonly kind: string;
  readonly title: string;
  readonly facts: readonly { readonly label: string; readonly value: string }[];
  /** How to acknowledge it. */
  readonly how: {
    readonly title: string;
    readonly byLink: string;
    readonly byText: string;
    /** Word and number, as they are texted. */
    readonly texted: string;
    readonly keep: string;
  };
}

/** What was sent to one institution, in the words of one or two languages, ready to be written down. */
export interface PacketSheet {
  readonly title: string;
  /** In the languages of the parts. */
  readonly exercise?: { readonly word: string; readonly means: string };
  readonly parts: readonly [PacketPart] | readonly [PacketPart, PacketPart];
  readonly link: string;
}

const GUTTER = 26;
const BAND = 44;
/** From here on the sheet says how to acknowledge. */
const FOOT = HEIGHT - MARGIN - 138;
const QR = 116;
const PAD = 11;
/** The largest in which all of it goes on the sheet. */
const SIZES = [11, 10, 9, 8, 7];
const LEADING = 1.25;
const LABEL = 0.3;
const LINK = { size: 8, colour: QUIET };

/**
 * One sheet of A4 lying on its side, a column for each language. An exercise says so in large letters.
 *
 * @throws RangeError where something is too long for the sheet
 */
export function packetPdf(sheet: PacketSheet): Promise<Buffer> {
  const { exercise, parts } = sheet;
  const paper = openPaper(exercise ? `${exercise.word}: ${sheet.title}` : sheet.title);
  const wide = (WIDTH - 2 * MARGIN - GUTTER * (parts.length - 1)) / parts.length;
  const start = MARGIN + (exercise ? BAND + 6 : 0);
  const fits = (size: number) =>
    parts.every(({ facts }) => start + 34 + heightOf(paper, facts, wide, size) <= FOOT - 6);
  const size = SIZES.find(fits);
  if (size === undefined) throw new RangeError('there is no room on the sheet for all of this');
  paper.sheet();
  if (exercise) markOf(paper, exercise);
  for (const [n, part] of parts.entries()) {
    const x = MARGIN + n * (wide + GUTTER);
    paper.within({ x, width: wide });
    const end = paper.line(part.kind, x, start + 21, { size: 20, bold: true, colour: ACCENT });
    paper.line(part.title, end + 10, start + 21, { size: 11 });
    let y = start + 34;
    for (const fact of part.facts) y = factOf(paper, fact, { x, top: y, wide, size });
  }
  footOf(paper, sheet);
  return paper.end();
}

function markOf(paper: Paper, { word, means }: NonNullable<PacketSheet['exercise']>): void {
  paper.box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, BAND, { fill: INK });
  const after = paper.line(word, MARGIN + 14, MARGIN + 33, { size: 32, bold: true, colour: '#fff' });
  paper.paragraph(means, after + 18, MARGIN + 8, WIDTH - MARGIN - after - 30, { size: 11, colour: '#fff' });
}

function linesOf(paper: Paper, fact: PacketPart['facts'][number], wide: number, size: number) {
  return {
    label: paper.broken(fact.label, wide * LABEL - 8, { size: size - 1 }),
    value: paper.broken(fact.value, wide * (1 - LABEL), { size }),
  };
}

const rowHigh = (lines: ReturnType<typeof linesOf>, size: number) =>
  Math.max(lines.label.length, lines.value.length) * size * LEADING + 3;

const heightOf = (paper: Paper, facts: PacketPart['facts'], wide: number, size: number) =>
  facts.reduce((sum, fact) => sum + rowHigh(linesOf(paper, fact, wide, size), size), 0);

/** @returns where the next one begins */
function factOf(
  paper: Paper,
  fact: PacketPart['facts'][number],
  { x, top, wide, size }: { x: number; top: number; wide: number; size: number },
): number {
  const lines = linesOf(paper, fact, wide, size);
  const base = (n: number) => top + size + n * size * LEADING;
  for (const [n, line] of lines.label.entries())
    paper.line(line, x, base(n), { size: size - 1, colour: QUIET });
  for (const [n, line] of lines.value.entries())
    paper.line(line, x + wide * LABEL, base(n), { size, bold: n === 0 && lines.value.length === 1 });
  return top + rowHigh(lines, size);
}

/** The QR code stands beside what it is for: who prints it gray, or reads it on a phone, has the link and the number. */
function footOf(paper: Paper, { parts, link }: PacketSheet): void {
  paper.within({ x: MARGIN, width: WIDTH - 2 * MARGIN });
  paper.box(MARGIN, FOOT, WIDTH - 2 * MARGIN, HEIGHT - MARGIN - FOOT, { fill: WASH });
  paper.box(MARGIN + PAD - 5, FOOT + PAD - 5, QR + 10, QR + 10, { fill: '#fff' });
  const squares = squaresOf(link);
  paper.squares(MARGIN + PAD, FOOT + PAD, QR / squares.length, squares);
  const left = MARGIN + QR + 2 * PAD + 8;
  const wide = (WIDTH - MARGIN - PAD - left - GUTTER * (parts.length - 1)) / parts.length;
  for (const [n, { how }] of parts.entries()) {
    const x = left + n * (wide + GUTTER);
    paper.within({ x, width: wide });
    let y = paper.paragraph(how.title, x, FOOT + 8, wide, { size: 11, bold: true, colour: ACCENT });
    y = paper.paragraph(how.byLink, x, y, wide, { size: 8.5 });
    y = paper.paragraph(how.byText, x, y, wide, { size: 8.5 });
    paper.line(how.texted, x, y + 16, { size: 15, bold: true });
    paper.paragraph(how.keep, x, y + 22, wide, LINK);
  }
  paper.within({ x: left, width: WIDTH - MARGIN - PAD - left });
  paper.line(link, left, HEIGHT - MARGIN - 7, LINK);
}

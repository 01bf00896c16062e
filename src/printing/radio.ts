import { ACCENT, HEIGHT, MARGIN, openPaper, type Paper, QUIET, type Style, WIDTH } from './paper.ts';

/** One part of a programme. */
export interface RadioBlock {
  /** Its number or its name. */
  readonly head: string;
  /** How long it takes. */
  readonly beside: string;
  readonly lines: readonly string[];
  /** Beside what is read out: how to say it, where to look it up. */
  readonly notes: readonly string[];
}

/** What somebody reads out at a microphone. */
export interface RadioSheet {
  readonly title: string;
  readonly about: string;
  readonly parts: readonly RadioBlock[];
  /** On a sheet of its own. */
  readonly short?: { readonly title: string; readonly parts: readonly RadioBlock[] };
  readonly page: (n: number, of: number) => string;
}

/** A4 upright. */
const [WIDE, HIGH] = [HEIGHT, WIDTH];
const EDGE = 2 * MARGIN;
const ROOM = WIDE - 2 * EDGE;
const TOP = MARGIN + 10;
const FOOT = HIGH - MARGIN - 16;

/** To be read at arm's length, in the light of a studio. */
const READ: Style = { size: 15 };
const NOTE: Style = { size: 10.5, colour: QUIET };
const NUMBER: Style = { size: 15, bold: true, colour: ACCENT };
const TITLE: Style = { size: 22, bold: true, colour: ACCENT };
const LEADING = 1.4;

interface Row {
  readonly text: string;
  readonly style: Style;
  /** At the right edge. */
  readonly beside?: string;
  /** Points above it, but on top of a sheet. */
  readonly above: number;
  /** Of the head of a part: how high the part is. */
  readonly whole?: number;
  readonly newSheet?: true;
}

/**
 * Upright sheets of A4 with large letters. Nobody turns a sheet in the middle of a part, but of one that is longer.
 *
 * @throws RangeError where a word is wider than the paper
 */
export function radioPdf({ title, about, parts, short, page }: RadioSheet): Promise<Buffer> {
  const paper = openPaper(title, { upright: true });
  const rows = [
    ...broken(paper, title, TITLE, 0),
    ...broken(paper, about, NOTE, 6),
    ...parts.flatMap((part) => rowsOf(paper, part)),
    ...(short
      ? broken(paper, short.title, TITLE, 0).map((row, n) =>
          n === 0 ? { ...row, newSheet: true as const } : row,
        )
      : []),
    ...(short?.parts ?? []).flatMap((part) => rowsOf(paper, part)),
  ];
  const sheets = sheetsOf(rows);
  for (const [n, sheet] of sheets.entries()) {
    paper.sheet();
    for (const { text, style, beside, base } of sheet) {
      paper.line(text, EDGE, base, style);
      if (beside) paper.line(beside, WIDE - EDGE - paper.width(beside, NOTE), base, NOTE);
    }
    const number = page(n + 1, sheets.length);
    paper.line(number, WIDE - EDGE - paper.width(number, NOTE), HIGH - MARGIN - 4, NOTE);
  }
  return paper.end();
}

const broken = (paper: Paper, text: string, style: Style, above: number): Row[] =>
  paper.broken(text, ROOM, style).map((line, n) => ({ text: line, style, above: n === 0 ? above : 0 }));

function rowsOf(paper: Paper, { head, beside, lines, notes }: RadioBlock): Row[] {
  const first: Row = { text: head, style: NUMBER, beside, above: 16 };
  const rest = [
    ...lines.flatMap((line) => broken(paper, line, READ, 3)),
    ...notes.flatMap((note) => broken(paper, note, NOTE, 2)),
  ];
  return [{ ...first, whole: [first, ...rest].reduce((sum, row) => sum + high(row), 0) }, ...rest];
}

const high = ({ above, style }: Row) => above + style.size * LEADING;

/** Each row with its base line, sheet by sheet. */
function sheetsOf(rows: readonly Row[]): (Row & { readonly base: number })[][] {
  const sheets: (Row & { readonly base: number })[][] = [[]];
  let y = TOP;
  for (const row of rows) {
    const { whole = 0, above, style } = row;
    const needed = whole <= FOOT - TOP ? Math.max(whole, high(row)) : high(row) + 2 * READ.size * LEADING;
    if (row.newSheet || y + needed > FOOT) {
      sheets.push([]);
      y = TOP;
    } else y += above;
    sheets.at(-1)?.push({ ...row, base: y + style.size });
    y += style.size * LEADING;
  }
  return sheets;
}

import { ACCENT, HEAD, HEIGHT, INK, MARGIN, openPaper, type Paper, QUIET, WASH, WIDTH } from './paper.ts';

/** The first cell of a row says what it is of; the others are numbers. */
export interface SituationTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly [string, ...number[]])[];
}

/** Figures of a period in the words of a language, ready to be written down. */
export interface SituationSheet {
  readonly title: string;
  readonly period: string;
  /** The word that must be seen before anything else, and what it means. */
  readonly exercise?: { readonly word: string; readonly means: string };
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly hours: { readonly title: string; readonly counts: readonly number[] };
  readonly tables: readonly SituationTable[];
  readonly notes: readonly string[];
  readonly page: (n: number, of: number) => string;
}

const GUTTER = 26;
const COLUMN = (WIDTH - 2 * MARGIN - GUTTER) / 2;
const FOOT = HEIGHT - MARGIN - 16;
const TEXT = { size: 10 };
const SMALL = { size: 9, colour: QUIET };
const ROW = 15;
const BAND = 44;
const NUMBER = 62;

type Draw = () => void;

/** A part that is not torn apart. */
interface Block {
  readonly height: number;
  draw(x: number, top: number): void;
  /** What is written above it again where it is the first of a column. */
  readonly again?: Block;
}

/**
 * The report on A4 lying on its side, in two columns, on as many pages as it takes. An exercise says so in large
 * letters on every page: a page may be copied alone.
 *
 * @throws RangeError where something is too long for the paper
 */
export function situationPdf(sheet: SituationSheet): Promise<Buffer> {
  const paper = openPaper(sheet.exercise ? `${sheet.exercise.word}: ${sheet.title}` : sheet.title);
  const pages: Draw[][] = [];
  const start = MARGIN + 34 + (sheet.exercise ? BAND + 8 : 0);
  const figures = figuresOf(paper, sheet);
  const [tops, lefts] = [
    (page: number) => (page === 0 ? start + figures.height : start),
    [MARGIN, MARGIN + COLUMN + GUTTER],
  ];
  pages.push([() => figures.draw(MARGIN, start)]);
  let [page, column, y] = [0, 0, tops(0)];
  const put = (block: Block) => {
    const [left, top] = [lefts[column] ?? MARGIN, y];
    pages[page]?.push(() => {
      paper.within({ x: left, width: COLUMN });
      block.draw(left, top);
    });
    y += block.height;
  };
  for (const block of blocksOf(paper, sheet)) {
    if (y + block.height > FOOT) {
      column += 1;
      if (column === lefts.length) {
        [page, column] = [page + 1, 0];
        pages.push([]);
      }
      y = tops(page);
      if (block.again) put(block.again);
    }
    put(block);
  }
  for (const [n, draws] of pages.entries()) {
    paper.sheet();
    paper.within({ x: MARGIN, width: WIDTH - 2 * MARGIN });
    headOf(paper, sheet, sheet.page(n + 1, pages.length));
    for (const draw of draws) draw();
  }
  return paper.end();
}

function headOf(paper: Paper, { title, period, exercise }: SituationSheet, page: string): void {
  const end = paper.line(title, MARGIN, MARGIN + 19, { size: 20, bold: true, colour: ACCENT });
  paper.line(period, end + 14, MARGIN + 19, { size: 12 });
  const right = WIDTH - MARGIN;
  paper.line(page, right - paper.width(page, SMALL), HEIGHT - MARGIN - 3, SMALL);
  if (!exercise) return;
  const top = MARGIN + 30;
  paper.box(MARGIN, top, WIDTH - 2 * MARGIN, BAND, { fill: INK });
  const word = { size: 32, bold: true, colour: '#fff' };
  const after = paper.line(exercise.word, MARGIN + 14, top + 33, word);
  paper.line(exercise.means, after + 18, top + 28, { size: 13, colour: '#fff' });
}

/** The numbers that everybody asks for first, in boxes side by side. */
function figuresOf(paper: Paper, { figures }: SituationSheet): Block {
  const gap = 8;
  const wide = (WIDTH - 2 * MARGIN - gap * (figures.length - 1)) / figures.length;
  const labels = figures.map(({ label }) => paper.broken(label, wide - 16, SMALL));
  const lines = Math.max(1, ...labels.map(({ length }) => length));
  const high = 32 + lines * 11.5;
  return {
    height: high + 14,
    draw: (x, top) => {
      for (const [n, { value }] of figures.entries()) {
        const left = x + n * (wide + gap);
        paper.within({ x: left, width: wide });
        paper.box(left, top, wide, high, { edge: ACCENT });
        paper.line(value, left + 8, top + 23, { size: 18, bold: true });
        for (const [at, line] of (labels[n] ?? []).entries())
          paper.line(line, left + 8, top + 36 + at * 11.5, SMALL);
      }
    },
  };
}

function* blocksOf(paper: Paper, { hours, tables, notes }: SituationSheet): Generator<Block> {
  if (hours.counts.some((count) => count > 0)) yield hoursOf(paper, hours);
  for (const table of tables) yield* rowsOf(paper, table);
  for (const note of notes) {
    const lines = paper.broken(note, COLUMN, SMALL);
    yield {
      height: lines.length * 11.5 + 4,
      draw: (x, top) => {
        for (const [n, line] of lines.entries()) paper.line(line, x, top + 9 + n * 11.5, SMALL);
      },
    };
  }
}

const HOURS_HIGH = 62;

function hoursOf(paper: Paper, { title, counts }: SituationSheet['hours']): Block {
  const most = Math.max(...counts);
  const wide = COLUMN / counts.length;
  const tiny = { size: 7, colour: QUIET };
  const centred = (text: string, x: number, y: number) =>
    paper.line(text, x + (wide - paper.width(text, tiny)) / 2, y, tiny);
  return {
    height: HOURS_HIGH + 52,
    draw: (x, top) => {
      paper.line(title, x, top + 12, HEAD);
      const ground = top + 30 + HOURS_HIGH;
      for (const [hour, count] of counts.entries()) {
        const left = x + hour * wide;
        const high = (count / most) * HOURS_HIGH;
        if (count > 0) {
          paper.box(left + 1.5, ground - high, wide - 3, high, { fill: ACCENT });
          centred(String(count), left, ground - high - 2);
        }
        centred(String(hour), left, ground + 9);
      }
      paper.rule(x, ground, x + COLUMN, ground);
    },
  };
}

function* rowsOf(paper: Paper, { title, columns, rows }: SituationTable): Generator<Block> {
  const numbers = Math.max(1, columns.length - 1);
  const room = COLUMN - numbers * NUMBER;
  const most = Math.max(1, ...rows.map(([, count = 0]) => count));
  const right = (text: string, n: number, x: number, y: number, style: typeof TEXT | typeof SMALL) =>
    paper.line(text, x + room + (n + 1) * NUMBER - 4 - paper.width(text, style), y, style);
  const head: Block = {
    height: 22,
    draw: (x, top) => {
      paper.line(title, x, top + 13, HEAD);
      if (columns.length > 2)
        for (const [n, name] of columns.slice(1).entries()) right(name, n, x, top + 13, SMALL);
      paper.rule(x, top + 18, x + COLUMN, top + 18);
    },
  };
  const lined = rows.map(([label, ...counts]): Block => {
    const lines = paper.broken(label, room - 8, TEXT);
    return {
      height: lines.length * ROW,
      again: head,
      draw: (x, top) => {
        const share = ((counts[0] ?? 0) / most) * room;
        if (share > 0) paper.box(x, top + 1.5, share, lines.length * ROW - 2, { fill: WASH });
        for (const [n, line] of lines.entries()) paper.line(line, x + 4, top + 11 + n * ROW, TEXT);
        for (const [n, count] of counts.entries()) right(String(count), n, x, top + 11, TEXT);
      },
    };
  });
  const [first, ...others] = lined;
  if (!first) return;
  // A title never stands alone at the foot.
  yield {
    height: head.height + first.height,
    draw: (x, top) => {
      head.draw(x, top);
      first.draw(x, top + head.height);
    },
  };
  yield* others;
  yield { height: 10, draw: () => undefined };
}

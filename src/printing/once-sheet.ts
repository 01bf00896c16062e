import { ACCENT, HEAD, HEIGHT, MARGIN, openPaper, QUIET, WIDTH } from './paper.ts';

/** The group `observer.codes` of the texts. */
export type SheetText = 'title' | 'how' | 'order' | 'once' | 'safe';

export const MOST_CODES = 50;

const COLUMNS = 5;
const CODE = { size: 20, bold: true };
const TEXT = { size: 12 };
const ROW = 34;
const BOX = 14;

/**
 * One sheet of one-time codes. Neither a name nor the observer's number stands on it: who finds or takes it has nothing
 * that works.
 * @param codes as they are written, with their letter
 * @throws RangeError where they do not fit
 */
export async function onceSheet(codes: readonly string[], say: (text: SheetText) => string): Promise<Buffer> {
  if (codes.length === 0 || codes.length > MOST_CODES)
    throw new RangeError(`a sheet has from 1 to ${MOST_CODES} codes`);
  const paper = openPaper(say('title'));
  paper.sheet();
  const wide = WIDTH - 2 * MARGIN;
  paper.line(say('title'), MARGIN, MARGIN + 20, { ...HEAD, size: 20 });
  let y = paper.paragraph(say('how'), MARGIN, MARGIN + 32, wide, TEXT) + 6;
  y = paper.paragraph(say('order'), MARGIN, y, wide, { ...TEXT, bold: true, colour: ACCENT }) + 14;
  for (const [n, code] of codes.entries()) {
    const x = MARGIN + (n % COLUMNS) * (wide / COLUMNS);
    const top = y + Math.floor(n / COLUMNS) * ROW;
    // To be struck out.
    paper.box(x, top + 3, BOX, BOX, { edge: QUIET });
    paper.line(code, x + BOX + 10, top + 17, CODE);
  }
  const foot = HEIGHT - MARGIN - 50;
  const under = paper.paragraph(say('once'), MARGIN, foot, wide, { ...TEXT, bold: true }) + 2;
  paper.paragraph(say('safe'), MARGIN, under, wide, { ...TEXT, colour: QUIET });
  return paper.end();
}

import { type CardCode, type CardWords, nameIn } from './card-words.ts';
import { ACCENT, type Half, HEAD, HEIGHT, INK, MARGIN, type Paper, QUIET, WASH } from './paper.ts';

const GAP = 14;
/** Below it nobody reads by the light of a phone. */
const SIZES = [11, 10.5, 10, 9.5, 9, 8.5] as const;

/** The right half: all codes, and the words. */
export function drawCodes(paper: Paper, language: string, words: CardWords, { x, width }: Half): void {
  const { codes, say } = words;
  paper.within({ x, width });
  const bottom = drawWords(paper, language, words, { x, width });
  paper.line(say(language, 'codes'), x, MARGIN + 20, { size: 20, bold: true, colour: ACCENT });
  const top = paper.paragraph(say(language, 'codes_how'), x, MARGIN + 28, width, { size: 10 }) + 6;
  const wide = (width - GAP) / 2;
  const digits = [...new Set(codes.map(({ code }) => code.charAt(0)))];
  const families = digits.map(
    (digit) => [digit, codes.filter(({ code }) => code.startsWith(digit))] as const,
  );
  for (const size of SIZES) {
    const drawn = families.map(([digit, all]) => familyOf(paper, language, words, digit, all, wide, size));
    const columns = halved(drawn);
    const high = Math.max(...columns.map((each) => each.reduce((sum, { height }) => sum + height, 0)));
    if (top + high > bottom - 10) continue;
    for (const [n, column] of columns.entries()) {
      let y = top;
      for (const family of column) {
        family.draw(x + n * (wide + GAP), y);
        y += family.height;
      }
    }
    return;
  }
  throw new RangeError(`${codes.length} codes do not fit on a card: shorten their names or leave some out`);
}

interface Family {
  readonly height: number;
  draw(x: number, top: number): void;
}

function familyOf(
  paper: Paper,
  language: string,
  { card, say }: CardWords,
  digit: string,
  codes: readonly CardCode[],
  width: number,
  size: number,
): Family {
  const bold = { size, bold: true, colour: ACCENT };
  const indent = paper.width('000', bold) + 7;
  const rows = codes.map(({ code, name, worded }) => {
    const text = nameIn(name, language);
    const whole = worded ? `${text} ${say(language, 'worded').replaceAll(' ', '\u00a0')}` : text;
    return { code, lines: paper.broken(whole, width - indent - 2, { size }) };
  });
  const row = size * 1.42;
  const head = size * 1.7;
  const lines = rows.reduce((sum, each) => sum + each.lines.length, 0);
  return {
    height: head + lines * row + size * 0.8,
    draw: (x, top) => {
      paper.box(x, top, width, size * 1.5, { fill: WASH });
      const title = nameIn(card.families[digit] ?? {}, language);
      paper.line(`${digit}  ${title}`.trim(), x + 5, top + size * 1.12, { ...bold, colour: INK });
      let y = top + head;
      for (const { code, lines: written } of rows) {
        paper.line(code, x + 5, y + size, bold);
        for (const [n, line] of written.entries())
          paper.line(line, x + 5 + indent, y + size + n * row, { size });
        y += written.length * row;
      }
    },
  };
}

/** Two columns in the order of the card, as even as can be. */
function halved(families: readonly Family[]): [readonly Family[], readonly Family[]] {
  const heightOf = (some: readonly Family[]) => some.reduce((sum, { height }) => sum + height, 0);
  const cuts = families.map((_, at) => [families.slice(0, at + 1), families.slice(at + 1)] as const);
  const [best] = cuts.toSorted((a, b) => Math.max(...a.map(heightOf)) - Math.max(...b.map(heightOf)));
  return best ? [...best] : [[], []];
}

const WORDS = ['help', 'cancel', 'status', 'card', 'block', 'real'] as const;

/** From the foot of the page upwards. @returns its upper edge */
function drawWords(paper: Paper, language: string, { card, say }: CardWords, { x, width }: Half): number {
  const bold = { size: 10.5, bold: true, colour: ACCENT };
  const first = WORDS.map((key) => card.words[key][0] ?? '');
  const indent = Math.max(...first.map((word) => paper.width(word, bold))) + 10;
  const style = { size: 10, colour: QUIET };
  const texts = WORDS.map((key) => paper.broken(say(language, `word.${key}`), width - indent, style));
  const row = 14.5;
  const top = HEIGHT - MARGIN - 4 - 20 - texts.flat().length * row;
  paper.line(say(language, 'words'), x, top + 13, HEAD);
  let y = top + 20;
  for (const [n, lines] of texts.entries()) {
    paper.line(first[n] ?? '', x, y + 11, bold);
    for (const [m, line] of lines.entries()) paper.line(line, x + indent, y + 11 + m * row, style);
    y += lines.length * row;
  }
  return top;
}

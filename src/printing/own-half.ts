import { type CardOf, type CardText, type CardWords, nameIn } from './card-words.ts';
import {
  ACCENT,
  type Half,
  HEAD,
  HEIGHT,
  INK,
  MARGIN,
  type Paper,
  QUIET,
  type Style,
  WASH,
} from './paper.ts';
import type { App } from './qr.ts';

const TEXT = { size: 10.5 };
const SMALL = { size: 9, colour: QUIET };

/** The left half: who and where, how a report is written, where it goes, whom to call. */
export function drawOwn(
  paper: Paper,
  card: CardOf,
  words: CardWords,
  apps: readonly App[],
  half: Half,
): void {
  paper.within(half);
  const top = identity(paper, card, words, half);
  const reported = report(paper, card, words, half, top + 12);
  const danger = drawDanger(paper, card.language, words, half);
  const addressed = addresses(paper, card.language, words, apps, half, danger - 12);
  if (addressed < reported + 6)
    throw new RangeError('there is no room for all phone numbers on a card: leave some out');
}

function identity(paper: Paper, card: CardOf, { card: { edition }, say }: CardWords, { x, width }: Half) {
  const { language, number, place } = card;
  const right = x + width;
  paper.line(say(language, 'title'), x, MARGIN + 20, { size: 20, bold: true, colour: ACCENT });
  const printed = say(language, 'edition', { edition });
  paper.line(printed, right - paper.width(printed, SMALL), MARGIN + 20, SMALL);

  const y = MARGIN + 32;
  const high = 78;
  const middle = x + 140;
  paper.box(x, y, width, high, { edge: ACCENT });
  paper.line(say(language, 'number'), x + 12, y + 17, SMALL);
  paper.line(number, x + 12, y + 52, { size: 34, bold: true });
  paper.rule(middle, y + 10, middle, y + high - 10);
  paper.line(say(language, 'place'), middle + 12, y + 17, SMALL);
  if (place) {
    paper.line(place.number, middle + 12, y + 40, { size: 22, bold: true });
    twoLines(paper, place.label, middle + 12, y + 44, right - middle - 20);
  } else {
    paper.rule(middle + 12, y + 48, right - 12, y + 48);
    paper.line(say(language, 'place_later'), middle + 12, y + 62, SMALL);
  }
  return paper.paragraph(say(language, 'nameless'), x, y + high + 4, width, SMALL);
}

/** As large as two lines allow; what is too long for them ends in an ellipsis. */
function twoLines(paper: Paper, label: string, x: number, top: number, width: number): void {
  const fits = (text: string, size: number) => {
    const lines = paper.broken(text, width, { size });
    return lines.length <= 2 && lines.every((line) => paper.width(line, { size }) <= width);
  };
  for (const size of [11.5, 10.5, 9.5]) {
    if (!fits(label, size)) continue;
    paper.paragraph(label, x, top, width, { size });
    return;
  }
  let short = label.slice(0, 200);
  while (!fits(`${short}…`, 9.5)) short = short.slice(0, -1);
  paper.paragraph(`${short.trimEnd()}…`, x, top, width, { size: 9.5 });
}

/** What the example says besides numbers of the card. */
const COUNT = 2;
const TIME = '1405';

function report(paper: Paper, card: CardOf, { codes, example, say }: CardWords, half: Half, top: number) {
  const { language, number, place } = card;
  const { x, width } = half;
  const says = (text: CardText, values?: Record<string, string | number>) => say(language, text, values);
  paper.line(says('report'), x, top + 13, HEAD);
  let y = paper.paragraph(says('report_how'), x, top + 20, width, TEXT) + 6;

  const parts = [
    [number, says('part.who')],
    [`${example}x${COUNT}`, says('part.what')],
    [place?.number ?? '', says('part.where')],
    [TIME, says('part.when')],
  ] as const;
  const large = { size: 16, bold: true };
  const gap = 8;
  const sizes = parts.map(([written, means]) =>
    Math.max(paper.width(written || '000000', large), paper.width(means, SMALL)),
  );
  // What is left of the line is given to all alike.
  const more = (width - gap * (parts.length - 1) - sizes.reduce((sum, each) => sum + each, 0)) / parts.length;
  let at = x;
  for (const [n, [written, means]] of parts.entries()) {
    const wide = (sizes[n] ?? 0) + more;
    const centred = (text: string, style: typeof large | typeof SMALL) =>
      at + (wide - paper.width(text, style)) / 2;
    paper.box(at, y, wide, 26, { fill: WASH });
    if (written) paper.line(written, centred(written, large), y + 19, large);
    else paper.rule(at + 10, y + 20, at + wide - 10, y + 20);
    paper.line(means, centred(means, SMALL), y + 37, SMALL);
    at += wide + gap;
  }
  const name = nameIn(codes.find(({ code }) => code === example)?.name ?? {}, language);
  const time = `${TIME.slice(0, 2)}:${TIME.slice(2)}`;
  y = paper.paragraph(says('example', { name, count: COUNT, time }), x, y + 44, width, TEXT) + 4;
  if (place) y = paper.paragraph(says('short', { code: example }), x, y, width, TEXT) + 4;
  return paper.paragraph(
    says('comment', { words: says('worded').replaceAll(' ', '\u00a0') }),
    x,
    y,
    width,
    TEXT,
  );
}

/** From the foot of the page upwards. @returns its upper edge */
function drawDanger(paper: Paper, language: string, words: CardWords, { x, width }: Half): number {
  const { card, emergency, protection, say } = words;
  const lines = [
    ...emergency.map(({ number, name }) => [number, nameIn(name, language)] as const),
    [protection.line, say(language, 'protection')] as const,
    [protection.childLine, say(language, 'child')] as const,
  ];
  const row = 18;
  const high = 34 + Math.ceil(lines.length / 2) * row;
  const y = HEIGHT - MARGIN - high;
  paper.box(x, y, width, high, { fill: ACCENT });
  paper.line(say(language, 'danger', { word: card.words.help[0] ?? '' }), x + 12, y + 21, {
    ...HEAD,
    colour: '#fff',
  });
  for (const [n, [number, name]] of lines.entries()) {
    const left = x + 12 + (n % 2) * (width / 2);
    const base = y + 42 + Math.floor(n / 2) * row;
    paper.within({ x: left, width: width / 2 - 14 });
    const end = paper.line(number, left, base, { size: 15, bold: true, colour: '#fff' });
    paper.line(name, end + 6, base, { size: 10, colour: '#fff' });
  }
  paper.within({ x, width });
  return y;
}

/** From `bottom` upwards. @returns its upper edge */
function addresses(
  paper: Paper,
  language: string,
  { phones, say }: CardWords,
  apps: readonly App[],
  { x, width }: Half,
  bottom: number,
): number {
  const side = 84;
  const row = 21;
  const top = bottom - Math.max(apps.length > 0 ? side + 26 : 0, 26 + phones.length * row);
  let right = x + width;
  for (const { app, name, squares } of apps.toReversed()) {
    const wide = Math.max(side + 20, paper.width(name, SMALL));
    right -= wide;
    const centred = (text: string, y: number, style: Style) =>
      paper.line(text, right + (wide - paper.width(text, style)) / 2, y, style);
    paper.squares(right + (wide - side) / 2, top, side / squares.length, squares);
    centred(app, top + side + 14, { ...SMALL, bold: true, colour: INK });
    centred(name, top + side + 25, SMALL);
    right -= 6;
  }
  paper.within({ x, width: right - x });
  paper.line(say(language, 'send'), x, top + 13, HEAD);
  for (const [n, phone] of phones.entries())
    paper.line(phone, x, top + 37 + n * row, { size: 16, bold: true });
  return top;
}

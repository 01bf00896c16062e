import { create } from 'qrcode';
import type { Rating } from '../../store/verdicts.ts';
import type { CardShape } from '../addresses.ts';
import { fitLine, fitText, LEADING } from './fit.ts';
import { COLOUR, STRUCK, signOf } from './rating-signs.ts';
import { type Typeface, typeface } from './type.ts';

/** What a card says, in one language. */
export interface CardWords {
  readonly rating: Rating;
  /** The rating in words. */
  readonly label: string;
  readonly summary: string;
  /** Above the claim. */
  readonly claimLabel: string;
  readonly claim: string;
  readonly publisher: string;
  readonly verify: string;
  /** What is written to us, e.g. `VERIFYE 4F7K`. */
  readonly command: string;
  /** Where the page is; drawn as a QR code, too. */
  readonly address: string;
  readonly date: string;
  /** Of an exercise: drawn all over it. */
  readonly training?: string;
}

interface Layout {
  readonly height: number;
  /** From, to: the band with the rating, the summary, the claim, the foot. */
  readonly band: readonly [number, number, number];
  readonly summary: readonly [number, number];
  readonly claim: readonly [number, number];
  readonly foot: number;
  readonly qr: number;
  readonly most: number;
}

const WIDTH = 1080;
const EDGE = 56;
const INNER = WIDTH - 2 * EDGE;

/** Of a tall one (a status) phones cover the upper and the lower edge. */
const LAYOUTS: Readonly<Record<CardShape, Layout>> = {
  square: {
    height: 1080,
    band: [0, 100, 200],
    summary: [236, 546],
    claim: [572, 800],
    foot: 828,
    qr: 216,
    most: 64,
  },
  tall: {
    height: 1920,
    band: [0, 270, 400],
    summary: [450, 1000],
    claim: [1040, 1420],
    foot: 1470,
    qr: 300,
    most: 88,
  },
};

/**
 * A true/false card as SVG, all words as shapes. What is so stands on top and largest; the claim never stands without
 * the rating across it, however somebody cuts the picture.
 */
export function composeCard(words: CardWords, shape: CardShape): string {
  const layout = LAYOUTS[shape];
  const black = typeface('black');
  const colour = COLOUR[words.rating];
  const parts = [
    `<rect width="${WIDTH}" height="${layout.height}" fill="#fff"/>`,
    band(words, layout, black),
    summary(words, layout, black),
    claim(words, layout),
    foot(words, layout),
    words.training === undefined ? '' : across(words.training, layout, black),
    `<rect x="6" y="6" width="${WIDTH - 12}" height="${layout.height - 12}" fill="none" stroke="${colour}" stroke-width="12"/>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${layout.height}" viewBox="0 0 ${WIDTH} ${layout.height}">${parts.join('')}</svg>`;
}

const shape = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}"${more}/>`;

function band({ rating, label }: CardWords, layout: Layout, black: Typeface): string {
  const [top, middle, bottom] = layout.band;
  const radius = 66;
  const x = EDGE + 2 * radius + 32;
  const word = label.toLocaleUpperCase('fr');
  const size = fitLine(black, word, WIDTH - EDGE - x, 116);
  return (
    `<rect y="${top}" width="${WIDTH}" height="${bottom - top}" fill="${COLOUR[rating]}"/>` +
    signOf(rating, EDGE + radius, middle, radius) +
    shape(black.path(word, x, middle + size * 0.36, size), '#fff')
  );
}

function summary(words: CardWords, layout: Layout, black: Typeface): string {
  const [from, to] = layout.summary;
  const room = { width: INNER, height: to - from, most: layout.most, least: 34 };
  const { size, lines } = fitText(black, words.summary, room);
  const begin = from + (room.height - lines.length * size * LEADING) / 2 + size;
  return lines
    .map((line, n) => shape(black.path(line, EDGE, begin + n * size * LEADING, size), '#1b2429'))
    .join('');
}

function claim(words: CardWords, layout: Layout): string {
  const regular = typeface('regular');
  const black = typeface('black');
  const colour = COLOUR[words.rating];
  const [from, to] = layout.claim;
  const height = to - from;
  const x = EDGE + 36;
  const width = INNER - 64;
  const { size, lines } = fitText(regular, words.claim, { width, height: height - 84, most: 46, least: 26 });
  const begin = from + 64 + size;
  const struck = STRUCK.has(words.rating);
  const drawn = lines.map((line, n) => {
    const y = begin + n * size * LEADING;
    const end = x + regular.width(line, size);
    const strike = `<path d="M${x} ${y - size * 0.3} H${end}" stroke="${colour}" stroke-width="4"/>`;
    return shape(regular.path(line, x, y, size), '#56646d') + (struck ? strike : '');
  });
  const word = words.label.toLocaleUpperCase('fr');
  const stamp = fitLine(black, word, width * 0.86, height * 0.62);
  const stampWidth = black.width(word, stamp);
  const middle = `translate(${WIDTH / 2} ${from + height / 2 + 24}) rotate(-7)`;
  return (
    `<rect x="${EDGE}" y="${from}" width="${INNER}" height="${height}" fill="#eef1f3"/>` +
    `<rect x="${EDGE}" y="${from}" width="12" height="${height}" fill="${colour}"/>` +
    shape(
      black.path(`${words.claimLabel} (${words.label.toLocaleLowerCase('fr')})`, x, from + 44, 28),
      colour,
    ) +
    drawn.join('') +
    `<g transform="${middle}" opacity="0.34">${shape(black.path(word, -stampWidth / 2, stamp * 0.36, stamp), colour)}</g>`
  );
}

function foot(words: CardWords, { foot: top, qr }: Layout): string {
  const regular = typeface('regular');
  const black = typeface('black');
  const width = INNER - qr - 32;
  const lines = [
    [regular, words.verify, 30, '#1b2429'],
    [black, words.command, 50, COLOUR[words.rating]],
    [regular, words.address.replace(/^https?:\/\//, ''), 30, '#1b2429'],
    [black, words.publisher, 32, '#1b2429'],
    [regular, words.date, 28, '#56646d'],
  ] as const;
  let y = top;
  const drawn = lines.map(([face, text, most, fill]) => {
    y += most * 1.26;
    // A name or an address of any length stays on its line.
    return shape(face.path(text, EDGE, y, fitLine(face, text, width, most)), fill);
  });
  return drawn.join('') + qrCode(words.address, WIDTH - EDGE - qr, top, qr);
}

/** Four modules of quiet around it, as ISO 18004 asks. */
function qrCode(address: string, x: number, y: number, side: number): string {
  const { modules } = create(address, { errorCorrectionLevel: 'M' });
  const unit = side / (modules.size + 8);
  let d = '';
  for (let row = 0; row < modules.size; row++)
    for (let column = 0; column < modules.size; column++)
      if (modules.get(row, column)) d += `M${column + 4} ${row + 4}h1v1h-1z`;
  return `<g transform="translate(${x} ${y}) scale(${unit})" shape-rendering="crispEdges"><path d="${d}" fill="#000"/></g>`;
}

function across(word: string, { height }: Layout, black: Typeface): string {
  const size = fitLine(black, word, WIDTH * 0.9, 240);
  const width = black.width(word, size);
  return `<g transform="translate(${WIDTH / 2} ${height / 2}) rotate(-30)" opacity="0.5">${shape(black.path(word, -width / 2, size * 0.36, size), '#e0a100')}</g>`;
}

import { setImmediate } from 'node:timers/promises';
import { type CardOf, type CardWords, checkNumbers } from './card-words.ts';
import { drawCodes } from './codes-half.ts';
import { drawOwn } from './own-half.ts';
import { HEIGHT, MARGIN, openPaper, WIDTH } from './paper.ts';
import { appsOf } from './qr.ts';

export type { CardOf, CardWords } from './card-words.ts';

/** On both sides of the fold. */
const GUTTER = 20;

/**
 * One sheet for each observer: A4 lying on its side, printed on one side, and folded in the middle with the print
 * inside. One side only, because a printer that takes two sheets at once would put somebody else's number on the back
 * of a card; inside, because folded it is blank paper, and A5. Folded again it goes into a pocket.
 *
 * @throws RangeError where a number has not its digits, or something does not fit on the paper
 */
export async function observerCards(cards: readonly CardOf[], words: CardWords): Promise<Buffer> {
  const [first] = cards;
  if (!first) throw new RangeError('there is no card to print');
  checkNumbers(cards, words);
  const paper = openPaper(words.say(first.language, 'title'));
  const apps = appsOf(words);
  const half = WIDTH / 2 - MARGIN - GUTTER;
  for (const card of cards) {
    paper.sheet();
    drawOwn(paper, card, words, apps, { x: MARGIN, width: half });
    drawCodes(paper, card.language, words, { x: WIDTH / 2 + GUTTER, width: half });
    paper.rule(WIDTH / 2, MARGIN, WIDTH / 2, MARGIN + 12, true);
    paper.rule(WIDTH / 2, HEIGHT - MARGIN - 12, WIDTH / 2, HEIGHT - MARGIN, true);
    // Hundreds of sheets take seconds, and others are served between them.
    await setImmediate();
  }
  return paper.end();
}

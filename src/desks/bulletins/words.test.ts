import { expect, test } from 'vitest';
import { loadTexts } from '../../i18n.ts';
import { framed, unframed } from './words.ts';

test('what an editor wrote is found again in what was sent, in every language', () => {
  const texts = loadTexts();
  for (const language of texts.languages) {
    const words = { text: 'Biwo yo louvri.\n\nVini bonè.', short: 'Biwo yo louvri.' };
    expect([language, unframed(texts, language, framed(texts, language, words))]).toEqual([language, words]);
  }
});

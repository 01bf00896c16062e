// Prints the tables of docs/languages.md: npm run language:measure.
import { GUESSED } from '../../language/guess.ts';
import { kinds, mean, score, strange } from './measure.ts';

const percent = (share: number) => (share * 100).toFixed(1);

console.log(`| texts | ${GUESSED.join(' | ')} | mean | unsure | right if sure |`);
console.log(`| --- |${' ---: |'.repeat(GUESSED.length + 3)}`);
for (const [name, samples] of Object.entries(kinds())) {
  const scores = score(samples);
  const cells = GUESSED.map((language) => {
    const { texts, right } = scores[language];
    return texts === 0 ? '–' : `${percent(right)} (${texts})`;
  });
  const means = (['right', 'unsure', 'rightIfSure'] as const).map((what) => percent(mean(scores, what)));
  console.log(`| ${name} | ${[...cells, ...means].join(' | ')} |`);
}
console.log('\n| texts | number | unsure |\n| --- | ---: | ---: |');
for (const [name, { texts, unsure }] of Object.entries(strange()))
  console.log(`| ${name} | ${texts} | ${percent(unsure)} |`);

// Prints how well matching finds: npm run match:measure. The table of docs/matching.md.
import { measure } from '../../cli/match/measure.ts';
import { twinFinder } from '../../cli/match/twins.ts';
import { table } from '../../cli/table.ts';
import { Matcher } from '../../matching/matcher.ts';
import { measureAcross, PAIRS } from './across.ts';
import { checkThat } from './corpora.ts';

for (const split of ['train', 'dev'] as const) {
  const { claims, tips, right } = checkThat(split);
  const matcher = new Matcher();
  for (const { id, ...claim } of claims) matcher.put({ claimId: id, textId: id, ...claim });
  const { measured, shipped } = measure(matcher, tips, right, twinFinder(claims), () => {});
  console.log(`CheckThat! 2020, ${split}`, JSON.stringify({ ...measured, shipped }));
}
const ways = ['plain', 'folded', 'matcher'];
console.log(
  table(
    ['MAP@5 across languages', 'queries', ...ways],
    Object.values(PAIRS).map((pairs) => {
      const those = pairs();
      const { queries, map5 } = measureAcross(those, ways);
      return [those.name, String(queries), ...map5.map((value) => value.toFixed(3))];
    }),
  ),
);

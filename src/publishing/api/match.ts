import { z } from 'zod';
import { isMatchingAway, type PublicMatcher } from '../../desks/verification/index.ts';
import { explain, hear, type Reasons } from '../../matching/explain.ts';
import { canonicalLink } from '../../matching/links.ts';
import { standingFactsOf } from '../../store/partner-verdicts.ts';
import { publicVerdict, verdictSchema } from '../public-verdict.ts';
import { check, Problem } from './problem.ts';
import type { ApiRoute } from './route.ts';

/**
 * "Have you answered this?" for partners' programs. What they ask with is compared and forgotten: it becomes no tip, is
 * kept in no row and stands in no log.
 */

const BANDS = ['answer', 'suggest', 'new'] as const;
const words = z.array(z.string());

const matchBody = z
  .strictObject({
    text: z.string().trim().min(1).max(2_000).meta({ description: 'What somebody says. It is not kept.' }),
    link: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .meta({ description: 'Where it was seen.' }),
  })
  .meta({ id: 'Question' });
const matchAnswer = z
  .strictObject({
    band: z.enum(BANDS).meta({
      description:
        'Of the first. `answer`: our own desk would answer with it at once. `suggest`: let a person look. `new`: we have answered nothing like it.',
    }),
    matches: z.array(
      z.strictObject({
        sure: z.number().min(0).max(1).meta({ description: 'The chance that it says the same.' }),
        band: z.enum(['answer', 'suggest']),
        why: z
          .strictObject({ words, sounds: words, names: words, numbers: words, links: words })
          .meta({ description: 'What both have, in the words of the claim; `sounds`: spelt otherwise.' }),
        verdict: verdictSchema,
      }),
    ),
  })
  .meta({ id: 'Matches' });

const AWAY = 'Nothing can be compared here at the moment. Try again in a minute.';

export const MATCH_ROUTE: ApiRoute = {
  method: 'POST',
  path: '/match',
  summary: 'Which published verdict answers this text',
  scope: 'match:read',
  body: matchBody,
  answers: { 200: matchAnswer },
  async serve({ deps, words: said, body }) {
    const { text, link } = check(matchBody, body, 'body');
    const { matcher } = deps;
    if (!matcher) throw new Problem('matching_away', AWAY);
    const found = await ask(matcher, text, link ?? null);
    const standing = await standingFactsOf(
      deps.desk.store.db,
      found.map(({ claimId }) => claimId),
    );
    const links = link === undefined ? [] : [canonicalLink(link)].filter((one) => one !== '');
    const matches = found.flatMap(({ claimId, sure, band }) => {
      const facts = standing.get(claimId);
      if (!facts) return [];
      const why = closest({ text, links }, Object.values(facts.wording));
      return [{ sure, band, why, verdict: publicVerdict(said, facts) }];
    });
    return { status: 200, body: { band: matches[0]?.band ?? 'new', matches } };
  },
};

async function ask(matcher: PublicMatcher, text: string, link: string | null) {
  try {
    return await matcher(text, link);
  } catch (error) {
    if (isMatchingAway(error)) throw new Problem('matching_away', AWAY);
    throw error;
  }
}

/** By the wording that has most in common. What others sent us of it is never quoted. */
function closest(asked: { text: string; links: string[] }, wordings: readonly string[]): Reasons {
  const none: Reasons = { words: [], sounds: [], names: [], numbers: [], links: [] };
  const size = (why: Reasons) => Object.values(why).reduce((sum, list) => sum + list.length, 0);
  const heard = hear(asked);
  return wordings
    .map((text) => explain(heard, { text }))
    .reduce((best, why) => (size(why) > size(best) ? why : best), none);
}

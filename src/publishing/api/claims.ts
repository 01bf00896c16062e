import { z } from 'zod';
import { type ClaimFacts, findClaimFacts, listClaimFacts } from '../../store/partner-claims.ts';
import { RATINGS } from '../../store/verdicts.ts';
import { verdictPath } from '../addresses.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { check, Problem } from './problem.ts';
import type { ApiRoute, Asked } from './route.ts';
import { category, limit, moment, order, PAGE, since } from './schemas.ts';

/** Claims: what is being worked on for who has the scope, and for everybody what has a verdict that stands. */

const STATES = ['triage', 'research', 'draft', 'check', 'lead', 'published', 'closed'] as const;
const EXITS = ['not_checkable', 'out_of_scope', 'duplicate', 'already_answered'] as const;

const claimSchema = z
  .strictObject({
    id: z.uuid(),
    code: z.string().nullable().meta({ description: 'Four characters; null until it is first published.' }),
    state: z.enum(STATES).meta({
      description: 'Where the work is. Without the scope `claims:read` always `published`.',
    }),
    closed_as: z.enum(EXITS).nullable().meta({ description: 'Of `closed`: why there is no verdict.' }),
    category: z.string().nullable().meta({ description: 'A key, e.g. `electoral`.' }),
    opened_at: moment.nullable().meta({ description: 'With the scope only.' }),
    updated_at: moment.meta({ description: 'Of its state, or of its verdict.' }),
    published: z
      .strictObject({
        url: z.url(),
        wording: z.record(z.string(), z.string()).meta({ description: 'In our words, by language.' }),
        claimant: z.string().nullable().meta({ description: 'Who is said to have said it.' }),
        first_seen: z.string().nullable(),
        first_seen_at: moment.nullable(),
        rating: z.enum(RATINGS),
        version: z.int().min(1),
        published_at: moment.meta({ description: 'Of this version.' }),
      })
      .nullable()
      .meta({ description: 'Null where no verdict stands: then not a word of the claim is told.' }),
  })
  .meta({ id: 'Claim' });

const claimsQuery = z.strictObject({
  category: category.optional(),
  state: z.enum(STATES).optional().meta({ description: 'With the scope only, but for `published`.' }),
  updated_since: since.optional(),
  order: order.optional(),
  limit: limit.optional(),
  cursor: z.string().max(300).optional().meta({ description: '`next` of the page before.' }),
});
const claimsPage = z
  .strictObject({ claims: z.array(claimSchema), next: z.string().nullable() })
  .meta({ id: 'ClaimPage' });
const claimParams = z.strictObject({
  claim: z
    .union(
      [z.string().regex(/^[A-Za-z0-9]{4}$/), z.uuid()],
      'Its code of four letters and digits, or its id.',
    )
    .meta({ description: 'Its code, or its id.' }),
});

const SEES_ALL = 'claims:read';
const seesAll = ({ scopes }: Asked) => scopes.includes(SEES_ALL);

export const CLAIM_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/claims',
    summary: 'Claims, page by page: those with a verdict that stands; with the scope all',
    scope: null,
    wider: SEES_ALL,
    query: claimsQuery,
    answers: { 200: claimsPage },
    async serve(asked) {
      const {
        cursor,
        limit = PAGE,
        order = 'newest',
        updated_since,
        ...wanted
      } = check(claimsQuery, asked.query, 'query');
      const all = seesAll(asked);
      if (!all && wanted.state !== undefined && wanted.state !== 'published') {
        throw new Problem('scope_missing', `What is not published needs a key with the scope ${SEES_ALL}.`);
      }
      const { seal, db } = asked.deps.desk.store;
      const list = JSON.stringify(['claims', all, order, updated_since, Object.entries(wanted).sort()]);
      const found = await listClaimFacts(
        db,
        { ...wanted, all, updatedSince: updated_since === undefined ? undefined : new Date(updated_since) },
        // One more than is shown tells whether there is a next page.
        { order, limit: limit + 1, after: cursor === undefined ? undefined : readCursor(seal, list, cursor) },
      );
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const next =
        last && found.length > limit ? writeCursor(seal, list, { at: last.changedAt, id: last.id }) : null;
      return { status: 200, body: { claims: shown.map((one) => publicClaim(asked, one)), next } };
    },
  },
  {
    method: 'GET',
    path: '/claims/{claim}',
    summary: 'One claim, by its code or its id',
    scope: null,
    wider: SEES_ALL,
    params: claimParams,
    answers: { 200: claimSchema },
    async serve(asked) {
      const { claim } = check(claimParams, asked.params, 'path');
      const which = claim.length === 4 ? { code: claim.toUpperCase() } : { id: claim };
      const found = await findClaimFacts(asked.deps.desk.store.db, which, seesAll(asked));
      if (!found) throw new Problem('not_found', 'No claim that you may know of has this code or id.');
      return { status: 200, body: publicClaim(asked, found) };
    },
  },
];

function publicClaim(asked: Asked, facts: ClaimFacts): z.infer<typeof claimSchema> {
  const { standing, code } = facts;
  const all = seesAll(asked);
  return {
    id: facts.id,
    code,
    state: all ? facts.state : 'published',
    closed_as: all ? facts.closedAs : null,
    category: facts.category,
    opened_at: all ? facts.openedAt : null,
    updated_at: facts.changedAt,
    published:
      standing && code !== null
        ? {
            url: asked.words.publicUrl + verdictPath(code),
            wording: standing.wording,
            claimant: standing.claimant,
            first_seen: standing.firstSeen,
            first_seen_at: standing.firstSeenAt,
            rating: standing.rating,
            version: standing.version,
            published_at: standing.publishedAt,
          }
        : null,
  };
}

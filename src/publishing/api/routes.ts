import { figures, receivePartnerTip } from '../../desks/verification/index.ts';
import { findApiTipByCode } from '../../store/api-tips.ts';
import { findVerdictFacts, listVerdictFacts } from '../../store/partner-verdicts.ts';
import { publicVerdict, verdictSchema } from '../public-verdict.ts';
import { searchWords } from '../search-words.ts';
import { CLAIM_ROUTES } from './claims.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { MATCH_ROUTE } from './match.ts';
import { check, Problem } from './problem.ts';
import type { ApiRoute } from './route.ts';
import {
  codeParams,
  figuresAnswer,
  figuresQuery,
  PAGE,
  tipBody,
  tipHeaders,
  tipReceipt,
  tipStatus,
  verdictsPage,
  verdictsQuery,
} from './schemas.ts';

const DAY_MS = 86_400_000;
const FIGURES_DAYS_MAX = 366;

const NOTHING = 'No verdict, or no tip of yours, has this code.';

export const API_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/verdicts',
    summary: 'Verdicts, page by page',
    scope: null,
    query: verdictsQuery,
    answers: { 200: verdictsPage },
    async serve({ deps, words, query }) {
      const { cursor, limit = PAGE, order = 'newest', ...wanted } = check(verdictsQuery, query, 'query');
      const { seal, db } = deps.desk.store;
      const list = JSON.stringify([order, Object.entries(wanted).sort()]);
      const found = await listVerdictFacts(
        db,
        {
          ...wanted,
          since: wanted.since === undefined ? undefined : new Date(wanted.since),
          updatedSince: wanted.updated_since === undefined ? undefined : new Date(wanted.updated_since),
          words: wanted.q === undefined ? undefined : searchWords(wanted.q),
        },
        // One more than is shown tells whether there is a next page.
        {
          order,
          limit: limit + 1,
          after: cursor === undefined ? undefined : readCursor(seal, list, cursor),
        },
      );
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const next =
        last && found.length > limit
          ? writeCursor(seal, list, { at: last.changedAt, id: last.verdictId })
          : null;
      return { status: 200, body: { verdicts: shown.map((one) => publicVerdict(words, one)), next } };
    },
  },
  {
    method: 'GET',
    path: '/verdicts/{code}',
    summary: 'One verdict, also one that was withdrawn',
    scope: null,
    params: codeParams,
    answers: { 200: verdictSchema },
    async serve({ deps, words, params }) {
      const { code } = check(codeParams, params, 'path');
      const found = await findVerdictFacts(deps.desk.store.db, code.toUpperCase());
      if (!found) throw new Problem('not_found', NOTHING);
      return { status: 200, body: publicVerdict(words, found) };
    },
  },
  ...CLAIM_ROUTES,
  MATCH_ROUTE,
  {
    method: 'POST',
    path: '/tips',
    summary: 'Hand in a rumor',
    scope: 'tips:write',
    headers: tipHeaders,
    body: tipBody,
    answers: { 200: tipReceipt, 201: tipReceipt },
    async serve({ deps, keyId, headers, body }) {
      const idempotencyKey = check(tipHeaders, headers, 'headers')['idempotency-key'];
      const { text, link = null, language = null } = check(tipBody, body, 'body');
      const receipt = await receivePartnerTip(deps.desk, { keyId, idempotencyKey, text, link, language });
      if (!receipt) {
        throw new Problem(
          'other_request',
          'Each rumor needs an id of its own; what you sent before is kept.',
        );
      }
      return { status: receipt.isNew ? 201 : 200, body: { code: receipt.code } };
    },
  },
  {
    method: 'GET',
    path: '/tips/{code}',
    summary: 'What became of a rumor that you handed in',
    scope: 'tips:write',
    params: codeParams,
    answers: { 200: tipStatus },
    async serve({ deps, words, keyId, params }) {
      const code = check(codeParams, params, 'path').code.toUpperCase();
      const { db } = deps.desk.store;
      const tip = await findApiTipByCode(db, { code, keyId });
      if (!tip) throw new Problem('not_found', NOTHING);
      const facts = tip.claimCode === null ? undefined : await findVerdictFacts(db, tip.claimCode);
      const verdict = facts?.state === 'published' ? publicVerdict(words, facts) : null;
      const state =
        tip.state !== 'grouped'
          ? tip.state === 'waiting'
            ? 'waiting'
            : 'dismissed'
          : verdict
            ? 'answered'
            : tip.closedAs
              ? 'closed'
              : 'working';
      return {
        status: 200,
        body: { code, state, closed_as: state === 'closed' ? tip.closedAs : null, verdict },
      };
    },
  },
  {
    method: 'GET',
    path: '/figures',
    summary: 'How soon people heard from the desk, in a period of days (UTC)',
    scope: 'figures:read',
    query: figuresQuery,
    answers: { 200: figuresAnswer },
    async serve({ deps, query }) {
      const asked = check(figuresQuery, query, 'query');
      const period = { from: new Date(asked.from), until: new Date(asked.until) };
      const days = (period.until.getTime() - period.from.getTime()) / DAY_MS;
      if (days <= 0 || days > FIGURES_DAYS_MAX) {
        throw new Problem('invalid', `\`until\` must be 1 to ${FIGURES_DAYS_MAX} days after \`from\`.`);
      }
      const [row] = await figures(deps.desk, period, 'all');
      const none = { count: 0, p50: null, p90: null };
      return {
        status: 200,
        body: {
          tips: row?.tips ?? 0,
          people: row?.people ?? 0,
          acknowledged_seconds: row?.acknowledged ?? none,
          decided_seconds: row?.decided ?? none,
          delivered_seconds: row?.delivered ?? none,
          a_day_old: row?.dayOld ?? 0,
          answered_within_a_day: row?.withinDay ?? 0,
          answered_by_matching: row?.byMatching ?? 0,
          wrong_matches: row?.mismatches ?? 0,
        },
      };
    },
  },
];

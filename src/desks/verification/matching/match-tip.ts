import { guessLanguage } from '../../../language/guess.ts';
import { lockClaim } from '../../../store/claims.ts';
import { addEvents, type Transaction } from '../../../store/events.ts';
import { placesOfTips } from '../../../store/groups.ts';
import { type SeenTip, seenTips } from '../../../store/known-claims.ts';
import {
  claimsRefused,
  claimThatGoesOn,
  disownedFrom,
  type Findings,
  holdMatching,
  noteMatched,
  type TipToMatch,
  tipToMatch,
} from '../../../store/match-tips.ts';
import { lockTips } from '../../../store/tips.ts';
import type { Desk } from '../desk.ts';
import { moveTips } from '../move-tips.ts';
import type { Harm } from './harms.ts';
import type { ClaimMatch, TipMatch } from './match.ts';
import type { MatchingThread } from './thread.ts';

export interface MatchingDesk {
  readonly desk: Desk;
  readonly thread: Pick<MatchingThread, 'find'>;
  readonly harmsIn: (text: string) => Harm[];
  /** The one place that a text names, by its code. */
  readonly placeIn: (text: string) => string | undefined;
}

/** What became of a tip. `gone`: it waits no more, or has been matched; `changed`: more came meanwhile, look again. */
export type Outcome =
  | 'answered'
  | 'grouped'
  | 'suggested'
  | 'near'
  | 'new'
  | 'apart'
  | 'let_go'
  | 'gone'
  | 'changed';

interface Done {
  readonly outcome: Outcome;
  /** Sender accounts to wake after the commit. */
  readonly accounts: readonly string[];
}

/**
 * Looks whether a waiting tip says what a known claim says, or what another waiting tip says. Everything it decides and
 * everybody it tells stand in one transaction; run twice or broken off, it does no more and no less. A person who was
 * faster has decided.
 * @throws MatchingAway where the index cannot be asked: the tip waits
 */
export async function matchTip(deps: MatchingDesk, tipId: string): Promise<Outcome> {
  const { desk, thread } = deps;
  const disowned = await disownedFrom(desk.store.db, tipId);
  if (disowned !== undefined) return letGo(desk, tipId, disowned);
  // Without the lock: most that is woken twice has nothing to wait for.
  if (!(await tipToMatch(desk.store.db, tipId))) return 'gone';
  const done = await desk.store.db.transaction(async (tx): Promise<Done> => {
    await holdMatching(tx);
    const read = await tipToMatch(tx, tipId);
    const [seen] = await seenTips(tx, [tipId]);
    if (!read || !seen) return { outcome: 'gone', accounts: [] };
    const about = findingsOf(deps, seen);
    if (read.setApart) {
      await lockTips(tx, [tipId]);
      const noted = await noteMatched(tx, tipId, read, about);
      return { outcome: noted ? 'apart' : 'changed', accounts: [] };
    }
    const { claims, near } = await thread.find(seen);
    const refused = await claimsRefused(tx, tipId);
    const best = claims.find(({ claimId }) => !refused.has(claimId));
    if (best?.band === 'answer') return groupInto(desk, tx, { tipId, read, about, best });
    const joins = read.grouped ? null : near;
    await lockTips(tx, joins ? [tipId, joins.tipId] : [tipId]);
    if (!(await standsStill(tx, { tipId, read, joins }))) return { outcome: 'changed', accounts: [] };
    const groupId = read.grouped ? read.groupId : (joins?.groupId ?? tipId);
    const noted = await noteMatched(tx, tipId, read, { ...about, groupId, ...suggestion(best) });
    const outcome: Outcome = best ? 'suggested' : near ? 'near' : 'new';
    return { outcome: noted ? outcome : 'changed', accounts: [] };
  });
  if (done.accounts.length > 0) desk.wake('outbound', done.accounts);
  if (done.outcome === 'answered' || done.outcome === 'grouped')
    desk.log.info('tip matched', { tipId, state: done.outcome });
  return done.outcome;
}

/**
 * Whether nobody has moved the tip, or the one whose group it joins, between groups since they were read: a colleague
 * who merges lines holds all of theirs, so what is locked here stays where it is. Call it with both locked.
 */
async function standsStill(
  tx: Transaction,
  { tipId, read, joins }: { tipId: string; read: TipToMatch; joins: TipMatch['near'] },
): Promise<boolean> {
  const now = await tipToMatch(tx, tipId);
  if (now?.groupId !== read.groupId || now.setApart !== read.setApart || now.grouped !== read.grouped)
    return false;
  if (!joins) return true;
  const [there] = await placesOfTips(tx, [joins.tipId]);
  return there?.state === 'waiting' && there.groupId === joins.groupId;
}

/** Its sender says that the answer was about something else: it goes back to the queue, where a person looks. */
async function letGo(desk: Desk, tipId: string, claimId: string): Promise<Outcome> {
  const moved = await desk.store.db.transaction(async (tx) => {
    await lockClaim(tx, claimId);
    await lockTips(tx, [tipId]);
    // A person may have confirmed it, or taken it out, meanwhile.
    if ((await disownedFrom(tx, tipId)) !== claimId) return undefined;
    const to = { tipIds: [tipId], to: null, by: 'system', now: desk.now(), why: 'not_this', quiet: true };
    const done = await moveTips(desk, tx, to);
    await addEvents(tx, done.events);
    return done;
  });
  if (!moved) return 'gone';
  if (moved.accounts.length > 0) desk.wake('outbound', moved.accounts);
  desk.log.info('answer was about something else', { tipId, claimId });
  return 'let_go';
}

/**
 * The tip joins the claim, and its sender hears what stands for it now, a verdict or how it was closed: read here, never
 * remembered.
 */
async function groupInto(
  desk: Desk,
  tx: Transaction,
  match: { tipId: string; read: TipToMatch; about: Partial<Findings>; best: ClaimMatch },
): Promise<Done> {
  const { tipId, read, about, best } = match;
  const now = desk.now();
  const claimId = await claimThatGoesOn(tx, best.claimId);
  const claim = await lockClaim(tx, claimId);
  if (!claim || claim.duplicateOf !== null) return { outcome: 'changed', accounts: [] };
  const [tip] = await lockTips(tx, [tipId]);
  const groupId = read.groupId ?? tipId;
  // First, while it waits: it may have changed since it was read.
  const noted =
    tip?.state === 'waiting' &&
    (await standsStill(tx, { tipId, read, joins: null })) &&
    (await noteMatched(tx, tipId, read, { ...about, ...NOTHING, groupId }));
  if (!noted) return { outcome: 'changed', accounts: [] };
  const why = best.sure.toFixed(2);
  const moved = await moveTips(desk, tx, { tipIds: [tipId], to: claimId, by: 'system', now, why });
  await addEvents(tx, moved.events);
  return { outcome: moved.count > 0 ? 'answered' : 'grouped', accounts: moved.accounts };
}

const NOTHING = { suggestedClaimId: null, suggestedSure: null, suggestedWhy: null };

function suggestion(best: ClaimMatch | undefined) {
  return {
    suggestedClaimId: best?.claimId ?? null,
    suggestedSure: best?.sure ?? null,
    suggestedWhy: best?.why ?? null,
  };
}

function findingsOf({ harmsIn, placeIn }: MatchingDesk, { text }: SeenTip): Partial<Findings> {
  const { language, sure } = guessLanguage(text);
  return {
    language: sure ? language : null,
    harms: harmsIn(text),
    placeCode: placeIn(text) ?? null,
  };
}

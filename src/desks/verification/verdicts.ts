import { v7 as uuidv7 } from 'uuid';
import { lockClaim, setClaim } from '../../store/claims.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { countEvidence } from '../../store/evidence.ts';
import {
  decideVerdict,
  findVerdict,
  insertVerdict,
  latestVerdict,
  putTexts,
  RATINGS,
  type Rating,
  setRating,
  submitVerdict,
  textsOf,
  type VerdictRow,
  type VerdictTexts,
} from '../../store/verdicts.ts';
import { answerAskersOf } from './answer.ts';
import { refuseAfterSubmit } from './claims.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { BODY_MAX, summarySize } from './frame.ts';
import { moveClaim } from './lease.ts';

/**
 * From draft to publication. Two people: the author, and somebody else who approves or returns. The third one (a
 * lead who releases) is one more state between `review` and `published`, with the number of people as a setting of
 * the deployment; see `decideVerdict`.
 */

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

/**
 * Keeps what was written so far. Who saves is the author: somebody else's draft, or one that was returned, becomes a
 * new version, so that what was once submitted stays as it was read, and nobody approves their own words.
 * @throws DeskError `rating_unknown`, `language_unknown`, `summary_too_long`, `summary_not_gsm7`, `body_too_long`
 */
export async function saveDraft(
  desk: Desk,
  input: OfClaim & { rating: Rating; texts: VerdictTexts },
): Promise<{ verdictId: string; version: number }> {
  const { rating, staffId } = input;
  if (!RATINGS.includes(rating)) throw new DeskError('rating_unknown');
  const texts = tidyTexts(input.texts);
  checkLengths(desk, rating, texts);
  return moveClaim(desk, input, async (tx, claim, now) => {
    refuseAfterSubmit(claim.state);
    const latest = await latestVerdict(tx, claim.id);
    const isOwnDraft = latest?.state === 'draft' && latest.authorId === staffId;
    const verdictId = isOwnDraft ? latest.id : uuidv7();
    const version = isOwnDraft ? latest.version : (latest?.version ?? 0) + 1;
    if (isOwnDraft) await setRating(tx, verdictId, rating);
    else {
      await insertVerdict(tx, {
        id: verdictId,
        claimId: claim.id,
        version,
        rating,
        authorId: staffId,
        createdAt: now,
      });
    }
    await putTexts(tx, verdictId, texts);
    const before = isOwnDraft ? latest.rating : null;
    const drafted = { subject: 'claim', subjectId: claim.id, what: 'drafted', to: verdictId } as const;
    // The rating is what people will hold us to: every change of mind is on record.
    const rated = {
      subject: 'verdict',
      subjectId: verdictId,
      what: 'rated',
      from: before,
      to: rating,
    } as const;
    const events = [...(isOwnDraft ? [] : [drafted]), ...(before === rating ? [] : [rated])];
    return { events, result: { verdictId, version } };
  });
}

/**
 * Hands one's own draft to a second person and lets go of the claim.
 * @throws DeskError `no_draft`, `not_author`, `wording_missing`, `evidence_missing`, `text_missing`, or a length
 */
export async function submit(desk: Desk, input: OfClaim): Promise<{ verdictId: string }> {
  const { staffId } = input;
  const verdictId = await moveClaim(desk, input, async (tx, claim, now) => {
    refuseAfterSubmit(claim.state);
    const latest = await latestVerdict(tx, claim.id);
    if (latest?.state !== 'draft') throw new DeskError('no_draft');
    if (latest.authorId !== staffId) throw new DeskError('not_author');
    if (Object.keys(claim.wording).length === 0) throw new DeskError('wording_missing');
    if ((await countEvidence(tx, claim.id)) === 0) throw new DeskError('evidence_missing');
    const texts = (await textsOf(tx, [latest.id])).get(latest.id) ?? {};
    for (const language of desk.verdictLanguages) {
      if (!(language in texts)) throw new DeskError('text_missing', { language });
    }
    for (const [language, { summary, body }] of Object.entries(texts)) {
      if (summary === '' || body === '') throw new DeskError('text_missing', { language });
    }
    // Again: the frame may have grown since the draft was saved.
    checkLengths(desk, latest.rating, texts);
    if (!(await submitVerdict(tx, { verdictId: latest.id, staffId, now }))) throw new DeskError('no_draft');
    await setClaim(tx, claim.id, { state: 'check', leasedBy: null, leasedUntil: null, updatedAt: now });
    const events = [
      { subject: 'verdict', subjectId: latest.id, what: 'submitted', from: 'draft', to: 'check' },
      { subject: 'claim', subjectId: claim.id, what: 'submitted', from: 'research', to: 'check' },
    ] as const;
    return { events, result: latest.id };
  });
  desk.log.info('verdict submitted', { claimId: input.claimId, verdictId, staffId });
  return { verdictId };
}

interface OfVerdict {
  /** The version that was read: after a return there is another, and this one can no longer be approved. */
  readonly verdictId: string;
  readonly staffId: string;
}

/** A second person finds something that must be done first. */
export async function returnToAuthor(desk: Desk, input: OfVerdict & { why: string }): Promise<void> {
  const reason = tidy(input.why);
  if (reason === '') throw new DeskError('why_missing');
  await desk.store.db.transaction(async (tx) => {
    const now = desk.now();
    const verdict = await decide(tx, { ...input, now, to: 'returned', reason });
    await setClaim(tx, verdict.claimId, { state: 'research', updatedAt: now });
    await addEvents(tx, bothEvents(verdict, 'returned', input.staffId, now, 'returned', 'research', reason));
  });
  desk.log.info('verdict returned', input);
}

/**
 * Publishes, by somebody else than the author, and answers everybody who asked: verdict, claim, replies and events
 * in one transaction. Of two who approve at once one is told that it is out already.
 * @throws DeskError `own_verdict`, `already_published`, `not_in_review`, `verdict_unknown`, `not_staff`
 */
export async function approve(desk: Desk, input: OfVerdict): Promise<{ claimId: string; answered: number }> {
  const { verdictId, staffId } = input;
  const { claimId, told } = await desk.store.db.transaction(async (tx) => {
    const now = desk.now();
    const verdict = await decide(tx, { ...input, now, to: 'published', reason: null });
    await setClaim(tx, verdict.claimId, {
      state: 'published',
      leasedBy: null,
      leasedUntil: null,
      updatedAt: now,
    });
    const told = await answerAskersOf(desk, tx, verdict, now);
    await addEvents(tx, bothEvents(verdict, 'approved', staffId, now, 'published', 'published', null));
    return { claimId: verdict.claimId, told };
  });
  if (told.accounts.length > 0) desk.wake('outbound', told.accounts);
  desk.log.info('verdict published', { claimId, verdictId, staffId, count: told.count });
  return { claimId, answered: told.count };
}

async function decide(
  tx: Transaction,
  by: OfVerdict & { now: Date; to: 'published' | 'returned'; reason: string | null },
): Promise<VerdictRow> {
  const before = await findVerdict(tx, by.verdictId);
  if (!before) throw new DeskError('verdict_unknown');
  // Waits for whoever works on the claim, so that tips are grouped either before the answers or after.
  await lockClaim(tx, before.claimId);
  if (await decideVerdict(tx, by)) return before;

  const now = await findVerdict(tx, by.verdictId);
  if (now?.state === 'published') throw new DeskError('already_published');
  if (now?.authorId === by.staffId) throw new DeskError('own_verdict');
  if (now?.state !== 'check') throw new DeskError('not_in_review');
  throw new DeskError('not_staff');
}

function bothEvents(
  verdict: VerdictRow,
  what: string,
  actor: string,
  at: Date,
  verdictTo: string,
  claimTo: string,
  why: string | null,
) {
  const both = { at, actor, what, from: 'check', why };
  return [
    { ...both, subject: 'verdict' as const, subjectId: verdict.id, to: verdictTo },
    { ...both, subject: 'claim' as const, subjectId: verdict.claimId, to: claimTo },
  ];
}

/** A language whose two fields are both empty is left out. */
function tidyTexts(texts: VerdictTexts): VerdictTexts {
  const tidied = Object.entries(texts).map(
    ([language, { summary, body }]) => [language, { summary: tidy(summary), body: tidy(body) }] as const,
  );
  return Object.fromEntries(tidied.filter(([, { summary, body }]) => summary !== '' || body !== ''));
}

function checkLengths(desk: Desk, rating: Rating, texts: VerdictTexts): void {
  for (const [language, { summary, body }] of Object.entries(texts)) {
    if (!desk.texts.languages.includes(language)) throw new DeskError('language_unknown', { language });
    const { units, max, strange } = summarySize(desk.texts, language, { rating, summary });
    if (strange !== '') throw new DeskError('summary_not_gsm7', { language, strange });
    if (units > max) throw new DeskError('summary_too_long', { language, units, max, over: units - max });
    if (body.length > BODY_MAX) {
      const size = { units: body.length, max: BODY_MAX, over: body.length - BODY_MAX };
      throw new DeskError('body_too_long', { language, ...size });
    }
  }
}

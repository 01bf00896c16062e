import { v7 as uuidv7 } from 'uuid';
import { setClaim } from '../../store/claims.ts';
import type { Transaction } from '../../store/events.ts';
import { listEvidence } from '../../store/evidence.ts';
import {
  insertVerdict,
  latestVerdict,
  publishedVerdict,
  putTexts,
  RATINGS,
  type Rating,
  ratingsTold,
  setDraft,
  submitVerdict,
  textsOf,
  type VerdictRow,
  type VerdictTexts,
  type VerdictWords,
} from '../../store/verdicts.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { BODY_MAX, bodyWith, CHANGED_MAX, summarySize } from './frame.ts';
import { moveClaim } from './lease.ts';
import { stateAfter } from './moves.ts';
import { readiness } from './readiness.ts';

/** What the author does: from the first draft until it is handed to a second person. For what follows see review.ts. */

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

export interface Draft {
  readonly rating: Rating;
  /** What is spoken stays as it was saved: see voice.ts. */
  readonly texts: Readonly<Record<string, Pick<VerdictWords, 'summary' | 'body' | 'todo'>>>;
  /** Of a correction: what is different, per language. */
  readonly changed?: Readonly<Record<string, string>>;
  /** Ids of what stands in the ledger and may be shown; what was chosen before stays where this is left out. */
  readonly sources?: readonly string[];
}

/**
 * Keeps what was written so far. Who saves is the author: somebody else's draft, or one that was returned, becomes a
 * new version, so that what was once submitted stays as it was read, and nobody approves their own words.
 * @throws DeskError `rating_unknown`, `language_unknown`, `summary_too_long`, `summary_not_gsm7`, `body_too_long`,
 *   `changed_too_long`, `source_unknown`, or that of the table of moves
 */
export async function saveDraft(
  desk: Desk,
  input: OfClaim & Draft,
): Promise<{ verdictId: string; version: number }> {
  const { rating, staffId } = input;
  if (!RATINGS.includes(rating)) throw new DeskError('rating_unknown');
  const given = tidyTexts(input.texts);
  const changed = tidyChanged(input.changed);
  const saved = await moveClaim(desk, input, async (tx, claim, now) => {
    const to = stateAfter(claim.state, 'draft');
    checkLengths(desk, rating, given, await ratingsTold(tx, claim.id));
    const latest = await latestVerdict(tx, claim.id);
    const isOwnDraft = latest?.state === 'draft' && latest.authorId === staffId;
    const verdictId = isOwnDraft ? latest.id : uuidv7();
    const version = isOwnDraft ? latest.version : (latest?.version ?? 0) + 1;
    const saved = latest ? ((await textsOf(tx, [latest.id])).get(latest.id) ?? {}) : {};
    const isSame = isOwnDraft && latest.rating === rating;
    const texts = withSavedSound(
      given,
      saved,
      (language) => isSame && (!changed || (changed[language] ?? '') === (latest.changed[language] ?? '')),
      now,
    );
    const sources = input.sources ? await sourcesOf(tx, claim.id, input.sources) : (latest?.sources ?? []);
    if (!isOwnDraft) {
      const authorId = staffId;
      await insertVerdict(tx, {
        id: verdictId,
        claimId: claim.id,
        version,
        rating,
        authorId,
        createdAt: now,
      });
    }
    await setDraft(tx, verdictId, { rating, sources, changed: changed ?? latest?.changed ?? {} });
    await putTexts(tx, verdictId, texts);
    const since = to === claim.state ? {} : { stateSince: now, remindedAt: null };
    await setClaim(tx, claim.id, { state: to, ...since, updatedAt: now });
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
  desk.wake('voice', [saved.verdictId]);
  return saved;
}

/**
 * Begins a new version of what is out, with its words: the old one stands and is said until the new one is released.
 * @throws DeskError `nothing_stands`, `correction_begun`, or that of the lease
 */
export async function beginCorrection(desk: Desk, input: OfClaim): Promise<{ verdictId: string }> {
  const begun = await moveClaim(desk, input, async (tx, claim, now) => {
    const to = stateAfter(claim.state, 'correct');
    const standing = await publishedVerdict(tx, claim.id);
    const latest = await latestVerdict(tx, claim.id);
    if (!standing || !latest) throw new DeskError('nothing_stands');
    const { rating, sources } = standing;
    const verdictId = uuidv7();
    const row = { id: verdictId, claimId: claim.id, version: latest.version + 1, rating, sources };
    await insertVerdict(tx, { ...row, authorId: input.staffId, createdAt: now });
    const words = (await textsOf(tx, [standing.id])).get(standing.id) ?? {};
    await putTexts(
      tx,
      verdictId,
      withSavedSound(words, words, () => false, now),
    );
    await setClaim(tx, claim.id, { state: to, stateSince: now, remindedAt: null, updatedAt: now });
    const event = { subject: 'claim', subjectId: claim.id, what: 'correction_begun', to: verdictId } as const;
    return { events: [event], result: { verdictId } };
  });
  desk.wake('voice', [begun.verdictId]);
  return begun;
}

/**
 * Hands one's own draft to a second person and lets go of the claim.
 * @throws DeskError `no_draft`, `not_author`, `not_ready` (see readiness.ts), `text_missing`, `audio_stale`,
 *   `changed_missing`, `source_unknown`, or a length
 */
export async function submit(desk: Desk, input: OfClaim): Promise<{ verdictId: string }> {
  const { staffId } = input;
  const verdictId = await moveClaim(desk, { ...input, move: 'submit' }, async (tx, claim, now) => {
    const to = stateAfter(claim.state, 'submit');
    const latest = await latestVerdict(tx, claim.id);
    if (latest?.state !== 'draft') throw new DeskError('no_draft');
    if (latest.authorId !== staffId) throw new DeskError('not_author');
    const missing = await readiness(tx, claim, desk.verdictLanguages);
    if (missing.length > 0) throw new DeskError('not_ready', { open: missing.length });
    await checkWhole(desk, tx, latest);
    if (!(await submitVerdict(tx, { verdictId: latest.id, staffId, now }))) throw new DeskError('no_draft');
    const free = { leasedBy: null, leasedUntil: null, handedTo: null, remindedAt: null };
    await setClaim(tx, claim.id, { state: to, stateSince: now, ...free, updatedAt: now });
    const events = [
      { subject: 'verdict', subjectId: latest.id, what: 'submitted', from: 'draft', to: 'check' },
      { subject: 'claim', subjectId: claim.id, what: 'submitted', from: claim.state, to },
    ] as const;
    return { events, result: latest.id };
  });
  desk.log.info('verdict submitted', { claimId: input.claimId, verdictId, staffId });
  return { verdictId };
}

/** All that a reader needs is there, in every language of the deployment, and fits. */
async function checkWhole(desk: Desk, tx: Transaction, draft: VerdictRow): Promise<void> {
  const texts = (await textsOf(tx, [draft.id])).get(draft.id) ?? {};
  for (const language of desk.verdictLanguages) {
    if (!(language in texts)) throw new DeskError('text_missing', { language });
  }
  for (const [language, { summary, body, audioStale }] of Object.entries(texts)) {
    if (summary === '' || body === '') throw new DeskError('text_missing', { language });
    if (audioStale) throw new DeskError('audio_stale', { language });
  }
  const told = await ratingsTold(tx, draft.claimId);
  for (const language of told.length > 0 ? Object.keys(texts) : []) {
    if (!draft.changed[language]) throw new DeskError('changed_missing', { language });
  }
  // Again: the frame may have grown since the draft was saved.
  checkLengths(desk, draft.rating, texts, told);
  // Somebody may have struck it out, or asked for its protection, since it was chosen.
  const open = await openSources(tx, draft.claimId);
  const isOpen = (one: VerdictRow['sources'][number]) =>
    open.some(({ title, url }) => title === one.title && url === one.url);
  if (!draft.sources.every(isOpen)) throw new DeskError('source_unknown');
}

/** What of the ledger may be shown to readers, as they see it. */
export async function openSources(
  tx: Parameters<typeof listEvidence>[0],
  claimId: string,
): Promise<{ id: string; title: string; url: string | null }[]> {
  return (await listEvidence(tx, claimId))
    .filter((one) => !one.protected && one.struckAt === null)
    .map(({ id, source, url, note }) => ({ id, url, title: source || note }));
}

async function sourcesOf(
  tx: Transaction,
  claimId: string,
  ids: readonly string[],
): Promise<VerdictRow['sources']> {
  const open = await openSources(tx, claimId);
  return [...new Set(ids)].map((id) => {
    const found = open.find((one) => one.id === id);
    if (!found) throw new DeskError('source_unknown');
    return { title: found.title, url: found.url };
  });
}

/**
 * What was spoken stays, but where anything that it may say is different now its author must say so: see voice.ts. What
 * a computer said of other words goes, and it speaks anew.
 * @param isSame of a language: what stands beside its words is as it was
 */
function withSavedSound(
  given: VerdictTexts,
  saved: VerdictTexts,
  isSame: (language: string) => boolean,
  now: Date,
): VerdictTexts {
  return Object.fromEntries(
    Object.entries(given).map(([language, words]) => {
      const before = saved[language];
      const isRight =
        isSame(language) &&
        (['summary', 'body'] as const).every((key) => words[key] === before?.[key]) &&
        (words.todo ?? '') === (before?.todo ?? '') &&
        !before?.audioStale;
      const synthetic = before?.audioSynthetic ?? false;
      const audioId = synthetic && !isRight ? null : (before?.audioId ?? null);
      const sound = {
        audioId,
        audioStale: audioId !== null && !isRight,
        audioSynthetic: synthetic && isRight,
      };
      // What its author took away stays away as long as the words do.
      const speakAt = isRight ? (before?.speakAt ?? null) : audioId === null ? now : null;
      return [language, { ...words, ...sound, speakAt, speakTries: 0 }];
    }),
  );
}

function tidyChanged(changed: Draft['changed']): Record<string, string> | undefined {
  if (!changed) return undefined;
  const tidied = Object.entries(changed).map(([language, text]) => [language, tidy(text)] as const);
  for (const [language, text] of tidied) {
    const over = text.length - CHANGED_MAX;
    if (over > 0)
      throw new DeskError('changed_too_long', { language, units: text.length, max: CHANGED_MAX, over });
  }
  return Object.fromEntries(tidied.filter(([, text]) => text !== ''));
}

/** A language whose fields are all empty is left out. */
function tidyTexts(texts: Draft['texts']): VerdictTexts {
  const tidied = Object.entries(texts).map(([language, words]) => {
    const { summary, body, todo = '' } = words;
    return [language, { ...words, summary: tidy(summary), body: tidy(body), todo: tidy(todo) }] as const;
  });
  return Object.fromEntries(
    tidied.filter(([, { summary, body, todo }]) => summary !== '' || body !== '' || todo !== ''),
  );
}

function checkLengths(desk: Desk, rating: Rating, texts: VerdictTexts, corrected: readonly Rating[]): void {
  for (const [language, words] of Object.entries(texts)) {
    if (!desk.texts.languages.includes(language)) throw new DeskError('language_unknown', { language });
    const { summary } = words;
    const { units, max, strange } = summarySize(desk.texts, language, { rating, summary, corrected });
    if (strange !== '') throw new DeskError('summary_not_gsm7', { language, strange });
    if (units > max) throw new DeskError('summary_too_long', { language, units, max, over: units - max });
    const { length } = bodyWith(words);
    if (length > BODY_MAX) {
      throw new DeskError('body_too_long', {
        language,
        units: length,
        max: BODY_MAX,
        over: length - BODY_MAX,
      });
    }
  }
}

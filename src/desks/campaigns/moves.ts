import { v7 as uuidv7 } from 'uuid';
import { instantAt } from '../../language/wall-clock.ts';
import { insertBulletin, setBulletinTexts } from '../../store/bulletins.ts';
import {
  type CampaignRow,
  endQuestions,
  holdCampaign,
  holdOverCampaigns,
  setCampaign,
} from '../../store/campaigns.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { type Actor, mayApprove, mayCompose } from '../bulletins/index.ts';
import type { CampaignDesk, CampaignRefusal } from './desk.ts';
import { askedWords, languagesOf, wordsFault } from './words.ts';

const HOUR = 3_600_000;
const DAY_HOURS = 24;

interface Move {
  readonly by: Actor;
  readonly id: string;
  /** As it was read. */
  readonly version: number;
}

/** It is ready for a second person. */
export function propose(desk: CampaignDesk, of: Move): Promise<CampaignRefusal | null> {
  return move(desk, of, 'proposed', mayCompose, async (_tx, found) => {
    if (found.state !== 'draft') return 'state';
    return unready(desk, found) ?? { state: 'proposed' };
  });
}

/** Back to its author: the second person has said why, or the author has seen something. */
export function sendBack(desk: CampaignDesk, of: Move & { why: string }): Promise<CampaignRefusal | null> {
  const why = of.why.replaceAll('\u0000', '').trim().slice(0, 500);
  return move(desk, { ...of, why }, 'sent_back', mayCompose, async (_tx, { state }) => {
    if (why === '') return 'why';
    return state === 'proposed' ? { state: 'draft' } : 'state';
  });
}

/** A second person agrees: each question, and each reminder, becomes a bulletin that goes out on its day. */
export function approve(desk: CampaignDesk, of: Move): Promise<CampaignRefusal | null> {
  const { by } = of;
  return move(desk, of, 'approved', mayApprove, async (tx, found) => {
    if (found.state !== 'proposed') return 'state';
    if (found.authorId === by.id || found.editorId === by.id) return 'same_person';
    const fault = unready(desk, found);
    if (fault) return fault;
    const now = desk.now();
    for (const at of found.questions.keys()) {
      await schedule(desk, tx, { found, n: at + 1, by, now, reminder: false });
      if (found.remindHours !== null) await schedule(desk, tx, { found, n: at + 1, by, now, reminder: true });
    }
    return {
      state: 'approved',
      approvedBy: by.id,
      approvedAt: now,
      endsAt: dayOf(desk, found, found.questions.length + 1),
    };
  });
}

/** No more questions; what is under way is stopped on its own, as any bulletin is. Late answers are told that it is over. */
export function endCampaign(desk: CampaignDesk, of: Move): Promise<CampaignRefusal | null> {
  return move(desk, of, 'ended', mayCompose, async (tx, { id, state }) => {
    if (state === 'ended') return 'state';
    if ((state === 'approved' || state === 'running') && !mayApprove(of.by)) return 'rights';
    await endQuestions(tx, id);
    return { state: 'ended', endsAt: desk.now() };
  });
}

/** Ends those whose last day is over. */
export function endOverCampaigns(desk: CampaignDesk): Promise<void> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    const now = desk.now();
    const over = await holdOverCampaigns(tx, now);
    for (const { id, version } of over) await setCampaign(tx, id, { state: 'ended', version: version + 1 });
    await addEvents(
      tx,
      over.map(({ id, state }) => ({
        ...{ at: now, subject: 'campaign' as const, subjectId: id, actor: 'system', what: 'ended' },
        ...{ from: state, to: 'ended' },
      })),
    );
  });
}

/** When a question goes out. @param n from 1; one more than there are: when the last day is over */
export function dayOf(
  { timeZone }: Pick<CampaignDesk, 'timeZone'>,
  { startsOn, minutes }: Pick<CampaignRow, 'startsOn' | 'minutes'>,
  n: number,
): Date {
  const first = Date.parse(`${startsOn}T00:00Z`) / (DAY_HOURS * HOUR);
  return instantAt(first + n - 1, minutes, timeZone);
}

async function schedule(
  desk: CampaignDesk,
  tx: Transaction,
  of: { found: CampaignRow; n: number; by: Actor; now: Date; reminder: boolean },
): Promise<void> {
  const { found, n, by, now, reminder } = of;
  const id = uuidv7();
  const later = reminder ? (found.remindHours ?? 0) : 0;
  const nextAt = new Date(dayOf(desk, found, n).getTime() + later * HOUR);
  await insertBulletin(tx, {
    ...{ id, title: `${found.title} ${n}`, topic: found.topic, audience: found.audience },
    ...{ state: 'approved', authorId: found.authorId, editorId: found.editorId },
    ...{ approvedBy: by.id, approvedAt: now, campaignId: found.id, question: n, reminder },
    // Before the next question, whatever holds it up.
    ...{ startsAt: nextAt, nextAt, validHours: DAY_HOURS - later },
  });
  await setBulletinTexts(
    tx,
    id,
    Object.fromEntries(
      languagesOf(found).map((language) => {
        const said = askedWords(desk.texts, language, { questions: found.questions, n, reminder });
        return [language, { text: said, short: said }];
      }),
    ),
  );
}

/** What stands in the way of sending it; asked when it is proposed, and again when it is approved. */
function unready(desk: CampaignDesk, found: CampaignRow): CampaignRefusal | null {
  if (found.startsOn === null || dayOf(desk, found, 1) <= desk.now()) return 'time';
  return wordsFault(desk.texts, found);
}

async function move(
  desk: CampaignDesk,
  { by, id, version, why }: Move & { readonly why?: string },
  what: string,
  may: (by: Actor) => boolean,
  act: (tx: Transaction, found: CampaignRow) => Promise<CampaignRefusal | Parameters<typeof setCampaign>[2]>,
): Promise<CampaignRefusal | null> {
  if (!may(by)) return 'rights';
  return desk.store.db.transaction(async (tx: Transaction) => {
    const found = await holdCampaign(tx, id);
    if (!found) return 'gone';
    if (found.version !== version) return 'version';
    const change = await act(tx, found);
    if (typeof change === 'string') return change;
    await setCampaign(tx, id, { ...change, version: version + 1 });
    await addEvents(tx, [
      {
        ...{ at: desk.now(), subject: 'campaign' as const, subjectId: id, actor: by.id, what },
        ...{ from: found.state, to: change.state ?? found.state },
        ...(why !== undefined && { why }),
      },
    ]);
    return null;
  });
}

import { expireMs, waitOf } from '../engine/step.ts';
import { dueClocks, lockContacts, saveContacts } from '../store/contacts.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { lastMessage } from '../store/messages.ts';
import { addReplies, lastSaid } from '../store/replies.ts';
import type { ConversationDeps, Draft, Gathered, Turn } from './in-hand.ts';
import { clockAfter, play } from './play.ts';

/** What one sweep looks at: more is there at the next. */
const MOST_CONTACTS = 200;

/**
 * Looks at the open questions that are due: reminds once, lets go in silence. A wait begins when the question was
 * really sent: what is still queued, or held until there is money or a network again, has not begun. Nobody is
 * reminded at night, nor who has stopped us or is with a person of ours.
 *
 * @returns the sender accounts that have something to send
 */
export async function watchClocks(deps: ConversationDeps): Promise<string[]> {
  const accounts = new Set<string>();
  for (const contactId of await dueClocks(deps.store.db, deps.now(), MOST_CONTACTS)) {
    try {
      for (const account of await watchOne(deps, contactId)) accounts.add(account);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      deps.log.error('an open question could not be looked at', { contactId, error });
    }
  }
  return [...accounts];
}

async function watchOne(deps: ConversationDeps, contactId: string): Promise<string[]> {
  const gathered: Gathered = { replies: [], tips: [], events: [] };
  await deps.store.db.transaction(async (tx) => {
    const [row] = await lockContacts(tx, [contactId]);
    if (!row || row.clockAt === null || row.clockAt > deps.now()) return;
    const contact: Draft = { ...row };
    const last = await lastMessage(tx, contactId);
    const message = last && { ...last, receivedAt: deps.now() };
    const spoken = message && { ...deps, ...deps.spokenAt?.(message.account) };
    const turn = spoken && {
      deps: spoken,
      tx,
      contact,
      message,
      gathered,
      afterwards: [],
      observer: null,
      first: [],
      quiet: false,
    };
    contact.clockAt = turn ? await nextLook(turn) : null;
    if (turn && contact.clockAt === null) {
      await timeIsUp(turn);
      contact.clockAt = clockAfter(turn);
    }
    await saveContacts(tx, [contact]);
    await addReplies(tx, gathered.replies);
  });
  return gathered.replies.map(({ account }) => account);
}

/** @returns null where the time is up now */
async function nextLook({ deps, tx, contact }: Turn): Promise<Date | null> {
  const wait = waitOf(deps.flows, contact.snapshot);
  if (wait === null) return null;
  const now = deps.now().getTime();
  const said = await lastSaid(tx, contact.id);
  // Not sent yet: its time has not begun.
  if (said?.waiting) return new Date(now + wait.ms);
  const due = (said?.at ?? contact.updatedAt).getTime() + wait.ms;
  if (due > now) return new Date(due);
  return wait.up === 'remind' ? afterTheNight(deps, new Date(now)) : null;
}

/** The end of the quiet hours, where it is night; null by day. */
function afterTheNight({ country }: ConversationDeps, now: Date): Date | null {
  const { from, until } = country.quietHours;
  const hour = Number(
    new Intl.DateTimeFormat('en-US', {
      timeZone: country.timeZone,
      hour: 'numeric',
      hourCycle: 'h23',
    }).format(now),
  );
  if (hour < from && hour >= until) return null;
  const hours = (until - hour + 24) % 24;
  return new Date(now.getTime() + hours * 3_600_000);
}

async function timeIsUp(turn: Turn): Promise<void> {
  const { deps, contact, gathered } = turn;
  const wait = waitOf(deps.flows, contact.snapshot);
  if (wait === null) return;
  // Where nobody looked in time, e.g. while the process was down, it is too late for a reminder.
  const up = (await hasExpired(turn)) ? 'expire' : wait.up;
  // A reminder to somebody who wants to hear nothing is none; the question is let go in its time.
  if (up === 'remind' && contact.snapshot && contact.stoppedAt !== null)
    contact.snapshot = { ...contact.snapshot, reminded: true };
  else await play(turn, { kind: 'time', up });
  if (up === 'expire') {
    gathered.replies.splice(0);
    contact.snapshot = contact.snapshot?.waits === 'person' ? contact.snapshot : null;
  }
}

/** Whether the talk was over before this message came, whether or not the clock has come by. */
export async function hasExpired({ deps, tx, contact }: Turn): Promise<boolean> {
  if (contact.snapshot === null || contact.snapshot.waits === 'person') return false;
  const now = deps.now().getTime();
  const ms = expireMs(deps.flows, contact.snapshot);
  if (now - contact.updatedAt.getTime() <= ms) return false;
  const said = await lastSaid(tx, contact.id);
  return said === undefined || (!said.waiting && now - said.at.getTime() > ms);
}

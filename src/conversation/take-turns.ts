import { expiryOf } from '../core/expiry.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { lastAsked } from '../store/campaign-answers.ts';
import type { Queryable } from '../store/connect.ts';
import { type ContactRow, lockContacts, saveContacts } from '../store/contacts.ts';
import { addEvents } from '../store/events.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { joinRows, type MessageRow, markHandled, readBefore, unhandledMessages } from '../store/messages.ts';
import { observersAt } from '../store/observers.ts';
import { addReplies, type NewReply, talkedMuch } from '../store/replies.ts';
import { openWaiting } from '../store/waiting.ts';
import { ANSWER_HOURS } from './campaign-answer.ts';
import type { ConversationDeps, Draft, Gathered } from './in-hand.ts';
import { joinFragments } from './join-fragments.ts';
import { takeMessage, wishOf } from './turn.ts';

/** One phone that wrote ten thousand times while we were away must not hold a transaction, and its neighbours, for minutes. */
const MOST_MESSAGES = 20;

/**
 * More answers than a deployment allows in this time are no talk: a phone whose machine answers every answer of ours,
 * or somebody who plays. It goes on when the hour has passed.
 */
const FLOOD = { minutes: 60, notice: 'common.too_many' };

/**
 * Handles everything these contacts have written and nobody has handled: rows locked, messages in order, flows
 * stepped, and snapshots, answers, cases and replies written in ONE transaction. May run twice for one contact, in
 * one process or in two: the lock makes the second find nothing.
 *
 * A contact whose turn fails is tried alone, and if it fails again is put before a person: a broken flow must
 * neither lose a message nor hold up the others.
 * @returns the contacts who may have more: one turn takes a few messages of each, so that nobody waits for long
 *   behind somebody who wrote very often
 * @throws when the database is away: the caller tries again later
 */
export async function takeTurns(deps: ConversationDeps, contactIds: readonly string[]): Promise<string[]> {
  try {
    return await takeTogether(deps, contactIds);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const more: string[] = [];
    for (const contactId of contactIds) more.push(...(await takeAlone(deps, contactId)));
    return more;
  }
}

async function takeTogether(deps: ConversationDeps, contactIds: readonly string[]): Promise<string[]> {
  const gathered: Gathered = { replies: [], tips: [], events: [] };
  let released: string[] = [];
  const more = await deps.store.db.transaction(async (tx) => {
    const contacts = await lockContacts(tx, contactIds);
    const came = await unhandledMessages(
      tx,
      contacts.map(({ id }) => id),
      MOST_MESSAGES,
    );
    const observers = await observersAt(tx, addressesOf(came));
    const { messages, handled } = await joined(deps, tx, came, observers);
    if (handled.length === 0) return [];
    const senders = [...new Set(messages.map(({ contactId }) => contactId))];
    const many = await talkedMuch(tx, senders, { ...FLOOD, most: deps.answersPerHour });
    const floods = new Map([...many].map(([id, noticed]) => [id, { noticed }]));
    const asked = await lastAsked(tx, senders, { now: deps.now(), hours: ANSWER_HOURS });
    const drafts = new Map<string, Draft>(contacts.map((contact) => [contact.id, { ...contact }]));
    const touched = new Map<string, Draft>();
    const speaking = openSpeaking(deps);
    for (const message of messages) {
      const contact = drafts.get(message.contactId);
      if (!contact) continue;
      const flood = floods.get(contact.id);
      const observer = observers.get(message.addressId ?? '') ?? null;
      const turn = { tx, contact, message, observer, gathered, afterwards: [], first: [], quiet: false };
      const question = asked.get(contact.id);
      const more = { ...(flood && { flood }), ...(question && { asked: question }) };
      await takeMessage({ ...turn, deps: speaking(message.account), ...more });
      touched.set(contact.id, contact);
    }
    await saveContacts(tx, [...touched.values()]);
    released = await markHandled(tx, handled);
    await addReplies(tx, gathered.replies);
    await addEvents(tx, gathered.events);
    return fullHands(came);
  });
  const due = new Set([...released, ...gathered.replies.map(({ account }) => account)]);
  if (due.size > 0) deps.wake('outbound', [...due]);
  if (gathered.tips.length > 0) deps.wake('verification', [...new Set(gathered.tips)]);
  return more;
}

/** Flows and texts may change while we wait for the database: what is taken together is taken with one pair. */
function openSpeaking(deps: ConversationDeps): (account: string) => ConversationDeps {
  const known = new Map<string, ConversationDeps>();
  return (account) => {
    const before = known.get(account);
    if (before) return before;
    const now = { ...deps, ...deps.spokenAt?.(account) };
    known.set(account, now);
    return now;
  };
}

/** What can be read of what came, long SMS put together, and which rows that are. */
async function joined(
  deps: ConversationDeps,
  tx: Queryable,
  came: readonly MessageRow[],
  observers: ReadonlyMap<string, unknown>,
): Promise<{ messages: readonly MessageRow[]; handled: number[] }> {
  // Nearly always: nothing to join, and nothing more to ask the database.
  if (came.every(({ fragment }) => fragment === null))
    return { messages: came, handled: came.map(({ id }) => id) };
  const full = new Set(fullHands(came));
  const isUrgent = ({ addressId, text }: MessageRow) =>
    addressId !== null && observers.has(addressId) && deps.observers.isUrgent(text ?? '');
  const join = (rows: readonly MessageRow[]) =>
    joinFragments(rows, { now: deps.now(), isFull: (contactId) => full.has(contactId), isUrgent });
  let fit = join(came);
  // A part that an operator delivers once more, under a new id, comes when its message has long been read.
  const copies = await readBefore(tx, fit.broken);
  if (copies.length > 0) fit = join(came.filter(({ id }) => !copies.includes(id)));
  const emptied = [...fit.emptied, ...copies];
  await joinRows(tx, fit.wholes, emptied);
  return { messages: fit.ready, handled: [...fit.ready.map(({ id }) => id), ...emptied] };
}

function addressesOf(messages: readonly MessageRow[]): string[] {
  return [...new Set(messages.flatMap(({ addressId }) => (addressId === null ? [] : [addressId])))];
}

/** Of whom as much was taken as may be: there may be more. */
function fullHands(messages: readonly { contactId: string }[]): string[] {
  const taken = new Map<string, number>();
  for (const { contactId } of messages) taken.set(contactId, (taken.get(contactId) ?? 0) + 1);
  return [...taken].flatMap(([contactId, count]) => (count >= MOST_MESSAGES ? [contactId] : []));
}

async function takeAlone(deps: ConversationDeps, contactId: string): Promise<string[]> {
  try {
    return await takeTogether(deps, [contactId]);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    deps.log.error('turn failed; the contact was put before a person', { contactId, error });
    const due = new Set<string>();
    const more = await deps.store.db.transaction(async (tx) => {
      const [contact] = await lockContacts(tx, [contactId]);
      if (!contact) return [];
      const messages = await unhandledMessages(tx, [contactId], MOST_MESSAGES);
      const last = messages.at(-1);
      await openWaiting(tx, { contactId, reason: 'turn_failed', ...(last && { messageId: last.id }) });
      const answer = await answerAlone(deps, tx, contact, messages);
      if (answer) {
        await addReplies(tx, [answer]);
        due.add(answer.account);
      }
      const released = await markHandled(
        tx,
        messages.map(({ id }) => id),
      );
      for (const account of released) due.add(account);
      return fullHands(messages);
    });
    if (due.size > 0) deps.wake('outbound', [...due]);
    return more;
  }
}

/**
 * What somebody hears whose turn cannot be taken. STOP and START among what they wrote are heard all the same: no
 * broken flow may come before them.
 * @returns undefined where they want to hear nothing, or have heard it from their provider
 */
async function answerAlone(
  deps: ConversationDeps,
  tx: Queryable,
  contact: ContactRow,
  messages: readonly MessageRow[],
): Promise<NewReply | undefined> {
  let { stoppedAt } = contact;
  let stop: MessageRow | undefined;
  for (const message of messages) {
    const wish = wishOf(message, deps.words);
    if (wish === 'stop' && stoppedAt === null) {
      stoppedAt = deps.now();
      stop = message;
    }
    if (wish === 'start') stoppedAt = null;
  }
  if (stoppedAt !== contact.stoppedAt)
    await saveContacts(tx, [{ ...contact, stoppedAt, ...(stoppedAt && { snapshot: null }) }]);
  const answers = stoppedAt === null ? messages.at(-1) : stop;
  if (!answers || (stoppedAt !== null && answers.optOut !== null)) return undefined;
  const key = stoppedAt === null ? 'common.person_will_answer' : 'common.stopped';
  return {
    contactId: contact.id,
    addressId: answers.addressId,
    account: answers.account,
    class: REPLY_CLASS.reply,
    // In the deployment's language: what is stored of this contact may be what broke the turn.
    content: { text: deps.texts.text(null, key) },
    cause: key,
    expiresAt: expiryOf('reply', deps.now()),
  };
}

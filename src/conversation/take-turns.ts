import { expiryOf } from '../core/expiry.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { lockContacts, saveContacts } from '../store/contacts.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { markHandled, unhandledMessages } from '../store/messages.ts';
import { addReplies } from '../store/replies.ts';
import { openWaiting } from '../store/waiting.ts';
import type { ConversationDeps, Draft, Gathered } from './in-hand.ts';
import { takeMessage } from './turn.ts';

/**
 * Handles everything these contacts have written and nobody has handled: rows locked, messages in order, flows
 * stepped, and snapshots, answers, cases and replies written in ONE transaction. May run twice for one contact, in
 * one process or in two: the lock makes the second find nothing.
 *
 * A contact whose turn fails is tried alone, and if it fails again is put before a person: a broken flow must
 * neither lose a message nor hold up the others.
 * @throws when the database is away: the caller tries again later
 */
export async function takeTurns(deps: ConversationDeps, contactIds: readonly string[]): Promise<void> {
  try {
    await takeTogether(deps, contactIds);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    for (const contactId of contactIds) await takeAlone(deps, contactId);
  }
}

async function takeTogether(deps: ConversationDeps, contactIds: readonly string[]): Promise<void> {
  const gathered: Gathered = { replies: [] };
  const handled = await deps.store.db.transaction(async (tx) => {
    const contacts = await lockContacts(tx, contactIds);
    const messages = await unhandledMessages(
      tx,
      contacts.map(({ id }) => id),
    );
    if (messages.length === 0) return 0;
    const drafts = new Map<string, Draft>(contacts.map((contact) => [contact.id, { ...contact }]));
    const touched = new Map<string, Draft>();
    for (const message of messages) {
      const contact = drafts.get(message.contactId);
      if (!contact) continue;
      await takeMessage({ deps, tx, contact, message, gathered, afterwards: [] });
      touched.set(contact.id, contact);
    }
    await saveContacts(tx, [...touched.values()]);
    await markHandled(
      tx,
      messages.map(({ id }) => id),
    );
    await addReplies(tx, gathered.replies);
    return messages.length;
  });
  if (handled === 0) return;
  if (gathered.replies.length > 0) {
    deps.wake('outbound', [...new Set(gathered.replies.map(({ account }) => account))]);
  }
}

async function takeAlone(deps: ConversationDeps, contactId: string): Promise<void> {
  try {
    await takeTogether(deps, [contactId]);
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    deps.log.error('turn failed; the contact was put before a person', { contactId, error });
    let account: string | undefined;
    await deps.store.db.transaction(async (tx) => {
      const [contact] = await lockContacts(tx, [contactId]);
      if (!contact) return;
      const messages = await unhandledMessages(tx, [contactId]);
      const last = messages.at(-1);
      await openWaiting(tx, { contactId, reason: 'turn_failed', ...(last && { messageId: last.id }) });
      if (last && contact.stoppedAt === null) {
        const key = 'common.person_will_answer';
        await addReplies(tx, [
          {
            contactId,
            addressId: last.addressId,
            account: last.account,
            class: REPLY_CLASS.reply,
            // In the deployment's language: what is stored of this contact may be what broke the turn.
            content: { text: deps.texts.text(null, key) },
            cause: key,
            expiresAt: expiryOf('reply', deps.now()),
          },
        ]);
        account = last.account;
      }
      await markHandled(
        tx,
        messages.map(({ id }) => id),
      );
    });
    if (account !== undefined) deps.wake('outbound', [account]);
  }
}

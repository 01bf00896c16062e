import { expiryOf } from '../core/expiry.ts';
import { type Content, REPLY_CLASS } from '../core/message.ts';
import { holdBlob } from '../store/blobs.ts';
import { lockContacts, saveContacts } from '../store/contacts.ts';
import { addReplies } from '../store/replies.ts';
import { lastDoor } from '../store/talk.ts';
import { closeWaiting, findWaiting, takeWaiting } from '../store/waiting.ts';
import type { ConversationDeps } from './in-hand.ts';

/** Why something could not be done for a waiting contact. Keys: the console says them in words. */
export type PeopleRefusal = 'gone' | 'no_address' | 'stopped' | 'empty' | 'file_gone';

interface ByStaff {
  readonly waitingId: string;
  readonly staffId: string;
}

/**
 * A person of ours answers. Their words go out like any other reply: fitted, retried, with receipts.
 * @returns null when it was queued, else why not
 */
export async function answerWaiting(
  deps: ConversationDeps,
  by: ByStaff & { text: string } & Pick<Content, 'attachment' | 'location'>,
): Promise<PeopleRefusal | null> {
  const { attachment, location } = by;
  const text = by.text.trim();
  if (text === '' && !attachment && !location) return 'empty';
  let account = '';
  const refusal = await deps.store.db.transaction(async (tx): Promise<PeopleRefusal | null> => {
    const row = await findWaiting(tx, by.waitingId);
    if (!row || row.closedAt !== null) return 'gone';
    const [contact] = await lockContacts(tx, [row.contactId]);
    if (!contact) return 'gone';
    if (contact.stoppedAt !== null) return 'stopped';
    const door = await lastDoor(tx, contact.id);
    if (!door) return 'no_address';
    // The only one who had sent the same file may have been forgotten just now, and the file with them.
    if (attachment && !(await holdBlob(tx, { id: attachment.blobId }))) return 'file_gone';
    account = door.account;
    // From the first word of a person on, the flow is silent until they hand it back.
    await saveContacts(tx, [{ ...contact, snapshot: withPerson(contact.snapshot) }]);
    await addReplies(tx, [
      {
        contactId: contact.id,
        addressId: door.addressId,
        account: door.account,
        class: REPLY_CLASS.reply,
        content: { text, ...(attachment && { attachment }), ...(location && { location }) },
        cause: 'staff',
        staffId: by.staffId,
        expiresAt: expiryOf('reply', deps.now()),
      },
    ]);
    // Last: it holds the chain of events, which every desk needs.
    await takeWaiting(tx, by);
    return null;
  });
  if (refusal === null) deps.wake('outbound', [account]);
  return refusal;
}

function withPerson(snapshot: import('../core/snapshot.ts').Snapshot | null) {
  const base = snapshot ?? { flow: 'start', version: 1, state: 'settle', answers: {}, tries: 0 };
  return { ...base, waits: 'person' as const };
}

/** The flow takes over again: what the person writes next begins a talk of its own, language and consent known. */
export async function handBack(deps: ConversationDeps, by: ByStaff): Promise<PeopleRefusal | null> {
  return deps.store.db.transaction(async (tx) => {
    const row = await findWaiting(tx, by.waitingId);
    if (!row || row.closedAt !== null) return 'gone';
    const [contact] = await lockContacts(tx, [row.contactId]);
    if (contact?.snapshot?.waits === 'person') await saveContacts(tx, [{ ...contact, snapshot: null }]);
    return (await closeWaiting(tx, by)) ? null : 'gone';
  });
}

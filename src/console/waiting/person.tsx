import { stayingHere } from '../guards.ts';
import { onWaiting } from './guard.ts';
import { isSms, personPage } from './person-page.tsx';
import { markOf, Talk } from './talk.tsx';

export const showPerson = onWaiting((visit, row) => personPage(visit, row));

export const refreshTalk = stayingHere(
  onWaiting(async (visit, row) => {
    const lines = await visit.deps.people.conversationOf(row.contactId);
    if (visit.query.get('seen') === markOf(lines)) return { fragment: null };
    return { fragment: <Talk visit={visit} waitingId={row.id} lines={lines} sms={isSms(visit, row)} /> };
  }),
);

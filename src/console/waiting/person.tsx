import { stayingHere } from '../guards.ts';
import { onWaiting } from './guard.ts';
import { isSms, personPage } from './person-page.tsx';
import { Talk } from './talk.tsx';

export const showPerson = onWaiting((visit, row) => personPage(visit, row));

export const refreshTalk = stayingHere(
  onWaiting(async (visit, row) => ({
    fragment: (
      <Talk
        visit={visit}
        waitingId={row.id}
        lines={await visit.deps.people.conversationOf(row.contactId)}
        sms={isSms(visit, row)}
      />
    ),
  })),
);

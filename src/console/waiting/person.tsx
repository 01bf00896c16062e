import { talkOf } from '../../store/talk.ts';
import { onWaiting } from './guard.ts';
import { isSms, personPage } from './person-page.tsx';
import { Talk } from './talk.tsx';

export const showPerson = onWaiting((visit, row) => personPage(visit, row));

export const refreshTalk = onWaiting(async (visit, row) => ({
  fragment: (
    <Talk
      visit={visit}
      waitingId={row.id}
      lines={await talkOf(visit.deps.store.db, row.contactId)}
      sms={isSms(visit, row)}
    />
  ),
}));

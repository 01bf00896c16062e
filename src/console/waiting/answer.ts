import { MediaError } from '../../core/media-error.ts';
import { dropUnheld } from '../../store/blobs.ts';
import type { Handler } from '../route.ts';
import { attach } from './attach.ts';
import { onWaiting } from './guard.ts';
import { LONGEST_ANSWER, type Mistakes, personPage } from './person-page.tsx';
import { readPlace } from './read-place.ts';

const KEPT = 1_000;

/**
 * Says a colleague's words to the person, with a file and a place where they chose some. A form that comes twice (an
 * impatient finger) is sent once.
 */
export function answerPerson(): Handler {
  const sent = new Set<string>();
  return onWaiting(async (visit, row) => {
    const { deps, form, staff, t, upload } = visit;
    const here = `/waiting/${row.id}`;
    const typed = { text: form.get('text'), place: form.get('place') };
    const again = (mistakes: Mistakes) => personPage(visit, row, { ...typed, mistakes });
    if (typed.text.length > LONGEST_ANSWER) {
      return again({ text: t('console.person.too_long', { n: LONGEST_ANSWER }) });
    }
    const location = typed.place === '' ? undefined : readPlace(typed.place);
    if (typed.place !== '' && !location) return again({ place: t('console.error.place') });
    if (upload === 'too_big') return again({ file: t('console.error.file.too_big') });
    const once = `${staff.id} ${form.get('once').slice(0, 40)}`;
    if (sent.has(once)) return { redirect: here, note: 'console.done.answered' };
    // Before the wait for the database, or a second press would slip in between.
    sent.add(once);
    try {
      const attachment = upload ? await attach(deps, upload) : undefined;
      const refusal = await deps.people.answer({
        waitingId: row.id,
        staffId: staff.id,
        text: typed.text,
        ...(attachment && { attachment }),
        ...(location && { location }),
      });
      if (refusal !== null) {
        sent.delete(once);
        if (attachment) await dropUnheld(deps.store.db, [attachment.blobId]);
        if (refusal === 'gone') return { redirect: '/waiting', note: 'console.error.gone' };
        return again({ text: t(`console.error.${refusal}`) });
      }
    } catch (error) {
      sent.delete(once);
      if (error instanceof MediaError) return again({ file: t(`console.error.file.${error.kind}`) });
      throw error;
    }
    const [oldest] = sent;
    if (sent.size > KEPT && oldest !== undefined) sent.delete(oldest);
    deps.log.info('staff answered', { waitingId: row.id, staffId: staff.id });
    return { redirect: here, note: 'console.done.answered' };
  });
}

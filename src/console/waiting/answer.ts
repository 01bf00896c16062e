import type { Handler } from '../route.ts';
import { onWaiting } from './guard.ts';
import { LONGEST_ANSWER, personPage } from './person-page.tsx';

const KEPT = 1_000;

/** Says a colleague's words to the person. A form that comes twice (an impatient finger) is sent once. */
export function answerPerson(): Handler {
  const sent = new Set<string>();
  return onWaiting(async (visit, row) => {
    const { deps, form, staff, t } = visit;
    const here = `/waiting/${row.id}`;
    const text = form.get('text');
    if (text.length > LONGEST_ANSWER) {
      return personPage(visit, row, { text, mistake: t('console.person.too_long', { n: LONGEST_ANSWER }) });
    }
    const once = `${staff.id} ${form.get('once').slice(0, 40)}`;
    if (sent.has(once)) return { redirect: here, note: 'console.done.answered' };
    // Before the wait for the database, or a second press would slip in between.
    sent.add(once);
    try {
      const refusal = await deps.people.answer({ waitingId: row.id, staffId: staff.id, text });
      if (refusal !== null) {
        sent.delete(once);
        if (refusal === 'gone') return { redirect: '/waiting', note: 'console.error.gone' };
        return personPage(visit, row, { text, mistake: t(`console.error.${refusal}`) });
      }
    } catch (error) {
      sent.delete(once);
      throw error;
    }
    const [oldest] = sent;
    if (sent.size > KEPT && oldest !== undefined) sent.delete(oldest);
    deps.log.info('staff answered', { waitingId: row.id, staffId: staff.id });
    return { redirect: here, note: 'console.done.answered' };
  });
}

import { offerByPhone } from '../../desks/verification/index.ts';
import type { Answer, SignedVisit } from '../route.ts';
import { verdictIn } from './approve.ts';
import type { OfClaim } from './on-claim.ts';

/** A code is shown once, where its author is, and stands nowhere else. */
export async function showPhoneCode(visit: SignedVisit, claim: OfClaim): Promise<Answer> {
  const { deps, form, t } = visit;
  const language = form.get('language');
  const { code, until } = await offerByPhone(deps, { ...claim, verdictId: verdictIn(form), language });
  const time = new Intl.DateTimeFormat('fr', { timeZone: deps.timeZone, timeStyle: 'short' }).format(until);
  return {
    title: t('recording.title'),
    styles: ['verification.css'],
    page: (
      <>
        <h1>{t('recording.title')}</h1>
        <section class="card">
          <p>{t('recording.send')}</p>
          <p class="phone-code">
            {t('recording.word')} {code.slice(0, 3)} {code.slice(3)}
          </p>
          <p>{t('recording.then')}</p>
          <p class="soft">{t('recording.until', { time })}</p>
          <p>
            <a href={`/verification/claims/${claim.claimId}`}>← {t('recording.back')}</a>
          </p>
        </section>
      </>
    ),
  };
}

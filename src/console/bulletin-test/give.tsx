import { mayCompose, offerTest, TEST_PHONES } from '../../desks/bulletins/index.ts';
import { signedIn } from '../guards.ts';
import { isId } from '../ids.ts';

/** A code is shown once, to whom it was given, and stands nowhere else. */
export const giveTestCode = signedIn(async ({ deps, params, form, staff, t }) => {
  const id = params.id ?? '';
  if (!mayCompose(staff)) return { refuse: 403 };
  if (!isId(id)) return { refuse: 404 };
  const given = await offerTest(deps.bulletins, { by: staff, id, language: form.get('language') });
  if (given === 'gone') return { refuse: 404 };
  if (typeof given === 'string') return { redirect: `/bulletins/${id}`, note: `testsend.error.${given}` };
  const { code, until } = given;
  deps.log.info('a test code was given', { bulletinId: id, staffId: staff.id });
  const time = new Intl.DateTimeFormat('fr', { timeZone: deps.timeZone, timeStyle: 'short' }).format(until);
  return {
    title: t('testsend.title'),
    styles: ['verification.css'],
    page: (
      <>
        <h1>{t('testsend.title')}</h1>
        <section class="card">
          <p>{t('testsend.send')}</p>
          <p class="phone-code">
            {t('testsend.word')} {code.slice(0, 3)} {code.slice(3)}
          </p>
          <p class="soft">{t('testsend.until', { time, phones: TEST_PHONES })}</p>
          <p>
            <a href={`/bulletins/${id}`}>← {t('testsend.back')}</a>
          </p>
        </section>
      </>
    ),
  };
});

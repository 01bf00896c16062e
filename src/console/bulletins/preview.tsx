import type { Form } from '../../desks/bulletins/index.ts';
import type { SignedVisit } from '../route.ts';
import { accountName, languageName, money } from './words.ts';

/** Each channel's exact form, to the letter, with what one of it costs. */
export function Preview(props: { visit: SignedVisit; forms: readonly Form[]; digest: boolean }) {
  const { visit, forms, digest } = props;
  const { t, deps } = visit;
  const shut = [...deps.capabilities].filter(([, { bulk, answersOnly }]) => !bulk || answersOnly);
  const accounts = [...new Set(forms.map(({ account }) => account))];
  return (
    <section class="card preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{t('bulletins.preview.title')}</h2>
      <p class="hint">{t(digest ? 'bulletins.preview.digest' : 'bulletins.preview.text')}</p>
      {forms.length === 0 && (
        <p class="empty">{t(digest ? 'bulletins.preview.no_news' : 'bulletins.preview.none')}</p>
      )}
      {accounts.map((account) => (
        <div key={account} class="account">
          <h3>{accountName(visit, account)}</h3>
          {forms
            .filter((form) => form.account === account)
            .map((form) => (
              <OneForm key={form.language} visit={visit} form={form} />
            ))}
        </div>
      ))}
      {shut.length > 0 && (
        <p class="small soft">
          {t('bulletins.preview.shut', {
            accounts: shut.map(([account]) => accountName(visit, account)).join(', '),
          })}
        </p>
      )}
    </section>
  );
}

function OneForm({ visit, form }: { visit: SignedVisit; form: Form }) {
  const { t, deps } = visit;
  const sms = deps.capabilities.get(form.account)?.medium === 'sms';
  return (
    <div class="form" data-form={`${form.account} ${form.language}`}>
      <p class="small soft">
        {languageName(visit, form.language)} ·{' '}
        <b>{t(sms ? 'bulletins.preview.sms' : 'bulletins.preview.messages', { count: form.segments })}</b> ·{' '}
        {t('bulletins.preview.price', { price: money(visit, form.milli) })}
      </p>
      {form.parts.map((part, n) => (
        <div key={n} class="bubble" lang={form.language}>
          {part.text === '' ? <em>{t('bulletins.preview.file')}</em> : part.text}
          {part.choices?.map(({ label }) => (
            <span key={label} class="badge">
              {label}
            </span>
          ))}
        </div>
      ))}
      <Closed visit={visit} form={form} />
    </div>
  );
}

/** For people who have not written lately, where a provider asks for a template. */
function Closed({ visit, form }: { visit: SignedVisit; form: Form }) {
  const { t } = visit;
  const { closed } = form;
  if (closed === null) return null;
  if (closed === 'waits') return <p class="small soft">{t('bulletins.preview.waits')}</p>;
  return (
    <>
      <p class="small soft">{t('bulletins.preview.closed', { price: money(visit, closed.milli) })}</p>
      <div class="bubble" lang={form.language}>
        {closed.text}
      </div>
    </>
  );
}

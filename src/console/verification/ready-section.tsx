import type { OnPage } from './on-page.ts';

/** States in which a verdict can still be handed on. */
export const isBeforeSubmit = (state: string) => !['check', 'lead', 'published', 'closed'].includes(state);

/** What a verdict still waits for, each leading to where it is done. */
export function ReadySection({ on: { visit, view } }: { on: OnPage }) {
  const { t, deps } = visit;
  if (!isBeforeSubmit(view.claim.state)) return null;
  const isNew = view.claim.state === 'triage';
  if (view.missing.length === 0 && !isNew) {
    return (
      <p class="note good" id="ready">
        {t('ledger.ready.all')}
      </p>
    );
  }
  return (
    <section class="card" id="ready" aria-labelledby="ready-title">
      <h2 id="ready-title">{t('ledger.ready.title')}</h2>
      <ul class="todo">
        {isNew && (
          <li>
            <a href="#triage">{t('ledger.ready.triage')}</a>
          </li>
        )}
        {view.missing.map(({ key, at, values }) => (
          <li key={`${key} ${at} ${values.language ?? ''}`}>
            <a href={`#${at}`}>
              {t(`ledger.ready.${key}`, {
                ...values,
                ...(values.language !== undefined && {
                  language: deps.texts.text(String(values.language), 'common.language_name'),
                }),
                ...(values.list !== undefined && { list: t(`checklist.${values.list}.title`) }),
              })}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { Visit } from './route.ts';

/** Why a page cannot be shown, in words and without details. */
export function Refusal(props: { visit: Visit; kind: 'forbidden' | 'missing' | 'stale' }) {
  const { t } = props.visit;
  return (
    <article class="refusal">
      <h1>{t(`console.refusal.${props.kind}.title`)}</h1>
      <p>{t(`console.refusal.${props.kind}.text`)}</p>
      <p>
        <a class="button" href="/">
          {t('console.refusal.home')}
        </a>
      </p>
    </article>
  );
}

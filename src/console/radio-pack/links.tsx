import type { BulletinView } from '../../desks/bulletins/index.ts';
import type { SignedVisit } from '../route.ts';

/** Where a bulletin is to be had for the radio, a line for each of its languages; nothing where it may not go on air. */
export function RadioPackLinks({ visit, view }: { visit: SignedVisit; view: BulletinView }) {
  const { t, deps } = visit;
  const { bulletin, texts, outdated } = view;
  if (bulletin.state !== 'approved' || outdated) return null;
  const languages = deps.texts.languages.filter((language) => texts[language]);
  return (
    <section class="card">
      <h2>{t('airtime.title')}</h2>
      <p class="hint">{t('airtime.room.lead')}</p>
      <ul>
        {languages.map((language) => {
          const to = `/bulletins/${bulletin.id}/radio/${language}`;
          const recorded = !bulletin.digest && texts[language]?.audioId && !texts[language].synthetic;
          return (
            <li key={language}>
              {deps.texts.text(language, 'common.language_name')}:{' '}
              <a href={`${to}.mp3`}>
                {t('airtime.room.mp3')}
                {recorded && `, ${t('airtime.room.recorded')}`}
              </a>{' '}
              · <a href={`${to}.mp3?short=1`}>{t('airtime.room.short')}</a> ·{' '}
              <a href={`${to}.pdf`}>{t('airtime.room.pdf')}</a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import { frameVerdict, summarySize, type VerdictView } from '../../desks/verification/index.ts';
import type { Rating } from '../../store/verdicts.ts';
import type { Visit } from '../route.ts';
import { Voice } from './voice-section.tsx';

/** Stands where each person's own code will be. */
const SOME_CODE = 'XX99';

/**
 * A verdict as people will read it, by SMS and where there is room, in every language it has.
 * @param told ratings that were told before: then as those read it who have the first of them
 */
export function VerdictShown({
  visit,
  verdict,
  told,
}: {
  visit: Visit;
  verdict: VerdictView;
  told: readonly Rating[];
}) {
  const { t, deps } = visit;
  const { rating } = verdict;
  const [before] = told;
  const languages = deps.texts.languages.filter((language) => verdict.texts[language]);
  return (
    <div class="shown">
      <p class="row">
        <strong class={`rating ${rating}`}>{t(`verdict.rating.${rating}`)}</strong>
        <span class="soft">
          {t('verification.verdict.version', { version: verdict.version, name: verdict.authorName })}
        </span>
      </p>
      {languages.map((language) => {
        const words = verdict.texts[language] ?? { summary: '', body: '' };
        const { short, text } = frameVerdict(deps.texts, language, {
          ...words,
          rating,
          code: SOME_CODE,
          ...(before && { corrects: { before, changed: verdict.changed[language] ?? '' } }),
        });
        const { units, max } = summarySize(deps.texts, language, {
          rating,
          summary: words.summary,
          corrected: told,
        });
        return (
          <section key={language} lang={language}>
            <h3>{deps.texts.text(language, 'common.language_name')}</h3>
            <h4 lang={visit.language}>{t('verification.verdict.by_sms', { units, max })}</h4>
            <p class="said message" dir="auto">
              {short}
            </p>
            <h4 lang={visit.language}>{t('verification.verdict.elsewhere')}</h4>
            <p class="said message" dir="auto">
              {text}
            </p>
            <Voice visit={visit} verdict={verdict} language={language} />
          </section>
        );
      })}
    </div>
  );
}

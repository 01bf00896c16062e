import type { VerdictView } from '../../desks/verification/index.ts';
import type { SignedVisit } from '../route.ts';
import { languageName } from './line-facts.tsx';

/**
 * Where the public finds a verdict that stands: its page, and by language the cards to pass on and what a presenter
 * reads aloud. The addresses are printed on cards and do not change: publishing/addresses.ts.
 */
export function OutThere(props: { visit: SignedVisit; code: string; verdict: VerdictView }) {
  const { visit, code, verdict } = props;
  const { t, deps } = visit;
  const at = `/verdicts/${code}`;
  const written = deps.texts.languages.filter((language) => language in verdict.texts);
  return (
    <>
      <p>
        <a href={at}>{t('method.standing.public')}</a>
      </p>
      <ul class="out-there">
        {written.map((language) => (
          <li key={language}>
            <span class="row">
              <b lang={language}>{languageName(visit, language)}</b>
              {(['square', 'tall'] as const).map((shape) => (
                <a key={shape} href={`${at}/card.${language}.${shape}.png?v=${verdict.version}`}>
                  {t(shape === 'square' ? 'public.share.card' : 'public.share.tall')}
                </a>
              ))}
              <a href={`${at}/radio?lang=${language}`}>{t('public.share.radio')}</a>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

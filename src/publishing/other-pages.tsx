import type { Correction } from '../store/published-verdicts.ts';
import { RATINGS } from '../store/verdicts.ts';
import { CORRECTIONS, feedPath, inTongue, METHOD, safeLink, verdictPath } from './addresses.ts';
import type { PublicDeps } from './deps.ts';
import { Day, type Page, Stamp } from './layout.tsx';
import { SearchForm } from './list-page.tsx';
import type { Reader } from './reader.ts';
import { Changed } from './verdict-page.tsx';

/** What we took back or said otherwise, newest first. */
export function correctionsPage(deps: PublicDeps, reader: Reader, corrections: readonly Correction[]): Page {
  const { t, language } = reader;
  return {
    title: t('public.corrections.title'),
    description: t('public.corrections.lead'),
    path: CORRECTIONS,
    languages: deps.texts.languages,
    body: (
      <>
        <h1>{t('public.corrections.title')}</h1>
        <p>{t('public.corrections.lead')}</p>
        {corrections.length === 0 && <p>{t('public.corrections.none')}</p>}
        <ul class="verdicts">
          {corrections.map((each) => (
            <li key={each.verdictId}>
              {each.state === 'withdrawn' ? (
                <b class="stamp withdrawn">{t('public.corrections.withdrawn')}</b>
              ) : (
                <Stamp reader={reader} rating={each.rating} />
              )}
              <a href={inTongue(verdictPath(each.claim.code), language)}>
                {t('public.code', { code: each.claim.code })}
              </a>
              <small>
                {t(`public.corrections.${each.state === 'withdrawn' ? 'withdrawn' : 'corrected'}`)}{' '}
                <Day reader={reader} at={each.withdrawnAt ?? each.decidedAt} />
              </small>
              {each.state !== 'withdrawn' && <Changed deps={deps} reader={reader} changed={each.changed} />}
            </li>
          ))}
        </ul>
      </>
    ),
  };
}

/** How we work: what a reader, a journalist or somebody who complains wants to know of us. */
export function methodPage(deps: PublicDeps, reader: Reader): Page {
  const { t, language } = reader;
  const { contact } = deps.publisher;
  const about = safeLink(deps.publisher.about);
  const mail = /^[^\s@]+@[^\s@]+$/.test(contact) ? `mailto:${contact}` : safeLink(contact);
  return {
    title: t('public.method.title'),
    description: t('public.method.steps'),
    path: METHOD,
    languages: deps.texts.languages,
    body: (
      <>
        <h1>{t('public.method.title')}</h1>
        <h2>{t('public.method.steps_title')}</h2>
        <p>{t('public.method.steps')}</p>
        <p>{t('public.method.names')}</p>
        <h2>{t('public.method.ratings_title')}</h2>
        <dl class="ratings">
          {RATINGS.map((rating) => (
            <div key={rating}>
              <dt>
                <Stamp reader={reader} rating={rating} />
              </dt>
              <dd>{t(`public.method.rating.${rating}`)}</dd>
            </div>
          ))}
        </dl>
        <h2>{t('public.method.corrections_title')}</h2>
        <p>{t('public.method.corrections')}</p>
        <p>
          <a href={inTongue(CORRECTIONS, language)}>{t('public.footer.corrections')}</a>
        </p>
        <h2>{t('public.method.contact_title')}</h2>
        <p>{t('public.method.contact')}</p>
        {contact !== '' && (
          <p>
            {mail ? (
              <a href={mail}>{t('public.method.contact_at', { contact })}</a>
            ) : (
              t('public.method.contact_at', { contact })
            )}
          </p>
        )}
        {about && (
          <p>
            <a href={about}>{t('public.method.about')}</a>
          </p>
        )}
        <h2>{t('public.method.feeds_title')}</h2>
        <p>{t('public.method.feeds')}</p>
        <p>
          <a href={feedPath('rss', language)}>RSS</a> <a href={feedPath('atom', language)}>Atom</a>{' '}
          <a href={feedPath('json', language)}>JSON Feed</a>
        </p>
      </>
    ),
  };
}

/** 404: with a way on. */
export function missingPage(deps: PublicDeps, reader: Reader): Page {
  return {
    title: reader.t('public.missing.title'),
    languages: deps.texts.languages,
    body: (
      <>
        <h1>{reader.t('public.missing.title')}</h1>
        <p>{reader.t('public.missing.text')}</p>
        <SearchForm deps={deps} reader={reader} />
      </>
    ),
  };
}

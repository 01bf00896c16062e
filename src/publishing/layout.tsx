import type { ComponentChildren } from 'preact';
import type { Rating } from '../store/verdicts.ts';
import { CORRECTIONS, feedPath, inTongue, LIST, METHOD } from './addresses.ts';
import { jsonForPage } from './claim-review.ts';
import type { PublicDeps } from './deps.ts';
import type { Reader } from './reader.ts';

/** One page as the public gets it. */
export interface Page {
  readonly title: string;
  readonly body: ComponentChildren;
  /** Path of the page without language; undefined: it is not to be found again, e.g. a search. */
  readonly path?: string;
  /** In which languages it is there. */
  readonly languages: readonly string[];
  readonly description?: string;
  readonly image?: { readonly path: string; readonly width: number; readonly height: number; alt: string };
  readonly review?: object;
}

const OPEN_GRAPH: Readonly<Record<string, string>> = { ht: 'ht_HT', fr: 'fr_FR', en: 'en_US', es: 'es_ES' };

/** Beside the word, for who does not see the colour. */
const SIGN: Readonly<Record<Rating, string>> = {
  true: '✓',
  half_true: '½',
  unproven: '?',
  misleading: '≠',
  false: '✗',
  harmful: '!',
};

export function Stamp({ reader, rating }: { reader: Reader; rating: Rating }) {
  return (
    <b class={`stamp ${rating}`}>
      <span aria-hidden="true">{SIGN[rating]}</span> {reader.t(`verdict.rating.${rating}`)}
    </b>
  );
}

export function Day({ reader, at }: { reader: Reader; at: Date }) {
  return <time dateTime={at.toISOString()}>{reader.day(at)}</time>;
}

export function Layout(props: { deps: PublicDeps; reader: Reader; page: Page; css: string }) {
  const { deps, reader, page } = props;
  const { language, t } = reader;
  const { path, languages } = page;
  const found = path !== undefined && !deps.training;
  const at = (to: string) => `${deps.publicUrl}${to}`;
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${page.title} · ${deps.publisher.name}`}</title>
        <link rel="stylesheet" href={props.css} />
        {!found && <meta name="robots" content="noindex" />}
        {path !== undefined && <link rel="canonical" href={at(inTongue(path, language))} />}
        {path !== undefined &&
          languages.map((each) => (
            <link key={each} rel="alternate" hreflang={each} href={at(inTongue(path, each))} />
          ))}
        {path !== undefined && <link rel="alternate" hreflang="x-default" href={at(path)} />}
        {(['rss', 'atom', 'json'] as const).map((kind) => (
          <link
            key={kind}
            rel="alternate"
            type={kind === 'json' ? 'application/feed+json' : `application/${kind}+xml`}
            title={t('public.feed.title', { name: deps.publisher.name })}
            href={feedPath(kind, language)}
          />
        ))}
        {path !== undefined && <Preview deps={deps} reader={reader} page={page} path={path} />}
        {page.review && (
          <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: jsonForPage(page.review) }} />
        )}
      </head>
      <body>
        <a class="skip" href="#content">
          {t('public.skip')}
        </a>
        {deps.training && <p class="training">{t('public.training')}</p>}
        <header>
          <a href={inTongue(LIST, language)}>
            <b>{deps.publisher.name}</b> {t('public.title')}
          </a>
          <nav aria-label={t('public.languages')}>
            {languages.map((each) => (
              <a
                key={each}
                href={inTongue(path ?? LIST, each)}
                lang={each}
                hreflang={each}
                aria-current={each === language ? 'true' : undefined}
                title={deps.texts.text(each, 'public.language_is')}
              >
                {each}
              </a>
            ))}
          </nav>
        </header>
        <main id="content">{page.body}</main>
        <footer>
          <a href={inTongue(LIST, language)}>{t('public.home')}</a>
          <a href={inTongue(METHOD, language)}>{t('public.footer.method')}</a>
          <a href={inTongue(CORRECTIONS, language)}>{t('public.footer.corrections')}</a>
          <a href={feedPath('rss', language)}>{t('public.footer.feeds')}</a>
        </footer>
      </body>
    </html>
  );
}

/** What WhatsApp, Facebook and others show of a link. */
function Preview(props: { deps: PublicDeps; reader: Reader; page: Page; path: string }) {
  const { deps, reader, page, path } = props;
  const { image } = page;
  const property = (name: string, content: string) => <meta property={name} content={content} />;
  return (
    <>
      {page.description && <meta name="description" content={page.description} />}
      {property('og:site_name', deps.publisher.name)}
      {property('og:type', page.review ? 'article' : 'website')}
      {property('og:title', page.title)}
      {page.description && property('og:description', page.description)}
      {property('og:url', `${deps.publicUrl}${inTongue(path, reader.language)}`)}
      {property('og:locale', OPEN_GRAPH[reader.language] ?? reader.language)}
      <meta name="twitter:card" content={image ? 'summary_large_image' : 'summary'} />
      {image && property('og:image', `${deps.publicUrl}${image.path}`)}
      {image && property('og:image:type', 'image/png')}
      {image && property('og:image:width', String(image.width))}
      {image && property('og:image:height', String(image.height))}
      {image && property('og:image:alt', image.alt)}
    </>
  );
}

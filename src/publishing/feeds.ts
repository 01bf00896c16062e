import type { FastifyInstance } from 'fastify';
import { Feed, type Item } from 'feed';
import { listStanding, type StandingVerdict, soundsOf } from '../store/published-verdicts.ts';
import {
  audioPath,
  cardPath,
  FEED_KINDS,
  type FeedKind,
  feedPath,
  inTongue,
  LIST,
  safeLink,
  verdictPath,
} from './addresses.ts';
import { answer } from './answer.ts';
import type { PublicDeps } from './deps.ts';
import { categoryName, inLanguage, type Reader, readerIn } from './reader.ts';

/** What readers and sites that import feeds keep up with; older ones are on the list. */
const ENTRIES = 50;

const TYPE: Readonly<Record<FeedKind, string>> = {
  rss: 'application/rss+xml; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
  json: 'application/feed+json; charset=utf-8',
};

/** `/feeds/verdicts.{rss,atom,json}`, with `?lang=` and `?category=`. Without a language: the deployment's first. */
export function serveFeeds(scope: FastifyInstance, deps: PublicDeps): void {
  for (const kind of FEED_KINDS) {
    scope.get<{ Querystring: { lang?: unknown; category?: unknown } }>(
      feedPath(kind),
      async (request, reply) => {
        const { lang, category } = request.query;
        const language = deps.texts.languages.find((each) => each === lang) ?? deps.texts.languages[0] ?? '';
        const known = deps.categories.find(({ id }) => id === category)?.id;
        // A reader that follows one topic must not be sent all of them because of a slip in the address.
        if (category !== undefined && known === undefined) return reply.code(404).send();
        const filter = { language, ...(known !== undefined && { category: known }) };
        const verdicts = await listStanding(deps.store.db, filter, { limit: ENTRIES });
        const entries = await entriesOf(deps, readerIn(deps, language), verdicts);
        const about = { deps, reader: readerIn(deps, language), kind, category: known };
        return answer(request, reply, {
          body: kind === 'json' ? jsonFeed(about, entries) : xmlFeed(about, entries),
          type: TYPE[kind],
          ...(verdicts[0] && { changedAt: verdicts[0].decidedAt }),
        });
      },
    );
  }
}

interface About {
  readonly deps: PublicDeps;
  readonly reader: Reader;
  readonly kind: FeedKind;
  readonly category: string | undefined;
}

interface Entry {
  readonly verdict: StandingVerdict;
  readonly title: string;
  readonly link: string;
  /** Stays the same when the verdict is corrected. */
  readonly id: string;
  readonly summary: string;
  readonly html: string;
  readonly text: string;
  readonly image: string;
  readonly category: string | undefined;
  readonly audio: { readonly url: string; readonly type: string; readonly length: number } | undefined;
}

async function entriesOf(
  deps: PublicDeps,
  reader: Reader,
  verdicts: readonly StandingVerdict[],
): Promise<Entry[]> {
  const { language } = reader;
  const sounds = await soundsOf(
    deps.store.db,
    verdicts.flatMap(({ texts }) => texts[language]?.audioId ?? []),
  );
  return verdicts.map((verdict) => {
    const { code, version } = verdict;
    const said = verdict.texts[language];
    const summary = said?.summary ?? '';
    const rating = reader.t(`verdict.rating.${verdict.rating}`);
    const line = reader.t('public.share.text', { rating, summary });
    const corrected = verdict.decidedAt.getTime() > verdict.publishedAt.getTime();
    const sound = sounds.get(said?.audioId ?? '');
    const paragraphs = contentOf(deps, reader, verdict, rating);
    return {
      verdict,
      title: corrected ? `${reader.t('public.feed.corrected')}. ${line}` : line,
      link: `${deps.publicUrl}${inTongue(verdictPath(code), language)}`,
      id: `${tagOf(deps)}verdict/${code}/${language}`,
      summary,
      html: paragraphs.map((each) => `<p>${each.html}</p>`).join(''),
      text: paragraphs.map((each) => each.text).join('\n\n'),
      image: `${deps.publicUrl}${cardPath(code, language, 'square', version)}`,
      category: categoryName(deps, language, verdict.category),
      audio: sound && {
        url: `${deps.publicUrl}${audioPath(code, language, version, sound.contentType.split('/')[1])}`,
        type: sound.contentType,
        length: sound.size,
      },
    };
  });
}

/** What is so, then what was said: in this order, also where a site shows the beginning only. */
function contentOf(deps: PublicDeps, reader: Reader, verdict: StandingVerdict, rating: string) {
  const { t, language } = reader;
  const said = verdict.texts[language];
  const claimed = inLanguage(deps, language, verdict.wording)?.text;
  const changed = inLanguage(deps, language, verdict.changed)?.text;
  const lines = [
    t('public.share.text', { rating, summary: said?.summary ?? '' }),
    changed && t('public.history.changed', { changed }),
    said?.body,
    said?.todo && `${t('public.todo')}: ${said.todo}`,
    claimed && `${t('public.claimed')} ${t('public.claimed_not', { rating })}: ${claimed}`,
  ];
  const texts = lines.flatMap((each) =>
    each ? [{ text: each, html: escaped(each).replace(/\n/g, '<br/>') }] : [],
  );
  const sources = verdict.sources.map(({ title, url }) => {
    const link = safeLink(url);
    const name = title || link || '';
    return {
      text: link && link !== name ? `${name} ${link}` : name,
      html: link ? `<a href="${escaped(link)}">${escaped(name)}</a>` : escaped(name),
    };
  });
  if (sources.length === 0) return texts;
  return [
    ...texts,
    {
      text: `${t('public.sources')}: ${sources.map((each) => each.text).join('; ')}`,
      html: `${escaped(t('public.sources'))}: ${sources.map((each) => each.html).join('; ')}`,
    },
  ];
}

/** RSS 2.0 and Atom by the library; signs that XML cannot carry at all are left out before. */
function xmlFeed({ deps, reader, kind, category }: About, entries: readonly Entry[]): string {
  const { publicUrl, publisher } = deps;
  const { language, t } = reader;
  const name = printable(publisher.name);
  const self = `${publicUrl}${selfPath(kind, language, category)}`;
  const feed = new Feed({
    id: `${tagOf(deps)}feed/${language}${category === undefined ? '' : `/${category}`}`,
    title: printable(t('public.feed.title', { name })),
    description: t('public.lead'),
    link: `${publicUrl}${inTongue(LIST, language)}`,
    language,
    // With nothing in it yet, it has been so since ever.
    updated: entries[0]?.verdict.decidedAt ?? new Date(0),
    generator: 'Teledjòl',
    author: { name },
    copyright: name,
    feedLinks: { [kind]: self },
  });
  for (const entry of entries) feed.addItem(itemOf(entry, kind, name));
  return kind === 'rss' ? feed.rss2() : feed.atom1();
}

function itemOf(entry: Entry, kind: FeedKind, author: string): Item {
  const { verdict } = entry;
  const rss = kind === 'rss';
  return {
    // Readers and sites that import feeds take both for HTML.
    title: tame(entry.title),
    // RSS knows no `updated`, and who imports it never looks at an id twice: a correction is one more item there.
    id: rss ? `${entry.id}/${verdict.version}` : entry.id,
    guid: rss ? `${entry.id}/${verdict.version}` : entry.id,
    link: entry.link,
    date: verdict.decidedAt,
    published: rss ? verdict.decidedAt : verdict.publishedAt,
    description: tame(entry.summary),
    content: printable(entry.html),
    ...(!rss && { author: [{ name: author }] }),
    ...(entry.category !== undefined && {
      category: [{ name: entry.category, term: verdict.category ?? entry.category }],
    }),
    ...(entry.audio && { audio: entry.audio }),
  };
}

/** https://www.jsonfeed.org/version/1.1/ */
function jsonFeed({ deps, reader, kind, category }: About, entries: readonly Entry[]): string {
  const { publicUrl, publisher } = deps;
  const { language, t } = reader;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: t('public.feed.title', { name: publisher.name }),
    description: t('public.lead'),
    home_page_url: `${publicUrl}${inTongue(LIST, language)}`,
    feed_url: `${publicUrl}${selfPath(kind, language, category)}`,
    language,
    authors: [{ name: publisher.name }],
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.link,
      title: entry.title,
      summary: entry.summary,
      content_html: entry.html,
      content_text: entry.text,
      image: entry.image,
      date_published: entry.verdict.publishedAt.toISOString(),
      date_modified: entry.verdict.decidedAt.toISOString(),
      language,
      ...(entry.category !== undefined && { tags: [entry.category] }),
      ...(entry.audio && {
        attachments: [
          { url: entry.audio.url, mime_type: entry.audio.type, size_in_bytes: entry.audio.length },
        ],
      }),
      _teledjol: {
        code: entry.verdict.code,
        rating: entry.verdict.rating,
        version: entry.verdict.version,
        category: entry.verdict.category,
      },
    })),
  });
}

function selfPath(kind: FeedKind, language: string, category: string | undefined): string {
  const path = feedPath(kind, language);
  return category === undefined ? path : `${path}&category=${encodeURIComponent(category)}`;
}

/** RFC 4151; the year is of the first release with feeds, when every deployment has its own name already. */
const tagOf = ({ publicUrl }: PublicDeps) => `tag:${new URL(publicUrl).hostname},2026:`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => printable(text).replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

/** As little as must be: who shows it as plain text shows no sign that a text usually has otherwise. */
const tame = (text: string) => printable(text).replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** Without what XML 1.0 cannot hold: control signs and halves of pairs. */
const printable = (text: string) =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .toWellFormed();

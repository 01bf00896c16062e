import { z } from 'zod';
import 'zod-openapi';
import type { Texts } from '../i18n.ts';
import type { VerdictFacts } from '../store/partner-verdicts.ts';
import { RATINGS } from '../store/verdicts.ts';
import { cardPath, verdictPath } from './addresses.ts';

/** How partners' programs read a verdict: in webhooks and in the API, the same. */

const perLanguage = z.record(z.string(), z.string());
const moment = z.iso.datetime();

export const verdictSchema = z
  .strictObject({
    code: z
      .string()
      .nullable()
      .meta({ description: 'Four characters; what a card shows and people ask for.' }),
    url: z.url().nullable().meta({ description: 'The page for readers.' }),
    state: z.enum(['published', 'withdrawn']).meta({
      description: '`withdrawn`: nothing stands in its place and it must not be shown any more.',
    }),
    version: z.int().min(1).meta({
      description: 'Grows with each correction. Events may arrive out of order: keep the highest.',
    }),
    rating: z
      .strictObject({
        key: z.enum(RATINGS),
        labels: perLanguage.meta({ description: 'By language.' }),
      })
      .nullable()
      .meta({ description: 'Null once withdrawn.' }),
    category: z.string().nullable().meta({ description: 'A key, e.g. `electoral`.' }),
    wording: perLanguage.meta({ description: 'The claim in our words, by language.' }),
    texts: z
      .record(
        z.string(),
        z.strictObject({
          summary: z.string(),
          body: z.string(),
          what_to_do: z.string(),
        }),
      )
      .meta({ description: 'By language. Empty once withdrawn.' }),
    sources: z.array(z.strictObject({ title: z.string(), url: z.string().nullable() })),
    changed: perLanguage.meta({ description: 'Of a correction, by language: what is different.' }),
    first_published_at: moment,
    published_at: moment.meta({ description: 'Of this version.' }),
    withdrawn_at: moment.nullable(),
    updated_at: moment.meta({ description: 'When this version was published or withdrawn.' }),
    cards: z.array(
      z.strictObject({
        language: z.string(),
        format: z.enum(['square', 'tall']).meta({ description: '1080×1080 or 1080×1920 pixels, PNG.' }),
        url: z.url(),
      }),
    ),
  })
  .meta({ id: 'Verdict' });
export type PublicVerdict = z.infer<typeof verdictSchema>;

export interface PublicWords {
  readonly texts: Texts;
  /** Without a slash at its end. */
  readonly publicUrl: string;
}

/** @param languages leaves out what is written in others; none: all */
export function publicVerdict(
  words: PublicWords,
  facts: VerdictFacts,
  languages: readonly string[] = [],
): PublicVerdict {
  const stands = facts.state === 'published';
  const only = <T>(by: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(by).filter(([language]) => languages.length === 0 || languages.includes(language)),
    );
  const texts = stands ? only(facts.texts) : {};
  const page = facts.code === null ? null : words.publicUrl + verdictPath(facts.code);
  const labels = Object.fromEntries(
    words.texts.languages.map((language) => [
      language,
      words.texts.text(language, `verdict.rating.${facts.rating}`),
    ]),
  );
  return {
    code: facts.code,
    url: page,
    state: facts.state,
    version: facts.version,
    rating: stands ? { key: facts.rating, labels: only(labels) } : null,
    category: facts.category,
    wording: only(facts.wording),
    texts: Object.fromEntries(
      Object.entries(texts).map(([language, { summary, body, todo }]) => [
        language,
        { summary, body, what_to_do: todo },
      ]),
    ),
    sources: stands ? facts.sources.map(({ title, url }) => ({ title, url: url ?? null })) : [],
    changed: stands ? only(facts.changed) : {},
    first_published_at: facts.firstPublishedAt,
    published_at: facts.publishedAt,
    withdrawn_at: facts.withdrawnAt,
    updated_at: facts.changedAt,
    cards: Object.keys(texts).flatMap((language) => cardsOf(words, facts, language)),
  };
}

function cardsOf(
  { publicUrl }: PublicWords,
  { code, version }: VerdictFacts,
  language: string,
): PublicVerdict['cards'] {
  if (code === null) return [];
  const formats = ['square', 'tall'] as const;
  return formats.map((format) => ({
    language,
    format,
    url: publicUrl + cardPath(code, language, format, version),
  }));
}

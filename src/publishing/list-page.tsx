import type { StandingVerdict } from '../store/published-verdicts.ts';
import { RATINGS, type Rating } from '../store/verdicts.ts';
import { inTongue, LIST, verdictPath } from './addresses.ts';
import type { PublicDeps } from './deps.ts';
import { Day, type Page, Stamp } from './layout.tsx';
import { categoryName, languagesOf, type Reader } from './reader.ts';

/** What a reader asked the list for. */
export interface Asked {
  readonly words: string;
  readonly rating: Rating | undefined;
  readonly category: string | undefined;
  readonly written: string | undefined;
  /** From 1. */
  readonly page: number;
}

export const PAGE_SIZE = 20;

export function listPage(
  deps: PublicDeps,
  reader: Reader,
  asked: Asked,
  found: { verdicts: readonly StandingVerdict[]; total: number },
): Page {
  const { t } = reader;
  const pages = Math.max(1, Math.ceil(found.total / PAGE_SIZE));
  const plain = query(asked, reader, 1) === query({ ...NOTHING, page: 1 }, reader, 1);
  return {
    title: t('public.title'),
    description: t('public.lead'),
    // Pages behind the first are no place of their own: what stands on them moves.
    ...(plain && asked.page === 1 && { path: LIST }),
    languages: deps.texts.languages,
    body: (
      <>
        <h1>{t('public.title')}</h1>
        <p>{t('public.lead')}</p>
        <SearchForm deps={deps} reader={reader} asked={asked} />
        {!plain && <p role="status">{t('public.list.found', { count: found.total })}</p>}
        {found.verdicts.length === 0 ? (
          <Nothing reader={reader} />
        ) : (
          <ul class="verdicts">
            {found.verdicts.map((verdict) => (
              <Line key={verdict.code} deps={deps} reader={reader} verdict={verdict} />
            ))}
          </ul>
        )}
        {pages > 1 && (
          <nav class="pages" aria-label={t('public.list.page', { page: asked.page, pages })}>
            {asked.page > 1 && (
              <a rel="prev" href={query(asked, reader, asked.page - 1)}>
                {t('public.list.newer')}
              </a>
            )}
            <span>{t('public.list.page', { page: asked.page, pages })}</span>
            {asked.page < pages && (
              <a rel="next" href={query(asked, reader, asked.page + 1)}>
                {t('public.list.older')}
              </a>
            )}
          </nav>
        )}
      </>
    ),
  };
}

const NOTHING: Asked = { words: '', rating: undefined, category: undefined, written: undefined, page: 1 };

function Nothing({ reader: { t } }: { reader: Reader }) {
  return (
    <p>
      <b>{t('public.list.none')}</b> {t('public.list.none_hint')}
    </p>
  );
}

/** Never the rumor: what is so comes first, and a title alone must not repeat what is not. */
function Line({ deps, reader, verdict }: { deps: PublicDeps; reader: Reader; verdict: StandingVerdict }) {
  const language = [reader.language, ...languagesOf(deps, verdict)].find((each) => each in verdict.texts);
  const category = categoryName(deps, reader.language, verdict.category);
  const summary = language === undefined ? verdict.code : verdict.texts[language]?.summary;
  const otherTongue = language === reader.language ? undefined : language;
  return (
    <li>
      <Stamp reader={reader} rating={verdict.rating} />
      <a href={inTongue(verdictPath(verdict.code), language ?? reader.language)} lang={otherTongue}>
        {summary}
      </a>
      <small>
        <Day reader={reader} at={verdict.decidedAt} />
        {category && ` · ${category}`} · {verdict.code}
      </small>
    </li>
  );
}

export function SearchForm(props: { deps: PublicDeps; reader: Reader; asked?: Asked }) {
  const { deps, reader, asked = NOTHING } = props;
  const { t } = reader;
  return (
    <search>
      <form action={LIST}>
        <input type="hidden" name="lang" value={reader.language} />
        <label>
          {t('public.search.label')}
          <input type="search" name="q" value={asked.words} maxLength={200} />
        </label>
        <Choice
          name="rating"
          label={t('public.search.rating')}
          any={t('public.search.any')}
          chosen={asked.rating}
          choices={RATINGS.map((rating) => [rating, t(`verdict.rating.${rating}`)])}
        />
        {deps.categories.length > 0 && (
          <Choice
            name="category"
            label={t('public.search.category')}
            any={t('public.search.any')}
            chosen={asked.category}
            choices={deps.categories.map(({ id }) => [id, categoryName(deps, reader.language, id) ?? id])}
          />
        )}
        <Choice
          name="in"
          label={t('public.search.written')}
          any={t('public.search.any')}
          chosen={asked.written}
          choices={deps.texts.languages.map((each) => [each, deps.texts.text(each, 'common.language_name')])}
        />
        <button type="submit">{t('public.search.do')}</button>
      </form>
    </search>
  );
}

function Choice(props: {
  name: string;
  label: string;
  any: string;
  chosen: string | undefined;
  choices: readonly (readonly [value: string, label: string])[];
}) {
  return (
    <label>
      {props.label}
      <select name={props.name}>
        <option value="">{props.any}</option>
        {props.choices.map(([value, label]) => (
          <option key={value} value={value} selected={value === props.chosen}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function query({ words, rating, category, written }: Asked, reader: Reader, page: number): string {
  const values = new URLSearchParams({ lang: reader.language });
  if (words !== '') values.set('q', words);
  if (rating !== undefined) values.set('rating', rating);
  if (category !== undefined) values.set('category', category);
  if (written !== undefined) values.set('in', written);
  if (page > 1) values.set('page', String(page));
  return `${LIST}?${values}`;
}

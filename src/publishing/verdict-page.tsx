import type { PublicRecord, PublicVersion, StandingVerdict } from '../store/published-verdicts.ts';
import { audioPath, cardPath, inTongue, radioPath, safeLink, verdictPath } from './addresses.ts';
import { claimReview } from './claim-review.ts';
import type { PublicDeps } from './deps.ts';
import { Day, type Page, Stamp } from './layout.tsx';
import { categoryName, inLanguage, languagesOf, type Reader } from './reader.ts';

/** One verdict: what is so first, then why, and last what was said. */
export function verdictPage(
  deps: PublicDeps,
  reader: Reader,
  record: PublicRecord,
  verdict: StandingVerdict,
  askers: number | null,
): Page {
  const { t, language } = reader;
  const { code, rating, version } = verdict;
  const said = verdict.texts[language];
  const summary = said?.summary ?? '';
  const label = t(`verdict.rating.${rating}`);
  const line = t('public.share.text', { rating: label, summary });
  return {
    title: line,
    description: said?.body || summary,
    path: verdictPath(code),
    languages: languagesOf(deps, verdict),
    image: { path: cardPath(code, language, 'square', version), width: 1080, height: 1080, alt: line },
    review: claimReview(deps, verdict, language),
    body: (
      <article>
        <p>
          <Stamp reader={reader} rating={rating} />
        </p>
        <h1>{summary}</h1>
        {record.versions.length > 1 && (
          <p class="corrected">{t('public.history.corrected', { date: reader.day(verdict.decidedAt) })}</p>
        )}
        <Claimed deps={deps} reader={reader} verdict={verdict} label={label} />
        {said?.body && <Section title={t('public.why')} text={said.body} />}
        {said?.todo && <Section title={t('public.todo')} text={said.todo} />}
        {said?.audioId && (
          <section>
            <h2>{t('public.listen')}</h2>
            {/* biome-ignore lint/a11y/useMediaCaption: what is spoken is the text above. */}
            <audio controls preload="none" src={audioPath(code, language, version)} />
          </section>
        )}
        <Sources reader={reader} verdict={verdict} />
        <Facts deps={deps} reader={reader} verdict={verdict} />
        {askers !== null && <p>{t('public.askers', { n: askers })}</p>}
        <Share deps={deps} reader={reader} verdict={verdict} line={line} />
        <History deps={deps} reader={reader} versions={record.versions} />
        <p class="code">
          <b>{t('public.code', { code })}</b> {t('public.code_how', { code })}
        </p>
      </article>
    ),
  };
}

/** What is left of one that was taken back: that it was, and when. */
export function withdrawnPage(deps: PublicDeps, reader: Reader, { claim, versions }: PublicRecord): Page {
  const { t } = reader;
  const at = versions[0]?.withdrawnAt ?? versions[0]?.decidedAt ?? deps.now();
  return {
    title: t('public.withdrawn.title'),
    languages: deps.texts.languages,
    body: (
      <article>
        <p>
          <b class="stamp withdrawn">{t('public.withdrawn.stamp')}</b>
        </p>
        <h1>{t('public.withdrawn.title')}</h1>
        <p>{t('public.withdrawn.text', { code: claim.code, date: reader.day(at) })}</p>
      </article>
    ),
  };
}

function Claimed(props: { deps: PublicDeps; reader: Reader; verdict: StandingVerdict; label: string }) {
  const { deps, reader, verdict, label } = props;
  const claimed = inLanguage(deps, reader.language, verdict.wording);
  if (!claimed) return null;
  const otherTongue = claimed.language === reader.language ? undefined : claimed.language;
  return (
    <blockquote class={verdict.rating}>
      <p>
        <b>{reader.t('public.claimed')}</b> <em>{reader.t('public.claimed_not', { rating: label })}</em>
      </p>
      <p lang={otherTongue}>{claimed.text}</p>
    </blockquote>
  );
}

function Section({ title, text }: { title: string; text: string }) {
  return (
    <section>
      <h2>{title}</h2>
      {paragraphs(text).map((each) => (
        <p key={each} class="text">
          {each}
        </p>
      ))}
    </section>
  );
}

const paragraphs = (text: string) => text.split(/\n{2,}/).filter((each) => each.trim() !== '');

function Sources({ reader, verdict }: { reader: Reader; verdict: StandingVerdict }) {
  if (verdict.sources.length === 0) return null;
  return (
    <section>
      <h2>{reader.t('public.sources')}</h2>
      <ul>
        {verdict.sources.map(({ title, url }, n) => {
          const link = safeLink(url);
          return (
            <li key={n}>
              {link ? (
                <a href={link} rel="noopener noreferrer nofollow">
                  {title || link}
                </a>
              ) : (
                title
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Facts({ deps, reader, verdict }: { deps: PublicDeps; reader: Reader; verdict: StandingVerdict }) {
  const { t } = reader;
  const { publishedAt, decidedAt, checkedAt, firstSeenAt, claimant } = verdict;
  const category = categoryName(deps, reader.language, verdict.category);
  const day = (at: Date | null) => at && <Day reader={reader} at={at} />;
  const corrected = decidedAt.getTime() > publishedAt.getTime() ? decidedAt : null;
  const facts = [
    ['public.dates.published', day(publishedAt)],
    ['public.dates.corrected', day(corrected)],
    ['public.dates.checked', day(checkedAt)],
    ['public.dates.first_seen', day(firstSeenAt)],
    ['public.claimant', claimant],
    ['public.category', category],
  ] as const;
  return (
    <dl>
      {facts.map(
        ([key, value]) =>
          value && (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

function Share(props: { deps: PublicDeps; reader: Reader; verdict: StandingVerdict; line: string }) {
  const { deps, reader, verdict, line } = props;
  const { t, language } = reader;
  const { code, version } = verdict;
  const address = `${deps.publicUrl}${inTongue(verdictPath(code), language)}`;
  return (
    <section class="share">
      <h2>{t('public.share.title')}</h2>
      <p>
        <a
          class="button"
          href={`https://wa.me/?text=${encodeURIComponent(`${line} ${address}`)}`}
          rel="noopener"
        >
          {t('public.share.whatsapp')}
        </a>{' '}
        <a href={cardPath(code, language, 'square', version)}>{t('public.share.card')}</a>{' '}
        <a href={cardPath(code, language, 'tall', version)}>{t('public.share.tall')}</a>{' '}
        <a href={radioPath(code, language)}>{t('public.share.radio')}</a>
      </p>
      <label>
        {t('public.share.link')}
        <input type="text" readOnly value={address} />
      </label>
    </section>
  );
}

function History(props: { deps: PublicDeps; reader: Reader; versions: readonly PublicVersion[] }) {
  const { deps, reader, versions } = props;
  if (versions.length < 2) return null;
  return (
    <section>
      <h2>{reader.t('public.history.title')}</h2>
      <ol reversed class="history">
        {versions.map((each, n) => (
          <li key={each.verdictId}>
            <Stamp reader={reader} rating={each.rating} /> <Day reader={reader} at={each.decidedAt} />{' '}
            {n === 0 && reader.t('public.history.now')}
            {n === versions.length - 1 && reader.t('public.history.first')}
            <Changed deps={deps} reader={reader} changed={each.changed} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What a correction says of itself. */
export function Changed(props: {
  deps: PublicDeps;
  reader: Reader;
  changed: Readonly<Record<string, string>>;
}) {
  const { deps, reader, changed } = props;
  const said = inLanguage(deps, reader.language, changed);
  if (!said) return null;
  return (
    <p lang={said.language === reader.language ? undefined : said.language}>
      {deps.texts.text(said.language, 'public.history.changed', { changed: said.text })}
    </p>
  );
}

import type { ComponentChildren } from 'preact';
import type { BulletinView } from '../../desks/bulletins/index.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import type { Fields } from './fields.ts';
import { asChosen } from './places.ts';
import { clockOf, languageName, money, topicName } from './words.ts';

/** What it is about, whom it is for, when, and for how much: as a second person reads it. */
export function Facts(props: { visit: SignedVisit; view: BulletinView; names: ReadonlyMap<string, string> }) {
  const { visit, view, names } = props;
  const { t, deps } = visit;
  const { bulletin } = view;
  const { audience } = bulletin;
  const rows: [string, ComponentChildren][] = [
    ['bulletins.topic', topicName(visit, bulletin.topic)],
    ['bulletins.facts.author', names.get(bulletin.authorId)],
    ['bulletins.facts.editor', names.get(bulletin.editorId)],
  ];
  if (bulletin.approvedBy && bulletin.approvedAt) {
    rows.push([
      'bulletins.facts.approved',
      <>
        {names.get(bulletin.approvedBy)} · <At visit={visit} at={bulletin.approvedAt} />
      </>,
    ]);
  }
  if (bulletin.correctsRunId !== null)
    rows.push(['bulletins.audience.title', t('bulletins.reach.correction_text')]);
  else {
    const all = t('bulletins.facts.all');
    const media = (audience.media ?? []).map((medium) => t(`console.medium.${medium}`));
    const places = asChosen(deps, audience.places ?? []).map(deps.placeLabel);
    const spoken = (audience.languages ?? []).map((language) => languageName(visit, language));
    rows.push(
      ['bulletins.audience.languages', spoken.join(', ') || all],
      ['bulletins.audience.channels', media.join(', ') || all],
      ['bulletins.audience.places', places.join(', ') || all],
    );
    if (audience.activeDays) rows.push(['bulletins.audience.days', audience.activeDays]);
  }
  if (bulletin.digest) rows.push(['bulletins.facts.kind', t('bulletins.digest')]);
  rows.push(
    ['bulletins.when.title', <When key="when" visit={visit} bulletin={bulletin} />],
    ['bulletins.when.hours', bulletin.validHours],
    [
      'bulletins.facts.money',
      bulletin.mostMilli === null ? t('bulletins.facts.no_limit') : money(visit, bulletin.mostMilli),
    ],
  );
  return (
    <section class="card">
      <dl class="facts">
        {rows.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function When({ visit, bulletin }: { visit: SignedVisit; bulletin: BulletinView['bulletin'] }) {
  const { t } = visit;
  const { weekly, startsAt, nextAt } = bulletin;
  return (
    <>
      {weekly
        ? t('bulletins.facts.weekly', {
            day: t(`bulletins.weekday.${weekly.weekday}`),
            time: clockOf(weekly.minutes),
          })
        : startsAt === null && t('bulletins.when.now')}
      {!weekly && startsAt && <At visit={visit} at={startsAt} />}
      {nextAt && (
        <>
          {' '}
          ({t('bulletins.next')} <At visit={visit} at={nextAt} />)
        </>
      )}
    </>
  );
}

/** What is written, language by language, as it was written. */
export function Written({ visit, texts }: { visit: SignedVisit; texts: Fields['texts'] }) {
  const { t, deps } = visit;
  return (
    <section class="card">
      <h2>{t('bulletins.texts')}</h2>
      {deps.texts.languages
        .filter((language) => texts[language])
        .map((language) => (
          <div key={language} lang={language}>
            <h3>{languageName(visit, language)}</h3>
            <p class="held">{texts[language]?.text}</p>
            <p class="small soft">{t('bulletins.short')}</p>
            <p class="held">{texts[language]?.short}</p>
          </div>
        ))}
    </section>
  );
}

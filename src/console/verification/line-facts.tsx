import type { QueueLine } from '../../desks/verification/index.ts';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';

type Reason = QueueLine['reasons'][number];

/** Why a line stands where it stands, with the points of each reason; then what helps to judge it. Never who sent it. */
export function LineFacts({ visit, line }: { visit: SignedVisit; line: QueueLine }) {
  const { t, deps } = visit;
  const { languages, channels, places, kinds, oldest, newest, tips, repeats, source, quotable } = line;
  const files = kinds.filter((kind) => kind !== 'text');
  return (
    <>
      <p class="row facts why">
        {line.reasons.map((reason) => (
          <span key={`${reason.key}${'harm' in reason ? reason.harm : ''}`} class={`badge ${tone(reason)}`}>
            <Said visit={visit} reason={reason} />{' '}
            <small>{t('queue.why.points', { points: Math.max(1, Math.round(reason.points)) })}</small>
          </span>
        ))}
      </p>
      <p class="row facts">
        {source === 'seen' && <span class="badge warn">{t('verification.tip.source.seen')}</span>}
        {source === 'forwarded' && line.forwarded === null && (
          <span class="badge">{t('verification.tip.source.forwarded')}</span>
        )}
        {tips > 1 && <span>{t('verification.claim.messages', { count: tips })}</span>}
        {repeats > 0 && <span>{t('desk.rank.repeats', { count: repeats })}</span>}
        <span class={quotable ? 'badge good' : undefined}>
          {t(`verification.tip.${quotable ? 'quotable' : 'not_quotable'}`)}
        </span>
        <span>{channels.map((channel) => t(`console.medium.${channel}`)).join(', ')}</span>
        {languages.length > 0 && <span>{languages.map((each) => languageName(visit, each)).join(', ')}</span>}
        {places.length > 0 && (
          <span>
            {places
              .slice(0, 5)
              .map((code) => deps.placeLabel(code))
              .join(', ')}
          </span>
        )}
        {line.files.length === 0 && line.mediaCount > 0 && (
          <span class="badge">{t('verification.tip.media', { count: line.mediaCount })}</span>
        )}
        {tips > 1 && files.length > 0 && (
          <span>{files.map((kind) => t(`queue.kind.${kind}`)).join(', ')}</span>
        )}
        {tips > 1 && newest > oldest && (
          <span>
            {t('queue.line.last')} <Since visit={visit} at={newest} />
          </span>
        )}
        <code>{line.code}</code>
      </p>
    </>
  );
}

function Said({ visit, reason }: { visit: SignedVisit; reason: Reason }) {
  const { t } = visit;
  switch (reason.key) {
    case 'askers':
      return <>{t('verification.claim.asked', { count: reason.count })}</>;
    case 'often':
      return <>{t('desk.rank.forwarded_often')}</>;
    case 'once':
      return <>{t('desk.rank.forwarded')}</>;
    case 'harm':
      return <>{t(`queue.harm.${reason.harm}`)}</>;
    case 'waiting':
      return (
        <>
          {t('desk.rank.waiting_since')} <Since visit={visit} at={reason.since} />
        </>
      );
    default:
      return <>{t(`queue.why.${reason.key}`, { count: reason.count })}</>;
  }
}

function tone({ key }: Reason): string {
  if (key === 'harm' || key === 'often') return 'bad';
  return key === 'once' || key === 'mismatches' || key === 'hour' ? 'warn' : '';
}

/** As its speakers call it; the code where we have no texts in it. */
export function languageName({ deps }: SignedVisit, language: string): string {
  return deps.texts.languages.includes(language)
    ? deps.texts.text(language, 'common.language_name')
    : language;
}

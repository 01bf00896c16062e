import type { Visit } from './route.ts';

/** How long ago, in words, with the full time of the deployment on hover. */
export function Since(props: { visit: Visit; at: Date }) {
  const { visit, at } = props;
  return (
    <time dateTime={at.toISOString()} title={fullTime(visit, at)}>
      {agoInWords(visit, at)}
    </time>
  );
}

/** Date and time of the deployment, e.g. in a conversation; only the date where no more is known. */
export function At(props: { visit: Visit; at: Date; day?: boolean }) {
  return <time dateTime={props.at.toISOString()}>{fullTime(props.visit, props.at, props.day)}</time>;
}

function agoInWords(visit: Visit, at: Date): string {
  const minutes = Math.floor((visit.deps.now().getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return visit.t('console.since.now');
  if (minutes < 60) return visit.t('console.since.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return visit.t('console.since.hours', { n: hours });
  return visit.t('console.since.days', { n: Math.floor(hours / 24) });
}

/** Figures only: Intl knows no Creole, and a month's name in another language would look like a mistake. */
function fullTime(visit: Visit, at: Date, day = false): string {
  return new Intl.DateTimeFormat('fr', {
    timeZone: visit.deps.timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    ...(!day && { hour: '2-digit', minute: '2-digit' }),
  }).format(at);
}

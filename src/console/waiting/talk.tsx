import { createHash } from 'node:crypto';
import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Line } from '../../store/talk.ts';
import { Files, Origin } from '../media/files.tsx';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';

const SHOWN_STATES = ['queued', 'held', 'sending', 'sent', 'failed', 'unknown', 'expired', 'cancelled'];
const BAD_STATES = ['failed', 'unknown', 'expired'];

/** The whole conversation, oldest first: what they wrote, what we said, what colleagues answered. */
export function Talk(props: {
  visit: SignedVisit;
  waitingId: string;
  lines: readonly Line[];
  /** Counts SMS under what colleagues answered. */
  sms: boolean;
}) {
  const { visit, waitingId, lines } = props;
  return (
    <ol
      class="talk"
      hx-get={`/waiting/${waitingId}/talk?seen=${markOf(lines)}`}
      hx-trigger="every 12s"
      hx-swap="outerHTML"
    >
      {lines.length === 0 && <li class="soft">{visit.t('console.talk.empty')}</li>}
      {lines.map((line) => (
        <li key={`${line.at.getTime()} ${line.who}`} class={line.who}>
          <Said visit={visit} line={line} />
          <About visit={visit} line={line} sms={props.sms} />
        </li>
      ))}
    </ol>
  );
}

/** The same for the same talk: where nothing is new, a page stays as it is, and who listens to a voice note is left in peace. */
export function markOf(lines: readonly Line[]): string {
  return createHash('sha256').update(JSON.stringify(lines)).digest('base64url').slice(0, 12);
}

function Said({ visit, line }: { visit: SignedVisit; line: Line }) {
  const { location, unfetched } = line;
  if (line.text === null) return <p class="said soft">{visit.t('console.talk.forgotten')}</p>;
  return (
    <>
      {line.text !== '' && <p class="said">{line.text}</p>}
      <Files visit={visit} files={line.files} />
      {unfetched !== undefined && <p class="soft">{visit.t('console.talk.media', { count: unfetched })}</p>}
      {location && (
        <p class="place soft">
          {visit.t('console.talk.place', {
            place: [`${location.latitude}, ${location.longitude}`, location.label ?? []].flat().join(' · '),
          })}
        </p>
      )}
      <Origin visit={visit} origin={line.origin} />
    </>
  );
}

function About({ visit, line, sms }: { visit: SignedVisit; line: Line; sms: boolean }) {
  const { t } = visit;
  const { state } = line;
  return (
    <div class="about">
      {line.who === 'staff' ? line.staffName : t(`console.talk.${line.who}`)} ·{' '}
      <At visit={visit} at={line.at} />
      {line.forwarded !== undefined && <> · {t('console.talk.forwarded')}</>}
      {sms && line.who === 'staff' && line.text !== null && line.text !== '' && (
        <> · {t('console.talk.sms', { n: segments(foldToGsm7(line.text)).segments })}</>
      )}
      {state !== undefined && SHOWN_STATES.includes(state) && (
        <>
          {' · '}
          <span class={BAD_STATES.includes(state) ? 'mistake' : undefined}>
            {t(`console.talk.state.${state}`)}
          </span>
        </>
      )}
    </div>
  );
}

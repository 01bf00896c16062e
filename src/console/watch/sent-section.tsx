import { isKept } from '../../desks/watch/exports/index.ts';
import type { IncidentView } from '../../desks/watch/index.ts';
import type { TransmissionRow } from '../../store/transmissions.ts';
import { PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { linkOf } from './sent-files.ts';
import { institutionName } from './words.tsx';

/** What was sent to whom, and what became of it. An institution sees what was sent to itself only. */
export function SentSection({ visit, view }: { visit: SignedVisit; view: IncidentView }) {
  const { t } = visit;
  const { sent } = view;
  if (sent.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('watch.sent')}</h2>
      <ul class="sources">
        {sent.map((one) => (
          <li key={one.id}>
            <Sent visit={visit} view={view} sent={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is told to an institution by phone or by message, as it was when it was sent, and how it acknowledges. */
function messageOf(visit: SignedVisit, { number }: IncidentView['incident'], sent: TransmissionRow): string {
  const { deps, language, t } = visit;
  const link = linkOf(visit, sent);
  if (!isKept(sent)) return link;
  const { event, place, certainty, exercise } = sent.told;
  const { received } = deps.watch;
  return t(exercise ? 'watch.message_exercise' : 'watch.message', {
    number,
    event: event[language] ?? Object.values(event)[0] ?? '',
    place: place[language] ?? Object.values(place)[0] ?? '',
    certainty: t(`watch.certainty.${certainty}`),
    link,
    texted: `${(received[language] ?? Object.values(received)[0])?.[0] ?? ''} ${sent.number}`,
  });
}

function Sent(props: { visit: SignedVisit; view: IncidentView; sent: TransmissionRow }) {
  const { visit, view, sent } = props;
  const { t, deps, staff } = visit;
  const at = `/watch/incidents/${view.incident.id}`;
  const late = sent.acknowledgedAt === null && sent.dueAt < deps.now();
  return (
    <>
      <p class="row">
        <b>{institutionName(visit, sent.institution)}</b>
        <span class="badge">{t(`watch.cap.${sent.type}`)}</span>
        <At visit={visit} at={sent.sentAt} />
        {sent.acknowledgedAt === null ? (
          <span class={late ? 'badge bad' : 'badge warn'}>
            {t(late ? 'watch.ack_late' : 'watch.ack_open')}
          </span>
        ) : (
          <span class="badge good">{t('watch.ack_done')}</span>
        )}
        <a href={`${at}/cap/${sent.id}`}>CAP</a>
        {isKept(sent) && <a href={`${at}/packet/${sent.id}`}>PDF</a>}
      </p>
      {sent.response !== null && <blockquote>{sent.response}</blockquote>}
      {sent.institution === staff.institution ? (
        <>
          {sent.acknowledgedAt === null && (
            <PostForm visit={visit} action={`${at}/acknowledge`}>
              <input type="hidden" name="sent" value={sent.id} />
              <button type="submit">{t('watch.acknowledge')}</button>
            </PostForm>
          )}
          <PostForm visit={visit} action={`${at}/respond`} class="row">
            <input type="hidden" name="sent" value={sent.id} />
            <input
              name="text"
              maxLength={300}
              required
              placeholder={t('watch.response')}
              aria-label={t('watch.response')}
            />
            <button type="submit" class="second">
              {t('watch.respond')}
            </button>
          </PostForm>
        </>
      ) : (
        sent.acknowledgedAt === null && (
          <details>
            <summary>{t('watch.ack_link')}</summary>
            <p class="hint">{t('watch.ack_link_hint')}</p>
            <textarea readOnly rows={4} class="message" aria-label={t('watch.ack_link')}>
              {messageOf(visit, view.incident, sent)}
            </textarea>
          </details>
        )
      )}
    </>
  );
}

import { acknowledge, readAcknowledgement, transmissionView } from '../../desks/watch/index.ts';
import { PostForm } from '../form.tsx';
import type { Answer, Handler, Visit } from '../route.ts';
import { At } from '../time.tsx';
import { institutionName } from './words.tsx';

/** Says no more than which message it is: the address may have come into other hands. */
async function pageOf(visit: Visit, id: string): Promise<Answer> {
  const { deps, t, params } = visit;
  const view = await transmissionView(deps.watch, id);
  if (!view) return { refuse: 404 };
  const { sent, incident } = view;
  return {
    title: incident.number,
    page: (
      <article class="card">
        <h1>
          <code>{incident.number}</code>
        </h1>
        <p>
          {institutionName(visit, sent.institution)} · <At visit={visit} at={sent.sentAt} />
        </p>
        {sent.acknowledgedAt === null ? (
          <PostForm visit={visit} action={`/acknowledge/${params.token}`}>
            <button type="submit">{t('watch.acknowledge')}</button>
          </PostForm>
        ) : (
          <p class="note good">{t('watch.ack_done')}</p>
        )}
      </article>
    ),
  };
}

const byToken =
  (handle: (visit: Visit, id: string) => Promise<Answer>): Handler =>
  (visit) => {
    const id = readAcknowledgement(visit.deps.store.seal, visit.params.token ?? '');
    return id === undefined ? { refuse: 404 } : handle(visit, id);
  };

export const showAcknowledgement = byToken(pageOf);

export const acknowledgeByLink = byToken(async (visit, id) => {
  const refusal = await acknowledge(visit.deps.watch, { transmissionId: id, by: null });
  if (refusal !== null) return { refuse: 404 };
  visit.deps.log.info('transmission acknowledged by its link', { transmissionId: id });
  return { redirect: `/acknowledge/${visit.params.token}` };
});

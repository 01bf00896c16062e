import { type BulletinLine, createBulletin, listAll } from '../../desks/bulletins/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { composing } from './guard.ts';
import { CorrectIt, correctionOf, lastSending } from './outdated.tsx';
import { count, titleOf, topicName } from './words.ts';
import { TopicSelect } from './write-form.tsx';

export const showBulletins = composing((visit) => listPage(visit));

async function listPage(visit: SignedVisit, typed?: { title: string; mistake: string }): Promise<Answer> {
  const { t, deps } = visit;
  const lines = await listAll(deps.bulletins);
  return {
    title: t('bulletins.nav'),
    styles: ['bulletins.css'],
    wide: true,
    ...(typed && { status: 422 }),
    page: (
      <>
        <h1>{t('bulletins.nav')}</h1>
        <p class="soft">{t('bulletins.text')}</p>
        <NewBulletin visit={visit} {...(typed && { typed })} />
        {lines.length === 0 ? (
          <p class="card empty">{t('bulletins.none')}</p>
        ) : (
          <table class="stack card-table">
            <thead>
              <tr>
                {['title', 'topic', 'state', 'sending', 'written'].map((name) => (
                  <th key={name}>{t(`bulletins.column.${name}`)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line key={line.bulletin.id} visit={visit} line={line} all={lines} />
              ))}
            </tbody>
          </table>
        )}
      </>
    ),
  };
}

function Line(props: { visit: SignedVisit; line: BulletinLine; all: readonly BulletinLine[] }) {
  const { visit, line, all } = props;
  const { t } = visit;
  const { bulletin, runs, outdated } = line;
  const [newest] = runs;
  const said = lastSending(runs);
  const correction = correctionOf(said, all);
  return (
    <tr class={outdated && said && !correction ? 'late' : undefined}>
      <td data-label={t('bulletins.column.title')}>
        <a href={`/bulletins/${bulletin.id}`}>{titleOf(visit, bulletin)}</a>{' '}
        {bulletin.correctsRunId !== null && <span class="badge">{t('bulletins.is_correction')}</span>}{' '}
        {outdated && <span class="badge bad">{t('bulletins.outdated.mark')}</span>}
        {outdated && said && <CorrectIt visit={visit} id={bulletin.id} run={said} correction={correction} />}
      </td>
      <td data-label={t('bulletins.column.topic')}>{topicName(visit, bulletin.topic)}</td>
      <td data-label={t('bulletins.column.state')}>
        <State visit={visit} bulletin={bulletin} />
        {bulletin.nextAt !== null && (
          <div class="small soft">
            {t('bulletins.next')} <At visit={visit} at={bulletin.nextAt} />
          </div>
        )}
      </td>
      <td data-label={t('bulletins.column.sending')}>
        {newest ? (
          <a href={`/bulletins/${bulletin.id}/runs/${newest.id}`}>
            {t(`bulletins.run.${newest.state}`)} · {count(visit, newest.planned)}
          </a>
        ) : (
          <span class="soft">{t('bulletins.never_sent')}</span>
        )}
      </td>
      <td data-label={t('bulletins.column.written')}>
        <At visit={visit} at={bulletin.updatedAt} />
      </td>
    </tr>
  );
}

const LOOKS = { draft: '', proposed: ' warn', approved: ' good', ended: '' } as const;

export function State(props: { visit: SignedVisit; bulletin: BulletinLine['bulletin'] }) {
  const { state } = props.bulletin;
  return <span class={`badge${LOOKS[state]}`}>{props.visit.t(`bulletins.state.${state}`)}</span>;
}

function NewBulletin(props: { visit: SignedVisit; typed?: { title: string; mistake: string } }) {
  const { visit, typed } = props;
  const { t } = visit;
  return (
    <details class="card" open={typed !== undefined}>
      <summary>{t('bulletins.new')}</summary>
      <PostForm visit={visit} action="/bulletins">
        <Field
          id="title"
          label={t('bulletins.title')}
          hint={t('bulletins.title_hint')}
          mistake={typed?.mistake}
        >
          <input id="title" name="title" required maxLength={120} value={typed?.title} autocomplete="off" />
        </Field>
        <TopicSelect visit={visit} topic={visit.form.get('topic')} />
        <button type="submit">{t('bulletins.begin')}</button>
      </PostForm>
    </details>
  );
}

export const beginBulletin = composing(async (visit) => {
  const { deps, form, staff, t } = visit;
  const made = await createBulletin(deps.bulletins, {
    by: staff,
    title: form.get('title'),
    topic: form.get('topic'),
  });
  if (typeof made === 'string') {
    return listPage(visit, { title: form.get('title'), mistake: t(`bulletins.error.${made}`) });
  }
  deps.log.info('bulletin begun', { bulletinId: made.id, staffId: staff.id });
  return { redirect: `/bulletins/${made.id}` };
});

import {
  type BulletinRefusal,
  type BulletinView,
  estimate,
  findRepeatable,
  formsOf,
  listAll,
  repeatableByIds,
  viewRun,
  wordsNow,
} from '../../desks/bulletins/index.ts';
import { listStaff } from '../../store/staff.ts';
import { TestSendPart } from '../bulletin-test/part.tsx';
import { RadioPackLinks } from '../radio-pack/links.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { Facts, Written } from './facts.tsx';
import { type Fields, type Mistakes, savedFields } from './fields.ts';
import { onBulletin } from './guard.ts';
import { State } from './list.tsx';
import { CorrectIt, correctionOf, lastSending } from './outdated.tsx';
import { Preview } from './preview.tsx';
import { Reach } from './reach.tsx';
import { EndIt, Review } from './review.tsx';
import { Repeated } from './verdict-part.tsx';
import { VoicePart } from './voice.tsx';
import { count, titleOf } from './words.ts';
import { WriteForm } from './write-form.tsx';

const FOUND_AT_ONCE = 20;

/** What was sent and could not be kept. */
export interface NotKept {
  readonly refusal?: BulletinRefusal;
  readonly mistakes?: Mistakes;
  readonly fields?: Fields;
  readonly ticked?: readonly string[];
  readonly search?: string;
  readonly why?: string;
}

export const showBulletin = onBulletin((visit, view) => bulletinPage(visit, view));

/** One bulletin: to be written while it is a draft, to be read by everybody else. */
export async function bulletinPage(
  visit: SignedVisit,
  view: BulletinView,
  not: NotKept = {},
): Promise<Answer> {
  const { t, deps, query } = visit;
  const { bulletin, runs, outdated } = view;
  const desk = deps.bulletins;
  const draft = bulletin.state === 'draft';
  const search = not.search ?? query.get('search');
  const words = await wordsNow(desk, view);
  const [forms, names, repeated, all] = await Promise.all([
    formsOf(desk, words),
    namesOf(visit),
    repeatableByIds(desk, view.verdictIds),
    listAll(desk),
  ]);
  const reach = await reachOf(visit, view, words);
  const found = draft ? await findRepeatable(desk, { search, limit: FOUND_AT_ONCE }) : [];
  const said = lastSending(runs);
  const title = titleOf(visit, bulletin);
  const stale = not.refusal === 'version' || not.refusal === 'state';
  return {
    title,
    ...((not.refusal || not.mistakes) && { status: stale ? 409 : 422 }),
    styles: ['bulletins.css'],
    scripts: ['segment-counter.js', 'keep-typed.js', 'recorder.js'],
    wide: true,
    page: (
      <>
        <p>
          <a href="/bulletins">← {t('bulletins.nav')}</a>
        </p>
        <h1>{title}</h1>
        {not.refusal && (
          <p class="note bad" role="alert">
            {t(`bulletins.error.${not.refusal}`)}
            {not.fields && draft && stale && ` ${t('bulletins.kept')}`}
          </p>
        )}
        {not.mistakes && (
          <p class="note bad" role="alert">
            {[t('bulletins.mistake.some'), ...Object.values(not.mistakes)].join(' ')}
          </p>
        )}
        <p class="row">
          <State visit={visit} bulletin={bulletin} />
          {bulletin.correctsRunId !== null && <span class="badge">{t('bulletins.is_correction')}</span>}
          {outdated && <span class="badge bad">{t('bulletins.outdated.mark')}</span>}
        </p>
        {outdated && (
          <div class="note bad outdated">
            {t(said ? 'bulletins.outdated.sent' : 'bulletins.outdated.unsent')}
            {said && (
              <CorrectIt visit={visit} id={bulletin.id} run={said} correction={correctionOf(said, all)} />
            )}
          </div>
        )}
        {stale && not.fields && (
          <details class="card" open={!draft}>
            <summary>{t(draft ? 'bulletins.stands_now' : 'bulletins.not_kept')}</summary>
            <Written visit={visit} texts={draft ? view.texts : not.fields.texts} />
          </details>
        )}
        <div class="bulletin">
          <div>
            {draft ? (
              <WriteForm
                visit={visit}
                view={view}
                fields={not.fields ?? savedFields(visit, view)}
                mistakes={not.mistakes ?? {}}
                picking={{ search, found, ticked: not.ticked ?? [], repeated }}
              />
            ) : (
              <>
                <Facts visit={visit} view={view} names={names} />
                <Written visit={visit} texts={view.texts} />
                <section class="card">
                  <h2>{t('bulletins.verdicts.title')}</h2>
                  <Repeated visit={visit} view={view} repeated={repeated} />
                </section>
              </>
            )}
            <VoicePart visit={visit} view={view} />
          </div>
          <div>
            <Preview visit={visit} forms={forms} digest={bulletin.digest} />
            <ReachPart visit={visit} view={view} reach={reach} />
            <TestSendPart visit={visit} view={view} />
            <RadioPackLinks visit={visit} view={view} />
            {bulletin.state === 'proposed' && <Review visit={visit} view={view} why={not.why ?? ''} />}
            <Runs visit={visit} view={view} />
            <EndIt visit={visit} view={view} />
            <History visit={visit} view={view} names={names} />
          </div>
        </div>
      </>
    ),
  };
}

const namesOf = async ({ deps }: SignedVisit) =>
  new Map((await listStaff(deps.store.db)).map(({ id, name }) => [id, name]));

/** Asked for by a button: it looks at everybody. Of a correction: to whom what it corrects went. */
async function reachOf({ deps, query }: SignedVisit, view: BulletinView, words: BulletinView['texts']) {
  const { correctsRunId } = view.bulletin;
  if (correctsRunId !== null) return (await viewRun(deps.bulletins, correctsRunId))?.progress.sent ?? 0;
  return query.get('count') === '1' ? estimate(deps.bulletins, view.bulletin, words) : null;
}

function ReachPart(props: {
  visit: SignedVisit;
  view: BulletinView;
  reach: Awaited<ReturnType<typeof reachOf>>;
}) {
  const { visit, view, reach } = props;
  const { t } = visit;
  const { id, state } = view.bulletin;
  if (typeof reach === 'number') {
    return <p class="note warn">{t('bulletins.reach.correction', { n: count(visit, reach) })}</p>;
  }
  if (reach) return <Reach visit={visit} found={reach} />;
  // A draft is counted as it is saved: that button stands below what is written.
  if (state === 'draft' || state === 'ended') return null;
  return (
    <form action={`/bulletins/${id}`} class="counting">
      <button type="submit" name="count" value="1" class="second">
        {t('bulletins.count')}
      </button>
    </form>
  );
}

function Runs({ visit, view }: { visit: SignedVisit; view: BulletinView }) {
  const { t } = visit;
  if (view.runs.length === 0) return null;
  return (
    <section class="card">
      <h2>{t('bulletins.runs')}</h2>
      <ul class="picks">
        {view.runs.map((run) => (
          <li key={run.id}>
            <a href={`/bulletins/${view.bulletin.id}/runs/${run.id}`}>
              {t('bulletins.run_n', { n: run.n })} · <At visit={visit} at={run.startedAt} />
            </a>{' '}
            <span class="badge">{t(`bulletins.run.${run.state}`)}</span>{' '}
            {run.resendOf !== null && <span class="badge">{t('bulletins.again')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function History(props: { visit: SignedVisit; view: BulletinView; names: ReadonlyMap<string, string> }) {
  const { visit, view, names } = props;
  const { t } = visit;
  return (
    <details class="card history" open={view.history[0]?.what === 'sent_back'}>
      <summary>{t('bulletins.history')}</summary>
      <ol>
        {view.history.map((event) => (
          <li key={event.id}>
            <At visit={visit} at={event.at} /> · {names.get(event.actor) ?? t('bulletins.by_itself')} ·{' '}
            {t(`bulletins.event.${event.what}`)}
            {event.what === 'not_begun' && `: ${t(`bulletins.not_begun.${event.to}`)}`}
            {event.why !== null && <q class="said">{event.why}</q>}
          </li>
        ))}
      </ol>
    </details>
  );
}

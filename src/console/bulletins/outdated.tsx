import { type BulletinLine, writeCorrection } from '../../desks/bulletins/index.ts';
import type { RunRow } from '../../store/bulletins.ts';
import { PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { onBulletin } from './guard.ts';
import { titleOf } from './words.ts';

/** The sending that a correction is for: those to whom it was sent again have it by that one, too. */
export const lastSending = (runs: readonly RunRow[]) => runs.find(({ resendOf }) => resendOf === null);

/** Who is at it already. */
export const correctionOf = (run: RunRow | undefined, all: readonly BulletinLine[]) =>
  run &&
  all.find(({ bulletin }) => bulletin.correctsRunId === run.id && bulletin.state !== 'ended')?.bulletin;

/** One click to the correction of a sending, or the way to the one that there is. */
export function CorrectIt(props: {
  visit: SignedVisit;
  id: string;
  run: RunRow;
  correction: BulletinLine['bulletin'] | undefined;
  second?: boolean;
}) {
  const { visit, id, run, correction } = props;
  const { t } = visit;
  if (correction) {
    return (
      <p class="small correction">
        <a href={`/bulletins/${correction.id}`}>{t('bulletins.corrected_by')}</a>{' '}
        {t(`bulletins.state.${correction.state}`)}
      </p>
    );
  }
  return (
    <PostForm visit={visit} action={`/bulletins/${id}/correct`} class="correction">
      <input type="hidden" name="run" value={run.id} />
      <button type="submit" class={props.second ? 'second' : 'danger'}>
        {t('bulletins.correct')}
      </button>
    </PostForm>
  );
}

/** Begins the correction of one of its sendings. */
export const correctBulletin = onBulletin(async (visit, { bulletin, runs }) => {
  const { deps, form, staff, t } = visit;
  const run = runs.find(({ id }) => id === form.get('run'));
  if (!run) return { redirect: `/bulletins/${bulletin.id}`, note: 'bulletins.error.gone' };
  const title = t('bulletins.correction_of', { title: titleOf(visit, bulletin) });
  const made = await writeCorrection(deps.bulletins, { by: staff, runId: run.id, title });
  if (typeof made === 'string')
    return { redirect: `/bulletins/${bulletin.id}`, note: `bulletins.error.${made}` };
  deps.log.info('correction of a bulletin begun', { bulletinId: made.id, runId: run.id, staffId: staff.id });
  return { redirect: `/bulletins/${made.id}`, note: 'bulletins.done.correction' };
});

import type { SilenceBoard, SilentLine } from '../../desks/watch/index.ts';
import { PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { Hour } from './table.tsx';
import { placeOf, type View } from './view.ts';

/** Who is silent alone, by department: a number, and nothing that says who it is. */
export function Lines({ visit, board, view }: { visit: SignedVisit; board: SilenceBoard; view: View }) {
  const { t } = visit;
  const count = board.lines.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <section>
      <h2>
        {t('silence.alone')} <b class="badge">{count}</b>
      </h2>
      {count === 0 && <p class="card empty">{t('silence.nobody')}</p>}
      {board.lines.map(({ of, lines }) => (
        <section key={of ?? ''}>
          <h3>
            {placeOf(visit, of)} <b class="badge">{lines.length}</b>
          </h3>
          <LineTable visit={visit} lines={lines} view={view} />
        </section>
      ))}
    </section>
  );
}

export function LineTable(props: { visit: SignedVisit; lines: readonly SilentLine[]; view: View }) {
  const { visit, lines, view } = props;
  const { t } = visit;
  return (
    <table class="stack card-table">
      <thead>
        <tr>
          <th>{t('silence.number')}</th>
          <th>{t('silence.missed')}</th>
          <th>{t('silence.last')}</th>
          <th>{t('silence.state')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.observerId}>
            <td data-label={t('silence.number')}>
              <code>{line.number}</code>
            </td>
            <td data-label={t('silence.missed')}>
              <span class="row">
                {line.slots.map((at) => (
                  <Hour key={at.toISOString()} visit={visit} at={at} />
                ))}
              </span>
            </td>
            <td data-label={t('silence.last')}>
              {line.heardAt === null ? t('silence.never') : <Since visit={visit} at={line.heardAt} />}
            </td>
            <td data-label={t('silence.state')}>
              <State visit={visit} line={line} />
            </td>
            <td>
              <Moves visit={visit} lines={[line]} view={view} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ visit, line }: { visit: SignedVisit; line: SilentLine }) {
  const { t, staff } = visit;
  const { takenBy, takenByName, wroteAt, remindedAt, why } = line;
  return (
    <span class="row">
      {takenBy !== null && (
        <span class="badge good">
          {takenBy === staff.id ? t('silence.yours') : t('silence.taken_by', { name: takenByName ?? '' })}
        </span>
      )}
      {takenBy === null && <span class="badge warn">{t('silence.waiting')}</span>}
      {why !== null && <span class="badge bad">{t(`silence.why.${why}`)}</span>}
      {wroteAt !== null && (
        <span class="badge">
          {t('silence.wrote')} <Hour visit={visit} at={wroteAt} />
        </span>
      )}
      {remindedAt !== null && (
        <span class="badge">
          {t('silence.reminded')} <Hour visit={visit} at={remindedAt} />
        </span>
      )}
    </span>
  );
}

/** What can be done with these observers together. */
export function Moves(props: { visit: SignedVisit; lines: readonly SilentLine[]; view: View }) {
  const { visit, lines, view } = props;
  const { staff } = visit;
  const theirs = lines.some(({ takenBy }) => takenBy !== null && takenBy !== staff.id);
  const taken = lines.every(({ takenBy }) => takenBy === staff.id);
  const moves = theirs
    ? leads(staff)
      ? (['release'] as const)
      : []
    : taken
      ? (['called', 'alarm', 'release'] as const)
      : (['take', 'called', 'alarm'] as const);
  const looks = { take: 'small', called: 'second small', alarm: 'danger small', release: 'second small' };
  return (
    <div class="row">
      {moves.map((move) => (
        <PostForm key={move} visit={visit} action={`/watch/silence/${move}`}>
          {lines.map(({ observerId }) => (
            <input key={observerId} type="hidden" name="observer" value={observerId} />
          ))}
          {view.exercise && <input type="hidden" name="exercise" value="1" />}
          {view.each && <input type="hidden" name="each" value="1" />}
          <button type="submit" class={looks[move]}>
            {visit.t(lines.length > 1 ? `silence.all.${move}` : `silence.${move}`)}
          </button>
        </PostForm>
      ))}
    </div>
  );
}

import { CALLBACK_PAGE, callbacks } from '../../desks/protection/index.ts';
import type { CallbackLine } from '../../store/protection.ts';
import { PostForm } from '../form.tsx';
import { protecting } from '../guards.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';

/** Codes, ages and states; what is sealed stays so until somebody asks for one of them. */
export const showCallbacks = protecting(async (visit) => {
  const { t, deps } = visit;
  const { open, total, closed } = await callbacks(deps, { page: pageOf(visit, 'page') });
  return {
    title: t('protection.title'),
    page: (
      <>
        <h1>{t('protection.title')}</h1>
        <p class="soft">{t('protection.text')}</p>
        {deps.protection === undefined && (
          <p class="note bad" role="alert">
            {t('protection.no_key')}
          </p>
        )}
        {open.length === 0 ? (
          <p class="card empty">{t('protection.none')}</p>
        ) : (
          <Lines visit={visit} lines={open} />
        )}
        <Pages visit={visit} name="page" path="/protection" total={total} size={CALLBACK_PAGE} />
        {closed.length > 0 && (
          <details class="beside">
            <summary>{t('protection.closed')}</summary>
            <p class="hint">{t('protection.closed_hint')}</p>
            <Lines visit={visit} lines={closed} />
          </details>
        )}
      </>
    ),
  };
});

function Lines({ visit, lines }: { visit: SignedVisit; lines: readonly CallbackLine[] }) {
  const { t } = visit;
  return (
    <table class="stack card-table">
      <thead>
        <tr>
          <th>{t('protection.code')}</th>
          <th>{t('protection.age')}</th>
          <th>{t('protection.state')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td data-label={t('protection.code')}>
              <code>{line.code}</code>
            </td>
            <td data-label={t('protection.age')}>
              <Since visit={visit} at={line.closedAt ?? line.createdAt} />
            </td>
            <td data-label={t('protection.state')}>
              <State visit={visit} line={line} />
            </td>
            <td>
              <Buttons visit={visit} line={line} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function State({ visit: { t, staff }, line }: { visit: SignedVisit; line: CallbackLine }) {
  const state = line.state === 'taken' && line.takenBy === staff.id ? 'yours' : line.state;
  const color = { open: ' warn', taken: '', yours: ' good', closed: '' }[state];
  return <span class={`badge${color}`}>{t(`protection.states.${state}`)}</span>;
}

function Buttons({ visit, line }: { visit: SignedVisit; line: CallbackLine }) {
  const { t, staff } = visit;
  const moves =
    line.state === 'closed'
      ? (['reopen'] as const)
      : line.state === 'open'
        ? (['open', 'take'] as const)
        : line.takenBy === staff.id
          ? (['open', 'release', 'close'] as const)
          : (['open', 'release'] as const);
  return (
    <div class="row">
      {moves.map((move) => (
        <PostForm key={move} visit={visit} action={`/protection/${line.id}/${move}`}>
          <button type="submit" class={move === 'open' ? 'small' : 'second small'}>
            {t(`protection.${move}`)}
          </button>
        </PostForm>
      ))}
    </div>
  );
}

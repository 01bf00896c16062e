import type { ComponentChildren } from 'preact';
import type { AccountHealth, Standing } from '../../store/sender-health.ts';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';

/** Where an account is paired by QR; only this channel has such a page. */
const PAIRED = 'whatsapp-web';

const BADGES: Readonly<Record<Standing, string>> = {
  up: 'badge good',
  pairing: 'badge warn',
  starting: 'badge',
  closed: 'badge',
  down: 'badge warn',
  trouble: 'badge bad',
  stopped: 'badge bad',
};

/** Who wants somebody first, and what is closed last. */
function byUrgency(all: readonly AccountHealth[]): AccountHealth[] {
  const rank = (one: AccountHealth) => (one.needsSomebody ? 0 : one.standing === 'closed' ? 2 : 1);
  return [...all].sort((a, b) => rank(a) - rank(b));
}

/** Refreshes itself where there is JavaScript; without, the browser's own button does. */
export function AccountList({ visit, all }: { visit: SignedVisit; all: readonly AccountHealth[] }) {
  const { t } = visit;
  const columns = ['account', 'stands', 'last_in', 'last_out', 'queue', 'pace', 'refused', 'spent'] as const;
  const label = (column: (typeof columns)[number]) => t(`console.channels.${column}`);
  return (
    <div id="channels-list" hx-get="/channels/list" hx-trigger="every 12s" hx-swap="outerHTML">
      <table class="stack card-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column}>{label(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {byUrgency(all).map((one) => (
            <tr key={one.account} class={one.needsSomebody ? 'late' : undefined}>
              <Cell label={label('account')}>
                {one.channel === PAIRED ? <a href={`/channels/${PAIRED}`}>{one.account}</a> : one.account}
              </Cell>
              <Cell label={label('stands')}>
                <Stands visit={visit} one={one} />
              </Cell>
              <Cell label={label('last_in')}>
                <Last visit={visit} at={one.lastInAt} />
              </Cell>
              <Cell label={label('last_out')}>
                <Last visit={visit} at={one.lastOutAt} />
              </Cell>
              <Cell label={label('queue')}>
                <Queue visit={visit} one={one} />
              </Cell>
              <Cell label={label('pace')}>
                {one.pace ? paceOf(visit, one.pace.perSecond) : '–'}
                {one.pace && (
                  <div class="soft small">{t('console.channels.at_once', { n: one.pace.atOnce })}</div>
                )}
              </Cell>
              <Cell label={label('refused')}>
                {one.refusals.total}
                {one.refusals.last !== null && (
                  <div class="soft small">
                    <code>{one.refusals.last}</code>{' '}
                    {one.refusals.lastAt && <Since visit={visit} at={one.refusals.lastAt} />}
                  </div>
                )}
              </Cell>
              <Cell label={label('spent')}>
                <Spent visit={visit} one={one} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One block beside its label, where a small screen puts them in a line. */
function Cell(props: { label: string; children: ComponentChildren }) {
  return (
    <td data-label={props.label}>
      <div>{props.children}</div>
    </td>
  );
}

interface Of {
  readonly visit: SignedVisit;
  readonly one: AccountHealth;
}

function Stands({ visit, one }: Of) {
  const { t } = visit;
  return (
    <>
      <span class={BADGES[one.standing]}>{t(`console.channels.standing.${one.standing}`)}</span>
      {one.standing !== 'up' && (one.note !== null || one.since !== null) && (
        <div class="soft small">
          {one.note !== null && <code>{one.note}</code>} {one.since && <Since visit={visit} at={one.since} />}
        </div>
      )}
      {one.paused && (
        <div class="soft small">
          {t('console.channels.paused', { n: minutesUntil(visit, one.paused.until) })}{' '}
          {one.paused.why !== null && one.paused.why !== one.note && <code>{one.paused.why}</code>}
        </div>
      )}
    </>
  );
}

function Last({ visit, at }: { visit: SignedVisit; at: Date | null }) {
  return at ? <Since visit={visit} at={at} /> : <span class="soft">{visit.t('console.channels.never')}</span>;
}

function Queue({ visit, one }: Of) {
  const { t } = visit;
  const lines = Object.entries(one.queue).flatMap(([name, n]) =>
    n > 0 ? [t(`console.channels.class.${name}`, { n })] : [],
  );
  if (one.held > 0) lines.push(t('console.channels.held', { n: one.held }));
  if (lines.length === 0) return <span class="soft">0</span>;
  return (
    <>
      {lines.join(', ')}
      {one.oldestDueAt && (
        <div class="soft small">
          {t('console.channels.oldest')} <Since visit={visit} at={one.oldestDueAt} />
        </div>
      )}
    </>
  );
}

function Spent({ visit, one }: Of) {
  const { bulk, template } = one.spent;
  if (bulk.units + template.units === 0) return <span class="soft">0</span>;
  return (
    <>
      {((bulk.milli + template.milli) / 1000).toFixed(2)}
      <div class="soft small">
        {visit.t('console.channels.units', { bulk: bulk.units, template: template.units })}
      </div>
    </>
  );
}

/** What is slower than one a second is easier to grasp by the minute. */
function paceOf({ t }: SignedVisit, perSecond: number): string {
  const rounded = (n: number) => Number(n.toFixed(2));
  return perSecond < 1
    ? t('console.channels.per_minute', { n: rounded(perSecond * 60) })
    : t('console.channels.per_second', { n: rounded(perSecond) });
}

const minutesUntil = (visit: SignedVisit, at: Date) =>
  Math.max(1, Math.ceil((at.getTime() - visit.deps.now().getTime()) / 60_000));

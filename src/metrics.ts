import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { CountInbound } from './inbound/webhooks.ts';
import type { Queues } from './queue/open.ts';
import type { Store } from './store/connect.ts';
import type { AccountHealth } from './store/sender-health.ts';
import { countWaiting } from './store/waiting.ts';

export interface Metrics {
  readonly countInbound: CountInbound;
  /** Prometheus text format 0.0.4. */
  render(): Promise<{ contentType: string; body: string }>;
}

/** Numbers only: a label is a name of ours (channel, queue), never anything of a person. */
export function openMetrics(deps: {
  store: Store;
  queues: Queues;
  spooling: () => boolean;
  /** How many files of the spool wait for an operator. */
  aside: () => Promise<number>;
  health: () => Promise<readonly AccountHealth[]>;
  flowsRefused: () => number;
}): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const inbound = new Counter({
    name: 'teledjol_inbound_total',
    help: 'Messages and receipts at the door, by what became of them',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  new Gauge({
    name: 'teledjol_waiting',
    help: 'People who wait for a person of ours; late: so long that the alarm was raised',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const { open, late } = await countWaiting(deps.store.db).catch(() => ({
        open: Number.NaN,
        late: Number.NaN,
      }));
      this.set({ state: 'open' }, open);
      this.set({ state: 'late' }, late);
    },
  });
  new Gauge({
    name: 'teledjol_queue_depth',
    help: 'Wake-ups that wait or run, by queue',
    labelNames: ['queue'],
    registers: [registry],
    async collect() {
      for (const [queue, depth] of Object.entries(await deps.queues.depths())) this.set({ queue }, depth);
    },
  });
  new Gauge({
    name: 'teledjol_wakeups_dropped',
    help: 'Wake-ups left to the sweeper because the queue was away',
    registers: [registry],
    collect() {
      this.set(deps.queues.dropped());
    },
  });
  new Gauge({
    name: 'teledjol_spooling',
    help: '1 while messages wait on disk because the database is away',
    registers: [registry],
    collect() {
      this.set(deps.spooling() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'teledjol_spool_aside',
    help: 'Files in the spool that wait for an operator: see docs/operating.md',
    registers: [registry],
    async collect() {
      this.set(await deps.aside().catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'teledjol_flows_refused',
    help: 'Flows in the database that cannot be used: an earlier version goes on, see the log',
    registers: [registry],
    collect() {
      this.set(deps.flowsRefused());
    },
  });
  const countAccounts = openAccountMetrics(registry);
  return {
    countInbound: (channel, outcome, events) => inbound.inc({ channel, outcome }, events),
    async render() {
      // While the database is away these are left out: an old number would look like a new one.
      countAccounts(await deps.health().catch(() => []));
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** What is known of each sender account; asked for once and not by each gauge for itself. */
function openAccountMetrics(registry: Registry): (all: readonly AccountHealth[]) => void {
  const gauge = <L extends string = 'account'>(name: string, help: string, ...more: L[]) =>
    new Gauge({ name, help, labelNames: ['account', ...more], registers: [registry] });
  const up = gauge(
    'teledjol_account_up',
    '1 while the account is connected and its provider takes what we send',
  );
  const queue = gauge('teledjol_account_queue', 'Replies that wait to leave, by class', 'class');
  const due = gauge(
    'teledjol_account_oldest_due_seconds',
    'For how long the oldest reply that is due has waited',
  );
  const held = gauge('teledjol_account_held', 'Replies that wait until the person writes');
  const paused = gauge('teledjol_account_paused', '1 while nothing may leave the account');
  const lastIn = gauge('teledjol_account_last_in_timestamp_seconds', 'When the last message came in');
  const lastOut = gauge(
    'teledjol_account_last_out_timestamp_seconds',
    'When the provider last took a message',
  );
  const refusals = new Counter({
    name: 'teledjol_account_refusals_total',
    help: 'Sends that failed for a reason that was not the person',
    labelNames: ['account'],
    registers: [registry],
  });
  const set = (metric: Gauge, account: string, at: Date | null) => {
    if (at) metric.set({ account }, at.getTime() / 1000);
  };
  return (all) => {
    for (const metric of [up, queue, due, held, paused, lastIn, lastOut, refusals]) metric.reset();
    for (const one of all) {
      const { account } = one;
      up.set({ account }, one.standing === 'up' ? 1 : 0);
      for (const [name, count] of Object.entries(one.queue)) queue.set({ account, class: name }, count);
      due.set(
        { account },
        one.oldestDueAt ? Math.max(0, (Date.now() - one.oldestDueAt.getTime()) / 1000) : 0,
      );
      held.set({ account }, one.held);
      paused.set({ account }, one.paused ? 1 : 0);
      set(lastIn, account, one.lastInAt);
      set(lastOut, account, one.lastOutAt);
      refusals.inc({ account }, one.refusals.total);
    }
  };
}

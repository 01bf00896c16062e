import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { CountInbound } from './inbound/webhooks.ts';
import type { Queues } from './queue/open.ts';
import type { Store } from './store/connect.ts';
import { countWaiting } from './store/waiting.ts';

export interface Metrics {
  readonly countInbound: CountInbound;
  /** Prometheus text format 0.0.4. */
  render(): Promise<{ contentType: string; body: string }>;
}

/** Numbers only: a label is a name of ours (channel, queue), never anything of a person. */
export function openMetrics(deps: { store: Store; queues: Queues; spooling: () => boolean }): Metrics {
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
  return {
    countInbound: (channel, outcome, events) => inbound.inc({ channel, outcome }, events),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

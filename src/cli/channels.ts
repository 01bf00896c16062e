import { accountFacts, openChannels } from '../channels/index.ts';
import { openKeep } from '../store/keeps.ts';
import { type AccountHealth, healthOf, type Standing } from '../store/sender-health.ts';
import { table } from './table.ts';
import { withStore } from './with-store.ts';

/** Says how every sender account is: those of the settings, and those that ever sent or were heard. */
export async function runChannels(options: { json?: boolean }): Promise<void> {
  const all = await withStore(async (store, config, log) => {
    // Opened and not listened to: what they can carry is asked, and nobody outside.
    const channels = await openChannels(config.channels, (name) => ({
      settings: config.channelSettings[name] ?? {},
      publicUrl: config.publicUrl,
      localUrl: config.localUrl,
      internalKey: store.seal.internalKey,
      keep: openKeep(store, name),
      log,
    }));
    try {
      return await healthOf(store.db, accountFacts(channels), config.timeZone);
    } finally {
      await Promise.all(channels.map((channel) => channel.close()));
    }
  });
  if (options.json) for (const one of all) console.log(JSON.stringify(one));
  else console.log(channelsTable(all, new Date()));
}

const STANDINGS: Readonly<Record<Standing, string>> = {
  up: 'connected',
  down: 'not connected',
  pairing: 'waits to be paired',
  stopped: 'stopped',
  trouble: 'in trouble',
  starting: 'no news yet',
  closed: 'not open',
};

const CLASSES = { lifeSafety: 'life-safety', reply: 'reply', workflow: 'workflow', bulk: 'bulk' } as const;

/** @returns a line for each account under a line of titles, as wide as it needs to be */
export function channelsTable(all: readonly AccountHealth[], now: Date): string {
  const titles = ['account', 'stands', 'last in', 'last out', 'queue', 'pace', 'refused', 'spent today'];
  const rows = all.map((one) => [
    one.account,
    standing(one, now),
    ago(one.lastInAt, now),
    ago(one.lastOutAt, now),
    queue(one, now),
    one.pace ? `${rate(one.pace.perSecond)}, ${one.pace.atOnce} at once` : '-',
    refused(one, now),
    spent(one),
  ]);
  return table(titles, rows);
}

function standing({ standing: at, note, since, paused }: AccountHealth, now: Date): string {
  const more = [
    ...(at === 'up' || note === null ? [] : [note]),
    ...(at === 'up' || since === null ? [] : [`for ${span(since, now)}`]),
  ];
  const said = `${STANDINGS[at]}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
  if (!paused) return said;
  return `${said}, paused ${span(now, paused.until)} more${paused.why ? ` (${paused.why})` : ''}`;
}

function queue({ queue: classes, held, oldestDueAt }: AccountHealth, now: Date): string {
  const waiting = (Object.keys(CLASSES) as (keyof typeof CLASSES)[])
    .filter((name) => classes[name] > 0)
    .map((name) => `${classes[name]} ${CLASSES[name]}`);
  if (held > 0) waiting.push(`${held} held`);
  if (waiting.length === 0) return '0';
  return `${waiting.join(', ')}${oldestDueAt ? `, due for ${span(oldestDueAt, now)}` : ''}`;
}

function refused({ refusals: { total, last, lastAt } }: AccountHealth, now: Date): string {
  return last === null ? String(total) : `${total}, ${last} ${ago(lastAt, now)}`;
}

/** What is slower than one a second is easier to grasp by the minute. */
function rate(perSecond: number): string {
  return perSecond < 1 ? `${rounded(perSecond * 60)}/min` : `${rounded(perSecond)}/s`;
}

const rounded = (n: number) => Number(n.toFixed(2));

/** Units alone: what a unit costs stands in the deployment's prices. */
function spent({ spent: { bulk, template } }: AccountHealth): string {
  const parts = [
    ...(bulk.units > 0 ? [`${bulk.units} bulk`] : []),
    ...(template.units > 0 ? [`${template.units} template`] : []),
  ];
  if (parts.length === 0) return '0';
  return `${((bulk.milli + template.milli) / 1000).toFixed(2)} (${parts.join(', ')})`;
}

function ago(at: Date | null, now: Date): string {
  if (at === null) return 'never';
  return now.getTime() - at.getTime() < 5_000 ? 'now' : `${span(at, now)} ago`;
}

/** The largest unit that fits, e.g. `3 min`. */
function span(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3_600) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

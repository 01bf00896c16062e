import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { openLog } from '../core/log.ts';
import { start } from '../main.ts';
import type { AccountHealth } from '../store/sender-health.ts';
import { freshDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { channelsTable } from './channels.ts';
import { freePort } from './demo/processes.ts';

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));
let database: Awaited<ReturnType<typeof freshDatabase>>;
let folder: string;
const secretKey = randomBytes(32).toString('base64');

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'teledjol-channels-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const settings = (more: Record<string, string> = {}) => ({
  DATABASE_URL: database.url,
  TELEDJOL_SECRET_KEY: secretKey,
  TELEDJOL_DATA_DIR: folder,
  ...more,
});

async function channels(options: readonly string[] = [], more: Record<string, string> = {}) {
  const child = spawn(process.execPath, [LAUNCHER, 'channels', ...options], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...settings(more) },
  });
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  return { said, complained, code };
}

test('beside a running gateway it tells of every account, those of the settings and those of the rows', {
  timeout: 120_000,
}, async () => {
  const port = String(await freePort());
  const running = await start(
    readConfig(settings({ PORT: port })),
    openLog(() => {}, 'silent'),
  );
  try {
    await fetch(`${running.url}/hooks/simulator/message`, {
      method: 'POST',
      body: JSON.stringify({ id: 'c1', phone: 'sms', person: 'zozo', text: 'MOUN' }),
    });
    const objects = await until(
      async () => {
        const { said, complained, code } = await channels(['--json']);
        expect({ complained, code }).toEqual({ complained: '', code: 0 });
        const all = said
          .trim()
          .split('\n')
          .map((line): AccountHealth => JSON.parse(line));
        return all[0]?.lastOutAt && all;
      },
      { withinMs: 60_000, what: 'the message and its answer are noted' },
    );
    expect(objects.map(({ account, standing }) => [account, standing])).toEqual([
      ['simulator-sms', 'up'],
      ['simulator-telegram', 'up'],
      ['simulator-whatsapp', 'up'],
    ]);
    expect(objects[0]?.lastInAt).toMatch(/^\d{4}-/);
    const table = await channels();
    expect(table.said).toMatch(/^account +stands +last in +last out +queue +pace +refused +spent today\n/);
    expect(table.said).toMatch(/^simulator-sms +connected +(now|\d+ s ago) +(now|\d+ s ago) +0 +50\/s/m);
    expect(table.said).not.toContain('zozo');
  } finally {
    await running.stop();
  }
});

test('a wrong setting is one line that names it', async () => {
  const { said, complained, code } = await channels([], { CHANNELS: 'twilio' });
  expect({ said, code }).toEqual({ said: '', code: 1 });
  expect(complained).toMatch(/^teledjol: TWILIO_ACCOUNT_SID is missing, [^\n]+\n$/);
}, 60_000);

test('the table says it in plain words and stays in line', () => {
  const now = new Date('2026-01-15T12:00:00Z');
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const quiet: AccountHealth = {
    account: 'sms-a',
    channel: 'sms',
    standing: 'up',
    note: null,
    since: ago(999),
    needsSomebody: false,
    lastInAt: ago(3),
    lastOutAt: null,
    queue: { lifeSafety: 0, reply: 0, workflow: 0, bulk: 0 },
    held: 0,
    oldestDueAt: null,
    pace: { perSecond: 1, atOnce: 2 },
    paused: null,
    refusals: { total: 0, last: null, lastAt: null },
    spent: { bulk: { units: 0, milli: 0 }, template: { units: 0, milli: 0 } },
  };
  const lines = channelsTable(
    [
      quiet,
      {
        ...quiet,
        account: 'whatsapp-web',
        standing: 'stopped',
        note: '401',
        since: ago(90),
        queue: { lifeSafety: 1, reply: 12, workflow: 0, bulk: 0 },
        held: 4,
        oldestDueAt: ago(75),
        paused: { until: new Date(now.getTime() + 125_000), why: 'throttled 429' },
        refusals: { total: 7, last: 'throttled 429', lastAt: ago(3 * 24 * 60) },
        pace: { perSecond: 20 / 60, atOnce: 2 },
        spent: { bulk: { units: 120, milli: 8_400 }, template: { units: 1, milli: 60 } },
      },
      {
        ...quiet,
        account: 'gone',
        channel: null,
        standing: 'closed',
        since: null,
        pace: null,
        lastInAt: null,
      },
    ],
    now,
  ).split('\n');
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ['account', 'stands', 'last in', 'last out', 'queue', 'pace', 'refused', 'spent today'],
    ['sms-a', 'connected', '3 min ago', 'never', '0', '1/s, 2 at once', '0', '0'],
    [
      'whatsapp-web',
      'stopped (401, for 1 h), paused 2 min more (throttled 429)',
      '3 min ago',
      'never',
      '1 life-safety, 12 reply, 4 held, due for 1 h',
      '20/min, 2 at once',
      '7, throttled 429 3 days ago',
      '8.46 (120 bulk, 1 template)',
    ],
    ['gone', 'not open', 'never', 'never', '0', '-', '0', '0'],
  ]);
  const column = lines[0]?.indexOf('last out') ?? -1;
  for (const line of lines.slice(1)) expect(line.slice(column, column + 5)).toBe('never');
});

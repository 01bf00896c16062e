import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './cli/demo/processes.ts';
import { readConfig } from './config.ts';
import { openLog } from './core/log.ts';
import { type Running, start } from './main.ts';
import { freshDatabase, withDatabase } from './testing/database.ts';
import { tempFolder } from './testing/temp-folder.ts';

import { until } from './testing/until.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let house: Running;
let url: string;
let dataDir: string;
const lines: string[] = [];
const log = openLog((line) => lines.push(line));
const alarms: string[] = [];
const alertServer = createServer((request, response) => {
  request.setEncoding('utf8').on('data', (text: string) => alarms.push(text));
  request.on('end', () => response.end());
});

async function environment(more: Record<string, string> = {}) {
  const port = await freePort();
  return {
    PORT: String(port),
    DATABASE_URL: database.url,
    TELEDJOL_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
    TELEDJOL_DATA_DIR: await tempFolder(),
    ...more,
  };
}

beforeAll(async () => {
  database = await freshDatabase();
  await new Promise<void>((resolve) => alertServer.listen(0, '127.0.0.1', resolve));
  const { port } = alertServer.address() as AddressInfo;
  const own = await environment({ ALERT_URL: `http://127.0.0.1:${port}/alarm` });
  dataDir = own.TELEDJOL_DATA_DIR;
  house = await start(readConfig(own), log);
  url = house.url ?? '';
});
afterAll(async () => {
  await house.stop();
  alertServer.close();
  await database.drop();
});

test('says how it is: alive, ready, and in numbers', async () => {
  await until(async () => (await (await fetch(`${url}/readyz`)).json()).matching === 'ok');
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toEqual({
    status: 'ok',
    database: 'ok',
    queue: 'ok',
    spool: 'empty',
    aside: 0,
    matching: 'ok',
    channels: {
      simulator: { 'simulator-sms': 'up', 'simulator-whatsapp': 'up', 'simulator-telegram': 'up' },
    },
  });
  const metrics = await fetch(`${url}/metrics`);
  expect(metrics.headers.get('content-type')).toContain('text/plain');
  const text = await metrics.text();
  expect(text).toContain('teledjol_waiting{state="open"} 0');
  expect(text).toContain('teledjol_queue_depth{queue="conversation"}');
  expect(text).toContain('teledjol_spool_aside 0');
  for (const line of ['up', 'held', 'paused', 'refusals_total'])
    expect(text).toContain(`teledjol_account_${line}{account="simulator-sms"} ${line === 'up' ? 1 : 0}`);
  expect(text).toContain('teledjol_account_queue{account="simulator-sms",class="lifeSafety"} 0');
});

test('a first administrator can be made by the link, and the link is not logged', () => {
  expect(house.adminLink).toContain('/invite/');
  expect(lines.join()).not.toContain('/invite/');
});

test('a message is answered, and neither it nor its sender stands in the log or the metrics', async () => {
  const response = await fetch(`${url}/hooks/simulator/message`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 'm1', phone: 'sms', person: 'zozo-who-writes', text: 'MOUN sekre anpil' }),
  });
  expect(response.status).toBe(204);
  const received = await until(
    async () => {
      const answer = await fetch(`${url}/simulator/phones/sms/zozo-who-writes/messages`);
      const { received } = (await answer.json()) as { received: unknown[] };
      return received.length > 0 && received;
    },
    { what: 'an answer' },
  );
  expect(received).toHaveLength(1);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  for (const word of ['sekre', 'zozo']) {
    expect(lines.join('\n')).not.toContain(word);
    expect(metrics).not.toContain(word);
  }
});

test('somebody who waits too long raises the alarm once, without a name', async () => {
  const pg = await import('pg');
  const client = new pg.default.Client(database.url);
  await client.connect();
  await client.query(
    `with c as (insert into contact (id) values (gen_random_uuid()) returning id)
     insert into waiting (id, contact_id, reason, opened_at)
     select gen_random_uuid(), id, 'asked_for_person', now() - interval '1 hour' from c`,
  );
  await client.end();
  await until(() => alarms.length > 0, { what: 'the alarm' });
  expect(alarms).toEqual([`Teledjol: 1 waiting for more than 15 minutes. ${url}/waiting`]);
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('teledjol_waiting{state="late"} 1');
});

test('what an account hears, sends and is refused stands in the metrics within seconds, by its name only', async () => {
  const seen = await until(
    async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      return /last_out_timestamp_seconds\{account="simulator-sms"\} \d+/.test(text) ? text : null;
    },
    { withinMs: 20_000, what: 'the answer of the test before is counted' },
  );
  expect(seen).toMatch(/teledjol_account_last_in_timestamp_seconds\{account="simulator-sms"\} \d+/);
  const labels = [...seen.matchAll(/^teledjol_account_\w+\{([^}]*)\}/gm)].map(([, said]) => said ?? '');
  expect(labels.length).toBeGreaterThan(20);
  for (const label of labels) expect(label).toMatch(/^account="simulator-[a-z]+"(,class="[a-zA-Z]+")?$/);
});

test('an account that is stopped makes nobody less ready, raises the alarm once, and shows everywhere', async () => {
  const pg = await import('pg');
  const client = new pg.default.Client(database.url);
  await client.connect();
  const before = alarms.length;
  const stand = (link: string | null) =>
    client.query(
      `update sender set link = $1, link_note = '401', link_at = now() - interval '1 hour' where account = 'simulator-sms'`,
      [link],
    );
  await stand('stopped');
  await until(() => alarms.length > before, { what: 'the alarm' });
  expect(alarms.slice(before)).toEqual([
    `Teledjol: in trouble for more than 15 minutes: simulator-sms. ${url}/channels`,
  ]);
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({ channels: { simulator: { 'simulator-sms': 'stopped' } } });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain(
    'teledjol_account_up{account="simulator-sms"} 0',
  );
  await stand(null);
  await client.end();
});

test('what lies aside in the spool is counted until an operator has dealt with it', async () => {
  const path = join(dataDir, 'spool', '000000000000001-000001-1-gone.aside');
  const asides = async () => {
    const { aside } = (await (await fetch(`${url}/readyz`)).json()) as { aside: number };
    const [, gauge] =
      /^teledjol_spool_aside (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text()) ?? [];
    return [aside, Number(gauge)];
  };
  await writeFile(path, '');
  expect(await asides()).toEqual([1, 1]);
  await rm(path);
  expect(await asides()).toEqual([0, 0]);
});

test('an unknown path is a page in words, and a webhook nobody opened does not exist', async () => {
  expect((await fetch(`${url}/nothing-here`)).status).toBe(404);
  expect((await fetch(`${url}/hooks/twilio/message`, { method: 'POST' })).status).toBe(404);
});

test('behind a proxy of ours a client cannot make itself many: only the last address counts', async () => {
  const behind = await start(readConfig(await environment({ TRUST_PROXY: 'yes', ROLES: 'web' })), log);
  const statuses: number[] = [];
  for (let n = 0; n < 65; n++) {
    const { status } = await fetch(`${behind.url}/login`, {
      method: 'POST',
      headers: { 'x-forwarded-for': `10.${n}.0.1, 203.0.113.7` },
      body: new URLSearchParams({ name: 'x', password: 'y' }),
    });
    statuses.push(status);
  }
  expect(statuses.at(-1)).toBe(429);
  await behind.stop();
});

test('what is no request of ours is refused without a word about what is wrong with it', async () => {
  const hook = `${url}/hooks/simulator/message`;
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(hook, { method: 'POST', headers, body });
  const refused = [
    await post('{"zozo'),
    await post('{"__proto__": {"phone": "sms"}, "zozo": 1}', { 'content-type': 'application/json' }),
    await post('zozo', { 'content-type': 'x/y;;;' }),
    await post('zozo'.repeat(1_000_000)),
    await fetch(`${url}/hooks/simulator/message?zozo=1&zozo=2`, { method: 'POST' }),
  ];
  for (const answer of refused) {
    expect([400, 413, 415]).toContain(answer.status);
    expect(await answer.text()).toBe('');
  }
  expect((await fetch(hook)).status).toBe(404);
  expect((await fetch(hook, { method: 'PUT' })).status).toBe(404);
  expect((await fetch(`${url}/healthz`, { method: 'HEAD' })).status).toBe(200);
  expect(lines.join()).not.toContain('zozo":');
  expect(lines.join()).not.toContain('zozozozo');
});

test('a start that cannot succeed leaves nothing behind and says why in one line', async () => {
  const wrong = await environment({ DATABASE_URL: withDatabase(database.url, 'no_such_database') });
  await expect(start(readConfig(wrong), log)).rejects.toThrow(/no_such_database/);
  const taken = await environment({ PORT: new URL(url).port });
  await expect(start(readConfig(taken), log)).rejects.toThrow(/EADDRINUSE/);
});

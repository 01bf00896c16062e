import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newSecret } from '../../core/webhook-secret.ts';
import type { Store } from '../../store/connect.ts';
import { webhookDelivery } from '../../store/schema.ts';
import { addStaff } from '../../store/staff.ts';
import { addEndpoint, sendTest } from '../../store/webhook-endpoints.ts';
import { freshDatabase } from '../../testing/database.ts';
import { openTestStore } from '../../testing/people.ts';
import { until } from '../../testing/until.ts';
import { startWebhookProcess } from '../../testing/webhook-process.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let far: WebhookReceiver;
let endpointId: string;
const running: { kill(): Promise<void> }[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  far = await startWebhookReceiver();
  const admin = await addStaff(store.db, {
    name: 'Chèf',
    role: 'admin',
    passwordHash: 'none',
    language: 'fr',
  });
  const wants = { url: far.url, events: [], languages: [], categories: [], secret: newSecret() };
  endpointId = await addEndpoint(store, { ...wants, staffId: admin?.id ?? '', now: new Date() });
});
afterEach(() => Promise.all(running.splice(0).map((one) => one.kill())));
afterAll(async () => {
  await far.close();
  await store.close();
  await database.drop();
});

const start = (leaseSeconds: number) => {
  const one = startWebhookProcess({ databaseUrl: database.url, leaseSeconds });
  running.push(one);
  return one;
};
const states = async () => (await store.db.select().from(webhookDelivery)).map(({ state }) => state);

test('kill -9 between sending and noting it: it is sent again under the same id', async () => {
  // The far side has it, and its answer never comes.
  far.react('hang');
  const doomed = start(2);
  await sendTest(store.db, { id: endpointId, now: new Date() });
  await until(() => far.received.length === 1, { what: 'the first attempt' });
  await doomed.kill();
  expect(await states()).toEqual(['waiting']);

  far.react({ status: 204 });
  start(2);
  await until(async () => (await states()).every((state) => state === 'delivered'), { what: 'it went' });
  expect(far.received.map(({ id }) => id)).toEqual([far.received[0]?.id, far.received[0]?.id]);
});

test('two processes share the work and nobody is told twice', async () => {
  far.received.length = 0;
  for (let i = 0; i < 40; i += 1) await sendTest(store.db, { id: endpointId, now: new Date() });
  start(60);
  start(60);
  await until(async () => (await states()).every((state) => state === 'delivered'), { what: 'all went' });
  expect(new Set(far.received.map(({ id }) => id)).size).toBe(40);
  expect(far.received).toHaveLength(40);
});

import { eq, sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { newSecret, shownSecret } from '../../core/webhook-secret.ts';
import {
  beginCorrection,
  closeClaim,
  openClaim,
  saveDraft,
  submit,
  takeLease,
  withdraw,
} from '../../desks/verification/index.ts';
import { claim, webhookDelivery, webhookEndpoint, webhookEvent } from '../../store/schema.ts';
import {
  addEndpoint,
  changeSecret,
  listDeliveries,
  pauseEndpoint,
  resumeEndpoint,
  sendAgain,
  sendAgainSince,
  sendTest,
} from '../../store/webhook-endpoints.ts';
import { alertDisabled, dueEndpoints, noteClosed, noteVerdict } from '../../store/webhooks.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../../testing/webhook-receiver.ts';
import { openWebhooks, type Webhooks } from './deliver.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
let lead: string;
let far: WebhookReceiver;
let webhooks: Webhooks;
let lines: string[];
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lead = await world.colleague('Nadine', 'lead');
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.store.db.execute(sql`truncate webhook_endpoint, webhook_event cascade`);
  far = await startWebhookReceiver();
  webhooks = open();
  world.woken.length = 0;
});
afterEach(async () => {
  await webhooks.close();
  await far.close();
});

function open(options: { privateToo?: boolean; timeoutMs?: number } = {}): Webhooks {
  lines = [];
  return openWebhooks({
    store: world.store,
    words: { texts: world.desk.texts, publicUrl: 'https://verify.example' },
    log: openLog((line) => lines.push(line)),
    privateToo: true,
    timeoutMs: 2_000,
    ...options,
  });
}

interface Wants {
  url?: string;
  events?: string[];
  languages?: string[];
  categories?: string[];
}
async function endpoint(wants: Wants = {}): Promise<{ id: string; secret: Buffer }> {
  const secret = newSecret();
  const all = { url: `${far.url}/hook`, events: [], languages: [], categories: [] };
  const id = await addEndpoint(world.store, { ...all, ...wants, secret, staffId: marie, now: new Date() });
  return { id, secret };
}

let n = 0;
/** A verdict that was just published, with what nobody outside may learn. */
async function publish(category = 'electoral') {
  const person = await world.person();
  n += 1;
  const { tipId, code: tipCode } = await world.says(person, `Yo di bagay sekrè nimewo ${n}`);
  const { claimId, verdictId } = await world.inReview(marie, [tipId]);
  await world.store.db.update(claim).set({ category }).where(eq(claim.id, claimId));
  await world.publish(verdictId, jozef, lead);
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
  return { claimId, verdictId, code: row?.code ?? '', tipCode };
}
const sendDue = async () => webhooks.drain(await dueEndpoints(world.store.db));
const deliveries = () => world.store.db.select().from(webhookDelivery).orderBy(webhookDelivery.createdAt);
const endpointRow = async (id: string) =>
  (await world.store.db.select().from(webhookEndpoint).where(eq(webhookEndpoint.id, id)))[0];
/** Lets time pass for what waits and for what fails. */
const pass = (seconds: number) =>
  world.store.db.execute(sql`with later as (update webhook_endpoint
    set failing_since = failing_since - ${seconds} * interval '1 second',
      previous_until = previous_until - ${seconds} * interval '1 second')
    update webhook_delivery set due_at = due_at - ${seconds} * interval '1 second'`);
const dataOf = (body: string | undefined) => JSON.parse(body ?? '{}').data;
const check = (one: WebhookReceiver['received'][number], secret: Buffer) =>
  new Webhook(shownSecret(secret)).verify(one.body, one.headers as Record<string, string>);

test('a publication goes out signed, with what the public may know and nothing else', async () => {
  const { secret, id } = await endpoint();
  const { code, claimId, verdictId, tipCode } = await publish();
  expect(world.woken).toContain(id);
  await sendDue();
  expect(far.received).toHaveLength(1);
  const [one] = far.received;
  if (!one) throw new Error('nothing came');
  expect(check(one, secret)).toEqual({
    type: 'verdict.published',
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      code,
      url: `https://verify.example/verdicts/${code}`,
      state: 'published',
      version: 1,
      rating: { key: 'false', labels: { ht: 'Fo', fr: 'Faux', en: 'False', es: 'Falso' } },
      category: 'electoral',
      wording: { ht: 'Biwo vòt yo fèmen a midi.', fr: 'Les bureaux ferment à midi.' },
      texts: {
        ht: { ...WORDS.ht, what_to_do: '' },
        fr: { ...WORDS.fr, what_to_do: '' },
      },
      sources: [],
      changed: {},
      first_published_at: expect.any(String),
      published_at: expect.any(String),
      withdrawn_at: null,
      updated_at: expect.any(String),
      cards: expect.arrayContaining([
        {
          language: 'ht',
          format: 'square',
          url: `https://verify.example/verdicts/${code}/card.ht.square.png?v=1`,
        },
      ]),
    },
  });
  expect(one.headers['content-type']).toBe('application/json');
  const all = one.body + JSON.stringify(one.headers);
  for (const inside of [
    marie,
    jozef,
    'Marie',
    'Jozèf',
    claimId,
    verdictId,
    tipCode,
    'sekrè',
    'Kominike KEP',
  ]) {
    expect(all).not.toContain(inside);
  }
  // A body that was changed on its way, another secret, an old one: not ours.
  expect(() => check({ ...one, body: one.body.replace('Fo', 'Vre') }, secret)).toThrow();
  expect(() => check(one, newSecret())).toThrow();
  expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1, status: 204, lease: null }]);
  await sendDue();
  expect(far.received).toHaveLength(1);
});

test('no commit without its event, no event without its commit', async () => {
  await endpoint();
  const { verdictId } = await publish();
  expect(await world.store.db.select().from(webhookEvent)).toMatchObject([{ verdictId }]);
  const { claimId } = await publish();
  const before = await deliveries();
  const failed = world.store.db.transaction(async (tx) => {
    await tx.update(claim).set({ closedAs: 'out_of_scope', state: 'closed' }).where(eq(claim.id, claimId));
    expect(await noteClosed(tx, { claimId, now: new Date() })).toHaveLength(1);
    throw new Error('the decision fell through');
  });
  await expect(failed).rejects.toThrow('fell through');
  expect(await deliveries()).toEqual(before);
  // Whoever is published twice by mistake is told once.
  await world.store.db.transaction((tx) => noteVerdict(tx, { verdictId, now: new Date() }));
  expect(await deliveries()).toHaveLength(before.length);
});

test('who wants one type, category or language gets that, and of a claim it knows all that follows', async () => {
  const paths = ['all', 'withdrawn', 'security', 'electoral', 'fr', 'es'] as const;
  await endpoint({ url: `${far.url}/all` });
  await endpoint({ url: `${far.url}/withdrawn`, events: ['verdict.withdrawn'] });
  await endpoint({ url: `${far.url}/security`, categories: ['security'] });
  await endpoint({ url: `${far.url}/electoral`, categories: ['electoral'] });
  await endpoint({ url: `${far.url}/fr`, languages: ['fr'] });
  await endpoint({ url: `${far.url}/es`, languages: ['es'] });
  const { claimId, verdictId, code } = await publish('electoral');
  await sendDue();
  const got = () => far.received.map(({ path }) => path.slice(1)).sort();
  expect(got()).toEqual(['all', 'electoral', 'fr']);
  const french = dataOf(far.received.find(({ path }) => path === '/fr')?.body);
  expect([french.texts, french.wording, french.rating.labels].map(Object.keys)).toEqual([
    ['fr'],
    ['fr'],
    ['fr'],
  ]);

  // Moved to another category, then withdrawn: who shows it must hear of it.
  far.received.length = 0;
  await world.store.db.update(claim).set({ category: 'social' }).where(eq(claim.id, claimId));
  await withdraw(world.desk, { verdictId, staffId: lead, why: 'Sous la te twonpe l' });
  await sendDue();
  expect(got()).toEqual(['all', 'electoral', 'fr', 'withdrawn']);
  for (const { body } of far.received) {
    expect(JSON.parse(body).type).toBe('verdict.withdrawn');
    expect(dataOf(body)).toMatchObject({
      code,
      state: 'withdrawn',
      rating: null,
      texts: {},
      sources: [],
      cards: [],
    });
    expect(body).not.toContain(WORDS.fr.summary);
  }
  expect(paths).toHaveLength(6);
});

test('a claim that ends without a verdict tells how, and not what it said', async () => {
  await endpoint();
  const { tipId } = await world.says(await world.person(), 'Yon bagay ki pa ka verifye');
  const wording = { ht: 'Biwo vòt yo fèmen a midi.' };
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording });
  await closeClaim(world.desk, { claimId, staffId: marie, as: 'not_checkable', why: 'Pa gen sous' });
  await sendDue();
  const closed = { claim: claimId, code: null, closed_as: 'not_checkable', category: null };
  expect(JSON.parse(far.received[0]?.body ?? '{}')).toMatchObject({ type: 'claim.closed', data: closed });
  expect(far.received[0]?.body).not.toContain('midi');
});

test('a correction goes out with its version and what is different', async () => {
  await endpoint();
  const { claimId, code } = await publish();
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  await beginCorrection(world.desk, mine);
  const changed = { ht: 'Lè a chanje.', fr: 'L’heure a changé.' };
  await saveDraft(world.desk, { ...mine, rating: 'misleading', texts: WORDS, changed });
  const { verdictId } = await submit(world.desk, mine);
  await world.publish(verdictId, jozef, lead);
  await sendDue();
  const types = far.received.map(({ body }) => JSON.parse(body).type).sort();
  expect(types).toEqual(['verdict.corrected', 'verdict.published']);
  const corrected = far.received.find(({ body }) => body.includes('verdict.corrected'));
  expect(dataOf(corrected?.body)).toMatchObject({ code, version: 2, changed, rating: { key: 'misleading' } });
  // The first is told as it was, not as it became.
  const first = far.received.find(({ body }) => body.includes('verdict.published'));
  expect(dataOf(first?.body)).toMatchObject({ code, version: 1, rating: { key: 'false' } });
});

test('a change of the secret leaves the far side a day: both sign, then the new one alone', async () => {
  const { id, secret } = await endpoint();
  const fresh = newSecret();
  const previousUntil = new Date(Date.now() + 86_400_000);
  await changeSecret(world.store, { id, secret: fresh, previousUntil, staffId: marie, now: new Date() });
  await sendTest(world.store.db, { id, now: new Date() });
  await sendDue();
  const [both] = far.received;
  if (!both) throw new Error('nothing came');
  expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2);
  expect(check(both, secret)).toEqual(check(both, fresh));

  await pass(86_401);
  await sendTest(world.store.db, { id, now: new Date() });
  await sendDue();
  const [, later] = far.received;
  if (!later) throw new Error('nothing came');
  expect(check(later, fresh)).toMatchObject({ type: 'webhook.test' });
  expect(() => check(later, secret)).toThrow();
});

test('secrets are sealed at rest', async () => {
  const { id, secret } = await endpoint();
  const row = await endpointRow(id);
  expect(row?.secret.includes(secret)).toBe(false);
  expect(row && world.store.seal.unseal(row.secret)).toEqual(secret);
});

test('what fails comes again later under the same id, by the schedule, and in the end a person may send it', async () => {
  const { id } = await endpoint();
  await publish();
  far.react({ status: 500 });
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await sendDue();
    expect(far.received).toHaveLength(attempt);
    // Not before its time.
    await sendDue();
    expect(far.received).toHaveLength(attempt);
    const [row] = await deliveries();
    expect(row).toMatchObject({ attempts: attempt, status: 500, state: attempt < 10 ? 'waiting' : 'failed' });
    if (attempt < 10) waits.push(((row?.dueAt.getTime() ?? 0) - Date.now()) / 1_000);
    // Only what waits: a partner that has failed for five days is another test.
    await world.store.db.execute(sql`update webhook_delivery set due_at = now() - interval '1 second'`);
  }
  const schedule = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
  for (const [i, least] of schedule.entries()) {
    expect(waits[i], `wait ${i + 1}`).toBeGreaterThan(least - 5);
    expect(waits[i], `wait ${i + 1}`).toBeLessThan(least * 1.1 + 1);
  }
  expect(new Set(far.received.map((one) => one.id)).size).toBe(1);
  expect(new Set(far.received.map((one) => one.body)).size).toBe(1);

  far.react({ status: 204 });
  const [line] = await listDeliveries(world.store.db, id, { limit: 10, offset: 0 });
  expect(await sendAgain(world.store.db, { id: line?.id ?? '', endpointId: id })).toBe(true);
  await sendDue();
  expect(far.received).toHaveLength(11);
  expect(far.received[10]?.id).toBe(far.received[0]?.id);
  expect((await endpointRow(id))?.failingSince).toBeNull();
});

test.each([
  [429, '120', 120],
  [503, '7200', 7_200],
  [503, 'in an hour', 3_600],
  [503, '999999999', 86_400],
  [503, 'soon', 5],
  [500, '7200', 5],
])('%i with Retry-After %s waits about %i s', async (status, header, seconds) => {
  await endpoint();
  await publish();
  const given = header === 'in an hour' ? new Date(Date.now() + 3_600_000).toUTCString() : header;
  far.react({ status, headers: { 'retry-after': given } });
  await sendDue();
  const [row] = await deliveries();
  const wait = ((row?.dueAt.getTime() ?? 0) - Date.now()) / 1_000;
  expect(wait).toBeGreaterThan(seconds - 4);
  expect(wait).toBeLessThan(seconds + 2);
});

test('410 ends it: the endpoint is off, an operator is told once, nothing waits, and it can be put on again', async () => {
  const { id } = await endpoint();
  await publish();
  await publish();
  far.react({ status: 410 });
  await sendDue();
  expect(await endpointRow(id)).toMatchObject({ state: 'disabled', disabledWhy: 'gone' });
  expect((await deliveries()).map(({ state }) => state)).toEqual(['failed', 'failed']);
  expect(await alertDisabled(world.store.db)).toMatchObject([
    { id, why: 'gone', host: new URL(far.url).host },
  ]);
  expect(await alertDisabled(world.store.db)).toEqual([]);
  await publish();
  await sendDue();
  const told = far.received.length;

  far.react({ status: 204 });
  await resumeEndpoint(world.store, { id, staffId: marie, now: new Date() });
  await sendDue();
  expect(far.received).toHaveLength(told);
  // Also what happened while it was off.
  expect(
    await sendAgainSince(world.store.db, { endpointId: id, since: new Date(Date.now() - 3_600_000) }),
  ).toBe(3);
  await sendDue();
  expect(far.received).toHaveLength(told + 3);
  expect(await sendAgainSince(world.store.db, { endpointId: id, since: new Date(0) })).toBe(0);
});

test('who has failed for more than five days is off', async () => {
  const { id } = await endpoint();
  await publish();
  far.react({ status: 500 });
  await sendDue();
  await pass(4 * 86_400);
  await sendDue();
  expect(await endpointRow(id)).toMatchObject({ state: 'active' });
  await pass(1.1 * 86_400);
  await sendDue();
  expect(await endpointRow(id)).toMatchObject({ state: 'disabled', disabledWhy: 'failing' });
  expect(lines.join('\n')).toContain('a webhook endpoint was disabled');
  expect(lines.join('\n')).not.toContain(far.url);
});

test('no redirect is followed, and one that says nothing, hangs up or never ends holds nobody', async () => {
  await webhooks.close();
  webhooks = open({ timeoutMs: 300 });
  const elsewhere = await startWebhookReceiver();
  try {
    await endpoint();
    const outcomes: [Parameters<typeof far.react>[0], object][] = [
      [
        { status: 307, headers: { location: `${elsewhere.url}/` } },
        { state: 'waiting', status: 307 },
      ],
      ['hang', { state: 'waiting', status: null, error: 'timeout' }],
      ['hang up', { state: 'waiting', status: null, error: 'UND_ERR_SOCKET' }],
      ['endless', { state: 'delivered', status: 200 }],
    ];
    for (const [reaction, outcome] of outcomes) {
      await world.store.db.execute(sql`truncate webhook_event cascade`);
      far.react(reaction);
      await publish();
      await sendDue();
      expect(await deliveries()).toMatchObject([outcome]);
    }
    expect(elsewhere.received).toEqual([]);
  } finally {
    await elsewhere.close();
  }
});

test('one that has disappeared is tried again', async () => {
  const gone = await startWebhookReceiver();
  await gone.close();
  await endpoint({ url: gone.url });
  await publish();
  await sendDue();
  expect(await deliveries()).toMatchObject([{ state: 'waiting', error: 'ECONNREFUSED', attempts: 1 }]);
});

test('addresses of our own network, and without TLS, are not called unless that is allowed', async () => {
  await webhooks.close();
  webhooks = open({ privateToo: false });
  const { port } = new URL(far.url);
  const urls = {
    [`http://127.0.0.1:${port}/`]: 'not_https',
    [`https://127.0.0.1:${port}/`]: 'private_address',
    'https://169.254.169.254/latest/meta-data': 'private_address',
  };
  for (const [url, error] of Object.entries(urls)) {
    await world.store.db.execute(sql`truncate webhook_endpoint, webhook_event cascade`);
    await endpoint({ url });
    await publish();
    await sendDue();
    expect(await deliveries()).toMatchObject([{ state: 'waiting', error }]);
  }
  expect(far.received).toEqual([]);
});

test('what is due while an endpoint is paused waits for it', async () => {
  const { id } = await endpoint();
  await pauseEndpoint(world.store, { id, staffId: marie, now: new Date() });
  await publish();
  await sendDue();
  expect(far.received).toEqual([]);
  await resumeEndpoint(world.store, { id, staffId: marie, now: new Date() });
  await sendDue();
  expect(far.received).toHaveLength(1);
});

test('two processes that are woken for the same send each event once', async () => {
  await endpoint();
  for (let i = 0; i < 10; i += 1) await publish();
  const other = open();
  try {
    const due = await dueEndpoints(world.store.db);
    await Promise.all([webhooks, other, webhooks, other].map((one) => one.drain(due)));
    const ids = far.received.map(({ id }) => id);
    expect(ids).toHaveLength(10);
    expect(new Set(ids).size).toBe(10);
  } finally {
    await other.close();
  }
});

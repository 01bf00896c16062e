import { Validator } from '@seriousme/openapi-schema-validator';
import { eq, sql } from 'drizzle-orm';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newApiKey } from '../../core/api-key.ts';
import { openLog } from '../../core/log.ts';
import { withdraw } from '../../desks/verification/index.ts';
import { revokeApiKey } from '../../store/api-keys.ts';
import { forgetApiTips } from '../../store/api-tips.ts';
import { apiKey, apiTip, claim, tip } from '../../store/schema.ts';
import { apiKeyFor, askApi, HOST } from '../../testing/api-client.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { registerApi } from './register.ts';
import { API_ROUTES } from './routes.ts';

let world: DeskWorld;
let app: FastifyInstance;
let url: string;
let marie: string;
let jozef: string;
let lead: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lead = await world.colleague('Nadine', 'lead');
});
afterAll(() => world.close());
// A server for each test: limits count per server.
beforeEach(async (context) => {
  await world.store.db.execute(sql`truncate claim, tip, api_key cascade`);
  app = Fastify();
  await registerApi(app, { desk: { ...world.desk, timeZone: 'UTC' }, publicUrl: HOST });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  context.onTestFinished(() => app.close());
});

const ask = (path: string, init: Parameters<typeof askApi>[2] = {}) => askApi(url, path, init);
const key = (...of: [scopes?: string[], more?: { expiresAt?: Date; perMinute?: number }]) =>
  apiKeyFor(world, marie, ...of);
let n = 0;
async function publish(category: string | null = 'electoral') {
  n += 1;
  const { tipId } = await world.says(await world.person(), `Yo di bagay sekrè nimewo ${n}`);
  const { claimId, verdictId } = await world.inReview(marie, [tipId]);
  await world.store.db.update(claim).set({ category }).where(eq(claim.id, claimId));
  await world.publish(verdictId, jozef, lead);
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
  return { code: row?.code ?? '', verdictId, claimId };
}
const codes = (body: { verdicts: { code: string }[] }) => body.verdicts.map(({ code }) => code);

test('the OpenAPI file is valid, is served, and the page names every route', async () => {
  const given = await (await fetch(`${url}/api/openapi.json`)).json();
  const result = await new Validator().validate(given);
  expect(result.errors ?? []).toEqual([]);
  expect(result.valid).toBe(true);
  const page = await (await fetch(`${url}/api`)).text();
  for (const { path } of API_ROUTES) expect(page).toContain(`/api/v1${path}`);
});

test('anybody reads verdicts, page by page, and what is added meanwhile shifts nothing', async () => {
  const made: string[] = [];
  for (let i = 0; i < 5; i += 1) made.unshift((await publish()).code);
  const first = await ask('/verdicts?limit=2');
  expect(codes(first.body)).toEqual(made.slice(0, 2));
  expect(first.body.verdicts[0]).toMatchObject({
    rating: { key: 'false' },
    texts: { ht: WORDS.ht },
    version: 1,
  });
  expect(JSON.stringify(first.body)).not.toMatch(/sekrè|Marie|Jozèf|Kominike/);
  await publish();
  const second = await ask(`/verdicts?limit=2&cursor=${first.body.next}`);
  expect(codes(second.body)).toEqual(made.slice(2, 4));
  const third = await ask(`/verdicts?limit=2&cursor=${second.body.next}`);
  expect(codes(third.body)).toEqual(made.slice(4));
  expect(third.body.next).toBeNull();
});

test('filters, and what was withdrawn is told to who keeps a copy', async () => {
  const began = new Date(Date.now() - 1_000).toISOString();
  const a = await publish('electoral');
  const b = await publish('security');
  expect(codes((await ask('/verdicts?category=security')).body)).toEqual([b.code]);
  expect(codes((await ask('/verdicts?language=fr&rating=false')).body)).toEqual([b.code, a.code]);
  expect(codes((await ask('/verdicts?language=es')).body)).toEqual([]);
  expect(codes((await ask('/verdicts?q=biwo+midi')).body)).toEqual([b.code, a.code]);
  // As people type: other accents, no accents, capitals, the beginning of a word; never the middle of one.
  expect(codes((await ask('/verdicts?q=BIW%C3%92+mid')).body)).toEqual([b.code, a.code]);
  for (const nothing of ['iwo', '100%25', '%25', '%22%5C'])
    expect(codes((await ask(`/verdicts?q=${nothing}`)).body)).toEqual([]);
  expect(codes((await ask(`/verdicts?since=${new Date(Date.now() + 60_000).toISOString()}`)).body)).toEqual(
    [],
  );
  await withdraw(world.desk, { verdictId: a.verdictId, staffId: lead, why: 'Sous la te twonpe l' });
  expect(codes((await ask('/verdicts')).body)).toEqual([b.code]);
  const found = await ask(`/verdicts?q=biwo+midi&order=oldest&updated_since=${began}`);
  expect(codes(found.body)).toEqual([b.code, a.code]);
  const copied = await ask(`/verdicts?order=oldest&updated_since=${began}`);
  expect(codes(copied.body)).toEqual([b.code, a.code]);
  expect(copied.body.verdicts[1]).toMatchObject({ state: 'withdrawn', rating: null, texts: {} });
  expect((await ask(`/verdicts/${a.code.toLowerCase()}`)).body).toMatchObject({ state: 'withdrawn' });
  expect((await ask('/verdicts/ZZ99')).status).toBe(404);
});

test('a search that fails leaves none of its words, in the log or in the answer', async (context) => {
  const lines: string[] = [];
  const server = Fastify();
  context.onTestFinished(() => server.close());
  const desk = { ...world.desk, timeZone: 'UTC', log: openLog((line) => lines.push(line)) };
  await registerApi(server, { desk, publicUrl: HOST });
  await world.store.db.execute(sql`alter table verdict_text rename to away`);
  const answer = await server.inject('/api/v1/verdicts?q=bagaysekr%C3%A8');
  await world.store.db.execute(sql`alter table away rename to verdict_text`);
  expect(answer.statusCode).toBe(500);
  expect(lines).toHaveLength(1);
  expect(lines.join() + answer.body).not.toMatch(/bagay|sekr|%C3/i);
});

test('an answer that is known already is 304, and pages in browsers may ask', async () => {
  const { code } = await publish();
  const first = await ask(`/verdicts/${code}`);
  const etag = first.headers.get('etag') ?? '';
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect((await ask(`/verdicts/${code}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
  const before = await fetch(`${url}/api/v1/verdicts`, { method: 'OPTIONS' });
  expect(before.headers.get('access-control-allow-headers')).toContain('authorization');
});

test.each([
  ['/verdicts?limit=0', 400],
  ['/verdicts?limit=many', 400],
  ['/verdicts?rating=nearly', 400],
  ['/verdicts?since=yesterday', 400],
  ['/verdicts?colour=red', 400],
  ['/verdicts?cursor=abc', 400],
  [
    `/verdicts?cursor=${Buffer.from('["2026-01-01T00:00:00.000Z","x"]').toString('base64url')}.AAAAAAAAAAAAAAAA`,
    400,
  ],
  ['/verdicts?q=%00', 400],
  ['/verdicts/no-code', 400],
  ['/nothing', 404],
  ['/tips/AB34', 401],
  ['/figures?from=2026-01-01&until=2026-02-01', 401],
])('%s is refused in words: %i', async (path, status) => {
  const { body, status: given } = await ask(path);
  expect(given).toBe(status);
  expect(body.detail.length).toBeGreaterThan(10);
});

test('a cursor of another list is none', async () => {
  await publish();
  await publish();
  const { next } = (await ask('/verdicts?limit=1')).body;
  expect((await ask(`/verdicts?limit=1&category=electoral&cursor=${next}`)).status).toBe(400);
  expect((await ask(`/verdicts?limit=1&cursor=A${next}`)).status).toBe(400);
});

test('a partner hands in a rumor: a tip without anybody behind it, once however often it is sent', async () => {
  const { key: mine } = await key(['tips:write']);
  const json = { text: 'Yo di biwo vòt la boule', link: 'https://radyo.example/n/7', language: 'ht' };
  const headers = { 'idempotency-key': 'radyo-7' };
  const answers = await Promise.all([1, 2, 3].map(() => ask('/tips', { key: mine, json, headers })));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  const { code } = answers[0]?.body ?? {};
  expect(new Set(answers.map(({ body }) => body.code)).size).toBe(1);
  const rows = await world.store.db.select().from(tip);
  expect(rows).toMatchObject([
    {
      code,
      contactId: null,
      addressId: null,
      text: json.text,
      origin: json.link,
      language: 'ht',
      state: 'waiting',
    },
  ]);
  const changed = await ask('/tips', { key: mine, json: { ...json, text: 'Lòt bagay' }, headers });
  expect(changed.status).toBe(422);

  expect((await ask(`/tips/${code}`, { key: mine })).body).toMatchObject({ state: 'waiting', verdict: null });
  const { key: other } = await key(['tips:write']);
  expect((await ask(`/tips/${code}`, { key: other })).status).toBe(404);
  const { verdictId } = await world.inReview(marie, [rows[0]?.id ?? '']);
  expect((await ask(`/tips/${code}`, { key: mine })).body).toMatchObject({ state: 'working' });
  await world.publish(verdictId, jozef, lead);
  const told = (await ask(`/tips/${code}`, { key: mine })).body;
  expect(told).toMatchObject({ state: 'answered', verdict: { rating: { key: 'false' } } });
});

test('what was handed in is forgotten by its id and code after so many days, once something came of it', async () => {
  const { key: mine } = await key(['tips:write']);
  const hand = () =>
    ask('/tips', { key: mine, json: { text: 'Yo di sa' }, headers: { 'idempotency-key': 'a' } });
  const { body } = await hand();
  const { db } = world.store;
  const [row] = await db.select().from(tip);
  const age = (days: number) => db.update(apiTip).set({ createdAt: sql`now() - ${days} * interval '1 day'` });
  await age(91);
  expect(await forgetApiTips(db, 90)).toBe(0);
  const { verdictId } = await world.inReview(marie, [row?.id ?? '']);
  expect(await forgetApiTips(db, 90)).toBe(0);
  await world.publish(verdictId, jozef, lead);
  await age(89);
  expect(await forgetApiTips(db, 90)).toBe(0);
  expect((await hand()).status).toBe(200);
  await age(91);
  expect(await forgetApiTips(db, 90)).toBe(1);
  expect((await ask(`/tips/${body.code}`, { key: mine })).status).toBe(404);
  expect((await hand()).status).toBe(201);
});

test.each([
  [{ text: '' }, 400],
  [{ text: 'x'.repeat(2_001) }, 400],
  [{ text: 7 }, 400],
  [{ text: 'Yo di', phone: '+50937000001' }, 400],
  [{ text: 'Yo di', link: 'javascript:alert(1)' }, 400],
  [{ text: 'x'.repeat(70_000) }, 413],
  [[], 400],
])('a bad rumor is refused: %#', async (json, status) => {
  const { key: mine } = await key(['tips:write']);
  const given = await ask('/tips', { key: mine, json, headers: { 'idempotency-key': 'a' } });
  expect(given.status).toBe(status);
  expect(JSON.stringify(given.body)).not.toMatch(/37000001|alert|xxx/);
  expect(await world.store.db.select().from(tip)).toEqual([]);
});

test('rubbish, another kind of body, and no id', async () => {
  const { key: mine } = await key(['tips:write']);
  const post = (body: string, headers: Record<string, string>) =>
    ask('/tips', { key: mine, method: 'POST', body, headers: { 'idempotency-key': 'a', ...headers } });
  expect((await post('{"text', { 'content-type': 'application/json' })).status).toBe(400);
  expect((await post('text=a', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  const nameless = await ask('/tips', { key: mine, json: { text: 'Yo di' } });
  expect(nameless.body.errors[0].at).toBe('headers.idempotency-key');
});

test('a key that is wrong, revoked, expired or for something else opens nothing, from that moment on', async () => {
  const good = await key(['tips:write']);
  const status = async (of: string, path = '/tips/AB34') => (await ask(path, { key: of })).status;
  expect(await status(good.key)).toBe(404);
  const otherSecret = good.key.slice(0, 17) + newApiKey().key.slice(17);
  for (const wrong of [otherSecret, newApiKey().key, 'tdj_x', 'x'.repeat(5_000)])
    expect(await status(wrong)).toBe(401);
  expect(await status((await key([])).key)).toBe(403);
  expect(await status((await key(['tips:write'], { expiresAt: new Date(Date.now() - 1) })).key)).toBe(401);
  expect(
    (await world.store.db.select().from(apiKey).where(eq(apiKey.id, good.id)))[0]?.usedAt,
  ).not.toBeNull();
  await revokeApiKey(world.store.db, { id: good.id, staffId: marie, now: new Date() });
  const gone = await ask('/verdicts', { key: good.key });
  expect([gone.status, gone.body.detail]).toEqual([401, 'This key was revoked.']);
  // Without the secret nobody learns even that.
  expect((await ask('/verdicts', { key: otherSecret })).body.detail).not.toContain('revoked');
});

test('each key has its own limit, and who has none a low one', async () => {
  const slow = await key([], { perMinute: 2 });
  const first = await ask('/verdicts', { key: slow.key });
  expect(first.headers.get('ratelimit-limit')).toBe('2');
  expect(first.headers.get('ratelimit-remaining')).toBe('1');
  await ask('/verdicts', { key: slow.key });
  const third = await ask('/verdicts', { key: slow.key });
  expect(third.status).toBe(429);
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('/verdicts', { key: (await key()).key })).status).toBe(200);
  const statuses: number[] = [];
  for (let i = 0; i < 31; i += 1) statuses.push((await ask('/verdicts')).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(30);
  expect(statuses.at(-1)).toBe(429);
});

test('figures are counts', async () => {
  await publish();
  const { key: mine } = await key(['figures:read']);
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  const { body } = await ask(`/figures?from=${day(0)}&until=${day(1)}`, { key: mine });
  expect(body).toMatchObject({ tips: 1, people: 1 });
  expect((await ask(`/figures?from=${day(1)}&until=${day(0)}`, { key: mine })).status).toBe(400);
});

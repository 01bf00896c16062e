import { eq } from 'drizzle-orm';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { publicMatcher } from '../../desks/verification/matching/ask.ts';
import { claim } from '../../store/schema.ts';
import { apiKeyFor, askApi, HOST } from '../../testing/api-client.ts';
import { type MatchingWorld, openMatchingWorld } from '../../testing/matching-world.ts';
import { registerApi } from './register.ts';
import type { ApiDeps } from './route.ts';

let world: MatchingWorld;
let marie: string;
let key: string;
const lines: string[] = [];
const apps: FastifyInstance[] = [];
beforeAll(async () => {
  world = await openMatchingWorld();
  marie = await world.colleague('Marie');
  ({ key } = await apiKeyFor(world, marie, ['match:read']));
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await world.close();
});

async function serve(matcher: ApiDeps['matcher']): Promise<string> {
  const app = Fastify();
  apps.push(app);
  const desk = { ...world.desk, log: openLog((line) => void lines.push(line)), timeZone: 'UTC' };
  await registerApi(app, { desk, publicUrl: HOST, matcher });
  return app.listen({ host: '127.0.0.1', port: 0 });
}
const matcher = (ready = true) =>
  publicMatcher({ find: (tip) => world.here.known(tip), state: () => ({ ready, claims: 0 }) });

const FIRE = 'Machin KEP a pran dife sou wout Gonayiv la ak tout bilten yo ladan l';
const INK = 'Lank ki sou dwèt moun k ap vote nan Jakmèl la ka efase ak klowòks';
const SENT = 'Vwazen mwen Zwazofon di machin KEP a boule sou wout Gonayiv la ak bilten yo';

async function published(wording: Record<string, string>, code: string, sent: string) {
  const { tipId } = await world.says(await world.person(), sent);
  const made = await world.published(marie, [tipId], wording);
  await world.store.db.update(claim).set({ code }).where(eq(claim.id, made.claimId));
  return made;
}

test('a text is told which published verdicts say something about it, how sure that is, and why, in words of ours', async () => {
  const url = await serve(matcher());
  const fire = await published({ ht: FIRE, fr: 'Un véhicule du CEP a pris feu' }, 'A2F7', SENT);
  const match = async (text: string) => (await askApi(url, '/match', { key, json: { text } })).body;
  const near = await match('machin kep la pran dife sou wout gonaiv ak tout bilten yo ladan l');
  expect(near.band).toBe('answer');
  expect(near.matches[0]).toMatchObject({
    band: 'answer',
    verdict: { code: 'A2F7', state: 'published', rating: { key: 'false' } },
  });
  expect(near.matches[0].sure).toBeGreaterThan(0.5);
  const { why } = near.matches[0];
  for (const list of Object.values(why).flat()) expect(FIRE).toContain(list);
  expect([...why.words, ...why.sounds]).toEqual(expect.arrayContaining(['bilten', 'dife']));
  // What somebody sent leads there, too, and is quoted to nobody.
  const alias = await match(SENT);
  expect(alias.matches[0]?.verdict.code).toBe('A2F7');
  expect(JSON.stringify(alias)).not.toMatch(/Zwazofon|Vwazen/);
  expect(await match('Ki lè lapli ap tonbe nan mòn yo semèn pwochèn ?')).toEqual({
    band: 'new',
    matches: [],
  });

  // What is still worked on is told to nobody, and what is withdrawn to nobody from that moment on.
  const { tipId } = await world.says(await world.person(), INK);
  await world.opens(marie, [tipId], { ht: INK });
  expect(await match(INK)).toEqual({ band: 'new', matches: [] });
  await world.withdraw(fire.verdictId);
  expect(await match(FIRE)).toEqual({ band: 'new', matches: [] });
});

test('what is asked with is kept in no row and in no log, also where comparing fails', async () => {
  const asked = 'Kòklikòt di machin KEP a pran dife sou wout Gonayiv la';
  const fails = await serve(async (text) => {
    throw new Error(`\n    at ${text} /src/x`);
  });
  const url = await serve(matcher());
  const json = { text: asked, link: 'https://radyo.example/koklikot' };
  expect((await askApi(url, '/match', { key, json })).status).toBe(200);
  const failed = await askApi(fails, '/match', { key, json });
  expect([failed.status, JSON.stringify(failed.body).includes('klik')]).toEqual([500, false]);
  for (const json of [{ text: asked, phone: asked }, { text: [asked] }, { text: asked, link: 'kòklikòt' }]) {
    const { status, body } = await askApi(url, '/match', { key, json });
    expect([status, JSON.stringify(body).includes('klik')]).toEqual([400, false]);
  }
  const broken = {
    method: 'POST',
    body: `{"text": "${asked}`,
    headers: { 'content-type': 'application/json' },
  };
  expect((await askApi(url, '/match', { key, ...broken })).status).toBe(400);
  expect(lines.some((line) => line.includes('request to the API failed'))).toBe(true);
  expect(lines.join('\n')).not.toMatch(/k[oò]klik/i);
  const { rows } = await world.store.pool.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
  );
  for (const { name } of rows) {
    const found = await world.store.pool.query(`select from ${name} t where t::text ~* 'k[oò]klik'`);
    expect([name, found.rowCount]).toEqual([name, 0]);
  }
});

test('it needs a key of its own scope, and where nothing can be compared that is said', async () => {
  const url = await serve(matcher());
  const json = { text: FIRE };
  expect((await askApi(url, '/match', { json })).status).toBe(401);
  const other = await apiKeyFor(world, marie, ['claims:read', 'tips:write', 'figures:read']);
  expect((await askApi(url, '/match', { key: other.key, json })).status).toBe(403);
  for (const none of [undefined, matcher(false)]) {
    const away = await askApi(await serve(none), '/match', { key, json });
    expect([away.status, away.body.type]).toEqual([503, `${HOST}/api#matching_away`]);
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect((await askApi(url, '/match', { key, json: { text: 'x'.repeat(2_001) } })).status).toBe(400);
});

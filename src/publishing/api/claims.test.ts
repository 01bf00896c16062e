import { eq, sql } from 'drizzle-orm';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { beginCorrection, takeLease, withdraw } from '../../desks/verification/index.ts';
import { claim } from '../../store/schema.ts';
import { apiKeyFor, askApi, HOST } from '../../testing/api-client.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { registerApi } from './register.ts';

let world: DeskWorld;
let app: FastifyInstance;
let url: string;
let marie: string;
let jozef: string;
let lead: string;
const lines: string[] = [];
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
  const desk = { ...world.desk, log: openLog((line) => void lines.push(line)), timeZone: 'UTC' };
  await registerApi(app, { desk, publicUrl: HOST });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  context.onTestFinished(() => app.close());
});
const ask = (path: string, key?: string) => askApi(url, path, key === undefined ? {} : { key });

const SECRET = 'Yo di bagay sekrè sou yon moun';
async function inReview(category: string) {
  const { tipId } = await world.says(await world.person(), SECRET);
  const made = await world.inReview(marie, [tipId]);
  const more = { category, context: 'Kontèks sekrè', claimant: 'Yon radyo' };
  await world.store.db.update(claim).set(more).where(eq(claim.id, made.claimId));
  return made;
}
async function published(category = 'electoral') {
  const made = await inReview(category);
  await world.publish(made.verdictId, jozef, lead);
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, made.claimId));
  return { ...made, code: row?.code ?? '' };
}
const idsOf = (body: { claims: { id: string }[] }) => body.claims.map(({ id }) => id);

test('anybody reads the claims whose verdict stands, as the public page tells them, and nothing of the others', async () => {
  const out = await published();
  const hidden = await inReview('security');
  const { body, headers } = await ask('/claims');
  expect(idsOf(body)).toEqual([out.claimId]);
  expect(body.claims[0]).toMatchObject({
    code: out.code,
    state: 'published',
    opened_at: null,
    published: {
      url: `${HOST}/verdicts/${out.code}`,
      wording: { ht: 'Biwo vòt yo fèmen a midi.' },
      claimant: 'Yon radyo',
      rating: 'false',
      version: 1,
    },
  });
  expect(headers.get('vary')).toContain('authorization');
  expect((await ask(`/claims/${out.code.toLowerCase()}`)).body.id).toBe(out.claimId);
  expect((await ask(`/claims/${out.claimId}`)).body.code).toBe(out.code);
  for (const path of [`/claims/${hidden.claimId}`, '/claims/ZZ99'])
    expect((await ask(path)).status).toBe(404);
  expect((await ask('/claims?state=draft')).status).toBe(403);
  for (const bad of ['/claims?state=nearly', '/claims/no-code', '/claims?colour=red', '/claims?cursor=abc'])
    expect((await ask(bad)).status).toBe(400);
  expect(JSON.stringify(body)).not.toMatch(/sekrè|Marie|Jozèf|Nadine|Kominike/);

  // That it is being corrected is seen by nobody outside; once it is withdrawn nothing of it is.
  const before = (await ask('/claims')).body;
  await takeLease(world.desk, { claimId: out.claimId, staffId: marie });
  await beginCorrection(world.desk, { claimId: out.claimId, staffId: marie });
  expect((await ask('/claims')).body).toEqual(before);
  await withdraw(world.desk, { verdictId: out.verdictId, staffId: lead, why: 'Sous la te twonpe l' });
  expect(idsOf((await ask('/claims')).body)).toEqual([]);
  expect((await ask(`/claims/${out.code}`)).status).toBe(404);
});

test('with its scope a partner sees where every claim stands, and not a word of what is not published', async () => {
  const out = await published();
  const hidden = await inReview('security');
  const { key } = await apiKeyFor(world, marie, ['claims:read']);
  const { body, headers } = await ask('/claims', key);
  expect(idsOf(body)).toEqual([hidden.claimId, out.claimId]);
  expect(body.claims[0]).toMatchObject({
    code: null,
    state: 'check',
    category: 'security',
    closed_as: null,
    published: null,
  });
  expect(Object.keys(body.claims[0]).sort()).toEqual(
    ['id', 'code', 'state', 'closed_as', 'category', 'opened_at', 'updated_at', 'published'].sort(),
  );
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(idsOf((await ask('/claims?state=check', key)).body)).toEqual([hidden.claimId]);
  expect(idsOf((await ask('/claims?category=electoral', key)).body)).toEqual([out.claimId]);
  const ahead = new Date(Date.now() + 60_000).toISOString();
  expect(idsOf((await ask(`/claims?updated_since=${ahead}`, key)).body)).toEqual([]);
  const one = (await ask(`/claims/${hidden.claimId}`, key)).body;
  expect(one.state).toBe('check');
  expect(JSON.stringify([body, one])).not.toMatch(/sekrè|Marie|Jozèf|Nadine|Kominike/);
  expect(JSON.stringify(one)).not.toContain('Biwo');
  // Another scope opens none of it.
  const other = await apiKeyFor(world, marie, ['tips:write', 'figures:read', 'match:read']);
  expect(idsOf((await ask('/claims', other.key)).body)).toEqual([out.claimId]);
});

test('page by page, also while claims are added, and a page of one list is none of another', async () => {
  const made: string[] = [];
  for (let i = 0; i < 3; i += 1) made.unshift((await published()).claimId);
  const first = (await ask('/claims?limit=2')).body;
  expect(idsOf(first)).toEqual(made.slice(0, 2));
  await published();
  const second = (await ask(`/claims?limit=2&cursor=${first.next}`)).body;
  expect([idsOf(second), second.next]).toEqual([made.slice(2), null]);
  const { key } = await apiKeyFor(world, marie, ['claims:read']);
  expect((await ask(`/claims?limit=2&cursor=${first.next}`, key)).status).toBe(400);
  expect((await ask(`/claims?limit=2&category=security&cursor=${first.next}`)).status).toBe(400);
  const oldest = (await ask('/claims?order=oldest&limit=1')).body;
  expect(idsOf(oldest)).toEqual(made.slice(-1));
});

test('what somebody searched for is kept nowhere on the way, and stands in no log, also where the search fails', async () => {
  const found = await ask('/verdicts?q=zwazofon');
  expect([found.status, found.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  await world.store.db.execute(sql`alter table verdict_text rename to away`);
  try {
    const failed = await ask('/verdicts?q=zwazofon');
    expect(failed.status).toBe(500);
    expect(JSON.stringify(failed.body)).not.toContain('zwazofon');
  } finally {
    await world.store.db.execute(sql`alter table away rename to verdict_text`);
  }
  expect(lines.join('\n')).toContain('request to the API failed');
  expect(lines.join('\n')).not.toContain('zwazofon');
});

import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reply, tip } from '../../../store/schema.ts';
import { type EmbeddingsDouble, startEmbeddings } from '../../../testing/embeddings-service.ts';
import { type MatchingWorld, openMatchingWorld } from '../../../testing/matching-world.ts';
import { until } from '../../../testing/until.ts';

let service: EmbeddingsDouble;
let world: MatchingWorld;
let marie: string;
beforeAll(async () => {
  service = await startEmbeddings([
    ['siklòn', 'van'],
    ['frape', 'kraze'],
    ['okay', 'sid'],
    ['madi', 'demen'],
  ]);
  world = await openMatchingWorld({ url: service.url, model: 'small', alike: 0.7 });
  marie = await world.colleague('Marie');
});
afterAll(async () => {
  await world.close();
  await service.close();
});

const CLAIM = 'Siklòn frape Okay madi';
const OTHER_WORDS = 'van kraze sid demen';

async function arrives(text: string) {
  const person = await world.person();
  const { tipId } = await world.says(person, text);
  const outcome = await world.here.match(tipId);
  const [row] = await world.store.db.select().from(tip).where(eq(tip.id, tipId));
  return { ...person, outcome, row };
}

test('a claim in quite other words is proposed to a person, with the reason, and never answered', async () => {
  const person = await world.person();
  const { tipId } = await world.says(person, CLAIM);
  const { claimId } = await world.published(marie, [tipId], { ht: CLAIM, fr: CLAIM });
  const nobody = { groupId: null, origin: null, language: null, files: [] };
  const asked = { ...nobody, text: OTHER_WORDS, id: tipId, written: true };
  const known = async () => (await world.here.known(asked)).claims.find((found) => found.claimId === claimId);
  await until(async () => (await known()) !== undefined, { what: 'the claim is understood' });
  expect(await known()).toMatchObject({ band: 'suggest', why: expect.arrayContaining([{ key: 'meaning' }]) });
  const { outcome, row, contactId } = await arrives(OTHER_WORDS);
  expect(outcome).toBe('suggested');
  expect(row).toMatchObject({ state: 'waiting', suggestedClaimId: claimId });
  expect(await world.store.db.select().from(reply).where(eq(reply.contactId, contactId))).toEqual([]);
});

test('while the service is away tips are matched by words at once, and the operator reads one line without any', async () => {
  service.mood = { status: 503 };
  const before = service.calls.length;
  for (const text of [`${OTHER_WORDS} wi`, `${OTHER_WORDS} non`]) {
    const { outcome } = await arrives(text);
    expect(['new', 'near']).toContain(outcome);
  }
  // The second did not try again.
  expect(service.calls.length - before).toBe(1);
  const told = world.lines.filter((line) => line.includes('embeddings'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('http_503');
  expect(world.lines.join()).not.toContain('kraze');
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EmbeddingsDouble, startEmbeddings } from '../../../testing/embeddings-service.ts';
import { openEmbeddings } from './embeddings.ts';

let service: EmbeddingsDouble;
const told: string[] = [];
beforeAll(async () => {
  service = await startEmbeddings([['chen', 'chien']]);
});
afterAll(() => service.close());
beforeEach(() => {
  told.length = 0;
  service.mood = { dimensions: 64 };
});
const open = (more: { url?: string; key?: string } = {}) =>
  openEmbeddings({ url: service.url, model: 'small', alike: 0.8, ...more }, (state, code) =>
    told.push(`${state} ${code}`),
  );

test('a vector for each text, beside it, and the key goes along', async () => {
  const { embed } = open({ key: 'kle' });
  const [dog, chien, cat] = (await embed(['chen', 'chien', 'chat'])) ?? [];
  expect(dog).toHaveLength(64);
  expect(chien).toEqual(dog);
  expect(cat).not.toEqual(dog);
  expect(service.keys.at(-1)).toBe('Bearer kle');
  expect(told).toEqual([]);
});

const vector = '[0.1, 0.2]';
test.each([
  ['http_500', { status: 500 }],
  ['not_json', { says: 'chen' }],
  ['wrong_count', { says: 'null' }],
  ['wrong_count', { says: '{"data": []}' }],
  ['wrong_index', { says: `{"data": [{"index": 1, "embedding": ${vector}}]}` }],
  ['no_vector', { says: '{"data": [{"embedding": "chen"}]}' }],
  ['no_vector', { says: '{"data": [{"embedding": [null]}]}' }],
  ['no_vector', { says: '{"data": [{"embedding": [1e999]}]}' }],
  ['no_vector', { says: '{"data": [{"embedding": [0, 0]}]}' }],
  ['too_large', { says: ' '.repeat(33 * 2 ** 20) }],
] as const)('%s: one goes on without, and is told once, in a code', async (code, mood) => {
  service.mood = mood;
  const { embed } = open();
  // Patient, so that a slow machine that tries this is not taken for a slow service.
  expect(await embed(['chen'], { patient: true })).toBeUndefined();
  expect(told).toEqual([`away ${code}`]);
});

test('after a failure it is left alone for a while: nobody waits for what is away', async () => {
  service.mood = { status: 503 };
  const { embed } = open();
  await embed(['chen']);
  const before = service.calls.length;
  expect(await embed(['chat'])).toBeUndefined();
  expect(service.calls).toHaveLength(before);
  expect(told).toHaveLength(1);
});

test('one that says nothing holds nobody longer than two seconds, and one that is not there not at all', async () => {
  service.mood = 'hangs';
  expect(await open().embed(['chen'])).toBeUndefined();
  const gone = await startEmbeddings();
  await gone.close();
  expect(await open({ url: gone.url }).embed(['chen'])).toBeUndefined();
  expect(told).toEqual(['away too_slow', 'away unreachable']);
});

import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overdueTips } from '../../../store/match-tips.ts';
import { blob, media, tip } from '../../../store/schema.ts';
import { writeDown } from '../../../store/transcripts.ts';
import { type MatchingWorld, openMatchingWorld } from '../../../testing/matching-world.ts';

let world: MatchingWorld;
let marie: string;
beforeAll(async () => {
  world = await openMatchingWorld();
  marie = await world.colleague('Marie');
});
afterAll(() => world.close());

const tipOf = async (tipId: string) => {
  const [row] = await world.store.db.select().from(tip).where(eq(tip.id, tipId));
  if (!row) throw new Error('no such tip');
  return row;
};

type Prints = Partial<Pick<typeof blob.$inferInsert, 'perceptual' | 'fingerprint'>>;
async function file(prints: Prints): Promise<string> {
  const id = crypto.randomUUID();
  const kind = prints.fingerprint ? 'audio' : 'image';
  await world.store.db
    .insert(blob)
    .values({ id, hash: randomBytes(32), contentType: 'x/y', kind, size: 1, ...prints });
  return id;
}

let urls = 0;
/** Somebody new sends a file, which has been fetched. */
async function sends(blobId: string, text = '') {
  urls += 1;
  const url = `https://media.example/${urls}`;
  const person = await world.person();
  const { tipId } = await world.says(person, text, { media: [{ url, contentType: 'x/y' }] });
  await arrives(tipId, blobId);
  return tipId;
}

async function arrives(tipId: string, blobId: string) {
  const { messageId } = await tipOf(tipId);
  if (messageId === null) throw new Error('no message');
  await world.store.db.insert(media).values({
    messageId,
    n: 1,
    channel: 'simulator',
    ref: { url: 'https://media.example/x', contentType: 'x/y' },
    state: 'stored',
    blobId,
    storedAt: new Date(),
  });
}

const hash = (...turned: number[]) => {
  const bytes = Buffer.from('a5c3f00f12345678', 'hex');
  for (const bit of turned) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return bytes;
};

test('the same file without a word is the same rumor, and is answered by itself; under other words it is not', async () => {
  const known = await file({ perceptual: hash() });
  const first = await sends(known);
  expect(await world.here.match(first)).toBe('new');
  expect(await world.there.match(await sends(known))).toBe('near');
  const { claimId } = await world.published(marie, [first], { ht: 'Foto sa a montre yon bwat vòt ki boule' });
  const again = await sends(known);
  expect(await world.there.match(again)).toBe('answered');
  expect(await tipOf(again)).toMatchObject({ claimId, groupedBy: 'matching' });
  const captioned = await sends(known, 'Gade kijan pon Mibalè a kase apre gwo lapli yè swa a');
  expect(await world.here.match(captioned)).toBe('suggested');
  expect(await tipOf(captioned)).toMatchObject({ suggestedClaimId: claimId, state: 'waiting' });
});

test('a picture that merely looks alike is proposed, one that does not is new', async () => {
  const alike = await sends(await file({ perceptual: hash(3, 17, 40) }));
  expect(await world.here.match(alike)).toBe('suggested');
  expect((await tipOf(alike)).suggestedWhy).toEqual([{ key: 'picture' }]);
  const other = await sends(await file({ perceptual: hash(...Array.from({ length: 20 }, (_, n) => 3 * n)) }));
  expect(await world.here.match(other)).toBe('new');
});

test('a voice note that was encoded anew is answered by itself', async () => {
  const values = randomBytes(4 * 120);
  const anew = Buffer.from(values);
  for (let at = 0; at < anew.length; at += 9) anew[at] = (anew[at] ?? 0) ^ 1;
  const first = await sends(await file({ fingerprint: values }));
  await world.here.match(first);
  const { claimId } = await world.published(marie, [first], { ht: 'Yon vwa di vòt la anile' });
  const again = await sends(await file({ fingerprint: anew.subarray(4 * 10) }));
  expect(await world.there.match(again)).toBe('answered');
  expect(await tipOf(again)).toMatchObject({ claimId });
  expect(await world.there.match(await sends(await file({ fingerprint: randomBytes(480) })))).toBe('new');
});

test('a file that comes later is compared later, by the sweeper at the latest', async () => {
  const known = await file({ perceptual: hash(0, 9, 18, 27, 36, 45, 54, 63, 1, 10, 19) });
  const first = await sends(known);
  await world.here.match(first);
  const { claimId } = await world.opens(marie, [first], { ht: 'Foto yon bato devan waf la' });
  const { tipId } = await world.says(await world.person(), '', {
    media: [{ url: 'https://media.example/late', contentType: 'x/y' }],
  });
  expect(await world.here.match(tipId)).toBe('new');
  expect(await world.here.match(tipId)).toBe('gone');
  await arrives(tipId, known);
  expect(await overdueTips(world.store.db, 5, 100)).toContain(tipId);
  expect(await world.here.match(tipId)).toBe('grouped');
  expect(await tipOf(tipId)).toMatchObject({ claimId });
});

test('what a person wrote down of a voice note is read like words, and makes its tips be looked at again', async () => {
  const words = 'Majistra Vil Bonè a vann tout kat elektoral jèn yo bay yon pati pou senk san goud chak';
  const { tipId } = await world.says(await world.person(), words);
  await world.here.match(tipId);
  const { claimId } = await world.opens(marie, [tipId], { ht: words });
  const note = await file({ fingerprint: randomBytes(480) });
  const spoken = await sends(note);
  expect(await world.here.match(spoken)).toBe('new');
  const again = await world.store.db.transaction((tx) =>
    writeDown(tx, { blobId: note, text: `${words} wi frè m`, language: 'ht', by: marie }),
  );
  expect(again).toEqual([spoken]);
  expect(await world.there.match(spoken)).toBe('grouped');
  expect(await tipOf(spoken)).toMatchObject({ claimId });
});

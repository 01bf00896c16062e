import { expect, test } from 'vitest';
import { openBatches } from './batch.ts';

interface Item {
  who: string;
  n: number;
}

/** Writes that end when the test says so. */
function openGate() {
  const started: Item[][] = [];
  const ends: ((error?: Error) => void)[] = [];
  const batches = openBatches<Item>({
    write: (items) =>
      new Promise((resolve, reject) => {
        started.push([...items]);
        ends.push((error) => (error ? reject(error) : resolve()));
      }),
    keysOf: (item) => [item.who],
    max: 4,
    inFlight: 2,
  });
  return { started, ends, batches };
}

test('what arrives while writes are in flight is the next batch', async () => {
  const { started, ends, batches } = openGate();
  const all = ['a', 'b', 'c', 'd', 'e'].map((who, n) => batches.add({ who, n }));
  expect(started.map((batch) => batch.map((item) => item.who))).toEqual([['a'], ['b']]);
  ends[0]?.();
  await all[0];
  expect(started[2]?.map((item) => item.who)).toEqual(['c', 'd', 'e']);
  ends[1]?.();
  ends[2]?.();
  await Promise.all(all);
});

test('two messages of one person are never in flight at once, and keep their order', async () => {
  const { started, ends, batches } = openGate();
  const first = batches.add({ who: 'a', n: 1 });
  const second = batches.add({ who: 'a', n: 2 });
  const third = batches.add({ who: 'a', n: 3 });
  const other = batches.add({ who: 'b', n: 1 });
  expect(started).toEqual([[{ who: 'a', n: 1 }], [{ who: 'b', n: 1 }]]);
  ends[0]?.();
  await first;
  // Together in one batch they are written in their order.
  expect(started[2]).toEqual([
    { who: 'a', n: 2 },
    { who: 'a', n: 3 },
  ]);
  ends[1]?.();
  await other;
  expect(started).toHaveLength(3);
  ends[2]?.();
  await Promise.all([second, third]);
});

test('who is told by two addresses holds their place in the line of both', async () => {
  const started: string[][] = [];
  const ends: (() => void)[] = [];
  const batches = openBatches<{ keys: string[]; n: string }>({
    write: (items) =>
      new Promise((resolve) => {
        started.push(items.map(({ n }) => n));
        ends.push(resolve);
      }),
    keysOf: ({ keys }) => keys,
    max: 4,
    inFlight: 2,
  });
  const first = batches.add({ keys: ['number'], n: 'first' });
  const all = [
    first,
    batches.add({ keys: ['number', 'id'], n: 'second' }),
    batches.add({ keys: ['id'], n: 'third' }),
  ];
  // The third could go by its own address, but the second, which waits, is of the same person.
  expect(started).toEqual([['first']]);
  ends[0]?.();
  await first;
  expect(started[1]).toEqual(['second', 'third']);
  ends[1]?.();
  await Promise.all(all);
});

test('a write that fails fails for every item of its batch and for no other', async () => {
  const { ends, batches } = openGate();
  const lost = batches.add({ who: 'a', n: 1 });
  const kept = batches.add({ who: 'b', n: 1 });
  ends[0]?.(new Error('away'));
  ends[1]?.();
  await expect(lost).rejects.toThrow('away');
  await expect(kept).resolves.toBeUndefined();
  await batches.settled();
});

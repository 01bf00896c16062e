import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasRedisServer, type PrivateRedis, startPrivateRedis } from '../redis.ts';
import { type GatewayProcess, type House, openHouse, tellWhenRed } from './house.ts';
import { tells } from './leaks.ts';
import { FIRST_TALK, invent, kindsHeard, standingOf, talk } from './people.ts';
import { listenToRedis, type RedisListener } from './redis-listener.ts';

const EVERYTHING = 'web,conversation,outbound,desks';
const splits: { how: string; processes: Readonly<Record<string, string>> }[] = [
  { how: 'each in every role', processes: { left: EVERYTHING, right: EVERYTHING } },
  { how: 'split by role', processes: { left: 'web', right: 'web,desks', worker: 'conversation,outbound' } },
];
const backends = [
  { backend: 'PostgreSQL', here: true },
  { backend: 'Redis', here: hasRedisServer() },
];
const cases = backends.flatMap((backend) => splits.map((split) => ({ ...backend, ...split })));

for (const { backend, here, how, processes } of cases) {
  describe.runIf(here)(`several processes on one database, ${how}, wake-ups by ${backend}`, () => {
    let redis: PrivateRedis | undefined;
    let listener: RedisListener | undefined;
    let house: House;
    let doors: GatewayProcess[];

    beforeAll(async () => {
      redis = backend === 'Redis' ? await startPrivateRedis() : undefined;
      listener = redis && (await listenToRedis(redis.url));
      house = await openHouse({ processes, ...(redis && { redisUrl: redis.url }) });
      doors = [house.process.left, house.process.right].filter((door) => door !== undefined);
    });
    afterEach((context) => tellWhenRed(context, house));
    afterAll(async () => {
      await house?.close();
      listener?.close();
      await redis?.remove();
    });

    test('a hundred people talk at once through both doors: each is answered once and in order', async () => {
      const people = invent(house, 100);
      await Promise.all(people.map((person, n) => talk(house, person, { doors, waits: n % 2 === 0 })));
      await house.quiet();
      for (const person of people) {
        expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
        expect(await standingOf(house, person)).toMatchObject({
          consented: true,
          language: 'ht',
          messages: 3,
          tips: 1,
          waiting: [],
        });
      }
      expect(house.double.ledger).toHaveLength(people.length * FIRST_TALK.length);
    });

    if (backend === 'Redis')
      test('Redis has heard of ids only', () => {
        const heard = listener?.heard ?? '';
        expect(heard.length).toBeGreaterThan(10_000);
        expect(tells(heard, house.secrets)).toBe(false);
      });
  });
}

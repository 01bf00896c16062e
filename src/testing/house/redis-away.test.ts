import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { hasRedisServer, type PrivateRedis, startPrivateRedis } from '../redis.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { tells } from './leaks.ts';
import { FIRST_TALK, invent, kindsHeard, type Person, standingOf, talk } from './people.ts';
import { listenToRedis, type RedisListener } from './redis-listener.ts';

/** A sweeper looks every five seconds for what has waited five: for the message, then for the reply. */
const SWEPT_MS = 25_000;

describe.runIf(hasRedisServer())('Redis in trouble while people write', () => {
  let redis: PrivateRedis;
  let listener: RedisListener;
  let house: House<'web' | 'worker'>;

  beforeAll(async () => {
    redis = await startPrivateRedis();
    listener = await listenToRedis(redis.url);
    // Two processes, so that every wake-up has to travel.
    house = await openHouse({
      processes: { web: 'web,desks', worker: 'conversation,outbound' },
      redisUrl: redis.url,
    });
  });
  afterEach((context) => tellWhenRed(context, house));
  afterAll(async () => {
    await house?.close();
    listener?.close();
    await redis?.remove();
  });

  const allAnswered = async (people: readonly Person[]) => {
    for (const person of people) {
      expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
      expect(await standingOf(house, person)).toMatchObject({ consented: true, messages: 3, waiting: [] });
    }
  };

  test('flushed again and again: nothing is lost, nothing comes twice', async () => {
    const people = invent(house, 40);
    const talks = Promise.all(people.map((person) => talk(house, person, { doors: [house.process.web] })));
    for (const said of [1, 20, 40, 60, 80]) {
      await until(() => house.double.ledger.length >= said, {
        withinMs: SWEPT_MS,
        what: `${said} are answered`,
      });
      await redis.flush();
    }
    await talks;
    await house.quiet(SWEPT_MS);
    await allAnswered(people);
  });

  test('stopped: messages are taken and answered all the same, and /readyz says what is away', async () => {
    const state = async () => (await fetch(`${house.process.web.url}/readyz`)).json();
    await redis.stop();
    const people = invent(house, 10);
    await Promise.all(
      people.map((person) => talk(house, person, { doors: [house.process.web], waits: false })),
    );
    expect(await state()).toMatchObject({
      status: 'degraded',
      queue: 'away',
      database: 'ok',
      spool: 'empty',
    });
    await house.quiet(SWEPT_MS);
    await allAnswered(people);

    await redis.start();
    await until(async () => (await state()).status === 'ok', { withinMs: 60_000, what: 'the queue is back' });
  });

  test('killed and back in mid traffic, empty: nothing is lost, nothing comes twice', async () => {
    const people = invent(house, 20);
    const before = house.double.ledger.length;
    const talks = Promise.all(people.map((person) => talk(house, person, { doors: [house.process.web] })));
    await until(() => house.double.ledger.length > before + 10, { withinMs: 60_000, what: 'traffic flows' });
    await redis.kill();
    await redis.start();
    await talks;
    await house.quiet(SWEPT_MS);
    await allAnswered(people);
  });

  test('it has heard of ids only', () => {
    expect(listener.heard.length).toBeGreaterThan(10_000);
    expect(tells(listener.heard, house.secrets)).toBe(false);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type PrivatePostgres, startPrivatePostgres } from '../private-postgres.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { tells } from './leaks.ts';
import { FIRST_TALK, invent, kindsHeard, type Person, saidIn, sidOf, standingOf } from './people.ts';

let postgres: PrivatePostgres;
let house: House<'all'>;

beforeAll(async () => {
  postgres = await startPrivatePostgres();
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    database: postgres.url,
  });
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await postgres?.remove();
});

const door = () => house.process.all;
const readyz = async () => {
  const answer = await fetch(`${door().url}/readyz`);
  return { status: answer.status, body: (await answer.json()) as { database: string; spool: string } };
};
/** Delivered once, as a provider does: what is not acknowledged at once is lost. */
const says = (person: Person, n: number) =>
  door().inbound(person.address, saidIn(person)[n] ?? '', { MessageSid: sidOf(person, n) });

/** As many as people would write, not as many as can be written. */
const PACE_MS = 60;

/** People who write one after the other until told to stop: each their whole talk, without waiting for answers. */
function openTraffic() {
  const people: Person[] = [];
  const statuses: number[] = [];
  let flowing = true;
  const lane = async () => {
    while (flowing) {
      const [person] = invent(house, 1);
      if (!person) return;
      people.push(person);
      for (const n of saidIn(person).keys()) {
        statuses.push((await says(person, n)).status);
        await setTimeout(PACE_MS);
      }
    }
  };
  const lanes = Promise.all([lane(), lane(), lane()]);
  return {
    people,
    statuses,
    stop: async () => {
      flowing = false;
      await lanes;
    },
  };
}

async function allAnswered(people: readonly Person[]) {
  await house.quiet(60_000);
  for (const person of people) {
    expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
    const standing = await standingOf(house, person);
    expect(standing).toMatchObject({ consented: true, language: 'ht', messages: 3, tips: 1, waiting: [] });
  }
}

test('stopped for ten seconds under traffic: every webhook is taken, and everybody answered once and in order', async () => {
  const traffic = openTraffic();
  await until(() => house.double.ledger.length > 20, { withinMs: 60_000, what: 'traffic flows' });
  await postgres.stop();
  const away = performance.now();
  await until(async () => (await readyz()).status === 503, { withinMs: 60_000, what: '/readyz says so' });
  expect((await readyz()).body).toMatchObject({ database: 'away', spool: 'holding messages' });
  expect((await fetch(`${door().url}/healthz`)).status).toBe(200);
  const before = traffic.statuses.length;
  await until(() => performance.now() - away > 10_000, { withinMs: 60_000, what: 'ten seconds are over' });
  expect(traffic.statuses.length - before).toBeGreaterThan(30);
  await postgres.start();
  await until(async () => (await readyz()).status === 200, { withinMs: 60_000, what: 'all is well again' });
  await traffic.stop();
  expect(new Set(traffic.statuses)).toEqual(new Set([200]));
  await allAnswered(traffic.people);
});

test('killed under traffic and back: the same', async () => {
  const traffic = openTraffic();
  await until(() => traffic.statuses.length > 20, { withinMs: 60_000, what: 'traffic flows' });
  postgres.kill();
  await until(async () => (await readyz()).body.database === 'away', {
    withinMs: 60_000,
    what: '/readyz says so',
  });
  const before = traffic.statuses.length;
  await until(() => traffic.statuses.length > before + 20, {
    withinMs: 60_000,
    what: 'webhooks are taken without it',
  });
  await postgres.start();
  await until(async () => (await readyz()).status === 200, { withinMs: 60_000, what: 'all is well again' });
  await traffic.stop();
  expect(new Set(traffic.statuses)).toEqual(new Set([200]));
  await allAnswered(traffic.people);
});

test('the gateway killed while the database is away: what it had taken is in the spool, and nowhere readable', async () => {
  await postgres.stop();
  const people = invent(house, 15);
  for (const person of people)
    for (const n of saidIn(person).keys()) expect((await says(person, n)).status).toBe(200);
  await door().kill();
  const spool = join(house.folder, 'spool');
  const kept = await Promise.all((await readdir(spool)).map((name) => readFile(join(spool, name), 'latin1')));
  expect(kept.join('').length).toBeGreaterThan(10_000);
  expect(tells(kept.join(''), house.secrets)).toBe(false);
  await postgres.start();
  await door().start();
  await allAnswered(people);
  expect(await readdir(spool)).toEqual([]);
});

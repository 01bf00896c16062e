import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { delivered, FIRST_TALK, invent, kindsHeard, talk } from './people.ts';

let house: House<'all'>;

beforeAll(async () => {
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    database: 'embedded',
  });
});
afterEach((context) => tellWhenRed(context, house));
afterAll(() => house?.close());

test('a killed run leaves its PostgreSQL behind: the next one takes it over and knows everybody', async () => {
  const { all } = house.process;
  const people = invent(house, 5, 'sms');
  const doors = [all];
  await Promise.all(people.map((person) => talk(house, person, { doors })));
  const [, first] = await all.says(/"pid":(\d+).*"msg":"embedded PostgreSQL started"/);

  for (let round = 0; round < 2; round += 1) {
    await all.kill();
    await all.start();
    const [, adopted] = await all.says(/"pid":(\d+).*"msg":"embedded PostgreSQL adopted"/);
    expect(adopted).toBe(first);
  }

  for (const [n, person] of people.entries()) {
    // A copy of what was kept before the kill is still a copy.
    await delivered(doors, person, 0, person.rumor);
    const code = /K[òo]d: ([A-Z0-9]{4})/.exec(house.heard(person.address)[0]?.body ?? '')?.[1];
    await delivered(doors, person, 3, `KI KOTE ${code}`);
    await until(() => house.heard(person.address).length > FIRST_TALK.length, {
      withinMs: 60_000,
      what: `answer to ${n}`,
    });
    expect(kindsHeard(house, person).slice(0, 3)).toEqual(FIRST_TALK);
    expect(house.heard(person.address)).toHaveLength(4);
    expect(house.heard(person.address)[3]?.body).toContain(code);
  }

  const { code, ms } = await all.stop();
  expect({ code, inTime: ms < 15_000 }).toEqual({ code: 0, inTime: true });
  await all.says(/"msg":"embedded PostgreSQL stopped"/);
});

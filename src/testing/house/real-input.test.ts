import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type House, openHouse, tellWhenRed } from './house.ts';
import { sidOf } from './people.ts';

const samples = new URL('../../../../shared/data/payloads/twilio/', import.meta.url);
const haitiSms = new URL('../../../../shared/data/haiti-sms/haiti_sms_direct.csv', import.meta.url);
const MESSAGES = 500;

/** The rows of a CSV file: quoted fields may hold commas, line breaks and doubled quotes. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

test('a CSV file is read with its quotes, commas and line breaks', () => {
  expect(rowsOf('a,b\n1,"x, ""y""\nz"\r\n2,\n')).toEqual([
    ['a', 'b'],
    ['1', 'x, "y"\nz'],
    ['2', ''],
  ]);
});

// Real people wrote these: whatever fails here is named by its row, its text is never shown.
describe.runIf(existsSync(samples) && existsSync(haitiSms))('real input through the signed door', () => {
  let house: House<'all'>;

  beforeAll(async () => {
    house = await openHouse({ processes: { all: 'web,conversation,outbound,desks' } });
  });
  afterEach((context) => tellWhenRed(context, house));
  afterAll(() => house?.close());

  const failedTurns = async () => {
    const [found] = await house.rows<{ n: number }>(
      `select count(*)::int as n from waiting where reason = 'turn_failed'`,
    );
    return found?.n;
  };

  test('recorded webhooks of the provider are taken and answered', async () => {
    const files = readdirSync(samples).filter((name) => name.endsWith('.form'));
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const fields = Object.fromEntries(
        new URLSearchParams(readFileSync(new URL(file, samples), 'utf8').trim()),
      );
      const from = fields.From ?? '';
      const answers = [];
      for (let copy = 0; copy < 3; copy += 1)
        answers.push((await house.process.all.inbound(from, fields.Body ?? '', fields)).status);
      expect(answers, file).toEqual([200, 200, 200]);
      await house.quiet();
      expect(house.heard(from), file).toHaveLength(1);
    }
    expect(await failedTurns()).toBe(0);
  });

  test('five hundred SMS written in Haiti: none lost, none doubled, everybody answered', async () => {
    const [head = [], ...rows] = rowsOf(readFileSync(haitiSms, 'utf8'));
    const column = head.indexOf('original');
    const every = Math.floor(rows.length / MESSAGES);
    const texts = rows
      .filter((_, n) => n % every === 0)
      .slice(0, MESSAGES)
      .map((row) => row[column] ?? '');
    expect(texts).toHaveLength(MESSAGES);
    const people = texts.map((text, n) => ({
      address: `+50936${String(n).padStart(6, '0')}`,
      rumor: text,
    }));
    for (const text of texts) if (text.length > 20) house.secrets.add(text);

    const statuses = await Promise.all(
      people.map(
        async (person) =>
          (await house.process.all.inbound(person.address, person.rumor, { MessageSid: sidOf(person, 0) }))
            .status,
      ),
    );
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    await house.quiet();
    const silent = people.flatMap((person, n) => (house.heard(person.address).length === 1 ? [] : [n]));
    expect(silent).toEqual([]);

    const kept = await house.rows<{ external_id: string; text: string }>(
      'select external_id, text from message where external_id = any($1)',
      [people.map((person) => sidOf(person, 0))],
    );
    expect(kept).toHaveLength(MESSAGES);
    const textOf = new Map(kept.map(({ external_id, text }) => [external_id, text]));
    const changed = people.flatMap((person, n) => (textOf.get(sidOf(person, 0)) === person.rumor ? [] : [n]));
    expect(changed).toEqual([]);
    expect(await failedTurns()).toBe(0);
  });
});

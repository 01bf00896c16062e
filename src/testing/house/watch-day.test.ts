import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openObserverCards } from '../../conversation/observers/cards.ts';
import { openLog } from '../../core/log.ts';
import { countryOf } from '../../country/index.ts';
import { openStore, type Store } from '../../store/connect.ts';
import { freshDatabase } from '../database.ts';
import { enterObservers, number } from '../observers.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';

const ORGANISATIONS = ['CSO-A', 'CSO-B', 'CSO-C'];
/** Communes of five departments, as observers write them. */
const PLACES = ['11200', '31100', '51100', '71100', '21100'].map(number);
const OBSERVERS = 60;

interface Observer {
  readonly number: string;
  readonly phone: string;
  readonly place: string;
}
const observers: Observer[] = Array.from({ length: OBSERVERS }, (_, n) => ({
  number: number(String(2_000 + n)),
  phone: `+50937110${String(100 + n)}`,
  place: PLACES[n % PLACES.length] ?? '',
}));
const SILENT = 47;

/** A word that says which message it is, without a digit. */
const mark = (n: number) => `mak${[...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;

interface Sent {
  readonly from: string;
  readonly text: string;
  readonly expect: 'incident' | 'check-in' | 'asked' | 'danger';
  readonly strange?: boolean;
}

/** What a day of vote brings, each text once. */
function aDay(): Sent[] {
  const sent: Sent[] = [];
  const say = (one: Omit<Sent, 'text'> & { text: string }) =>
    void sent.push({ ...one, text: `${one.text} ${mark(sent.length)}` });
  const [WELL, HELP, ARMED, LATE, RUMOR] = ['01', '09', '31', '11', '51'].map(number) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const wrong = `31${(Number(ARMED[2]) + 1) % 10}`;
  observers.forEach((one, n) => {
    say({ from: one.phone, text: `${WELL} 40`, expect: 'check-in' });
    if (n % 12 === 5) say({ from: one.phone, text: `${WELL} ${SILENT}`, expect: 'danger' });
    if (n % 20 === 7) say({ from: one.phone, text: `${HELP} nou bezwen moun`, expect: 'danger' });
    if (n % 3 === 0) say({ from: one.phone, text: `${wrong} ${one.place}`, expect: 'asked' });
    // The same rumor comes from half of them.
    if (n % 2 === 0) say({ from: one.phone, text: `${RUMOR} yo di vòt la ranvwaye`, expect: 'incident' });
    if (n < 15) say({ from: one.phone, text: `${ARMED}x${n + 1}`, expect: 'incident' });
    if (n % 10 === 3)
      say({
        from: `+50937120${String(100 + n)}`,
        text: `${one.number} ${LATE} ${one.place} 0915`,
        expect: 'incident',
        strange: true,
      });
  });
  return sent;
}

let house: House<'all'>;
let store: Store;
let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    database: database.url,
    environment: { ANSWERS_PER_HOUR: '500' },
  });
  store = openStore({ url: database.url, seal: house.seal, log: openLog(undefined, 'silent') });
  await enterObservers(
    store,
    openObserverCards(countryOf('ht')).registry,
    observers.map((one, n) => ({
      number: one.number,
      phones: one.phone,
      place: one.place,
      organisation: ORGANISATIONS[Math.floor(n / PLACES.length) % ORGANISATIONS.length] ?? '',
      silent: String(SILENT),
      // Each is the buddy of the next one.
      ...(n > 0 && { buddy: observers[n - 1]?.number ?? '' }),
    })),
  );
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await store?.close();
  await house?.close();
  await database?.drop();
});

/** Until the door says 200, as a provider does; every fifth is delivered once more. */
async function deliver({ from, text }: Sent, n: number): Promise<void> {
  const MessageSid = `SM${createHash('md5').update(`${from} ${text}`).digest('hex')}`;
  const once = () =>
    until(async () => (await house.process.all.inbound(from, text, { MessageSid })).status === 200, {
      withinMs: 60_000,
      what: 'the door takes a report',
    });
  await once();
  if (n % 5 === 0) await once();
}

test('a day of vote with two crashes: every report is accounted for, no alarm is missed, nothing is closed by itself', async () => {
  const day = aDay();
  // What came from seized phones, told by the buddy before.
  const seized = [observers[21], observers[41]] as [Observer, Observer];
  const before: Sent[] = seized.map((one) => ({
    from: observers[observers.indexOf(one) - 1]?.phone ?? '',
    text: `BLOKE ${one.number}`,
    expect: 'danger',
  }));
  for (const [n, one] of before.entries()) await deliver(one, n);
  await house.quiet();
  const lanes = 12;
  let done = 0;
  const running = Array.from({ length: lanes }, async (_, lane) => {
    for (let n = lane; n < day.length; n += lanes) {
      await deliver(day[n] as Sent, n);
      done += 1;
    }
  });
  for (const share of [0.3, 0.7]) {
    await until(() => done > day.length * share, { withinMs: 60_000, what: 'a part of the day is over' });
    await house.process.all.kill();
    await house.process.all.start();
  }
  await Promise.all(running);
  // A send that nobody finished counts as lost after a minute.
  await house.rows(`update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`);
  await house.quiet(90_000);
  await until(
    async () =>
      (
        await house.rows(`select 1 from report where kind = 'incident' and jsonb_array_length(items) > 0
          and not exists (select from incident_report i where i.report_id = report.id)`)
      ).length === 0,
    { withinMs: 30_000, what: 'every report belongs to an incident' },
  );

  // The ledger: what was sent, against what is kept.
  const reports = await house.rows<{
    text: string;
    code: string;
    kind: string;
    ask: string | null;
    danger: boolean | null;
    strange_phone: boolean;
    messages: string;
  }>(`select text, code, kind, ask, danger, strange_phone,
    (select count(*) from report_message m where m.report_id = report.id) as messages from report`);
  const all = [...before, ...day];
  expect(reports).toHaveLength(all.length);
  const byText = new Map(reports.map((one) => [one.text, one]));
  for (const one of all) {
    const kept = byText.get(one.text);
    expect(kept, one.text).toMatchObject({ messages: '1', strange_phone: one.strange ?? false });
    const what =
      kept?.danger === true
        ? 'danger'
        : kept?.ask
          ? 'asked'
          : kept?.kind === 'check-in'
            ? 'check-in'
            : 'incident';
    expect([one.text, what]).toEqual([one.text, one.expect]);
  }
  const [messages] = await house.rows('select count(*)::int as n from message');
  expect(messages?.n).toBe(all.length);

  // Every alarm: once for each phone that called, gave the sign, or told of a seized one.
  const danger = await house.rows(`select distinct contact_id from waiting where reason = 'danger'`);
  expect(danger).toHaveLength(
    new Set(all.filter((one) => one.expect === 'danger').map(({ from }) => from)).size,
  );

  // Each got one answer with the number of their report; where a crash left it open, our books say so.
  for (const { from, text } of all) {
    const { code } = byText.get(text) ?? { code: '' };
    const heard = house.heard(from).filter(({ body }) => body.startsWith(code)).length;
    if (heard === 1) continue;
    const [reply] = await house.rows<{ state: string }>(
      `select state from reply where content->>'text' like $1`,
      [`${code}%`],
    );
    expect([heard, reply?.state]).toEqual([0, 'unknown']);
  }

  // Nothing is closed or set aside but by a person; the armed men of one commune are one, told by three organisations.
  const incidents = await house.rows<{ state: string; code: string; place_code: string; certainty: string }>(
    'select state, code, place_code, certainty from incident',
  );
  expect(new Set(incidents.map(({ state }) => state))).toEqual(new Set(['received']));
  const armed = incidents.filter(({ code }) => code === number('31'));
  expect(armed).toHaveLength(PLACES.length);
  expect(new Set(armed.map(({ certainty }) => certainty))).toEqual(new Set(['Likely']));
  const [marked] = await house.rows('select count(*)::int as n from report where seized');
  const fromSeized = day.filter(({ from }) => seized.some(({ phone }) => phone === from));
  expect(marked?.n).toBe(fromSeized.length);
}, 240_000);

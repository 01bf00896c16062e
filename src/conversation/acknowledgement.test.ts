import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withCheckDigit } from '../codes/damm.ts';
import { countryNames, countryOf } from '../country/index.ts';
import { leaveAndTellBack, transmitIncident } from '../desks/watch/transmit.ts';
import { incidentView } from '../desks/watch/view.ts';
import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import { listEvents, verifyEvents } from '../store/events.ts';
import { type TransmissionRow, transmissionsOf } from '../store/transmissions.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { OBSERVERS, openWatchWorld, type WatchWorld } from '../testing/watch-world.ts';

const [ONE] = OBSERVERS;
const ARMED = withCheckDigit('31');

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  const { pool } = world.desk.store;
  for (const table of ['incident', 'report', 'waiting', 'tip']) await pool.query(`delete from ${table}`);
  await world.texts(ONE, ARMED);
  await world.group();
});

const { somebody, says, waits } = peopleIn(() => world.talk);
const numberOf = ({ number }: TransmissionRow) => number ?? '';
const stands = async (id: string) =>
  (await world.desk.store.db.query.transmission.findMany()).find((one) => one.id === id);
const state = async () => (await world.incidents())[0]?.state;
const events = async () => listEvents(world.desk.store.db, [(await world.incidents())[0]?.id ?? '']);

/** A number with a right check digit that nothing has. */
function wrong(taken: readonly TransmissionRow[], n = 0): string {
  const number = withCheckDigit(String(876_543 - n));
  return taken.some((one) => one.number === number) ? wrong(taken, n + 50) : number;
}
const UNKNOWN = /^Nou pa jwenn nimewo sa a\. Gade 7 chif/;

test('each transmission has a number of its own, seven digits with a check digit, of no report or incident', async () => {
  const sent = await world.sends(['pnh', 'cep']);
  const { rows: reports } = await world.desk.store.pool.query('select code from report');
  const [incident] = await world.incidents();
  const numbers = [...sent.map(numberOf), incident?.number, ...reports.map(({ code }) => code)];
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const one of sent) {
    expect(one.number).toMatch(/^[1-9]\d{6}$/);
    expect(withCheckDigit(numberOf(one).slice(0, 6))).toBe(one.number);
  }
});

test('a word and the number, from any phone, acknowledge as the link does', async () => {
  const sent = await world.sends(['pnh', 'cep', 'fadh', 'opc', 'can']);
  const [ht, fr, en] = [
    'nou note ou resevwa l. Mèsi.',
    'réception notée. Merci.',
    'noted that you received it.',
  ];
  const texts = [
    ['resewva : #', ht],
    ['Reçu # merci', fr],
    ['RECU #', fr],
    ['Received #.', en],
    ['RESEVWA ### nou voye yon patwouy sou wout la kounye a', ht],
  ] as const;
  for (const [n, [text, heard]] of texts.entries()) {
    const { id, number } = sent[n] as TransmissionRow;
    const parted = `${number?.slice(0, 3)} ${number?.slice(3)}`;
    const from = somebody();
    const written = text.replace('###', parted).replace('#', number ?? '');
    expect(await says(from, written)).toContain(`${number}: ${heard}`);
    expect(await stands(id)).toMatchObject({ acknowledgedAt: expect.any(Date), acknowledgedBy: null });
    expect(await waits(from)).toEqual([]);
  }
  expect(await state()).toBe('acknowledged');
  // The words are kept as those of any message, and nowhere else.
  const holding: string[] = [];
  for (const table of ['message', 'report', 'tip', 'event', 'transmission', 'contact']) {
    const { rowCount } = await world.desk.store.pool.query(
      `select 1 from ${table} t where t::text like '%patwouy%'`,
    );
    if (rowCount) holding.push(table);
  }
  expect(holding).toEqual(['message']);
});

test('the chain says that it came by a text, once; the incident waits for the other institution', async () => {
  const [sent, other] = (await world.sends(['pnh', 'cep'])) as [TransmissionRow, TransmissionRow];
  for (const from of [somebody(), somebody()]) await says(from, `RESEVWA ${numberOf(sent)}`);
  expect(await state()).toBe('transmission');
  expect((await stands(other.id))?.acknowledgedAt).toBeNull();
  const told = (await events()).filter(({ what }) => what === 'acknowledged_by_text');
  expect(told).toMatchObject([{ actor: 'system', why: 'pnh', subject: 'incident' }]);
  expect(await verifyEvents(world.desk.store.db)).toMatchObject({ whole: true });
  // Who else was told is nobody's business of the army's.
  const [incident] = await world.incidents();
  const whats = async (institution: string) =>
    (await incidentView(world.desk, await world.member(institution), incident?.id ?? ''))?.events.map(
      ({ what }) => what,
    );
  expect(await whats('fadh')).not.toContain('acknowledged_by_text');
  expect(await whats('pnh')).toContain('acknowledged_by_text');
});

test('it comes before any open question, which goes on; an observer’s phone is as good as any', async () => {
  const sent = await world.sends(['pnh', 'cep']);
  const [police, council] = sent.map(numberOf);
  const from = somebody();
  await says(from, 'bonjou', '1', '1');
  await says(from, 'KWIZ');
  expect(await says(from, `RESEVWA ${police}`)).toBe(`${police}: nou note ou resevwa l. Mèsi.`);
  expect(await says(from, '1')).toMatch(/^1\/8 /);
  const before = (await world.desk.store.pool.query('select 1 from report')).rowCount;
  expect(await world.texts(ONE, `RESEVWA ${council}`)).toBe(`${council}: nou note ou resevwa l. Mèsi.`);
  expect((await world.desk.store.pool.query('select 1 from report')).rowCount).toBe(before);
  expect(await state()).toBe('acknowledged');
});

test('who has stopped us acknowledges all the same, and hears nothing', async () => {
  const [sent] = (await world.sends(['pnh'])) as [TransmissionRow];
  const from = somebody();
  await says(from, 'STOP');
  expect(await says(from, `RESEVWA ${numberOf(sent)}`)).toBe('');
  expect((await stands(sent.id))?.acknowledgedAt).not.toBeNull();
});

test('what was changed or taken back meanwhile was received, and changes nothing else', async () => {
  const [first] = (await world.sends(['pnh'])) as [TransmissionRow];
  const [incident] = await world.incidents();
  const of = { incidentId: incident?.id ?? '', by: await world.member('opc') };
  expect(await transmitIncident(world.desk, { ...of, institutions: ['pnh'] })).toBeNull();
  expect(await says(somebody(), `RESEVWA ${numberOf(first)}`)).toMatch(/nou note/);
  expect((await stands(first.id))?.acknowledgedAt).not.toBeNull();
  // The change of it has not been received.
  expect(await state()).toBe('transmission');
  await leaveAndTellBack(world.desk, { ...of, exit: 'bogus', why: 'pa gen anyen' });
  const all = await transmissionsOf(world.desk.store.db, of.incidentId);
  expect(all.map(({ type }) => type)).toEqual(['Alert', 'Update', 'Cancel']);
  for (const { number } of all.slice(1))
    expect(await says(somebody(), `RESEVWA ${number}`)).toMatch(/nou note/);
  for (const { id } of all) expect((await stands(id))?.acknowledgedAt).not.toBeNull();
  expect(await state()).toBe('bogus');
});

describe('a number that is wrong', () => {
  test('is answered in one way, whether another of that number exists or none', async () => {
    const sent = await world.sends(['pnh']);
    const [incident] = await world.incidents();
    const { rows } = await world.desk.store.pool.query('select code from report');
    const texts = [wrong(sent), '1234567', incident?.number, rows[0].code];
    const heard = new Set<string>();
    for (const number of texts) heard.add(await says(somebody(), `RESEVWA ${number}`));
    expect([...heard]).toEqual([expect.stringMatching(UNKNOWN)]);
    expect(await state()).toBe('transmission');
    expect(await world.desk.store.pool.query('select 1 from waiting')).toMatchObject({ rowCount: 0 });
  });

  test('after five within an hour nothing is tried any more, and a person reads it; later it is', async () => {
    const sent = await world.sends(['pnh']);
    const right = numberOf(sent[0] as TransmissionRow);
    const from = somebody();
    for (let n = 0; n < 5; n += 1) expect(await says(from, `RECU ${wrong(sent, n)}`)).toMatch(/7 chiffres/);
    expect(await waits(from)).toEqual([]);
    expect(await says(from, `RESEVWA ${right}`)).toMatch(/yon moun ap reponn/);
    expect(await waits(from)).toEqual(['unreadable']);
    expect(await state()).toBe('transmission');
    // Of this contact only.
    const { pool } = world.desk.store;
    const ago = (minutes: number) =>
      pool.query(`update contact set wrong_numbers = $2 where id = $1`, [
        contactId,
        JSON.stringify(Array.from({ length: 5 }, () => new Date(Date.now() - minutes * 60_000))),
      ]);
    const contactId = await world.talk.contactOf(from);
    await ago(59);
    await says(from, `RESEVWA ${right}`);
    expect(await state()).toBe('transmission');
    await ago(61);
    expect(await says(from, `RESEVWA ${right}`)).toMatch(/nou note/);
    expect(await state()).toBe('acknowledged');
  });

  test('counts where nothing is heard of it, too', async () => {
    const sent = await world.sends(['pnh']);
    const right = numberOf(sent[0] as TransmissionRow);
    const from = somebody();
    await says(from, 'STOP');
    for (let n = 0; n < 5; n += 1) await says(from, `RESEVWA ${wrong(sent, n)}`);
    await says(from, `RESEVWA ${right}`);
    expect(await state()).toBe('transmission');
    expect(await waits(from)).toEqual(['unreadable']);
  });

  test('in a private talk nobody else looks at it', async () => {
    const sent = await world.sends(['pnh']);
    const from = somebody();
    await says(from, 'bonjou', '1', '1', 'ABI');
    for (let n = 0; n < 6; n += 1) await says(from, `RESEVWA ${wrong(sent, n)}`);
    expect(await waits(from)).toEqual([]);
  });
});

test.each([
  'RESEVWA',
  'resevwa 3 moun',
  'resevwa 48273',
  'yo di nou RESEVWA 4827317',
  'received 1000001 goud pou vote pou kandida sa a',
])('`%s` is what it would be without us', async (text) => {
  await world.sends(['pnh']);
  const heard = await says(somebody(), text);
  expect(heard).not.toMatch(UNKNOWN);
  expect(heard).not.toMatch(/We do not find this number/);
});

test('a call for help beside it is one', async () => {
  const [sent] = (await world.sends(['pnh'])) as [TransmissionRow];
  const from = somebody();
  await says(from, `RESEVWA ${numberOf(sent)} anmwe yo ap tire sou nou`);
  expect(await waits(from)).toContain('danger');
});

test('forwarded it is a rumor, whoever forwarded it', async () => {
  const [sent] = (await world.sends(['pnh'])) as [TransmissionRow];
  await world.talk.says(somebody(), `RESEVWA ${numberOf(sent)}`, { forwarded: 'once' });
  expect(await state()).toBe('transmission');
});

test.each(countryNames())('in %s no word for it is, or is near, a word of the observers’ card', (name) => {
  const { words, received } = countryOf(name).observerCard;
  const card = new Map(Object.values(words).flatMap((each) => each.map((word) => [foldWords(word), word])));
  for (const word of Object.values(received).flat()) expect(nearest(foldWords(word), card)).toBeNull();
});

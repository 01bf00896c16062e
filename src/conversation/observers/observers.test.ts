import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasCheckDigit } from '../../codes/damm.ts';
import { peopleIn } from '../../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../../testing/conversation-world.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';

const FULL = { number: number('4172'), phones: '+50937100001', place: DELMAS, silent: '47' };
const BUDDY = { number: number('5231'), phones: '+50937100002', language: 'fr' };
const SILENT = { number: number('6318'), phones: '+50937100003', verbosity: 'silent', place: DELMAS };
const SHORT = { number: number('7402'), phones: '+50937100004', verbosity: 'short', place: DELMAS };
const TRAINEE = { number: number('8125'), phones: '+50937100005', training: 'wi', place: DELMAS };

/** As the card shows them. */
const [ALL_WELL, HELP, ARMED, SHOTS] = ['01', '09', '31', '32'].map(number) as [
  string,
  string,
  string,
  string,
];

let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld({ answersPerHour: 1_000 });
  await enterObservers(world.store, world.deps.observers.registry, [
    { ...FULL, buddy: BUDDY.number },
    BUDDY,
    SILENT,
    SHORT,
    TRAINEE,
  ]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.store.pool.query('delete from report');
  await world.store.pool.query('delete from waiting');
  await world.store.pool.query('update contact set snapshot = null, stopped_at = null');
  await world.store.pool.query('update observer set blocked_at = null, blocked_by = null');
});

const { somebody, says, waits, known } = peopleIn(() => world);
const reports = async () =>
  (await world.store.pool.query('select * from report order by created_at, code')).rows;
const onlyReport = async () => {
  const [one, ...more] = await reports();
  expect(more).toEqual([]);
  return one;
};

describe('what was seen', () => {
  test('a code from the observer’s own phone is a report with their number, place and time', async () => {
    const heard = await says(FULL.phones, `${ARMED}x4 1405 yo gen zam, nan baryè a`);
    const told = await onlyReport();
    expect(told).toMatchObject({
      kind: 'incident',
      items: [{ code: ARMED, quantity: 4 }],
      place_number: DELMAS,
      place_code: 'HT0112',
      ask: null,
      strange_phone: false,
      exercise: false,
      text: `${ARMED}x4 1405 yo gen zam, nan baryè a`,
      happened_precision: 'minute',
    });
    expect(told.code).toMatch(/^[1-9]\d{6}$/);
    expect(hasCheckDigit(told.code)).toBe(true);
    const seen = new Intl.DateTimeFormat('en', {
      timeZone: 'America/Port-au-Prince',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
    expect(seen.format(told.happened_at)).toBe('14:05');
    expect(heard).toBe(`${told.code}: resevwa. Mèsi.`);
    // It was read: nobody must be called for it.
    expect(await waits(FULL.phones)).toEqual([]);
  });

  test('any other phone needs the number of an observer beside it, and the report is marked', async () => {
    const from = somebody();
    await says(from, `${FULL.number} ${ARMED} ${DELMAS}`);
    const told = await onlyReport();
    expect(told).toMatchObject({ strange_phone: true, items: [{ code: ARMED }], ask: null });
    const { rows } = await world.store.pool.query('select number from observer where id = $1', [
      told.observer_id,
    ]);
    expect(rows).toEqual([{ number: FULL.number }]);
    // Without it, a citizen's three digits are no report.
    await world.store.pool.query('delete from report');
    await says(somebody(), `${ARMED} ${DELMAS}`);
    expect(await reports()).toEqual([]);
  });

  test('an observer who writes from a colleague’s phone is the one whose number stands there', async () => {
    await says(BUDDY.phones, `${FULL.number} ${ARMED} ${DELMAS}`);
    expect(await onlyReport()).toMatchObject({ strange_phone: true });
  });

  test('a pin says in which section it was, where no place is written', async () => {
    const location = { latitude: 18.536, longitude: -72.327 };
    await world.says(FULL.phones, ARMED, { location });
    expect(await onlyReport()).toMatchObject({ place_code: 'HT0111-01', latitude: 18.536 });
    await world.store.pool.query('delete from report');
    await world.says(FULL.phones, `${ARMED} ${DELMAS}`, { location });
    expect(await onlyReport()).toMatchObject({ place_code: 'HT0112' });
  });

  test('who practises reports exercises', async () => {
    await says(TRAINEE.phones, ARMED);
    expect(await onlyReport()).toMatchObject({ exercise: true });
  });

  test('it comes before any open question, which goes on; what the question offers is an answer', async () => {
    await says(FULL.phones, 'bonjou', '1', '1');
    await says(FULL.phones, 'KWIZ');
    expect(await says(FULL.phones, ARMED)).toMatch(/^\d{7}: resevwa/);
    expect(await says(FULL.phones, '1')).toMatch(/^1\/8 /);
    expect(await reports()).toHaveLength(1);
  });

  test('in a talk that nobody else may read, a code is a code and words are not', async () => {
    await known();
    await says(FULL.phones, 'bonjou', '1', '1', 'ABI');
    await says(FULL.phones, 'yo ap touye m, vin chache m tanpri');
    expect(await reports()).toEqual([]);
    expect(await says(FULL.phones, ARMED)).toMatch(/^\d{7}: resevwa/);
    expect(await onlyReport()).toMatchObject({ items: [{ code: ARMED }] });
  });

  test('the same text again is the same report, and a check-in an hour later is another one', async () => {
    const first = await says(FULL.phones, ARMED);
    expect(await says(FULL.phones, ARMED)).toBe(first);
    const told = await onlyReport();
    const { rows } = await world.store.pool.query(
      'select count(*) from report_message where report_id = $1',
      [told.id],
    );
    expect(rows[0].count).toBe('2');
    await world.store.pool.query(`update report set created_at = created_at - interval '3 hours'`);
    expect(await says(FULL.phones, ARMED)).not.toBe(first);
  });

  test('who has stopped us reports all the same, and hears nothing', async () => {
    await says(FULL.phones, 'STOP');
    expect(await says(FULL.phones, ARMED)).toBe('');
    expect(await onlyReport()).toMatchObject({ items: [{ code: ARMED }] });
  });

  test('forwarded it is a rumor, whoever forwarded it', async () => {
    await known();
    await world.says(FULL.phones, `${ARMED} ${DELMAS} yo di sa pase`, { forwarded: 'once' });
    expect(await reports()).toEqual([]);
  });
});

describe('what cannot be read', () => {
  test('is received, numbered, asked about and put before a person', async () => {
    const wrong = `${ARMED.slice(0, 2)}${(Number(ARMED[2]) + 1) % 10}`;
    const heard = await says(FULL.phones, `${wrong} ${DELMAS}`);
    const told = await onlyReport();
    expect(told).toMatchObject({ ask: 'incident_check', items: [], text: `${wrong} ${DELMAS}` });
    expect(heard).toBe(`${told.code}: resevwa. Yon kòd 3 chif pa bon. Gade kat la epi voye tout ankò.`);
    // Their own number may have these digits in it.
    expect(heard.slice(told.code.length)).not.toContain(wrong);
    expect(await waits(FULL.phones)).toEqual(['observer_report']);
  });

  test('words alone from an observer are no rumor; a link is one', async () => {
    expect(await says(FULL.phones, 'gen anpil moun ki pa ka vote isit la')).toMatch(/pa wè kòd/);
    expect(await onlyReport()).toMatchObject({ ask: 'no_code' });
    await says(FULL.phones, 'gade sa yo mete la https://example.org/bri sou eleksyon an');
    expect(await reports()).toHaveLength(1);
  });

  test('a number that no observer has is asked about, in a citizen’s text without one nothing is', async () => {
    const from = somebody();
    expect(await says(from, `${number('9999')} ${ARMED} ${DELMAS}`)).toMatch(/^\d{7}: /);
    expect(await onlyReport()).toMatchObject({ ask: 'observer_unknown', observer_id: null });
    expect(await waits(from)).toEqual(['observer_report']);
  });

  test('an observer may talk like everybody: the menu, a case, a quiz', async () => {
    await says(FULL.phones, 'bonjou', '1', '1');
    for (const text of ['MENI', 'KI KOTE', '2', 'mèsi']) await says(FULL.phones, text);
    expect(await reports()).toEqual([]);
  });
});

describe('afterwards', () => {
  test('a report is corrected, asked about and withdrawn by its number; nobody else can', async () => {
    const reference = (await says(FULL.phones, ARMED)).slice(0, 7);
    expect(await says(FULL.phones, `${reference} ${SHOTS}`)).toBe(`${reference}: korije. Mèsi.`);
    expect(await onlyReport()).toMatchObject({
      items: [{ code: SHOTS }],
      before: [{ items: [{ code: ARMED }], placeNumber: DELMAS }],
    });
    expect(await says(FULL.phones, `STATI ${reference}`)).toBe(
      `${reference}: resevwa, yon moun pral gade l.`,
    );
    expect(await says(BUDDY.phones, `ANNULER ${reference}`)).toMatch(/^\d{7}: not[eé]. Nous ne trouvons pas/);
    expect(await says(FULL.phones, `ANILE ${reference}`)).toBe(`${reference}: anile.`);
    expect(await says(FULL.phones, `STATI ${reference}`)).toBe(`${reference}: anile.`);
    expect((await reports()).find(({ code }) => code === reference).withdrawn_at).not.toBeNull();
  });

  test('the number of an own report among words is asked about, that of somebody else’s is a word', async () => {
    const [own, other] = [
      (await says(FULL.phones, ARMED)).slice(0, 7),
      (await says(BUDDY.phones, `${ARMED} ${DELMAS}`)).slice(0, 7),
    ];
    await world.store.pool.query('delete from waiting');
    await says(FULL.phones, `${SHOTS} mwen te di ${own} deja`);
    expect((await reports()).map(({ ask }) => ask)).toContain('code_in_words');
    await says(SHORT.phones, `${SHOTS} mwen te di ${other} deja`);
    expect((await reports()).filter(({ ask }) => ask === 'code_in_words')).toHaveLength(1);
  });

  test('ANNULER alone from an observer asks which report; it stops nothing', async () => {
    expect(await says(BUDDY.phones, 'ANNULER')).toMatch(/Quel rapport annuler/);
    expect(await says(BUDDY.phones, 'STOP')).toMatch(/STOP|plus/i);
  });

  test('KAT sends the card in one SMS: number, place and the gravest codes', async () => {
    const { rows } = await world.store.pool.query('select 1');
    expect(rows).toHaveLength(1);
    await says(FULL.phones, 'KAT');
    const { rows: sent } = await world.store.pool.query(
      `select content from reply order by seq desc limit 1`,
    );
    const { text, short } = sent[0].content;
    expect(short).toMatch(new RegExp(`^Nimewo ou: ${FULL.number}. Kote: ${DELMAS}. ${HELP} `));
    expect(short.length).toBeLessThanOrEqual(160);
    expect(text.split('\n')).toHaveLength(1 + world.deps.observers.lines.size);
    expect(await reports()).toEqual([]);
    // A number alone opens nothing.
    expect(await says(somebody(), `KAT ${FULL.number}`)).not.toContain(DELMAS);
  });
});

describe('safety', () => {
  test('a call for help, by code or by word, is told at once and never asked about', async () => {
    for (const text of [HELP, 'SOS', `SOS ${ARMED}9 xx`, 'anmwe yo ap tire sou nou']) {
      await world.store.pool.query('delete from waiting');
      expect(await says(FULL.phones, text)).toMatch(/^\d{7}: resevwa. Yon moun ap okipe/);
      expect(await waits(FULL.phones)).toEqual(['danger']);
    }
    const told = await reports();
    for (const one of told) expect(one).toMatchObject({ danger: true, ask: null, items: [] });
    // What they saw beside it goes to the cell; that they call for help does not.
    await says(FULL.phones, `${HELP} ${ARMED}`);
    const last = (await reports()).find(({ code }) => told.every((one) => one.code !== code));
    expect(last).toMatchObject({ danger: true, items: [{ code: ARMED }] });
  });

  test('the count agreed on behind a check-in raises a silent alarm; what is heard does not differ', async () => {
    const shape = (heard: string) => heard.replace(/^\d{7}/, '#######');
    const well = await says(FULL.phones, `${ALL_WELL} 40`);
    expect(await waits(FULL.phones)).toEqual([]);
    const forced = await says(FULL.phones, `${ALL_WELL} 47`);
    expect(shape(forced)).toBe(shape(well));
    const [first, second] = (await reports()).toSorted((a, b) => a.created_at - b.created_at);
    expect(first).toMatchObject({ kind: 'check-in', duress: false, danger: null });
    expect(second).toMatchObject({ kind: 'incident', duress: true, danger: true, items: [] });
    expect(await waits(FULL.phones)).toEqual(['danger']);
    // Nobody else's count, and no other code.
    await says(SHORT.phones, `${ALL_WELL} 47`);
    expect(await waits(SHORT.phones)).toEqual([]);
  });

  test('who is made to correct a report says so by the same count: the report stays, and nothing heard differs', async () => {
    const shape = (heard: string) => heard.replace(/^\d{7}/, '#######');
    const [free, forced] = [
      (await says(FULL.phones, `${SHOTS}x2`)).slice(0, 7),
      (await says(FULL.phones, ARMED)).slice(0, 7),
    ];
    const well = await says(FULL.phones, `${free} ${ALL_WELL} 40`);
    expect(await waits(FULL.phones)).toEqual([]);
    expect(shape(await says(FULL.phones, `${forced} ${ALL_WELL} 47`))).toBe(shape(well));
    const all = await reports();
    expect(all.find(({ code }) => code === free)).toMatchObject({ kind: 'check-in' });
    expect(all.find(({ code }) => code === forced)).toMatchObject({
      kind: 'incident',
      items: [{ code: ARMED }],
    });
    expect(all.find(({ duress }) => duress)).toMatchObject({ danger: true, items: [] });
    expect(await waits(FULL.phones)).toContain('danger');
  });

  test('a seized phone is still answered, and all that comes from it is marked', async () => {
    const normal = await says(BUDDY.phones, `BLOKE ${FULL.number}`);
    expect(normal).toMatch(/^\d{7}: noté. Merci.$/);
    expect(await waits(BUDDY.phones)).toEqual(['danger']);
    expect(await says(FULL.phones, ARMED)).toMatch(/^\d{7}: resevwa. Mèsi.$/);
    expect((await reports()).find(({ items }) => items.length > 0)).toMatchObject({ seized: true });
    // And it cannot do the same to others.
    await says(FULL.phones, `BLOKE ${BUDDY.number}`);
    const { rows } = await world.store.pool.query('select number from observer where blocked_at is not null');
    expect(rows).toEqual([{ number: FULL.number }]);
  });

  test('who is neither buddy nor supervisor hears the same, and a person decides', async () => {
    expect(await says(SHORT.phones, `BLOKE ${FULL.number}`)).toMatch(/^\d{7}$/);
    const from = somebody();
    expect(await says(from, `BLOKE ${FULL.number}`)).toMatch(/^\d{7}: resevwa. Mèsi.$/);
    expect(await waits(from)).toEqual(['observer_report']);
    const { rows } = await world.store.pool.query('select 1 from observer where blocked_at is not null');
    expect(rows).toEqual([]);
  });

  test('a silent phone hears nothing at all, a short one a number', async () => {
    expect(await says(SILENT.phones, ARMED)).toBe('');
    expect(await says(SILENT.phones, 'SOS')).toBe('');
    expect(await says(SILENT.phones, '999')).toBe('');
    expect(await waits(SILENT.phones)).toEqual(['danger', 'observer_report']);
    expect(await says(SHORT.phones, ARMED)).toMatch(/^\d{7}$/);
    expect(await says(SHORT.phones, '998')).toMatch(/^\d{7}: resevwa. Yon k/);
  });
});

test('the first part of a long SMS that calls for help is not held back for the rest', async () => {
  const now = await openConversationWorld({}, { apartMs: 0 });
  try {
    await enterObservers(now.store, now.deps.observers.registry, [FULL]);
    const part = (ref: string) => ({ fragment: { ref, n: 1, of: 2 } });
    expect(await now.says(FULL.phones, `${ARMED} ${DELMAS} gen moun`, part('r1'))).toEqual([]);
    expect(await now.says(FULL.phones, `${HELP} yo antoure n, vini vit`, part('r2'))).toEqual([
      expect.stringMatching(/Yon moun ap okipe/),
    ]);
    // A citizen's is no call of an observer's: it waits for its rest.
    expect(await now.says(somebody(), 'SOS gen moun ki bezwen', part('r3'))).toEqual([]);
  } finally {
    await now.close();
  }
});

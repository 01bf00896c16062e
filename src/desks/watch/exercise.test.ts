import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { keywordsOf } from '../../codes/book-of.ts';
import { takeTurns } from '../../conversation/take-turns.ts';
import { segments } from '../../core/sms.ts';
import { countryOf } from '../../country/index.ts';
import { loadTexts } from '../../i18n.ts';
import { foldWords } from '../../language/fold.ts';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { keepMessages } from '../../store/messages.ts';
import type { StaffMember } from '../../store/staff.ts';
import { sms } from '../../testing/conversation-world.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import { OBSERVERS, openWatchWorld, type WatchWorld } from '../../testing/watch-world.ts';
import type { WatchDesk } from './desk.ts';
import { askExercise, type ExerciseRefusal, endExercise, startExercise } from './exercise.ts';

const [ALL_WELL, HELP, ARMED, SHOTS, LATE] = ['01', '09', '31', '32', '12'].map(number) as [
  string,
  string,
  string,
  string,
  string,
];
const [ONE, TWO, THREE, TRAINEE] = OBSERVERS;
const WHY = 'egzèsis jeneral';
const MINUTE = 60_000;

let world: WatchWorld;
let lead: StaffMember;
let admin: StaffMember;
beforeAll(async () => {
  world = await openWatchWorld();
  [lead, admin] = [await world.member(null, 'lead'), await world.member(null, 'admin')];
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const table of ['incident', 'report', 'waiting', 'national_exercise'])
    await world.talk.store.pool.query(`delete from ${table}`);
  await world.talk.store.pool.query('update observer set blocked_at = null, blocked_by = null');
});

/** The desk as its clock stands so many minutes from now. */
const deskAt = (minutes: number): WatchDesk => ({
  ...world.desk,
  now: () => new Date(Date.now() + minutes * MINUTE),
});
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE);

/** Asked for and agreed on, by two. */
async function runs(from: number, until: number): Promise<void> {
  expect(await askExercise(deskAt(from), { by: lead, why: WHY, endsAt: inMinutes(until) })).toBeNull();
  expect(await startExercise(deskAt(from), { by: admin, why: 'dakò' })).toBeNull();
}
const reports = async () =>
  (await world.talk.store.pool.query('select * from report order by created_at, code')).rows;
const last = async () => (await reports()).at(-1);

describe('who decides', () => {
  const asked = (by: StaffMember, change: { why?: string; endsAt?: Date } = {}, desk = world.desk) =>
    askExercise(desk, { by, why: WHY, endsAt: inMinutes(240), ...change });

  test('the secretariat, and nobody who speaks for an institution or only analyses', async () => {
    const others = [
      await world.member(null, 'analyst'),
      await world.member('cep'),
      await world.member('cep', 'lead'),
      await world.member(null, 'verifier'),
    ];
    for (const by of others) {
      expect(await asked(by)).toBe('rights');
      expect(await asked(lead)).toBeNull();
      expect(await startExercise(world.desk, { by, why: WHY })).toBe('rights');
      expect(await endExercise(world.desk, { by, why: WHY })).toBe('rights');
      expect(await endExercise(world.desk, { by: lead, why: WHY })).toBeNull();
    }
  });

  test('a second person must agree before it runs; until then all is real', async () => {
    expect(await startExercise(world.desk, { by: admin, why: WHY })).toBe('gone');
    expect(await asked(lead)).toBeNull();
    expect(await asked(admin)).toBe('state');
    expect(await startExercise(world.desk, { by: lead, why: WHY })).toBe('same_person');
    expect(await world.texts(ONE, ARMED)).toMatch(/^\d{7}: /);
    expect(await last()).toMatchObject({ exercise: false });
    const third = await world.member(null, 'lead');
    const both = await Promise.all(
      [admin, third].map((by) => startExercise(world.desk, { by, why: 'dakò' })),
    );
    expect(both.toSorted()).toEqual([null, 'state']);
    expect(await world.texts(ONE, SHOTS)).toMatch(/^EGZ \d{7}: /);
  });

  test.each<[string, { why?: string; endsAt?: Date }, ExerciseRefusal | null]>([
    ['a reason', { why: '  ' }, 'why'],
    ['an end that is yet to come', { endsAt: inMinutes(-1) }, 'time'],
    ['an end within a day', { endsAt: inMinutes(24 * 60 + 10) }, 'time'],
    ['no more than that', { endsAt: inMinutes(23 * 60) }, null],
  ])('it needs %s', async (_what, change, refusal) => {
    expect(await asked(lead, change)).toBe(refusal);
  });

  test('each move is in the chain with its reason and the end that was agreed on', async () => {
    await runs(0, 60);
    expect(await endExercise(world.desk, { by: lead, why: '' })).toBe('why');
    expect(await endExercise(world.desk, { by: lead, why: 'fini' })).toBeNull();
    expect(await endExercise(world.desk, { by: lead, why: 'fini' })).toBe('gone');
    const { rows } = await world.talk.store.pool.query('select id from national_exercise');
    const events = (await listEvents(world.talk.store.db, [rows[0].id])).toReversed();
    expect(events.map(({ what, actor, why }) => [what, actor, why])).toEqual([
      ['exercise_asked', lead.id, WHY],
      ['exercise_started', admin.id, 'dakò'],
      ['exercise_ended', lead.id, 'fini'],
    ]);
    expect(events[1]?.to).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+-0[45]:00$/);
    expect(await verifyEvents(world.talk.store.db)).toMatchObject({ whole: true });
    // What nobody agreed on is taken back, and can be asked for anew.
    expect(await asked(lead)).toBeNull();
    expect(await endExercise(world.desk, { by: lead, why: 'non' })).toBeNull();
    expect(await asked(admin)).toBeNull();
  });
});

describe('while it runs', () => {
  beforeEach(() => runs(-60, 60));

  test('a report by code is an exercise, and says so; it never joins what is real', async () => {
    await world.talk.store.pool.query('update national_exercise set started_at = null');
    expect(await world.texts(ONE, ARMED)).toMatch(/^\d{7}: resevwa/);
    await world.talk.store.pool.query(`update national_exercise set started_at = asked_at`);
    expect(await world.texts(TWO, ARMED)).toMatch(/^EGZ \d{7}: resevwa. Mèsi.$/);
    // The same text again from the same phone, too: what was real is not told by it.
    const again = await world.texts(ONE, ARMED);
    expect((await reports()).map(({ exercise }) => exercise).sort()).toEqual([false, true, true]);
    expect(await world.texts(ONE, ARMED)).toBe(again);
    await world.group();
    const all = await world.incidents();
    expect(all.map(({ exercise }) => exercise).sort()).toEqual([false, true]);
    // What cannot be read is practised, too.
    expect(await world.texts(THREE, '999')).toMatch(/^EGZ \d{7}: /);
    expect(await last()).toMatchObject({ ask: 'no_words', exercise: true });
  });

  test('calls for help stay real, by word, by code and in words, and so does what is told beside them', async () => {
    for (const text of [HELP, 'SOS', 'ED nou', `${HELP} ${ARMED}`, 'anmwe yo ap tire sou nou']) {
      await world.talk.store.pool.query('delete from waiting');
      expect(await world.texts(ONE, text)).toMatch(/^VRE \d{7}: resevwa. Yon moun ap okipe/);
      expect(await last()).toMatchObject({ exercise: false, danger: true });
      const { rows } = await world.talk.store.pool.query('select reason from waiting');
      expect(rows).toEqual([{ reason: 'danger' }]);
    }
  });

  test('duress stays real, and what is heard does not differ from a check-in', async () => {
    const shape = (heard: string) => heard.replace(/\d{7}/, '#######');
    const well = await world.texts(ONE, `${ALL_WELL} 40`);
    expect(await last()).toMatchObject({ kind: 'check-in', exercise: true });
    const forced = await world.texts(ONE, `${ALL_WELL} 47`);
    expect(await last()).toMatchObject({ duress: true, danger: true, exercise: false });
    expect(shape(forced)).toBe(shape(well));
    expect(well).toMatch(/^EGZ /);
  });

  test('a seized phone is no exercise, whoever says so', async () => {
    for (const who of [ONE, TWO]) {
      expect(await world.texts(who, `BLOKE ${ONE.number}`)).toMatch(/^VRE \d{7}: resevwa. Mèsi.$/);
    }
    expect(await reports()).toMatchObject([{ danger: true, exercise: false }, { danger: null }]);
  });

  test('a word in front makes one report real, and the next one is an exercise again', async () => {
    for (const [word, code] of [
      ['VRE', ARMED],
      ['réel', SHOTS],
    ]) {
      expect(await world.texts(ONE, `${word} ${code}`)).toMatch(/^VRE \d{7}: /);
      expect(await last()).toMatchObject({ exercise: false, items: [{ code }] });
    }
    expect(await world.texts(ONE, `${LATE} vre`)).toMatch(/^EGZ /);
    expect(await last()).toMatchObject({ exercise: true });
    // Who only practises cannot.
    expect(await world.texts(TRAINEE, `VRE ${ARMED}`)).toMatch(/^EGZ /);
    expect(await last()).toMatchObject({ exercise: true });
  });

  test('what is asked or changed afterwards says whether that report is an exercise', async () => {
    const numberIn = (heard: string) => heard.replace(/^\D+/, '').slice(0, 7);
    const real = numberIn(await world.texts(ONE, `VRE ${ARMED}`));
    const practised = numberIn(await world.texts(ONE, ARMED));
    expect(await world.texts(ONE, `STATI ${real}`)).toMatch(/^VRE /);
    expect(await world.texts(ONE, `VRE STATI ${practised}`)).toMatch(/^EGZ /);
    expect(await world.texts(ONE, `${practised} ${SHOTS}`)).toMatch(/^EGZ .*korije/);
    expect(await world.texts(ONE, `ANILE ${real}`)).toMatch(/^VRE .*anile/);
  });

  test('the card still is one SMS, a short phone hears two words, a silent one nothing', async () => {
    await world.texts(ONE, 'KAT');
    const { rows } = await world.talk.store.pool.query(
      `select content->>'short' as short from reply order by seq desc limit 1`,
    );
    expect(rows[0].short).toMatch(/^EGZ Nimewo ou/);
    expect(segments(rows[0].short).segments).toBe(1);
    const hear = (verbosity: string) =>
      world.talk.store.pool.query('update observer set verbosity = $1 where number = $2', [
        verbosity,
        THREE.number,
      ]);
    await hear('short');
    expect(await world.texts(THREE, ARMED)).toMatch(/^EGZ \d{7}$/);
    await hear('silent');
    expect(await world.texts(THREE, SHOTS)).toBe('');
    await hear('full');
  });

  test('who is no observer hears nothing of it', async () => {
    const heard = await world.talk.says('+50937109999', 'bonjou');
    expect(heard.join()).not.toMatch(/EGZ|VRE/);
  });
});

describe('after it', () => {
  test('it ends at its time, though nobody did anything', async () => {
    await runs(-120, -1);
    expect(await world.texts(ONE, ARMED)).toMatch(/^\d{7}: /);
    expect(await last()).toMatchObject({ exercise: false });
    // And what came while it ran is one, however late we are with it.
    const { contactIds } = await keepMessages(world.talk.store, [
      { inbound: sms(TWO.phones, SHOTS), receivedAt: inMinutes(-5) },
    ]);
    await takeTurns(world.talk.deps, contactIds);
    expect(await last()).toMatchObject({ exercise: true, items: [{ code: SHOTS }] });
  });

  test('it ends at once where somebody ends it, and the same text is another report', async () => {
    await runs(-120, 60);
    const practised = await world.texts(ONE, `${ARMED} ${DELMAS}`);
    expect(await endExercise(world.desk, { by: admin, why: 'yon vrè ijans' })).toBeNull();
    const real = await world.texts(ONE, `${ARMED} ${DELMAS}`);
    expect(real).toMatch(/^\d{7}: /);
    expect(practised).not.toContain(real.slice(0, 7));
    expect((await reports()).map(({ exercise }) => exercise)).toEqual([true, false]);
  });
});

test('in every language the marks are short, and every answer with one is one SMS', () => {
  const texts = loadTexts();
  const keywords = keywordsOf(countryOf('ht').observerCard.words);
  for (const language of texts.languages) {
    const [exercise, real] = ['exercise', 'real'].map((mark) =>
      texts.text(language, `observer.mark.${mark}`),
    ) as [string, string];
    expect(exercise).not.toBe(real);
    expect(Math.max(exercise.length, real.length)).toBeLessThanOrEqual(6);
    // What we say is what they write.
    expect(keywords.get(foldWords(real))).toBe('real');
    const fill = { reference: '4827317', emergency: 'A'.repeat(24) };
    for (const key of texts.keys(language))
      if (/^observer\.(ask|receipt|help|cancelled|corrected|standing)/.test(key))
        expect(segments(`${exercise} ${texts.text(language, key, fill)}`), key).toMatchObject({
          alphabet: 'gsm7',
          segments: 1,
        });
  }
});

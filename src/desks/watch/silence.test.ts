import { describe, expect, test } from 'vitest';
import type { CheckIns } from '../../country/watch.ts';
import { coveredBy, dueSlots, silenceAmong, type Watched } from './silence.ts';

const HAITI = 'America/Port-au-Prince';
const RULES: CheckIns = {
  days: ['2026-08-30', '2026-12-06'],
  exerciseDays: ['2026-08-15'],
  hours: [6, 10, 14, 18],
  earlyMinutes: 60,
  graceMinutes: 45,
  whole: { share: 0.5, least: 5 },
  reminders: { mostADay: 10, milliADay: 1_000, worthMinutes: 90 },
};

let made = 0;
function observer(change: Partial<Watched> = {}): Watched {
  made += 1;
  return {
    id: `id-${made}`,
    number: String(10_000 + made),
    deputyOf: null,
    department: 'HT01',
    account: 'natcom',
    verbosity: 'full',
    training: false,
    blockedAt: null,
    endedAt: null,
    enteredAt: new Date('2026-08-01T00:00:00Z'),
    heardAt: null,
    ...change,
  };
}
const many = (n: number, change: Partial<Watched> = {}) => Array.from({ length: n }, () => observer(change));
/** On the first day of vote, by the clock of Haiti. */
const at = (time: string, day = '2026-08-30') => new Date(`${day}T${time}:00-04:00`);

const due = (now: Date, { rules = RULES, timeZone = HAITI, training = false } = {}) =>
  dueSlots(rules, { timeZone, training, now }).map((slot) => slot.at.toISOString());
const look = (observers: readonly Watched[], now: Date, { rules = RULES, training = false } = {}) =>
  silenceAmong(rules, observers, { timeZone: HAITI, training, now });
const silentAt = (observers: readonly Watched[], now: Date) =>
  look(observers, now).slots.map(({ silent }) => silent.map(({ id }) => id));

describe('which hours are due', () => {
  test.each([
    ['before the first one', at('05:59'), []],
    ['within its grace', at('06:44'), []],
    ['when the grace is over', at('06:45'), ['2026-08-30T10:00:00.000Z']],
    [
      'in the afternoon',
      at('14:50'),
      ['2026-08-30T10:00:00.000Z', '2026-08-30T14:00:00.000Z', '2026-08-30T18:00:00.000Z'],
    ],
    [
      'in the night after',
      at('02:00', '2026-08-31'),
      ['10', '14', '18', '22'].map((h) => `2026-08-30T${h}:00:00.000Z`),
    ],
    ['a day later each falls away', at('17:59', '2026-08-31'), ['2026-08-30T22:00:00.000Z']],
    ['two days later', at('12:00', '2026-09-01'), []],
    ['on a day of no vote', at('12:00', '2026-08-29'), []],
  ])('%s', (_when, now, expected) => {
    expect(due(now)).toEqual(expected);
  });

  test('the day is that of the place, not that of UTC', () => {
    const rules = { ...RULES, hours: [21] };
    // In UTC this is the 31st.
    expect(due(at('21:45'), { rules })).toEqual(['2026-08-31T01:00:00.000Z']);
    expect(due(at('21:45', '2026-08-29'), { rules })).toEqual([]);
    expect(due(new Date('2026-08-30T12:00:00Z'), { rules, timeZone: 'Pacific/Auckland' })).toEqual([
      '2026-08-30T09:00:00.000Z',
    ]);
  });

  test('a grace goes over midnight, and midnight itself begins the day', () => {
    const rules = { ...RULES, hours: [0, 23.5] };
    expect(due(at('00:45'), { rules })).toEqual(['2026-08-30T04:00:00.000Z']);
    expect(due(at('00:14', '2026-08-31'), { rules })).toEqual([]);
    expect(due(at('00:15', '2026-08-31'), { rules })).toEqual(['2026-08-31T03:30:00.000Z']);
  });

  test('summer time moves the hour, and one that it leaves out is not asked for twice', () => {
    const rules = { ...RULES, days: ['2026-03-08', '2026-11-01'], hours: [1.5, 2.5, 3.5, 6] };
    // At two o'clock it is three.
    expect(due(new Date('2026-03-08T12:00:00Z'), { rules })).toEqual([
      '2026-03-08T06:30:00.000Z',
      '2026-03-08T07:30:00.000Z',
      '2026-03-08T10:00:00.000Z',
    ]);
    // Half past one comes twice: the first counts.
    expect(due(new Date('2026-11-01T13:00:00Z'), { rules })).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-01T07:30:00.000Z',
      '2026-11-01T08:30:00.000Z',
      '2026-11-01T11:00:00.000Z',
    ]);
    // The run-off is in winter.
    expect(due(new Date('2026-12-06T11:45:00Z'))).toEqual(['2026-12-06T11:00:00.000Z']);
  });

  test('what is no day is found out', () => {
    expect(() => due(at('12:00'), { rules: { ...RULES, days: ['2026-02-30'] } })).toThrow('2026-02-30');
    expect(() => due(at('12:00'), { rules: { ...RULES, days: ['30 août'] } })).toThrow('30 août');
  });
});

describe('who is silent', () => {
  test('whoever was not heard since a little before the hour', () => {
    const never = observer();
    const night = observer({ heardAt: at('04:59') });
    const early = observer({ heardAt: at('05:00') });
    const late = observer({ heardAt: at('06:50') });
    expect(silentAt([never, night, early, late], at('07:00'))).toEqual([[never.id, night.id]]);
  });

  test('each hour asks anew, and who is heard is silent at none before', () => {
    const one = observer({ heardAt: at('06:10') });
    const back = observer({ heardAt: at('10:55') });
    expect(silentAt([one, back], at('11:00'))).toEqual([[], [one.id]]);
  });

  test('nobody is expected on a day of no vote', () => {
    expect(look(many(10), at('12:00', '2026-08-29'))).toEqual({ slots: [], apart: [] });
  });

  test('who was entered after the hour was not expected', () => {
    const after = observer({ enteredAt: at('06:01') });
    const before = observer({ enteredAt: at('06:00') });
    expect(silentAt([after, before], at('11:00'))).toEqual([[before.id], [after.id, before.id]]);
  });

  test('who ended or is blocked stands apart', () => {
    const ended = observer({ endedAt: at('08:00') });
    const blocked = observer({ blockedAt: at('09:00'), heardAt: at('10:10') });
    const { slots, apart } = look([ended, blocked], at('11:00'));
    expect(slots.map(({ expected, silent }) => [expected, silent.length])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(apart.map(({ one, why }) => [one.id, why])).toEqual([
      [ended.id, 'ended'],
      [blocked.id, 'blocked'],
    ]);
  });

  test('who practises has days of their own, and is never among the others', () => {
    const all = [observer(), observer({ training: true })];
    const [real, trainee] = all.map(({ id }) => id);
    expect(silentAt(all, at('07:00'))).toEqual([[real]]);
    const practice = (now: Date) =>
      look(all, now, { training: true }).slots.map((s) => s.silent.map((o) => o.id));
    expect(practice(at('07:00'))).toEqual([]);
    expect(practice(at('07:00', '2026-08-15'))).toEqual([[trainee]]);
    expect(silentAt(all, at('07:00', '2026-08-15'))).toEqual([]);
  });

  test('a deputy at home is not missed; one who came is, and the other is not missed for them', () => {
    const one = observer();
    const deputy = observer({ deputyOf: one.id });
    expect(silentAt([one, deputy], at('07:00'))).toEqual([[one.id]]);
    const came = { ...deputy, heardAt: at('06:05') };
    expect(silentAt([one, came], at('07:00'))).toEqual([[]]);
    // Neither was heard at ten.
    expect(silentAt([one, came], at('11:00'))).toEqual([[], [one.id, deputy.id]]);
  });
});

describe('what is silent as a whole', () => {
  const heardAt = at('06:00');
  const first = (observers: readonly Watched[]) => {
    const [slot] = look(observers, at('07:00')).slots;
    if (!slot) throw new Error('no hour is due');
    return slot;
  };

  test.each([
    ['half of six', 3, 3, true],
    ['fewer than half', 3, 4, false],
    ['all of four are too few to be a place', 4, 0, false],
    ['all of five', 5, 0, true],
  ])('%s', (_name, silent, heard, whole) => {
    const slot = first([...many(silent), ...many(heard, { heardAt })]);
    expect(slot.departments).toEqual([{ of: 'HT01', expected: silent + heard, silent, whole }]);
    expect(slot.accounts).toEqual([{ of: 'natcom', expected: silent + heard, silent, whole }]);
  });

  test('departments are counted apart, and those of no known place are none', () => {
    const slot = first([
      ...many(6, { department: 'HT03', account: 'digicel', heardAt }),
      ...many(6, { department: 'HT02', account: null }),
      ...many(6, { department: null, account: 'digicel', heardAt }),
      ...many(6, { department: null, account: null }),
    ]);
    expect(slot.departments).toEqual([
      { of: 'HT02', expected: 6, silent: 6, whole: true },
      { of: 'HT03', expected: 6, silent: 0, whole: false },
      { of: null, expected: 12, silent: 6, whole: false },
    ]);
    expect(slot.accounts.filter(({ whole }) => whole)).toEqual([]);
  });

  test('an operator covers more than a department, and one who is alone is covered by nothing', () => {
    const [a] = many(5, { account: 'natcom', department: 'HT02' });
    const slot = first([
      ...(a ? [a] : []),
      ...many(5, { account: 'natcom', department: 'HT03' }),
      ...many(20, { account: 'digicel', department: 'HT03', heardAt }),
      ...many(5, { account: null, department: 'HT04' }),
      observer({ account: 'digicel', department: 'HT03' }),
    ]);
    const covers = slot.silent.map((one) => coveredBy(slot, one)?.of ?? null);
    expect(covers).toEqual([...Array(6).fill('natcom'), ...Array(5).fill('HT04'), null]);
  });

  test('the same comes out whatever the order of the list', () => {
    const all = [...many(3), ...many(4, { heardAt, department: 'HT02' }), observer({ blockedAt: heardAt })];
    expect(look(all.toReversed(), at('07:00'))).toEqual(look(all, at('07:00')));
  });
});

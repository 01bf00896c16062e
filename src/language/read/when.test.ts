import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayInWords, timeInWords } from '../dates.ts';
import { readWhen } from './when.ts';

const timeZone = 'America/Port-au-Prince';
/** A Saturday afternoon. */
const now = new Date('2026-08-29T14:30:00-04:00');
const day = (date: string) => `${date}T00:00:00-04:00 day`;

function read(text: string, towards: 'past' | 'future' = 'past', at = now): string | null {
  const when = readWhen(text, { now: at, timeZone, towards });
  return when && `${when.at} ${when.precision}`;
}

const minute = (at: string) => `2026-08-${at}:00-04:00 minute`;
const part = (at: string) => `2026-08-${at}:00-04:00 part`;

describe('what was', () => {
  test.each([
    ['kounye a', minute('29T14:30')],
    ['Koulye a menm', minute('29T14:30')],
    ['la a', minute('29T14:30')],
    ['talè', minute('29T14:30')],
    ['right now', minute('29T14:30')],
    ['ahora', minute('29T14:30')],
    ['maintenant', minute('29T14:30')],
    ['kèk minit', minute('29T14:30')],
    ['jodi a', day('2026-08-29')],
    ['jodia', day('2026-08-29')],
    ["aujourd'hui", day('2026-08-29')],
    ['yè', day('2026-08-28')],
    ['ye', day('2026-08-28')],
    ['hier', day('2026-08-28')],
    ['ayer', day('2026-08-28')],
    ['avanyè', day('2026-08-27')],
    ['avan yè', day('2026-08-27')],
    ['avant-hier', day('2026-08-27')],
    ['the day before yesterday', day('2026-08-27')],
    ['depi yè', day('2026-08-28')],
    ['maten an', part('29T05:00')],
    ['nan maten', part('29T05:00')],
    ['ce matin', part('29T05:00')],
    ['esta mañana', part('29T05:00')],
    ['midi', part('29T12:00')],
    ['apremidi a', part('29T12:00')],
    ['aswè', part('28T18:00')],
    ['ce soir', part('29T18:00')],
    ['yè swa', part('28T18:00')],
    ['ye o swa', part('28T18:00')],
    ['hier soir', part('28T18:00')],
    ['last night', part('28T20:00')],
    ['anoche', part('28T20:00')],
    ['yè maten', part('28T05:00')],
    ['samdi pase nan apremidi', part('22T12:00')],
    ['yo tire sou moun yo yè swa bò lekòl la', part('28T18:00')],
  ])('%j is %s', (text, at) => expect(read(text)).toBe(at));

  test.each([
    ['a 3zè', minute('29T03:00')],
    ['a 2zè', minute('29T14:00')],
    ['2 zè edmi', minute('29T14:30')],
    ['3h30', minute('29T03:30')],
    ['3 è edmi', minute('29T03:30')],
    ['3 zè nan apremidi', minute('28T15:00')],
    ['15h', minute('28T15:00')],
    ['13h', minute('29T13:00')],
    ['13:20', minute('29T13:20')],
    ['15:20', minute('28T15:20')],
    ['1pm', minute('29T13:00')],
    ['1:15 p.m.', minute('29T13:15')],
    ['11 am', minute('29T11:00')],
    ['twazè', minute('29T03:00')],
    ['inè', minute('29T13:00')],
    ['sètè nan maten', minute('29T07:00')],
    ['dizè edmi', minute('29T10:30')],
    ['uitè mwen ka', minute('29T07:45')],
    ['midi edmi', minute('29T12:30')],
    ['a midi', minute('29T12:00')],
    ['a minwi', minute('29T00:00')],
    ['a las 3', minute('29T03:00')],
    ['a las tres y media', minute('29T03:30')],
    ['a las dos de la tarde', minute('29T14:00')],
    ['trois heures et demie', minute('29T03:30')],
    ['vers 9h du matin', minute('29T09:00')],
    ["at two o'clock", minute('29T14:00')],
    ['yè a 3zè', minute('28T15:00')],
    ['yè a 9è', minute('28T09:00')],
    ['yè swa a 8è', minute('28T20:00')],
    ['hier à 20h15', minute('28T20:15')],
    ['2 zè nan lannwit', minute('29T02:00')],
    ['last night at 2', minute('29T02:00')],
    ['samdi a 10è', minute('29T10:00')],
    ['samdi a 16h', minute('22T16:00')],
    ['la a, 13h50 konsa', minute('29T13:50')],
    ['3zè e ka', minute('29T03:15')],
    ['a onzè', minute('29T11:00')],
    ['bò 11 zè', minute('29T11:00')],
    ['depi 2 zè', minute('29T14:00')],
    ['jodi a 9 è maten', minute('29T09:00')],
  ])('by the clock, %j is %s', (text, at) => expect(read(text)).toBe(at));

  test.each([
    ['sa gen 2 zè', minute('29T12:30')],
    ['sa gen dezè edmi', minute('29T12:00')],
    ['sa fè inèdtan', minute('29T13:30')],
    ['depi 20 minit', minute('29T14:10')],
    ['depi twa èdtan', minute('29T11:30')],
    ['il y a 2 heures', minute('29T12:30')],
    ['il y a une demi-heure', minute('29T14:00')],
    ['2 hours ago', minute('29T12:30')],
    ['half an hour ago', minute('29T14:00')],
    ['hace una hora', minute('29T13:30')],
    ['hace dos días', day('2026-08-27')],
    ['gen 3 jou', day('2026-08-26')],
    ['sa gen yon semèn', day('2026-08-22')],
    ['3 jou pase', day('2026-08-26')],
    ['gen 3 jou, a 8è nan maten', minute('26T08:00')],
  ])('as time gone by, %j is %s', (text, at) => expect(read(text)).toBe(at));

  test.each([
    ['lendi', day('2026-08-24')],
    ['madi pase', day('2026-08-25')],
    ['samdi', day('2026-08-29')],
    ['samdi pase', day('2026-08-22')],
    ['lundi', day('2026-08-24')],
    ['last Monday', day('2026-08-24')],
    ['el lunes', day('2026-08-24')],
    ['miércoles', day('2026-08-26')],
    ['27 out', day('2026-08-27')],
    ['27/08', day('2026-08-27')],
    ['27-08-2026', day('2026-08-27')],
    ['27.08.26', day('2026-08-27')],
    ['2026-08-27', day('2026-08-27')],
    ['le 27 août', day('2026-08-27')],
    ['Aug 27', day('2026-08-27')],
    ['August 27th, 2026', day('2026-08-27')],
    ['27 de agosto', day('2026-08-27')],
    ['1er', day('2026-08-01')],
    ['le 1er', day('2026-08-01')],
    ['le 31', day('2026-07-31')],
    ['premye out', day('2026-08-01')],
    ['premye janvye', '2026-01-01T00:00:00-05:00 day'],
    ['le 6 décembre 2025', '2025-12-06T00:00:00-05:00 day'],
    ['dimanch 6 desanm', '2026-12-06T00:00:00-05:00 day'],
    ['samedi 22', day('2026-08-22')],
    ['27/08 15:20', minute('27T15:20')],
    ['27 out a 3è nan apremidi', minute('27T15:00')],
    ['29/02', '2024-02-29T00:00:00-05:00 day'],
  ])('by the calendar, %j is %s', (text, at) => expect(read(text)).toBe(at));
});

describe('what will be', () => {
  test.each([
    ['3zè', minute('29T15:00')],
    ['2zè', minute('30T02:00')],
    ['demen', day('2026-08-30')],
    ['demen maten', part('30T05:00')],
    ['demain à 8h', minute('30T08:00')],
    ['mañana por la mañana', part('30T05:00')],
    ['apre demen', day('2026-08-31')],
    ['aswè a', part('29T18:00')],
    ['nan maten', part('30T05:00')],
    ['samdi k ap vini', '2026-09-05T00:00:00-04:00 day'],
    ['madi', '2026-09-01T00:00:00-04:00 day'],
    ['30 out', day('2026-08-30')],
    ['le 6 décembre', '2026-12-06T00:00:00-05:00 day'],
    ['nan 2 zè', minute('29T16:30')],
    ['le 1er', '2026-09-01T00:00:00-04:00 day'],
  ])('%j is %s', (text, at) => expect(read(text, 'future')).toBe(at));

  test.each([
    ['demen a 9è', minute('30T09:00')],
    ['lundi prochain', day('2026-08-31')],
    ['next Monday', day('2026-08-31')],
    ['dans 20 minutes', minute('29T14:50')],
  ])('%j says so itself', (text, at) => expect(read(text)).toBe(at));
});

test.each([
  ['32/13'],
  ['25:00'],
  ['yè a 25:00'],
  ['12:75'],
  ['31/02'],
  ['31 fevriye'],
  ['samdi 30 out 2026'],
  ['yè ak avanyè'],
  ['ant 2zè ak 3zè'],
  ['15h nan maten'],
  ['3'],
  ['2e seksyon'],
  ['lilavwa 23 e 28'],
  ['chak 2 zè'],
  ['kote nou ye?'],
  ['sete yon bagay grav'],
  ['jodi a 3 moun mouri ak yè'],
  ['mwen pa konnen'],
  ['anpil moun'],
  ['sa gen 99999 jou'],
  ['🙏'],
  ['\0'],
  ['‮مرحبا‬'],
  [''],
])('%j is no time', (text) => expect(read(text)).toBeNull());

test('numbers that count something are no hours', () => {
  expect(read('jodi a 3 moun mouri')).toBe(day('2026-08-29'));
  expect(read('yè nan 3e seksyon')).toBe(day('2026-08-28'));
});

describe('when the clocks change in Haiti', () => {
  const spring = new Date('2026-03-08T12:00:00-04:00');
  test('a day has the offset of its own season', () => {
    expect(read('yè a midi', 'past', spring)).toBe('2026-03-07T12:00:00-05:00 minute');
    expect(read('jodi a', 'past', spring)).toBe('2026-03-08T00:00:00-05:00 day');
    expect(read('jodi a a 9è', 'past', spring)).toBe('2026-03-08T09:00:00-04:00 minute');
  });
  test('an hour that was left out is the one after it', () =>
    expect(read('02:30', 'past', spring)).toBe('2026-03-08T03:30:00-04:00 minute'));
  test('an hour that came twice is the first', () =>
    expect(read('jodi a 01:30', 'past', new Date('2026-11-01T12:00:00-05:00'))).toBe(
      '2026-11-01T01:30:00-04:00 minute',
    ));
  test('hours that went by are counted as they passed', () =>
    expect(read('sa gen 12 èdtan', 'past', spring)).toBe('2026-03-07T23:00:00-05:00 minute'));
});

const days = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
const zones = fc.constantFrom(timeZone, 'UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Asia/Beirut');

test('a day that is written in words is read as the same day, in every language', () =>
  fc.assert(
    fc.property(days, zones, fc.constantFrom('ht', 'fr', 'en', 'es'), (at, zone, language) => {
      const words = dayInWords(at, language, zone);
      const when = readWhen(words, { now: at, timeZone: zone });
      expect([words, when?.precision]).toEqual([words, 'day']);
      expect(dayInWords(new Date(when?.at ?? ''), language, zone)).toBe(words);
      const withTime = readWhen(`${words} ${timeInWords(at, zone)}`, { now: at, timeZone: zone });
      expect(timeInWords(new Date(withTime?.at ?? ''), zone)).toBe(timeInWords(at, zone));
    }),
    { numRuns: 400 },
  ));

test('nothing that can be typed makes it stumble', () => {
  expect(read('yè '.repeat(300_000))).toBeNull();
  const bits =
    'a yè 3 zè e edmi 25:00 30/08 swa maten samdi pase sa gen jou depi de mil le 1er out 2026 k ap vini'.split(
      ' ',
    );
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[0-9 .:/h-]{0,30}$/),
    fc.array(fc.constantFrom(...bits), { maxLength: 12 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(
      anything,
      days,
      zones,
      fc.constantFrom('past' as const, 'future' as const),
      (text, at, zone, towards) => {
        const when = readWhen(text, { now: at, timeZone: zone, towards });
        if (when) expect(when.at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d$/);
      },
    ),
    { numRuns: 1000 },
  );
  for (const odd of [Number.NaN, 8.64e15, -8.64e15]) expect(read('yè', 'past', new Date(odd))).toBeNull();
});

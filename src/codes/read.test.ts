import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookOf, keywordsOf } from './book-of.ts';
import { withCheckDigit } from './damm.ts';
import { readReport } from './read.ts';

const line = { kind: 'incident', placed: true, worded: false } as const;
const BOOK = bookOf([
  { ...line, code: '01', kind: 'check-in', placed: false },
  { ...line, code: '09', kind: 'help', placed: false },
  { ...line, code: '12' },
  { ...line, code: '31' },
  { ...line, code: '33' },
  { ...line, code: '99', placed: false, worded: true },
]);
const WORDS = keywordsOf({
  cancel: ['ANILE', 'ANNULER'],
  status: ['STATI'],
  card: ['KAT'],
  help: ['ED', 'SOS'],
  block: ['BLOKE'],
  real: ['VRE', 'REEL'],
});
const [WELL, HELP, LATE, ARMED, HURT, OTHER] = ['01', '09', '12', '31', '33', '99'].map(withCheckDigit);
const OBSERVER = withCheckDigit('4172');
const OTHER_OBSERVER = withCheckDigit('5283');
const PLACE = withCheckDigit('10452');
const REFERENCE = withCheckDigit('482731');
const ONCE = withCheckDigit('53718');
const REPORT = { observer: OBSERVER, place: PLACE, incidents: [{ code: ARMED }] };

const read = (text: string, known = {}) => readReport(text, BOOK, WORDS, known);
const reading = (text: string, known = {}) => read(text, known).reading;
const ask = (text: string, known = {}) => read(text, known).ask;

test.each([
  [`${OBSERVER} ${ARMED} ${PLACE}`],
  [`${PLACE} ${OBSERVER} ${ARMED}`],
  [`${ARMED}*${OBSERVER}*${PLACE}`],
  [`${OBSERVER}#${ARMED}#${PLACE}#${ARMED}`],
  [`  ${OBSERVER}\n${ARMED}\n${PLACE}\n`],
  [`${OBSERVER}\u00a0${ARMED}\u202f${PLACE}`],
  [`“${OBSERVER}” ‘${ARMED}’ ${PLACE}`],
  [`${OBSERVER} 👍🏾 ${ARMED} ${PLACE}`],
  [`${OBSERVER}${ARMED}${PLACE}`],
  [`٤${OBSERVER.slice(1)} ${ARMED} ${PLACE}`],
  [`${OBSERVER.slice(0, 2)}\u200b${OBSERVER.slice(2)} ${ARMED} ${PLACE}`],
])('in any order and with any gaps it is the same report: %j', (text) => {
  expect(reading(text)).toEqual(REPORT);
});

test('counts, the time and the words are read beside it', () => {
  expect(reading(`${OBSERVER} ${ARMED}*2 ${PLACE} 1405 moun ak zam, « la » 👍`)).toEqual({
    ...REPORT,
    incidents: [{ code: ARMED, quantity: 2 }],
    seen: { clock: '1405' },
    comment: 'moun ak zam, « la » 👍',
  });
  for (const said of [`${ARMED}x12`, `${ARMED} x12`, `${ARMED} X 12`, `${ARMED}×12`, `${ARMED}*12`])
    expect(reading(`${OBSERVER} ${said} ${PLACE}`)?.incidents).toEqual([{ code: ARMED, quantity: 12 }]);
});

test.each([
  ['1405', { clock: '1405' }],
  ['14:05', { clock: '1405' }],
  ['9:05', { clock: '0905' }],
  ['14h05', { clock: '1405' }],
  ['14h', { clock: '1400' }],
  ['2h', { minutesAgo: 120 }],
  ['-90', { minutesAgo: 90 }],
  ['90min', { minutesAgo: 90 }],
])('%s is when it was seen', (said, seen) => {
  expect(reading(`${OBSERVER} ${ARMED} ${PLACE} ${said}`)?.seen).toEqual(seen);
});

test('words are kept in the signs in which they came, with or without the sign before them', () => {
  for (const words of ['Люди с оружием', 'moun yo — 3 oswa 4', 'é'.repeat(200)])
    for (const between of [' ', ' @', '@ '])
      if (between.includes('@') || !/^\d/.test(words))
        expect(reading(`${OBSERVER} ${ARMED} ${PLACE}${between}${words}`)?.comment).toBe(words);
});

test('a number before words is the beginning of those', () => {
  expect(reading(`${OBSERVER} ${HURT} ${PLACE} 3 moun blese`)?.comment).toBe('3 moun blese');
  expect(reading(`Bonjou, ${OBSERVER} ${HURT} ${PLACE}`)).toMatchObject({ comment: 'Bonjou' });
  expect(reading(`Bonjou depi 1405, ${OBSERVER} ${HURT} ${PLACE}`)?.comment).toBe('Bonjou depi 1405');
});

test('a letter is mended inside digits, where the check digit says so, and nowhere else', () => {
  const mended = (number: string) => number.replaceAll('0', 'O').replaceAll('1', 'l');
  expect(reading(`${mended(OBSERVER)} ${ARMED} ${mended(PLACE)}`)).toEqual(REPORT);
  expect(ask(`${OBSERVER} ${ARMED} ${PLACE} 14O5`)).toBe('digits_letters');
  expect(ask(`${OBSERVER} ${ARMED} lO4528`)).toBe('digits_letters');
  // Words stay words, whatever letters they have.
  expect(reading(`${OBSERVER} ${ARMED} ${PLACE} OLI`)?.comment).toBe('OLI');
});

const wrong = (number: string) => number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);

test.each([
  ['', 'no_code'],
  ['moun ap tire', 'no_code'],
  [`${OBSERVER} ${PLACE}`, 'no_incident'],
  [`${ARMED} ${PLACE}`, 'no_observer'],
  [`${OBSERVER} ${ARMED}`, 'no_place'],
  [`${OBSERVER} ${OTHER}`, 'no_words'],
  [`${OBSERVER} ${wrong(ARMED ?? '')} ${PLACE}`, 'incident_check'],
  [`${OBSERVER} ${withCheckDigit('77')} ${PLACE}`, 'incident_unknown'],
  [`${wrong(OBSERVER)} ${ARMED} ${PLACE}`, 'observer_check'],
  [`${OBSERVER} ${ARMED} ${wrong(PLACE)}`, 'place_check'],
  [`ANILE ${wrong(REFERENCE)}`, 'reference_check'],
  [`${OBSERVER} ${ARMED} ${PLACE} 2560`, 'time_wrong'],
  [`${OBSERVER} ${HURT} ${PLACE} ${LATE?.[0]}${LATE}`, 'time_or_code'],
  [`${ARMED} ${OBSERVER} ${LATE} ${PLACE}`, 'time_or_code'],
  [`${OBSERVER} ${ARMED}x0 ${PLACE}`, 'quantity_wrong'],
  [`${OBSERVER} ${ARMED} ${PLACE} 7`, 'digits_short'],
  [`${OBSERVER} ${ARMED} ${PLACE} 37123456`, 'digits_long'],
  [`${OBSERVER} ${ARMED} 10452A7B9`, 'digits_letters'],
  [`${OBSERVER} ${OTHER_OBSERVER} ${ARMED} ${PLACE}`, 'two_observers'],
  [`${OBSERVER} ${ARMED} ${PLACE} ${withCheckDigit('20452')}`, 'two_places'],
  [`${OBSERVER} ${ARMED} ${PLACE} 1405 1605`, 'two_times'],
  [`STATI ${REFERENCE} ${withCheckDigit('582731')}`, 'two_references'],
  [`${OBSERVER} ${ARMED}x2 ${PLACE} ${ARMED}x3`, 'two_quantities'],
  [`${OBSERVER} ${ARMED} ${PLACE} K${wrong(ONCE)}`, 'once_check'],
  [`${OBSERVER} ${ARMED} ${PLACE} K${ONCE.slice(1)}`, 'once_check'],
  [`${OBSERVER} ${ARMED} ${PLACE} K${ONCE} K${withCheckDigit('53719')}`, 'two_once'],
  [`${OBSERVER} ${ARMED} ${PLACE} moun ak zam K${ONCE}`, 'code_in_words'],
  [`${OBSERVER} ${ARMED} ${PLACE} wè ${HURT} la`, 'code_in_words'],
  [`${OBSERVER} ${REFERENCE} ${ARMED}`, 'new_or_correction'],
  [`${ARMED} ${REFERENCE}`, 'new_or_correction'],
  [REFERENCE, 'reference_alone'],
  ['ANILE', 'cancel_reference'],
  [`ANLIE ${REFERENCE}`, 'cancel_word'],
  ['STATI', 'status_reference'],
  ['BLOKE', 'block_observer'],
  [`BLOK ${OBSERVER}`, 'block_word'],
  [`${OBSERVER}/${PLACE}/${ARMED}/`, 'cut'],
  [`${OBSERVER} ${PLACE} ${ARMED}x`, 'cut'],
])('%j is asked about: %s', (text, why) => {
  expect(read(text)).toMatchObject({ reading: null, ask: why });
});

test('what the lists do not know is asked about', () => {
  const known = { isObserver: () => false };
  expect(ask(`${OBSERVER} ${ARMED} ${PLACE}`, known)).toBe('observer_unknown');
  expect(ask(`${OBSERVER} ${ARMED} ${PLACE}`, { isPlace: () => false })).toBe('place_unknown');
  expect(ask(`ANILE ${REFERENCE}`, { isReference: () => false })).toBe('reference_unknown');
});

test('a phone that we know needs no number, and no place where its owner is expected', () => {
  const known = {
    sender: OBSERVER,
    placeOf: () => PLACE,
    beginsPlace: (digits: string) => digits === '1045',
  };
  expect(reading(`${ARMED}`, known)).toEqual({ incidents: [{ code: ARMED }] });
  // For somebody else: who that is stands in the reading.
  expect(reading(`${ARMED} ${OTHER_OBSERVER}`, known)?.observer).toBe(OTHER_OBSERVER);
  // A place that was cut off looks like a time.
  expect(ask(`${ARMED} 1045`, known)).toBe('time_or_place');
  expect(ask(`${ARMED}`, { ...known, placeOf: () => undefined })).toBe('no_place');
});

test('who calls for help is never asked back', () => {
  for (const text of [
    'SOS',
    'ed!',
    'ED nou nan biwo a 12345',
    `${HELP}`,
    `${OBSERVER} ${HELP} 99999 999`,
    `${OBSERVER}@ed nou`,
  ])
    expect(read(text)).toMatchObject({ ask: null, reading: expect.anything() });
  expect(reading('ED yo fèmen nou')).toEqual({ incidents: [], command: 'help', comment: 'yo fèmen nou' });
});

test('commands take a slip where nothing is lost by it', () => {
  expect(reading(`anile ${REFERENCE}`)).toEqual({ incidents: [], reference: REFERENCE, command: 'cancel' });
  expect(reading(`STAIT ${REFERENCE}`)).toMatchObject({ command: 'status', reference: REFERENCE });
  expect(reading(`${REFERENCE} ${HURT}x3`)).toEqual({
    incidents: [{ code: HURT, quantity: 3 }],
    reference: REFERENCE,
    command: 'correct',
  });
  expect(reading(`BLOKE ${OBSERVER}`)).toMatchObject({ command: 'block', observer: OBSERVER });
  expect(reading('Kat')).toEqual({ incidents: [], command: 'card' });
});

test.each([
  [`${OBSERVER} K${ONCE} ${ARMED} ${PLACE}`],
  [`k${ONCE} ${OBSERVER} ${ARMED} ${PLACE}`],
  [`${OBSERVER}*${ARMED}*${PLACE}*K${ONCE}`],
  [`${OBSERVER} ${ARMED} ${PLACE} K ${ONCE}`],
  [`${OBSERVER} ${ARMED} ${PLACE} K-${ONCE}`],
  [`${OBSERVER} ${ARMED} ${PLACE} K${ONCE.replaceAll('1', 'l')}`],
])('a one-time code stands anywhere before the words, and is no other number: %j', (text) => {
  expect(reading(text)).toEqual({ ...REPORT, once: ONCE });
});

test('a one-time code is told from a place, and changes nothing of what stands beside it', () => {
  // A word before a place is no code, where there is a place of that number.
  const known = { isPlace: (place: string) => place === PLACE };
  expect(ask(`${OBSERVER} ${ARMED} K ${PLACE}`, known)).toBe('code_in_words');
  // Without its letter a code is no place.
  expect(ask(`${OBSERVER} ${ARMED} ${ONCE}`, known)).toBe('place_unknown');
  expect(reading(`K${ONCE} ${REFERENCE} ${HURT}`)).toMatchObject({ command: 'correct', once: ONCE });
  expect(reading(`${OBSERVER} K${ONCE} ${ARMED} ${PLACE} moun yo`)?.comment).toBe('moun yo');
  expect(reading(`${OBSERVER} ${HURT} ${PLACE} K7 moun`)?.comment).toBe('K7 moun');
});

test('the word in front says that it is real, whatever follows; elsewhere it is a word', () => {
  expect(read(`VRE ${OBSERVER} ${ARMED} ${PLACE}`)).toMatchObject({ real: true, reading: REPORT });
  expect(read(`réel: ${ARMED}`)).toMatchObject({ real: true, ask: 'no_observer' });
  expect(read('VRE moun ap tire')).toMatchObject({ real: true, ask: 'no_code' });
  expect(read('VRE ED yo fèmen nou')).toMatchObject({ real: true, reading: { command: 'help' } });
  expect(read(`VRE ANILE ${REFERENCE}`)).toMatchObject({ real: true, reading: { command: 'cancel' } });
  for (const text of [
    `${OBSERVER} ${ARMED} ${PLACE}`,
    `${OBSERVER} ${ARMED} ${PLACE} vre`,
    'REE',
    'rele m',
    '',
  ])
    expect(read(text).real).toBe(false);
});

test('a check-in may carry a number of its own, in plain sight', () => {
  expect(reading(`${OBSERVER} ${WELL} 7`)?.incidents).toEqual([{ code: WELL, quantity: 7 }]);
});

test('with another grammar in mind it is asked about, never half read', () => {
  for (const text of [
    'XA123456AA1AB2',
    'XA 123-456 AA,1.AB;2',
    'XA12345OAAl',
    'XA123456AA10AB2\nAC135',
    'XA123456 AA=1 AB=2 @Gen tiri nan biwo a',
    'TC111111X321AA2',
    '\nXA123456AA1',
    'XA123456 AA\u00a01',
    'XA123456AA1👍',
    'XA123456AA1 AA2',
    'XA123456 AA 1 AB 2 vyolans',
    'XA123456 AA: un',
    'CI123456A',
    'KOL123456AA1',
    'IN123456!B',
    'AB1',
    'BAD',
    'CAFE',
  ])
    expect(read(text)).toMatchObject({ reading: null, ask: expect.any(String) });
  expect(reading('XA123456@ed nou')).toMatchObject({ command: 'help', comment: 'ed nou' });
  expect(reading('ED! 123456 A')).toMatchObject({ command: 'help' });
});

test('every piece of the text stands among the tokens as it was written', () => {
  const { tokens } = read(`${OBSERVER} ${ARMED}*2 ${wrong(PLACE)}`);
  expect(tokens).toEqual([
    { kind: 'observer', value: OBSERVER, raw: OBSERVER },
    { kind: 'incident', value: ARMED, raw: ARMED },
    { kind: 'quantity', value: '2', raw: '2' },
    { kind: 'asked', value: '', raw: wrong(PLACE) },
  ]);
});

test('whatever comes is read without a fault, and is either read or asked about', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      OBSERVER,
      PLACE,
      ARMED ?? '',
      REFERENCE,
      'x2',
      '*',
      '@',
      ' ',
      '\n',
      '-',
      ':',
      'ANILE',
      '14',
      '0',
    ),
    fc.string({ unit: 'binary', maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const { reading: got, ask: why } = read(pieces.join(''));
      expect((got === null) !== (why === null)).toBe(true);
    }),
    { numRuns: 3_000 },
  );
  for (const long of ['1'.repeat(100_000), '1 '.repeat(50_000), 'é'.repeat(100_000), '|'.repeat(100_000)])
    expect(ask(long)).not.toBeNull();
});

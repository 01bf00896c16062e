import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../core/snapshot.ts';
import { foldWords } from '../language/fold.ts';
import { readingForTests } from '../testing/reading.ts';
import { readAnswer } from './answer.ts';
import type { AskState, Flows } from './flow.ts';

/** A Saturday, at noon in Haiti. */
const NOW = new Date('2026-08-29T12:00:00-04:00');
const { reading } = readingForTests();

const words = (...all: string[]) => new Set(all.map(foldWords));
const YES = ['Wi', 'oui', 'ok', 'dakò', 'mwen dakò', 'm dakò'];
const NO = ['Non', 'no', 'mwen pa dakò', 'm pa dakò', 'pa dakò', 'm pa vle'];
const flows: Flows = {
  byName: new Map([
    [
      'tap',
      { name: 'tap', version: 1, start: 'ask', entries: [], takes: [], states: new Map(), examples: [] },
    ],
  ]),
  home: 'tap',
  accepted: new Map([
    ['tap.sure.yes', words(...YES)],
    ['tap.sure.no', words(...NO)],
    ['tap.source.forwarded', words('Yo voye l ban mwen', 'yo transfere l', 'whatsapp')],
    ['tap.source.seen', words('Mwen wè l ak je m', 'mwen wè l', 'mwen te la')],
    ['tap.topic.incident', words('ensidan', 'rapòte')],
    ['tap.topic.subscribe', words('abònman', 'bilten')],
  ]),
};

const ask = (expectation: AskState['expect'], more: Partial<AskState> = {}): AskState => ({
  kind: 'ask',
  text: 'tap.ask',
  expect: expectation,
  goto: { flow: 'tap' },
  retry: { max: 1, goto: { flow: 'tap' } },
  ...more,
});
const choices = (name: string, ...ids: string[]) =>
  ask(
    ids.map((id) => ({ id, key: `tap.${name}.${id}` })),
    { text: `tap.${name}` },
  );
const at = (more: Partial<Snapshot> = {}): Snapshot => ({
  flow: 'tap',
  version: 1,
  state: 'ask',
  answers: {},
  tries: 0,
  waits: 'input',
  ...more,
});

type More = { choice?: string; media?: boolean; location?: { latitude: number; longitude: number } };
const says = (state: AskState, text: string, more: More = {}, snapshot: Partial<Snapshot> = {}) =>
  readAnswer(flows, state, at(snapshot), { kind: 'message', text, ...more }, { now: NOW, reading });

describe('a number', () => {
  test.each([
    ['5', '5'],
    [' senk ', '5'],
    ['vennsenk', '25'],
    ['vingt-cinq', '25'],
  ])('%j is %s, and is kept as it was written too', (text, value) => {
    expect(says(ask('number'), text)).toEqual({ kind: 'answer', value, beside: { said: text.trim() } });
  });

  test.each(['anpil', '', 'anba pye mango a'])('%j is none', (text) => {
    expect(says(ask('number'), text)).toEqual({ kind: 'unfit' });
  });
});

describe('a time', () => {
  test('yesterday at three is a minute, this morning a part of the day, yesterday a day', () => {
    expect(says(ask('when'), 'yè a 3zè')).toMatchObject({
      value: expect.stringMatching(/^2026-08-28T/),
      beside: { said: 'yè a 3zè', precision: 'minute' },
    });
    expect(says(ask('when'), 'maten an')).toMatchObject({
      value: expect.stringMatching(/^2026-08-29T/),
      beside: { precision: 'part' },
    });
    expect(says(ask('when'), 'yè')).toMatchObject({
      value: expect.stringMatching(/^2026-08-28T/),
      beside: { precision: 'day' },
    });
  });

  test('what tells no time is no answer', () => {
    expect(says(ask('when'), 'lè a te rive')).toEqual({ kind: 'unfit' });
  });
});

describe('a phone', () => {
  test.each(['3712 3456', '+509 3712-3456', '50937123456', 'nimewo m se 37123456'])(
    '%j is kept as it is dialled from abroad',
    (text) => {
      expect(says(ask('phone'), text)).toMatchObject({ kind: 'answer', value: '+50937123456' });
    },
  );

  test.each(['3712', 'demen apre 4tè', ''])('%j is none', (text) => {
    expect(says(ask('phone'), text)).toEqual({ kind: 'unfit' });
  });
});

describe('words, pictures and pins', () => {
  const pin = { latitude: 18.5392, longitude: -72.3364 };

  test('words want words, and are kept without what stands around them', () => {
    expect(says(ask('text'), ' anba pye mango a ')).toEqual({ kind: 'answer', value: 'anba pye mango a' });
    for (const more of [{}, { media: true }, { location: pin }])
      expect(says(ask('text'), ' ', more)).toEqual({ kind: 'unfit' });
  });

  test('a message may be words, a picture or a pin, but not nothing', () => {
    for (const more of [{ media: true }, { location: pin }])
      expect(says(ask('message'), '', more)).toEqual({ kind: 'answer', value: '' });
    expect(says(ask('message'), 'gade')).toEqual({ kind: 'answer', value: 'gade' });
    expect(says(ask('message'), '')).toEqual({ kind: 'unfit' });
  });

  test('where a picture is wanted, words alone are none; what stands under it is kept', () => {
    expect(says(ask('media'), 'gade', { media: true })).toEqual({
      kind: 'answer',
      value: 'yes',
      beside: { said: 'gade' },
    });
    expect(says(ask('media'), 'gade')).toEqual({ kind: 'unfit' });
  });

  test('where a pin is wanted, it is kept as latitude and longitude', () => {
    expect(says(ask('location'), '', { location: pin })).toMatchObject({ value: '18.5392,-72.3364' });
    expect(says(ask('location'), 'Pòtoprens')).toEqual({ kind: 'unfit' });
  });
});

describe('a place', () => {
  const where = ask('place', { which: 'tap.which' });
  const codeOf = (text: string) => {
    const read = says(where, text);
    return read.kind === 'answer' ? read.value : undefined;
  };

  test('in Creole, in French, misspelt or by its code it is the same one', () => {
    const jacmel = codeOf('Jakmèl');
    expect(jacmel).toMatch(/^HT\d+/);
    for (const text of ['jacmel', 'JAKMEL', 'jakmèll', jacmel ?? '']) expect(codeOf(text)).toBe(jacmel);
    expect(says(where, 'jakmel')).toEqual({ kind: 'answer', value: jacmel, beside: { said: 'jakmel' } });
  });

  test('a pin is the place around it, and the point is kept beside; far at sea it is a point alone', () => {
    const location = { latitude: 18.5392, longitude: -72.3364 };
    expect(says(where, '', { location })).toEqual({
      kind: 'answer',
      value: reading.placeAt(location.latitude, location.longitude),
      beside: { said: '', pin: '18.5392,-72.3364' },
    });
    expect(says(where, '', { location: { latitude: 0, longitude: 0 } })).toMatchObject({
      value: '',
      beside: { pin: '0,0' },
    });
  });

  test('a place that is not in the country is none', () => {
    expect(says(where, 'zzqx vvkw')).toEqual({ kind: 'unfit' });
  });

  describe('that fits several', () => {
    // Invented, so that the test does not hang on who bears which name.
    const twins: typeof reading = {
      ...reading,
      places: (text) =>
        ({
          'bel fon': ['HT0101', 'HT0202'],
          'bel fon sid': ['HT0202'],
          'bel fon, bèlans': ['HT0303', 'HT0202'],
        })[text] ?? [],
    };
    const tells = (text: string, offers?: string[], choice?: string) =>
      readAnswer(
        flows,
        where,
        at(offers && { offers }),
        { kind: 'message', text, ...(choice && { choice }) },
        { now: NOW, reading: twins },
      );

    test('is asked back', () => {
      expect(tells('bel fon')).toEqual({ kind: 'offer', places: ['HT0101', 'HT0202'] });
    });

    test('is answered by number, by button, or by a name that is clear among those that were offered', () => {
      const offers = ['HT0101', 'HT0202'];
      expect(tells('2', offers)).toMatchObject({ kind: 'answer', value: 'HT0202' });
      expect(tells('', offers, 'tap.ask.HT0101')).toMatchObject({ kind: 'answer', value: 'HT0101' });
      expect(tells('bel fon sid', offers)).toMatchObject({ kind: 'answer', value: 'HT0202' });
      expect(tells('bel fon, bèlans', offers)).toMatchObject({ kind: 'answer', value: 'HT0202' });
    });

    test('named the same way again it is asked back again', () => {
      expect(tells('bel fon', ['HT0101', 'HT0202'])).toMatchObject({ kind: 'offer' });
    });
  });
});

describe('yes or no', () => {
  const sure = choices('sure', 'yes', 'no');

  test.each([
    ['wi', 'yes'],
    ['Wi!', 'yes'],
    ['1', 'yes'],
    ['OK', 'yes'],
    ['DAKO', 'yes'],
    ['mwen dako', 'yes'],
    ['wi wi', 'yes'],
    ['wi mwen dakò ak sa', 'yes'],
    ['non', 'no'],
    ['2', 'no'],
    ['mwen pa dakò', 'no'],
    ['m pa dako', 'no'],
    ['non m pa vle', 'no'],
  ])('%j is %s', (text, choice) => {
    expect(says(sure, text)).toEqual({ kind: 'answer', value: choice, choice });
  });

  test.each([
    'pa janm dakò',
    'mwen poko dakò',
    'ou kwè m dakò? non',
    'wi non',
    'oui mais non',
    'je ne suis pas ok',
    '1.5',
    '1 oswa 2',
    '2 moun te la',
    'petèt',
    'wit',
    '',
    '?',
  ])('%j is neither', (text) => {
    expect(says(sure, text)).not.toMatchObject({ choice: 'yes' });
  });

  test.each(['1.5', '2 moun te la', 'petèt', 'wit', 'wi non', ''])('%j is nothing at all', (text) => {
    expect(says(sure, text)).toEqual({ kind: 'unfit' });
  });
});

describe('a choice', () => {
  const source = choices('source', 'forwarded', 'seen');
  const topic = choices('topic', 'incident', 'subscribe');

  test('with a slip of the finger, or as it sounds, is the choice', () => {
    expect(says(topic, 'ensidnan')).toMatchObject({ choice: 'incident' });
    expect(says(topic, 'insidan')).toMatchObject({ choice: 'incident' });
    expect(says(topic, 'biltenn')).toMatchObject({ choice: 'subscribe' });
    expect(says(source, 'mouin ouè l')).toMatchObject({ choice: 'seen' });
  });

  test('within a short sentence it counts when nothing else in it is a choice', () => {
    expect(says(source, 'zanmi m yo transfere l maten an')).toMatchObject({ choice: 'forwarded' });
    expect(says(source, 'wi mwen wè l vre')).toMatchObject({ choice: 'seen' });
    expect(says(source, 'opsyon 2')).toMatchObject({ choice: 'seen' });
  });

  test.each([
    'mwen pa wè l',
    'mwen wè l epi yo transfere l',
    'mwen wè l men se yon zanmi m ki te pale m de sa yè swa',
    '3',
    'lòt bagay',
  ])('%j is none', (text) => {
    expect(says(source, text)).toEqual({ kind: 'unfit' });
  });
});

describe('choices that an action gives', () => {
  const list = JSON.stringify([
    { id: 'all', label: 'Tout' },
    { id: 'elections', label: 'Eleksyon' },
    { id: 'security', label: 'Sekirite' },
  ]);
  const given = { answers: { list } };
  const one = ask({ options: 'list' });
  const many = ask({ options: 'list', many: true });

  test('are chosen by number, label, misspelt label or button', () => {
    for (const text of ['2', 'Eleksyon', 'eleksion', '2. Eleksyon'])
      expect(says(one, text, {}, given)).toMatchObject({ value: 'elections' });
    expect(says(one, '', { choice: 'tap.ask.security' }, given)).toMatchObject({ value: 'security' });
  });

  test('only one is taken, unless the question allows several', () => {
    expect(says(one, '2 3', {}, given)).toEqual({ kind: 'unfit' });
    for (const text of ['2 3', '2, 3', '2 ak 3', 'eleksyon epi sekirite'])
      expect(says(many, text, {}, given)).toEqual({ kind: 'answer', value: 'elections,security' });
    expect(says(many, '3 3 1', {}, given)).toMatchObject({ value: 'security,all' });
    expect(says(many, '2', {}, given)).toMatchObject({ value: 'elections' });
  });

  test('one that is not there spoils the lot: nothing is guessed', () => {
    for (const text of ['2 7', '2 3 pisin', ''])
      expect(says(many, text, {}, given)).toEqual({ kind: 'unfit' });
  });

  test('a broken list offers nothing and does not fail', () => {
    for (const broken of [undefined, 'no json', '{}', '[{"id":1}]'])
      expect(says(one, '1', {}, { answers: broken === undefined ? {} : { list: broken } })).toEqual({
        kind: 'unfit',
      });
  });
});

describe('nothing to say', () => {
  test('0 and the words for it skip where the question allows it', () => {
    const skippable = ask('when', { skip: { flow: 'tap' } });
    for (const text of ['0', ' 0 ', 'm pa konnen', 'je ne sais pas', 'nada', 'se tout'])
      expect(says(skippable, text)).toEqual({ kind: 'skip' });
    for (const text of ['0', 'm pa konnen']) expect(says(ask('when'), text)).toEqual({ kind: 'unfit' });
  });

  test('what can be read is an answer before it is a skip', () => {
    expect(says(ask('number', { skip: { flow: 'tap' } }), '5')).toMatchObject({ value: '5' });
  });
});

test('a button of an older question is no answer and no mistake; one that no question has is a mistake', () => {
  const sure = choices('sure', 'yes', 'no');
  expect(says(sure, 'Wi', { choice: 'tap.source.seen' })).toEqual({ kind: 'elsewhere' });
  expect(says(sure, 'Wi', { choice: 'tap.quiz.age-a' })).toEqual({ kind: 'elsewhere' });
  expect(says(sure, 'Wi', { choice: 'payload-42' })).toEqual({ kind: 'unfit' });
});

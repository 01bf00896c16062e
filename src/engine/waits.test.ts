import { expect, test } from 'vitest';
import { foldWords } from '../language/fold.ts';
import type { Flows, Reading } from './flow.ts';
import { parseFlow } from './parse.ts';
import { step, waitOf } from './step.ts';
import type { Input, Step } from './types.ts';

const HOURS = `
flow: hours
version: 1
start: ask
states:
  ask: { ask: ask, expect: text, save: first, goto: kind, retry: { max: 1, goto: done } }
  kind:
    ask: kind
    expect: { choices: [water, road] }
    save: kind
    goto: place
    skip: place
    remind: { after: 20m, say: still_here }
    expire: { after: 2h, goto: note }
    collect: { of: code, within: 60s, goto: add }
    retry: { say: again, max: 1, goto: done }
  place:
    ask: place
    expect: place
    which: which
    save: place
    goto: done
    skip: done
    expire: { after: 3d }
    retry: { say: again, max: 1, goto: done }
  add: { call: add, outcomes: { done: kind } }
  note: { call: note, with: { code: $code }, outcomes: { done: done } }
  done: { say: done, end: reported }
examples: [{ name: one, chat: [{ bot: [ask] }] }]
`;
const { flow } = parseFlow(HOURS, 'hours.yaml');
if (!flow) throw new Error('the flow cannot be read');
const hours: Flows = {
  byName: new Map([['hours', flow]]),
  home: 'hours',
  accepted: new Map([
    ['hours.kind.water', new Set([foldWords('Dlo')])],
    ['hours.kind.road', new Set([foldWords('Wout')])],
  ]),
};
const TWINS: Readonly<Record<string, readonly string[]>> = { fon: ['one', 'two'], 'fon sid': ['two'] };
const reading: Reading = {
  placeAt: () => undefined,
  when: () => null,
  phone: () => null,
  number: () => null,
  places: (text) => TWINS[text] ?? [],
  skips: (text) => text === 'm pa konnen',
};
const NOON = Date.parse('2026-08-29T12:00:00-04:00');
const after = (from: Step | null, input: Input, seconds = 0): Step =>
  step(hours, from?.snapshot ?? null, input, {
    now: new Date(NOON + seconds * 1_000),
    reading,
  });
const beginAt = (state: string, answers = {}) =>
  after(null, { kind: 'begin', flow: 'hours', state, answers });
const writes = (from: Step, text: string, seconds = 0) => after(from, { kind: 'message', text }, seconds);

const did = ({ effects }: Step) =>
  effects.map((effect) => {
    if (effect.do === 'say' || effect.do === 'ask') return `${effect.do} ${effect.key}`;
    return effect.do === 'call' ? `call ${effect.action}` : effect.do;
  });

test('who does not want to answer, or cannot, goes on', () => {
  for (const text of ['0', 'm pa konnen']) {
    const next = writes(beginAt('kind'), text);
    expect(did(next)).toEqual(['ask hours.place']);
    expect(next.snapshot?.answers).toEqual({});
  }
});

test('back leads to the question before, and before that; at the first one nothing happens', () => {
  const first = after(null, { kind: 'begin', flow: 'hours' });
  const third = writes(writes(first, 'dèyè lekòl la'), 'dlo');
  expect(third.snapshot?.trail).toEqual(['ask', 'kind']);
  const second = after(third, { kind: 'back' });
  expect(did(second)).toEqual(['ask hours.kind']);
  expect(second.snapshot).toMatchObject({ state: 'kind', trail: ['ask'] });
  const again = after(second, { kind: 'back' });
  expect(did(again)).toEqual(['ask hours.ask']);
  expect(again.snapshot?.trail).toEqual([]);
  expect(after(again, { kind: 'back' })).toEqual({ snapshot: again.snapshot, effects: [] });
  // What they say now counts, and the way there is the same.
  expect(writes(writes(again, 'lòt kote'), 'wout').snapshot).toMatchObject({
    answers: { first: 'lòt kote', kind: 'road' },
    trail: ['ask', 'kind'],
  });
});

test('a question that is put again is no step on the way back', () => {
  const asked = writes(writes(after(null, { kind: 'begin', flow: 'hours' }), 'lekòl'), 'huh');
  expect(asked.snapshot).toMatchObject({ state: 'kind', tries: 1, trail: ['ask'] });
});

test('what is no answer but comes within the minute belongs to what was told before, and is no mistake', () => {
  const asked = beginAt('kind', { code: '4F7K' });
  const soon = writes(asked, 'gade sa', 59);
  expect(did(soon)).toEqual(['call add']);
  const back = after(soon, { kind: 'outcome', outcome: 'done' }, 59);
  expect(did(back)).toEqual(['ask hours.kind']);
  expect(back.snapshot?.tries).toBe(0);
  expect(did(writes(asked, 'dlo', 5))).toEqual(['ask hours.place']);
});

test('after the minute, or where nothing was told before, it is no answer', () => {
  expect(did(writes(beginAt('kind', { code: '4F7K' }), 'gade sa', 61))).toEqual([
    'say hours.again',
    'ask hours.kind',
  ]);
  for (const answers of [{}, { code: '' }])
    expect(did(writes(beginAt('kind', answers), 'gade sa', 5))).toEqual([
      'say hours.again',
      'ask hours.kind',
    ]);
});

test('a reminder is said once, with the question', () => {
  const asked = beginAt('kind');
  expect(waitOf(hours, asked.snapshot)).toEqual({ up: 'remind', ms: 20 * 60_000 });
  const reminded = after(asked, { kind: 'time', up: 'remind' });
  expect(did(reminded)).toEqual(['say hours.still_here', 'ask hours.kind']);
  expect(after(reminded, { kind: 'time', up: 'remind' })).toEqual({
    snapshot: reminded.snapshot,
    effects: [],
  });
  expect(waitOf(hours, reminded.snapshot)).toEqual({ up: 'expire', ms: 2 * 3_600_000 });
  expect(did(writes(reminded, '1'))).toEqual(['ask hours.place']);
  // Asked anew it may remind anew.
  expect(waitOf(hours, after(writes(reminded, '1'), { kind: 'back' }).snapshot)).toMatchObject({
    up: 'remind',
  });
  const silent = beginAt('place');
  expect(after(silent, { kind: 'time', up: 'remind' })).toEqual({ snapshot: silent.snapshot, effects: [] });
});

test('a wait that is over does what is still to be done, or ends without a word', () => {
  const over = after(beginAt('kind', { code: '4F7K' }), { kind: 'time', up: 'expire' });
  expect(over.effects).toEqual([{ do: 'call', action: 'note', with: { code: '4F7K' } }]);
  expect(after(beginAt('place'), { kind: 'time', up: 'expire' })).toEqual({ snapshot: null, effects: [] });
  expect(waitOf(hours, beginAt('place').snapshot)).toEqual({ up: 'expire', ms: 3 * 24 * 3_600_000 });
  expect(waitOf(hours, beginAt('ask').snapshot)).toEqual({ up: 'expire', ms: 24 * 3_600_000 });
});

test('a place that fits two is asked back once, and naming one of them answers', () => {
  const which = writes(beginAt('place'), 'fon');
  expect(which.effects).toEqual([
    {
      do: 'ask',
      key: 'hours.which',
      values: {},
      choices: [
        { id: 'hours.place.one', place: 'one' },
        { id: 'hours.place.two', place: 'two' },
      ],
    },
  ]);
  expect(which.snapshot).toMatchObject({ offers: ['one', 'two'], tries: 0 });
  for (const [text, place] of [
    ['fon sid', 'two'],
    ['1', 'one'],
  ] as const)
    expect(writes(which, text).effects[0]).toMatchObject({ values: { place, place_said: text } });
  // The same name again is a try like any other: nobody is asked for ever.
  const again = writes(which, 'fon');
  expect(again.snapshot?.tries).toBe(1);
  expect(did(writes(again, 'fon'))).toEqual(['say hours.done', 'end']);
});

test('what could not be read is kept in their words for whoever goes on', () => {
  const end = writes(writes(beginAt('place'), 'anba pye mango a'), ' anba pye mango a ');
  expect(end.effects[0]).toMatchObject({ key: 'hours.done', values: { place_said: 'anba pye mango a' } });
});

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Snapshot } from '../core/snapshot.ts';
import { foldWords } from '../language/fold.ts';
import type { Flow, Flows, Reading } from './flow.ts';
import { parseFlow } from './parse.ts';
import { step as stepIn } from './step.ts';
import type { Input, Step } from './types.ts';

const PUMP = `
flow: pump
version: 2
start: welcome
takes: [place]
states:
  welcome: { say: welcome, goto: kind }
  kind:
    ask: kind
    expect: { choices: [water, road, { id: both, words: common.words.both }] }
    save: kind
    goto: { water: where, road: where, both: other }
    retry: { say: again, max: 1, goto: person }
  where: { ask: where, expect: text, save: place, goto: note, retry: { max: 1, goto: person } }
  picture: { ask: picture, expect: message, goto: done, retry: { max: 0, goto: person } }
  note:
    call: write_down
    with: { as: report, kind: $kind, nobody: $nobody }
    outcomes: { kept: done, full: person }
  done: { say: done, end: reported }
  other: { goto: { flow: plain } }
  person: { say: wait, handoff: people, reason: lost }
examples: [{ name: one, chat: [{ bot: [welcome, kind] }] }]
`;
const PLAIN = `
flow: plain
version: 1
start: ask
takes: [place]
moved: sorry
states:
  ask: { ask: ask, expect: text, goto: { flow: pump, state: kind }, retry: { max: 0, goto: sorry } }
  sorry: { say: sorry, goto: ask }
examples: [{ name: one, chat: [{ bot: [ask] }] }]
`;

function read(text: string, name: string): Flow {
  const { flow, problems } = parseFlow(text, `${name}.yaml`);
  if (!flow) throw new Error(problems.map(({ line, says }) => `${line}: ${says}`).join('\n'));
  return flow;
}

const words = (...all: string[]) => new Set(all.map(foldWords));
const flows: Flows = {
  byName: new Map([
    ['pump', read(PUMP, 'pump')],
    ['plain', read(PLAIN, 'plain')],
  ]),
  home: 'plain',
  accepted: new Map([
    ['pump.kind.water', words('Dlo', 'Eau')],
    ['pump.kind.road', words('Wout', 'Route')],
    ['pump.kind.both', words('Tou de', 'Les deux')],
    ['start.consent.yes', words('Wi')],
  ]),
};

const reading: Reading = {
  places: () => [],
  placeAt: () => undefined,
  when: () => null,
  phone: () => null,
  number: () => null,
  skips: () => false,
};
const step = (within: Flows, snapshot: Snapshot | null, input: Input): Step =>
  stepIn(within, snapshot, input, { now: new Date('2026-08-29T12:00:00-04:00'), reading });

const begin = (state?: string, answers = {}): Step =>
  step(flows, null, { kind: 'begin', flow: 'pump', ...(state && { state }), answers });
const say = (from: Step, text: string, more = {}): Step =>
  step(flows, from.snapshot, { kind: 'message', text, ...more });
const did = ({ effects }: Step) =>
  effects.map((effect) => {
    if (effect.do === 'say' || effect.do === 'ask') return `${effect.do} ${effect.key}`;
    return effect.do === 'call' ? `call ${effect.action}` : effect.do;
  });
const snapshot = (over: Partial<Snapshot>): Snapshot => ({
  flow: 'pump',
  version: 2,
  state: 'kind',
  answers: {},
  tries: 0,
  waits: 'input',
  askedAt: '2026-08-29T16:00:00.000Z',
  ...over,
});

test('it walks on until somebody else has to do something', () => {
  const first = begin();
  expect(did(first)).toEqual(['say pump.welcome', 'ask pump.kind']);
  expect(first.snapshot).toEqual(snapshot({}));
  expect(first.effects[1]).toMatchObject({ choices: [{ id: 'pump.kind.water' }, {}, {}] });
  const second = say(first, '1');
  expect(did(second)).toEqual(['ask pump.where']);
  const third = say(second, ' behind the school ');
  expect(third.effects).toEqual([
    { do: 'call', action: 'write_down', with: { as: 'report', kind: 'water' } },
  ]);
  expect(third.snapshot).toMatchObject({ waits: 'outcome', answers: { place: 'behind the school' } });
  const last = step(flows, third.snapshot, { kind: 'outcome', outcome: 'kept', answers: { code: '4F7K' } });
  expect(last.snapshot).toBeNull();
  expect(last.effects).toEqual([
    { do: 'say', key: 'pump.done', values: { kind: 'water', place: 'behind the school', code: '4F7K' } },
    { do: 'end', outcome: 'reported' },
  ]);
});

test.each([
  ['1', 'water'],
  ['2.', 'road'],
  [' 2) ', 'road'],
  ['\uff12', 'road'],
  ['2\ufe0f\u20e3', 'road'],
  ['#1', 'water'],
  ['DLO', 'water'],
  ['dlo!', 'water'],
  ['eau', 'water'],
  ['Roúte', 'road'],
  ['1 dlo', 'water'],
  ['dlo dlo', 'water'],
])('%j is read as %s', (text, kind) => {
  expect(say(begin(), text).snapshot?.answers).toEqual({ kind });
});

test.each(['0', '4', '12', '1 2', 'dlo wout', 'water', 'dl', '', ' ', '?', '1.5', 'wi', '\u0000', '1e0'])(
  '%j is no answer',
  (text) => {
    expect(did(say(begin(), text))).toEqual(['say pump.again', 'ask pump.kind']);
  },
);

test('several words for a choice are read as a whole', () => {
  expect(say(begin(), 'Les deux').snapshot).toMatchObject({ flow: 'plain', state: 'ask' });
});

test('a wrong choice is asked again once, and the second goes to a person', () => {
  const once = say(begin(), 'huh');
  expect(once.snapshot?.tries).toBe(1);
  const twice = say(once, 'huh');
  expect(did(twice)).toEqual(['say pump.wait', 'handoff']);
  expect(twice.effects[1]).toEqual({ do: 'handoff', desk: 'people', reason: 'lost' });
  expect(say(once, '1').snapshot?.tries).toBe(0);
});

test('while a person has taken over, nothing is said, until it begins again', () => {
  const twice = say(say(begin(), 'huh'), 'huh');
  for (const text of ['1', 'dlo', ''])
    expect(say(twice, text)).toEqual({ snapshot: twice.snapshot, effects: [] });
  expect(did(step(flows, twice.snapshot, { kind: 'begin', flow: 'plain' }))).toEqual(['ask plain.ask']);
});

test('a button chooses, whatever words come with it', () => {
  expect(say(begin(), 'Wout', { choice: 'pump.kind.water' }).snapshot?.answers).toEqual({ kind: 'water' });
});

test('a button of another question is no answer and no mistake: the open question is put again', () => {
  const stale = say(begin(), 'Wi', { choice: 'start.consent.yes' });
  expect(stale.snapshot).toEqual(snapshot({ tries: 0 }));
  expect(did(stale)).toEqual(['ask pump.kind']);
  const where = say(begin(), '1');
  expect(say(where, 'Dlo', { choice: 'pump.kind.water' })).toMatchObject({ snapshot: where.snapshot });
});

test('text wants words; a message may be a picture alone', () => {
  expect(did(say(begin('where'), '', { media: true }))).toEqual(['ask pump.where']);
  expect(did(say(begin('picture'), '', { media: true }))).toEqual(['say pump.done', 'end']);
  expect(did(say(begin('picture'), ''))).toEqual(['say pump.wait', 'handoff']);
});

test('into another flow go only the answers it takes', () => {
  const other = say(begin('kind', { place: 'school', about: '12' }), 'tou de');
  expect(other.snapshot).toMatchObject({ flow: 'plain', answers: { place: 'school' } });
  expect(say(other, 'anything').snapshot).toMatchObject({ flow: 'pump', answers: { place: 'school' } });
});

test('a conversation of another version goes on where the flow says, else at its question, else at the start', () => {
  const moved = step(flows, snapshot({ flow: 'plain', version: 9, state: 'ask' }), {
    kind: 'message',
    text: 'x',
  });
  expect(did(moved)).toEqual(['say plain.sorry', 'ask plain.ask']);
  const same = step(flows, snapshot({ version: 1, tries: 1, answers: { place: 'here' } }), {
    kind: 'message',
    text: '1',
  });
  expect(did(same)).toEqual(['ask pump.kind']);
  expect(same.snapshot).toEqual(snapshot({ answers: { place: 'here' } }));
  const gone = step(flows, snapshot({ version: 1, state: 'no_more' }), { kind: 'message', text: '1' });
  expect(did(gone)).toEqual(['say pump.welcome', 'ask pump.kind']);
  const noFlow = step(flows, snapshot({ flow: 'no_more', answers: { kind: 'road', place: 'here' } }), {
    kind: 'message',
    text: '1',
  });
  expect(noFlow.snapshot).toMatchObject({ flow: 'plain', state: 'ask', answers: { place: 'here' } });
  expect(noFlow.snapshot?.answers).not.toHaveProperty('kind');
});

test('no snapshot ever makes it fail, whatever state, kind of waiting and input meet', () => {
  const states = ['welcome', 'kind', 'where', 'picture', 'note', 'done', 'other', 'person', 'gone', ''];
  for (const flow of ['pump', 'plain', 'gone'])
    for (const state of states)
      for (const version of [0, 1, 2, 3])
        for (const waits of ['input', 'outcome', 'person'] as const)
          for (const text of ['1', '', 'huh']) {
            const before = snapshot({ flow, state, version, waits, tries: 7 });
            const after = step(flows, before, { kind: 'message', text });
            expect(waits === 'person' ? after.snapshot === before : after.effects.length > 0).toBe(true);
          }
});

test('a message while an action was under way asks for the action again; a late outcome is let go', () => {
  const calling = say(begin('where'), 'here');
  expect(did(say(calling, 'hello?'))).toEqual(['call write_down']);
  const asking = begin();
  expect(step(flows, asking.snapshot, { kind: 'outcome', outcome: 'kept' })).toEqual({
    snapshot: asking.snapshot,
    effects: [],
  });
  expect(step(flows, null, { kind: 'outcome', outcome: 'kept' })).toEqual({ snapshot: null, effects: [] });
});

describe('a version that somebody is still on', () => {
  const old = read(PLAIN.replace('version: 1', 'version: 3'), 'plain');
  const older: Flows = { ...flows, older: new Map([['plain', new Map([[3, old]])]]) };
  const onOld = snapshot({ flow: 'plain', version: 3, state: 'ask' });

  test('is finished in it: the answer counts, and nobody is moved', () => {
    const next = step(older, onOld, { kind: 'message', text: 'here' });
    expect(did(next)).toEqual(['ask pump.kind']);
    expect(next.snapshot).toMatchObject({ flow: 'pump', version: 2 });
    expect(did(step(older, onOld, { kind: 'message', text: '' }))).toEqual([
      'say plain.sorry',
      'ask plain.ask',
    ]);
    expect(step(older, onOld, { kind: 'message', text: '' }).snapshot).toMatchObject({ version: 3 });
  });

  test('is never begun any more', () => {
    expect(step(older, null, { kind: 'begin', flow: 'plain' }).snapshot).toMatchObject({ version: 1 });
  });

  test('that nobody knows any more moves them on, also when its time is up: then in silence', () => {
    const unknown = { ...onOld, version: 7 };
    expect(did(step(older, unknown, { kind: 'message', text: 'here' }))).toEqual([
      'say plain.sorry',
      'ask plain.ask',
    ]);
    expect(step(older, unknown, { kind: 'time', up: 'remind' })).toEqual({ snapshot: unknown, effects: [] });
    expect(step(older, unknown, { kind: 'time', up: 'expire' })).toEqual({ snapshot: null, effects: [] });
  });
});

test('a circle is an error that names the flow', () => {
  const circle: Flow = {
    ...read(PLAIN, 'plain'),
    states: new Map([['ask', { kind: 'goto', goto: { flow: 'plain', state: 'ask' } }]]),
  };
  const round: Flows = { ...flows, byName: new Map([['plain', circle]]) };
  expect(() => step(round, null, { kind: 'begin', flow: 'plain' })).toThrow(
    'flow plain, state ask: walks in a circle',
  );
});

test('mistakes of the program are errors that say where', () => {
  expect(() => step(flows, null, { kind: 'begin', flow: 'nowhere' })).toThrow('nowhere');
  expect(() => begin('nowhere')).toThrow('flow pump, state nowhere');
  const calling = say(begin('where'), 'here');
  expect(() => step(flows, calling.snapshot, { kind: 'outcome', outcome: 'odd' })).toThrow(
    'write_down ended as odd',
  );
});

test('a step changes nothing it was given', () => {
  const frozen = (value: Snapshot | null) =>
    value && Object.freeze({ ...value, answers: Object.freeze({ ...value.answers }) });
  const before = frozen(say(begin('kind', { place: 'here' }), 'huh').snapshot);
  expect(step(flows, before, { kind: 'message', text: '1' })).toEqual(
    step(flows, before, { kind: 'message', text: '1' }),
  );
});

test('the engine has no clock, no chance, no waiting and nothing outside itself', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.test)\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) {
    const source = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
    const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, from]) => from);
    for (const from of imports)
      expect(from, file).toMatch(
        /^(\.\/[a-z]+\.ts|\.\.\/core\/snapshot\.ts|\.\.\/language\/[a-z/]+\.ts|yaml|zod)$/,
      );
    expect(source, file).not.toMatch(
      /\b(async|await|Promise|Date\.now|Math\.random|process|fetch|import\(|require\()/,
    );
  }
});

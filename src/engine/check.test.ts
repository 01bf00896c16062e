import { expect, test } from 'vitest';
import { checkFlows } from './check.ts';
import { drawFlow } from './draw.ts';
import { parseFlow, problemLine } from './parse.ts';

const GOOD = `flow: pump
version: 1
start: kind
states:
  kind:
    ask: kind
    expect:
      choices: [water, road]
    goto: { water: note, road: done }
    retry: { max: 1, goto: person }
  note:
    call: write_down
    outcomes: { kept: done }
  done: { say: done, end: reported }
  person: { handoff: people, reason: lost }
examples:
  - name: one
    chat: [{ bot: [kind] }]
`;

const KIND_EXPECTS = `expect:
      choices: [water, road]
    goto: { water: note, road: done }`;

const TEXTS: Record<string, string> = {
  'pump.kind': 'Kind?',
  'pump.kind.water': 'Water',
  'pump.kind.road': 'Road',
  'pump.done': 'Code {{code}}',
};

/** What is wrong with the good flow after this change, as lines. */
function problemsOf(from: string, to: string, { texts = {}, accepted = {} } = {}): string[] {
  expect(GOOD).toContain(from);
  const parsed = parseFlow(GOOD.replace(from, to), 'pump.yaml');
  const all: Record<string, string> = { ...TEXTS, ...texts };
  const found = checkFlows([parsed], {
    actions: { write_down: { outcomes: ['kept'], gives: ['code'] } },
    texts: {
      languages: ['ht'],
      template: (_, key) => all[key],
      list: (key) => (key === 'common.words.water' ? ['dlo'] : []),
    },
    accepted: new Map(Object.entries(accepted).map(([key, words]) => [key, new Set(words as string[])])),
  });
  return [...parsed.problems, ...found].map(problemLine);
}

test('the good flow has no problem', () => {
  expect(problemsOf('flow: pump', 'flow: pump')).toEqual([]);
});

test.each([
  [
    'goto: { water: note,',
    'goto: { water: nowhere,',
    'pump.yaml:9: states.kind.goto.water: there is no state nowhere',
  ],
  [
    'goto: { water: note,',
    'goto: { water: { flow: tap },',
    'pump.yaml:9: states.kind.goto.water: there is no flow tap',
  ],
  ['start: kind', 'start: kinds', 'pump.yaml:3: start: there is no state kinds'],
  ['start: kind', 'start: kind\nmoved: gone', 'pump.yaml:4: moved: there is no state gone'],
  ['start: kind', 'start: kind\nentries: [gone]', 'pump.yaml:4: entries.0: there is no state gone'],
  ['flow: pump', 'flow: pomp', 'pump.yaml:1: flow: pomp must stand in pomp.yaml'],
  ['expect:', 'expects:', 'pump.yaml:7: states.kind.expects: is not known here (a state with ask)'],
  ['    retry: { max: 1, goto: person }\n', '', 'pump.yaml:5: states.kind.retry: is missing'],
  ['max: 1', 'max: many', 'pump.yaml:10: states.kind.retry.max: must be number'],
  ['max: 1', 'max: 9', 'pump.yaml:10: states.kind.retry.max: Too big: expected number to be <=5'],
  [
    'say: done,',
    'say: 3.10,',
    'pump.yaml:14: states.done.say: must be text (a number or true/false goes into quotes to be text)',
  ],
  [
    'end: reported',
    'end: true',
    'pump.yaml:14: states.done.end: must be text (a number or true/false goes into quotes to be text)',
  ],
  ['[water, road]', '[water, 012]', 'pump.yaml:8: states.kind.expect.choices.1: must be text'],
  [
    'call: write_down',
    'call: write_up',
    'pump.yaml:12: states.note.call: there is no action write_up (there are write_down)',
  ],
  ['call: write_down', 'call: constructor', 'pump.yaml:12: states.note.call: there is no action constructor'],
  ['{ kept: done }', '{ lost: done }', 'pump.yaml:13: states.note.outcomes: kept leads nowhere'],
  [
    '{ kept: done }',
    '{ kept: done, lost: done }',
    'pump.yaml:13: states.note.outcomes.lost: write_down never ends like this',
  ],
  [
    'call: write_down',
    'call: write_down\n    with: { what: $kind }',
    'pump.yaml:13: states.note.with.what: nothing saves or gives kind',
  ],
  ['{ water: note, road: done }', '{ water: note }', 'pump.yaml:9: states.kind.goto: road leads nowhere'],
  ['road: done }', 'road: done, sea: done }', 'pump.yaml:9: states.kind.goto.sea: is none of the choices'],
  [
    '[water, road]',
    '[water, water, road]',
    'pump.yaml:8: states.kind.expect.choices.1: water stands there twice',
  ],
  [
    '[water, road]',
    '[{ id: water, words: common.words.sea }, road]',
    'pump.yaml:8: states.kind.expect.choices.0: no language has the word list common.words.sea',
  ],
  [
    'examples:',
    '  lone: { say: done, end: never }\nexamples:',
    'pump.yaml:16: states.lone: is reached from nowhere',
  ],
  [
    '  person: { handoff: people, reason: lost }',
    '  person: { say: done, goto: person }',
    'pump.yaml:15: states.person: walks in a circle without asking anything',
  ],
  [
    '  person: { handoff: people, reason: lost }',
    '  person: { say: done, goto: person }',
    'pump.yaml:15: states.person: is never left',
  ],
  [
    'say: done,',
    'say: gone,',
    'pump.yaml:14: states.done.say: the text pump.gone is missing in locales/ht/pump.json',
  ],
  [
    '  done: {',
    '  done: {}\n  more: {',
    'pump.yaml:14: states.done: a state has one of: ask, call, handoff, end, say, goto',
  ],
  ['  done: {', '  Done: {', 'pump.yaml:14: states.Done: must be a name in lower case'],
  ['version: 1', 'version: 1\nversion: 2', 'pump.yaml:3: Map keys must be unique'],
  ['start: kind', 'start: [kind', 'pump.yaml:4: '],
  [
    KIND_EXPECTS,
    'expect: place\n    goto: done',
    'pump.yaml:5: states.kind.which: is missing: names may fit several places',
  ],
  [
    KIND_EXPECTS,
    'expect: text\n    which: kind\n    goto: done',
    'pump.yaml:8: states.kind.which: is for places only',
  ],
  [
    KIND_EXPECTS,
    'expect: place\n    which: lost\n    goto: done',
    'pump.yaml:8: states.kind.which: the text pump.lost is missing in locales/ht/pump.json',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    collect: { of: nothing, within: 60s, goto: note }',
    'pump.yaml:11: states.kind.collect.of: nothing saves or gives nothing',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    collect: { of: code, within: 60s, goto: nowhere }',
    'pump.yaml:11: states.kind.collect.goto: there is no state nowhere',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    remind: { after: soon, say: kind }',
    'pump.yaml:11: states.kind.remind.after: must be a time such as 60s, 20m, 24h or 2d',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    expire: { after: 2w }',
    'pump.yaml:11: states.kind.expire.after: must be a time such as 60s, 20m, 24h or 2d',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    remind: { after: 20m, say: hello }',
    'pump.yaml:11: states.kind.remind.say: the text pump.hello is missing in locales/ht/pump.json',
  ],
  [
    'max: 1, goto: person }',
    'max: 1, goto: person }\n    skip: nowhere',
    'pump.yaml:11: states.kind.skip: there is no state nowhere',
  ],
  [
    KIND_EXPECTS,
    'expect: { options: list }\n    goto: done',
    'pump.yaml:7: states.kind.expect.options: nothing saves or gives list',
  ],
  [
    KIND_EXPECTS,
    'expect: { options: code }\n    goto: { water: note, road: done }',
    'pump.yaml:8: states.kind.goto: options has no choices to go by',
  ],
  [
    KIND_EXPECTS,
    'expect: number\n    goto: { water: note, road: done }',
    'pump.yaml:8: states.kind.goto: number has no choices to go by',
  ],
])('changing %j to %j is told with file, line and key', (from, to, problem) => {
  const lines = problemsOf(from, to);
  expect(
    lines.some((line) => line.startsWith(problem)),
    lines.join('\n'),
  ).toBe(true);
  for (const line of lines) expect(line).not.toContain('\n');
});

test('a placeholder that nothing fills is found, in the text for everybody too', () => {
  const line = 'pump.yaml:14: states.done.say: pump.done (ht) says {{name}}, which nothing saves or gives';
  expect(problemsOf('flow: pump', 'flow: pump', { texts: { 'pump.done': '{{name}} {{code}}' } })).toEqual([
    line,
  ]);
  expect(problemsOf('flow: pump', 'flow: pump', { texts: { 'pump.done_any': '{{ name }}' } })).toEqual([
    line,
  ]);
});

test('a word that means two choices, or is a number, is found', () => {
  const accepted = { 'pump.kind.water': ['dlo', '2'], 'pump.kind.road': ['wout', 'dlo'] };
  expect(problemsOf('flow: pump', 'flow: pump', { accepted })).toEqual([
    'pump.yaml:8: states.kind.expect.choices.0: "2" is a number, which chooses by its place',
    'pump.yaml:8: states.kind.expect.choices.1: "dlo" means water as well',
  ]);
});

test('nothing that a file may hold makes the reader fail', () => {
  for (const text of [
    '',
    '[]',
    'flow',
    '- 1',
    '{}',
    '&a [*a]',
    'a: *b',
    '\u0000',
    'flow: {',
    '? [1]: 2',
    'states: 3',
    'states: {kind: 3}\n',
  ])
    expect(parseFlow(text, 'x.yaml').problems.length, JSON.stringify(text)).toBeGreaterThan(0);
});

test('a flow is drawn with every state and every way', () => {
  const { flow } = parseFlow(GOOD, 'pump.yaml');
  if (!flow) throw new Error('not read');
  const drawn = drawFlow(flow);
  expect(drawn).toContain('stateDiagram-v2\n  [*] --> kind\n');
  for (const line of [
    'kind --> note : water',
    'kind --> person : no answer fits',
    'note --> done : kept',
    'done --> [*] : reported',
  ])
    expect(drawn).toContain(`  ${line}\n`);
});

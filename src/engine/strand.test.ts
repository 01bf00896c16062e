import { expect, test } from 'vitest';
import type { Flow } from './flow.ts';
import { parseFlow, problemLine } from './parse.ts';
import { wouldStrand } from './strand.ts';

const WELL = `flow: well
version: 2
start: ask
states:
  ask: { ask: which, expect: { choices: [near, far] }, goto: { near: place, far: note }, retry: { max: 1, goto: note } }
  place: { ask: where, expect: text, save: place, goto: note, retry: { max: 1, goto: note } }
  note: { call: write_down, with: { at: $place }, outcomes: { kept: done } }
  done: { say: done, end: kept }
examples: [{ name: one, chat: [{ bot: [which] }] }]
`;

const parsed = (text: string) => parseFlow(text, 'well.yaml');
const before = parsed(WELL).flow as Flow;

/** What is told of the flow after these replacements, one line each. */
function told(...replacements: [from: string, to: string][]): string[] {
  let text = WELL;
  for (const [from, to] of replacements) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  const after = parsed(text);
  expect(after.problems.map(problemLine)).toEqual([]);
  return wouldStrand(before, after).map(problemLine);
}

const RAISED: [string, string] = ['version: 2', 'version: 3'];
const WITHOUT_PLACE: [string, string][] = [
  ['  place: { ask: where, expect: text, save: place, goto: note, retry: { max: 1, goto: note } }\n', ''],
  ['near: place', 'near: note'],
];

test('the same flow again strands nobody, nor does one that is worded otherwise', () => {
  expect(told()).toEqual([]);
  expect(told(['say: done', 'say: thanks'], ['ask: where', 'ask: which_place'])).toEqual([]);
  expect(told(['[near, far]', '[near, { id: far, words: well.far_words }]'])).toEqual([]);
});

test('a lower version is told which one to take', () => {
  expect(told(['version: 2', 'version: 1'])).toEqual([
    'well.yaml:2: version: is 1, and people know 2 already: make it 3',
  ]);
});

test.each<[string, [string, string]]>([
  ['ask', ['[near, far]', '[far, near]']],
  ['ask', ['far: note', 'far: done']],
  ['place', ['expect: text', 'expect: message']],
  ['place', ['save: place', 'save: spot']],
  ['note', ['at: $place', 'at: here']],
  ['done', ['end: kept', 'end: lost']],
  ['more', ['  done:', '  more: { goto: done }\n  done:']],
])('the same version where %s changed is told to be raised', (state, change) => {
  expect(told(change)).toEqual([`well.yaml:2: version: is 2 as before, but ${state} changed: make it 3`]);
  expect(told(change, RAISED)).toEqual([]);
});

test('a question that is gone wants `moved`, whatever the version', () => {
  const line =
    'well.yaml:1: moved: is missing: people may stand at place, which is gone; name the state at which they go on';
  expect(told(RAISED, ...WITHOUT_PLACE)).toEqual([line]);
  expect(told(...WITHOUT_PLACE)).toContainEqual(line);
  expect(told(RAISED, ...WITHOUT_PLACE, ['start: ask', 'start: ask\nmoved: ask'])).toEqual([]);
});

test('nobody stands at what is only said: it may go without `moved`', () => {
  expect(
    told(
      RAISED,
      ['  done: { say: done, end: kept }', '  bye: { say: bye, end: kept }'],
      ['kept: done', 'kept: bye'],
    ),
  ).toEqual([]);
});

test('a flow that cannot be read has problems of its own', () => {
  expect(wouldStrand(before, parsed('flow: [well'))).toEqual([]);
});

import { describe, expect, test } from 'vitest';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { segments } from '../core/sms.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { playExample, type SpokenTurn } from '../engine/example.ts';
import { type AskState, type Flow, isChoices } from '../engine/flow.ts';
import { problemLine } from '../engine/parse.ts';
import { step } from '../engine/step.ts';
import type { Effect, Input, Offer } from '../engine/types.ts';
import { readFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { readingForTests } from './reading.ts';

const texts = loadTexts();
const { reading, places } = readingForTests();
const { flows, problems } = readFlows(texts, ACTIONS);
const all = [...flows.byName.values()];
const examples = all.flatMap((flow) =>
  flow.examples.map((example) => ({ flow, example, name: example.name })),
);

/** What one turn looks like on a phone without buttons: one message, choices as numbered lines. */
function asSms(language: string | null, { effects }: SpokenTurn): string {
  return effects
    .map((effect) => {
      const choices = effect.do === 'ask' ? effect.choices : [];
      const lines = choices.map((offer, index) => `${index + 1} ${labelOf(language, offer)}`);
      return [texts.text(language, effect.key, { code: '4F7K', ...effect.values }), ...lines].join('\n');
    })
    .join('\n');
}

function labelOf(language: string | null, offer: Offer): string {
  if ('key' in offer) return texts.text(language, offer.key);
  return 'label' in offer ? offer.label : places.label(offer.place, language ?? 'ht');
}

test('every flow is in order: states, actions, texts, placeholders, words', () => {
  expect(problems.map(problemLine)).toEqual([]);
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['menu', 'rumor', 'start', 'status']));
});

describe.each(all)('$name', (flow) => {
  test.each(flow.examples)('$name', (example) => {
    expect(playExample(flows, flow, example, reading).problems).toEqual([]);
  });

  test('its examples pass through every state', () => {
    const unseen = new Set(flow.states.keys());
    for (const name of flow.states.keys()) if (visitedByExamples(flow, name)) unseen.delete(name);
    expect([...unseen]).toEqual([]);
  });
});

test('an example that tells it otherwise is noticed', () => {
  const flow = flows.byName.get('menu') as Flow;
  const [first] = flow.examples;
  if (!first) throw new Error('no example');
  const wrong = { ...first, chat: [{ bot: ['again'] }], ends: 'never', answers: { code: 'none' } };
  expect(playExample(flows, flow, wrong, reading).problems).toEqual([
    'says menu.menu instead of menu.again',
    'ends not at all instead of never',
    'has saved code as nothing, not none',
  ]);
});

describe.each([...texts.languages, null])('said in %s by SMS', (language) => {
  test('every turn of every example is GSM-7 and at most two segments', () => {
    for (const { flow, example } of examples) {
      for (const turn of playExample(flows, flow, example, reading).turns) {
        const sms = segments(asSms(language, turn));
        expect(sms, asSms(language, turn)).toMatchObject({ alphabet: 'gsm7' });
        expect(sms.segments, asSms(language, turn)).toBeLessThanOrEqual(2);
      }
    }
  });

  test('what most people see is one segment', () => {
    const known = [
      ['rumor.received', 'start.thanks'],
      ['rumor.received', 'rumor.source'],
      ['start.consent'],
      ['menu.menu'],
      ['help.help'],
      ['incident.where'],
    ];
    const unknown = [
      ['rumor.received', 'start.language'],
      ['start.hello', 'start.language'],
      ['rumor.short'],
    ];
    for (const keys of language === null ? unknown : known) {
      const turn = turnOf(keys);
      expect(segments(asSms(language, turn)).segments, asSms(language, turn)).toBe(1);
    }
  });
});

test('the label of every choice fits a button', () => {
  for (const key of flows.accepted.keys())
    for (const language of [null, ...texts.languages])
      expect(texts.text(language, key).length, `${key} ${language}`).toBeLessThanOrEqual(20);
});

describe.each(all)('a thousand people walk through $name at random', (flow) => {
  const begins = [flow.start, ...flow.entries];

  test('nobody sees an error, a circle or silence', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      const random = randomFrom(seed);
      const state = pick(random, begins);
      walkAtRandom(random, {
        kind: 'begin',
        flow: flow.name,
        state,
        answers: flow.takes.includes('code') ? { code: '4F7K' } : {},
      });
    }
  });
});

/** Plays until it ends or 30 messages have been written, and looks at every turn. */
function walkAtRandom(random: () => number, begin: Input): void {
  let snapshot: Snapshot | null = null;
  let next: Input | undefined = begin;
  const language = pick(random, [null, ...texts.languages]);
  for (let turns = 0; turns < 30; turns++) {
    const effects: Effect[] = [];
    for (let calls = 0; next !== undefined; calls++) {
      if (calls > 20) throw new Error('more than 20 actions in one turn');
      const result: ReturnType<typeof step> = step(flows, snapshot, next, {
        now: new Date('2026-08-29T12:00:00-04:00'),
        reading,
      });
      snapshot = JSON.parse(JSON.stringify(result.snapshot)) as Snapshot | null;
      effects.push(...result.effects);
      const call = result.effects.find((effect) => effect.do === 'call');
      next = call ? outcomeAtRandom(random, call.action, snapshot) : undefined;
    }
    const spoken = effects.filter((effect) => effect.do === 'say' || effect.do === 'ask');
    for (const effect of spoken)
      expect(texts.text(language, effect.key, effect.values)).not.toMatch(/\{\{|^\s*$/);
    if (snapshot?.waits !== 'person') expect(spoken.length).toBeGreaterThan(0);
    if (snapshot === null || snapshot.waits === 'person') return;
    next = messageAtRandom(random, snapshot);
  }
}

function outcomeAtRandom(random: () => number, action: string, snapshot: Snapshot | null): Input {
  const { outcomes, gives } = ACTIONS[action as keyof typeof ACTIONS];
  const answers = Object.fromEntries(gives.map((name) => [name, '4F7K']));
  // Who came with a tip is thanked for it, everybody else sees the menu: see what_is_missing.
  const never = snapshot?.answers.code === undefined ? 'nothing_after_tip' : 'nothing';
  const possible = outcomes.filter((outcome) => outcome !== never);
  return { kind: 'outcome', outcome: pick<string>(random, possible), answers };
}

const ODD = [
  '',
  ' ',
  '0',
  '99',
  'bonjou',
  '\u0000',
  '🙂',
  'x'.repeat(2000),
  '{{code}}',
  '$code',
  '__proto__',
  'wi non',
];

function messageAtRandom(random: () => number, { flow, state }: Snapshot): Input {
  const open = flows.byName.get(flow)?.states.get(state) as AskState;
  const choices = isChoices(open.expect) ? open.expect : [];
  const words = choices.flatMap(({ key }) => [...(flows.accepted.get(key) ?? [])]);
  const text = pick(random, [...choices.map((_, index) => String(index + 1)), ...words, ...ODD]);
  if (random() < 0.2) return { kind: 'message', text, choice: pick(random, [...flows.accepted.keys()]) };
  return { kind: 'message', text, media: random() < 0.2 };
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(random: () => number, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

/** A turn that says these texts, the last with its choices where it is a question. */
function turnOf(keys: readonly string[]): SpokenTurn {
  return {
    effects: keys.map((key) => {
      const states = all.flatMap((flow) => [...flow.states.values()]);
      const ask = states.find((state) => state.kind === 'ask' && state.text === key) as AskState | undefined;
      if (!ask) return { do: 'say', key, values: {} };
      const choices = !isChoices(ask.expect)
        ? []
        : ask.expect.map((choice) => ({ id: choice.key, key: choice.key }));
      return { do: 'ask', key, values: {}, choices };
    }),
  };
}

/** Whether an example somewhere stops working when this state is taken out. */
function visitedByExamples(flow: Flow, name: string): boolean {
  const without: Flow = { ...flow, states: new Map([...flow.states].filter(([each]) => each !== name)) };
  const fewer = { ...flows, byName: new Map([...flows.byName, [flow.name, without]]) };
  return examples.some(({ flow: own, example }) => {
    const played = playExample(fewer, own.name === flow.name ? without : own, example, reading);
    return played.problems.length > 0;
  });
}

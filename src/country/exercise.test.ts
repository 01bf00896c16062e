import { describe, expect, test } from 'vitest';
import { readExercise } from './exercise.ts';
import { countryNames, countryOf } from './index.ts';

const LINE = '  - [0:01, sms, ex01, early, "Biwo yo fèmen"]';
const file = (lines: string, more = "rating: 'false'") =>
  `id: day\nname: { ht: Jounen }\nrumors:\n  early: { title: { ht: Bonè }, ${more}, facts: { ht: Fo } }\nlines:\n${lines}\n`;

test('a day is read: when, on which phone, who, which rumor, what', () => {
  expect(readExercise('day.yaml', file(LINE)).lines).toEqual([
    { at: 1, medium: 'sms', person: 'ex01', rumor: 'early', text: 'Biwo yo fèmen' },
  ]);
});

test.each([
  ['a rumor that is not there', file('  - [0:01, sms, ex01, late, "x"]'), 'a line names no rumor'],
  ['an hour that runs back', file(`  - [1:00, sms, ex01, early, "x"]\n${LINE}`), 'lines are out of order'],
  ['a phone that does not exist', file('  - [0:01, pigeon, ex01, early, "x"]'), 'lines.0'],
  ['a rating and an exit', file(LINE, "rating: 'false', exit: out_of_scope"), 'rating or exit'],
  ['no YAML', 'id: [', 'exercises/day.yaml'],
])('a file with %s says so in one line', (_what, written, says) => {
  expect(() => readExercise('day.yaml', written)).toThrow(says);
});

describe.each(countryNames())('the days of %s', (name) => {
  test.each(countryOf(name).exercises.map((day) => [day.id, day] as const))(
    '%s has every text in every language, and something of each kind',
    (_id, day) => {
      for (const rumor of Object.values(day.rumors))
        for (const language of ['ht', 'fr', 'en', 'es'])
          expect([rumor.title[language], rumor.facts[language]]).not.toContain(undefined);
      expect(new Set(day.lines.map(({ medium }) => medium)).size).toBe(3);
      expect(new Set(day.lines.map(({ rumor }) => rumor))).toEqual(new Set(Object.keys(day.rumors)));
    },
  );
});

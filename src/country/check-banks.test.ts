import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountOf, capabilities } from '../channels/simulator/capabilities.ts';
import { loadTexts } from '../i18n.ts';
import { fitContent } from '../outbound/fit.ts';
import { checkBanks, requireBanks } from './check-banks.ts';
import { countryNames, countryOf } from './index.ts';
import { type QuizBank, readBanks } from './quiz-bank.ts';

const OURS = ['ht', 'fr', 'en', 'es'];

test.each(countryNames())('%s: its banks are in order in every language that we speak', (name) => {
  const { quizBanks } = countryOf(name);
  expect(checkBanks(quizBanks, [...new Set([...OURS, ...loadTexts().languages])])).toEqual([]);
});

test('Haiti asks eight questions about voting and eight about rumors, each with its source', () => {
  const banks = countryOf('ht').quizBanks;
  expect(banks.map(({ id, questions }) => [id, questions.length])).toEqual([
    ['rumors', 8],
    ['voting', 8],
  ]);
  for (const { questions } of banks) {
    const places = questions.map(({ options, right }) => options.findIndex(({ id }) => id === right));
    // Who always takes the same number must not pass.
    expect(new Set(places).size).toBeGreaterThan(1);
  }
});

test('a question by SMS, as it is really fitted, is one segment', () => {
  const phone = capabilities[accountOf('sms')];
  if (!phone) throw new Error('the simulator has no SMS phone');
  for (const { questions } of countryOf('ht').quizBanks)
    for (const { text, options } of questions)
      for (const language of OURS) {
        const choices = options.map(({ id, label }) => ({ id, label: label[language] ?? '' }));
        const parts = fitContent({ text: `8/8 ${text[language]}`, choices }, phone);
        expect(parts.map(({ segments }) => segments)).toEqual([1]);
      }
});

describe('what is wrong is named', () => {
  const good: QuizBank = {
    id: 'test',
    version: 3,
    title: { ht: 'Esè' },
    questions: [
      {
        id: 'first',
        text: { ht: 'Wi oswa non?' },
        options: [
          { id: 'yes', label: { ht: 'Wi' } },
          { id: 'no', label: { ht: 'Non' } },
        ],
        right: 'yes',
        reason: { ht: 'Paske wi.' },
        source: 'invented',
      },
    ],
  };
  const [question] = good.questions;
  type Change = Partial<QuizBank['questions'][number]>;
  const changed = (change: Change): QuizBank[] => [
    { ...good, questions: question ? [{ ...question, ...change }] : [] },
  ];
  const options = (...labels: string[]) =>
    labels.map((label, at) => ({ id: `o${at}`, label: { ht: label } }));

  test('all of it in one error, so that nothing starts with a bank that is half right', () => {
    expect(() => requireBanks([good], ['ht'])).not.toThrow();
    expect(() => requireBanks(changed({ right: 'perhaps' }), ['ht'])).toThrow(
      'the quiz cannot be used:\nquiz test 3: first: right names no option (perhaps)',
    );
  });

  test('nothing, where nothing is', () => expect(checkBanks([good], ['ht'])).toEqual([]));

  test.each<[string, QuizBank[], string[]]>([
    [
      'a right option that is none',
      changed({ right: 'perhaps' }),
      ['first: right names no option (perhaps)'],
    ],
    [
      'a label too long for a button',
      changed({ options: options('Wi', 'Non, epi non, epi non'), right: 'o0' }),
      ['first.o1.ht has 21 letters, 20 fit'],
    ],
    [
      'a sign that no SMS carries',
      changed({ reason: { ht: 'Ça va.' + 'ç' } }),
      ['first.reason.ht is not GSM-7: ç'],
    ],
    [
      'a question over one segment',
      changed({ text: { ht: 'a'.repeat(146) } }),
      ['first.text.ht is more than one SMS with its options (161 letters)'],
    ],
    [
      'a reason that makes three segments',
      changed({ reason: { ht: 'a'.repeat(256) } }),
      ['first.reason.ht is 3 SMS with the question after it, 2 allowed'],
    ],
    [
      'options that nobody can tell apart',
      changed({ options: options('Wi', 'Wi'), right: 'o0' }),
      ['first: two options read Wi in ht'],
    ],
    [
      'ids that are double',
      [{ ...good, questions: [...good.questions, ...good.questions] }],
      ['two questions are called first'],
    ],
  ])('%s', (_what, banks, problems) => {
    expect(checkBanks(banks, ['ht'])).toEqual(problems.map((says) => `quiz test 3: ${says}`));
  });

  test('a missing language, wherever it is missing', () => {
    expect(checkBanks([good], ['ht', 'fr'])).toEqual(
      ['title.fr', 'first.text.fr', 'first.yes.fr', 'first.no.fr', 'first.reason.fr'].map(
        (name) => `quiz test 3: ${name} is missing`,
      ),
    );
  });

  test('two banks of one version; two versions of one bank are in order', () => {
    expect(checkBanks([good, good], ['ht'])).toEqual([
      'quiz test 3: there are two banks of this id and version',
    ]);
    expect(checkBanks([good, { ...good, version: 4 }], ['ht'])).toEqual([]);
  });

  describe('in a file', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'teledjol-quiz-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    const read = (content: string) => {
      writeFileSync(join(folder, 'mine.json'), content);
      return readBanks(pathToFileURL(`${folder}/`));
    };

    test('a file that an operator adds is a bank', () => {
      writeFileSync(join(folder, 'README.md'), 'not a bank');
      expect(read(JSON.stringify(good))).toEqual([good]);
    });

    test('a file that is none is named, with the place', () => {
      expect(() => read('{')).toThrow(/^quiz\/mine\.json: /);
      expect(() => read(JSON.stringify({ ...good, colour: 'red' }))).toThrow(/quiz\/mine\.json: .*colour/s);
      const one = changed({ options: options('Wi'), right: 'o0' })[0];
      expect(() => read(JSON.stringify(one))).toThrow(/questions\[0\]\.options/);
    });
  });
});

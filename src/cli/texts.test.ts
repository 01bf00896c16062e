import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadTexts } from '../i18n.ts';
import { measureTexts, readSmsBudget, type SmsBudget } from './texts-check.ts';

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));
const BUDGET: SmsBudget = {
  files: ['common', 'verdict'],
  printed: ['common.paper'],
  segments: { 'common.long': 2 },
  placeholders: { code: 4, rating: 'verdict.rating' },
};

async function measured(files: Record<string, Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'teledjol-texts-'));
  try {
    await mkdir(join(folder, 'ht'));
    for (const [name, texts] of Object.entries(files))
      await writeFile(join(folder, 'ht', `${name}.json`), JSON.stringify(texts));
    const sizes = measureTexts(loadTexts(folder), BUDGET);
    return new Map(sizes.map((size) => [size.key, size]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('says of each text what is wrong with it, with what fills it at its longest', async () => {
  const sizes = await measured({
    common: {
      fits: 'a'.repeat(160),
      two: 'a'.repeat(161),
      long: 'a'.repeat(306),
      too_long: '€'.repeat(81),
      french: 'Ça va, garçon ?',
      code: `${'a'.repeat(157)}{{code}}`,
      stranger: '{{who}}',
      'paper.french': 'Ça s’imprime, garçon !',
      papers: 'Garçon',
    },
    verdict: {
      frame: `${'a'.repeat(149)}{{rating}}`,
      'rating.true': 'Vre',
      'rating.unproven': 'Pa gen prèv',
    },
    console: { page: 'Ça, personne ne le reçoit par SMS…' },
  });
  const wrong = [...sizes.values()].flatMap(({ key, problems }) =>
    problems.length > 0 ? [[key, ...problems]] : [],
  );
  expect(wrong).toEqual([
    ['common.code', '2 SMS (161 letters), 1 allowed'],
    ['common.french', 'not GSM-7: ç'],
    ['common.papers', 'not GSM-7: ç'],

    ['common.stranger', 'locales/sms.json does not say how long {{who}} may be'],
    ['common.too_long', '2 SMS (162 letters), 1 allowed'],
    ['common.two', '2 SMS (161 letters), 1 allowed'],
  ]);
  expect(sizes.get('verdict.frame')).toMatchObject({ units: 160, segments: 1 });
  expect(sizes.get('console.page')).toMatchObject({ sms: false, alphabet: 'ucs2', problems: [] });
});

test('a question is counted with its numbered choices, in the form in which it is said', async () => {
  const sizes = await measured({
    common: {
      ask: 'a'.repeat(150),
      'ask.yes': 'wi',
      'ask.no': 'non',
      ask_any: 'a'.repeat(150),
      'ask.yes_any': 'wi / oui',
    },
  });
  expect(sizes.get('common.ask')).toMatchObject({ units: 150 + 5 + 6, segments: 2 });
  expect(sizes.get('common.ask_any')).toMatchObject({ units: 150 + 11 + 6, segments: 2 });
  expect(sizes.get('common.ask.yes_any')).toMatchObject({ units: 8, segments: 1 });
});

test('the command prints a line for each text, or JSON, and our own texts pass', async () => {
  const run = promisify(execFile);
  const [lines, json, check] = await Promise.all(
    [['--sms'], ['--json'], ['--check']].map((options) =>
      // All texts in four languages: more than the megabyte that is usual.
      run(process.execPath, [LAUNCHER, 'texts', ...options], { maxBuffer: 16_000_000 }).then(({ stdout }) =>
        stdout.trim().split('\n'),
      ),
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ht {2}help\.help +gsm7 +\d+ {2}1 SMS$/));
  expect(lines?.join()).not.toContain('console.');
  const objects = (json ?? []).map((line) => JSON.parse(line));
  expect(objects.filter(({ sms }) => sms)).toHaveLength(lines?.length ?? 0);
  expect(objects.find(({ key, language }) => key === 'console.nav.skip' && language === 'fr')).toMatchObject({
    sms: false,
  });
  expect(check).toEqual([`${lines?.length} texts fit their SMS`]);
  expect(readSmsBudget().files).toContain('common');
}, 60_000);

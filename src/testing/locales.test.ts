import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { measureTexts, readSmsBudget } from '../cli/texts-check.ts';
import { loadTexts } from '../i18n.ts';

const texts = loadTexts();
const [first = '', ...others] = texts.languages;

/** Said while the language is not known: only the first language has them. */
const isForEverybody = (key: string) => key.endsWith('_any');
/** Plural forms differ between languages: compared by what they belong to. */
const withoutPlural = (language: string, key: string) => {
  const base = key.replace(/_(zero|one|two|few|many|other)$/, '');
  return texts.template(language, `${base}_other`) === undefined ? key : base;
};

const placeholders = (language: string, key: string) =>
  [...(texts.template(language, key) ?? '').matchAll(/\{\{\s*([^}\s]+)\s*\}\}/g)]
    .map(([, name]) => name)
    .sort();

test('Creole comes first, then French, English and Spanish', () => {
  expect(texts.languages.slice(0, 4)).toEqual(['ht', 'fr', 'en', 'es']);
});

test('what goes out by SMS is GSM-7 and costs what locales/sms.json allows', () => {
  const measured = measureTexts(texts, readSmsBudget()).filter(({ sms }) => sms);
  expect(measured.length).toBeGreaterThan(100);
  expect(measured.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

describe.each(others)('%s', (language) => {
  test('has the same texts as the first language', () => {
    const keys = (of: string) =>
      new Set(
        texts
          .keys(of)
          .filter((key) => !isForEverybody(key))
          .map((key) => withoutPlural(of, key)),
      );
    const missing = [...keys(first)].filter((key) => !keys(language).has(key));
    const extra = [...keys(language)].filter((key) => !keys(first).has(key));
    expect({ missing, extra }).toEqual({ missing: [], extra: [] });
    expect(texts.keys(language).filter(isForEverybody)).toEqual([]);
  });

  test('has the same placeholders', () => {
    for (const key of texts.keys(language))
      if (texts.has(first, key) && withoutPlural(language, key) === key)
        expect(placeholders(language, key), key).toEqual(placeholders(first, key));
  });
});

describe.each([...texts.languages])('in %s', (language) => {
  test('no text is empty or has spaces around it', () => {
    for (const key of texts.keys(language)) {
      const template = texts.template(language, key) ?? '';
      expect(template, key).toBe(template.trim());
      expect(template, key).not.toBe('');
      expect(template, key).toBe(template.normalize('NFC'));
    }
  });

  test('a plural has the forms its language needs', () => {
    const known = Intl.PluralRules.supportedLocalesOf([language]).length > 0;
    const forms = known ? new Intl.PluralRules(language).resolvedOptions().pluralCategories : ['other'];
    // See i18n.ts: the French `many` is for whole millions only.
    const needed = forms.length === 3 ? forms.filter((form) => form !== 'many') : forms;
    for (const key of texts.keys(language).filter((each) => each.endsWith('_other')))
      for (const form of needed)
        expect(texts.keys(language)).toContain(`${withoutPlural(language, key)}_${form}`);
  });

  test('its help names words that are understood', () => {
    const help = texts.text(language, 'help.help');
    for (const word of help.match(/\b[A-Z]{4,}\b/g) ?? [])
      expect(
        [...texts.words('common.words').keys()].some((known) =>
          known.split(' ').includes(word.toLowerCase()),
        ),
        word,
      ).toBe(true);
    const words = texts.words('common.words');
    const stopped = texts.text(language, 'common.stopped').match(/\b[A-Z]{5,}\b/)?.[0] ?? '';
    expect(words.get(stopped.toLowerCase()), stopped).toBe('start');
  });
});

describe('words that people type', () => {
  const words = texts.words('common.words');

  test.each([
    [
      'stop',
      'stop stopall unsubscribe cancel end quit arret arreter arete aret rete kanpe sispann dezabone desabonner parar basta cancelar',
    ],
    ['start', 'start unstop komanse rekomanse commencer reprendre empezar'],
    ['greeting', 'bonjou bonswa alo salut bonjour bonsoir hello hi mesi merci thanks hola buenas gracias'],
    ['help', 'ed aide help ayuda'],
    ['menu', 'meni menu opciones'],
    ['yes', 'wi oui yes ok si'],
    ['no', 'non no'],
  ])('%s in every language', (meaning, list) => {
    for (const word of list.split(' ')) expect(words.get(word), word).toBe(meaning);
  });

  test('phrases too', () => {
    expect(words.get('sak pase')).toBe('greeting');
    expect(words.get('kijan ou ye')).toBe('greeting');
    expect(words.get('good morning')).toBe('greeting');
    expect(words.get('ki kote')).toBe('status');
    expect(words.get('ou en est')).toBe('status');
    expect(words.get('pale ak yon moun')).toBe('person');
    expect(words.get('donde esta')).toBe('status');
    expect(words.get('hablar con una persona')).toBe('person');
    expect(words.get('buenos dias')).toBe('greeting');
  });
});

test('what is said does not depend on the language of the machine', () => {
  const script = `
    import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
    import { loadTexts } from '${fileURLToPath(new URL('../i18n.ts', import.meta.url))}';
    const own = loadTexts();
    const said = own.languages.flatMap((language) => own.keys(language).filter((key) => !own.template(language, key).includes('{{')).map((key) => own.text(language, own.has(language, key.replace(/_(one|other)$/, '')) ? key.replace(/_(one|other)$/, '') : key, { count: 0 })));
    const folder = mkdtempSync('/tmp/teledjol-lang-');
    mkdirSync(folder + '/ht');
    writeFileSync(folder + '/ht/a.json', JSON.stringify({ mesaj_one: 'yon mesaj', mesaj_other: '{{count}} mesaj' }));
    const made = loadTexts(folder);
    rmSync(folder, { recursive: true });
    process.stdout.write(JSON.stringify([said, [0, 1, 1.5, 2].map((count) => made.text('ht', 'a.mesaj', { count }))]));
  `;
  const saidWith = (env: Record<string, string>) =>
    execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { PATH: process.env.PATH ?? '', ...env },
    });
  const french = saidWith({ LANG: 'fr_FR.UTF-8', LC_ALL: 'fr_FR.UTF-8' });
  expect(JSON.parse(french)[1]).toEqual(['0 mesaj', '1 mesaj', '1.5 mesaj', '2 mesaj']);
  for (const env of [{ LANG: '' }, { LANG: 'ja_JP.UTF-8', LC_ALL: 'ja_JP.UTF-8' }])
    expect(saidWith(env)).toBe(french);
});

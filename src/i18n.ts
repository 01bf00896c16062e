import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import i18next from 'i18next';
import { foldWords } from './language/fold.ts';

/** Everything that is said to anybody, in every language found under `locales/`. */
export interface Texts {
  /** In the order in which they are offered; the first is the deployment's own. */
  readonly languages: readonly string[];
  /**
   * @param language `null` where it is not known yet: the first language's `<key>_any`, which speaks to everybody
   *   (e.g. in two languages), where it has one, else the text in the first language
   * @param key `<file>.<name>`, e.g. `rumor.received`
   * @param values fill the `{{placeholders}}`; a number named `count` also chooses the plural form
   * @throws Error where no language has the key, or a placeholder stays unfilled
   */
  text(language: string | null, key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Whether this very language has the text, without falling back to another. */
  has(language: string, key: string): boolean;
  /** The keys of texts (not of word lists) of one language, e.g. to compare two. */
  keys(language: string): readonly string[];
  /** The text as it stands in the file, placeholders and all. */
  template(language: string, key: string): string | undefined;
  /** One list of words in every language, e.g. `common.words.yes`: folded, without repeats. */
  list(key: string): readonly string[];
  /** The lists under a key, e.g. `common.words`: folded word -> name of its list, over all languages. */
  words(key: string): ReadonlyMap<string, string>;
  /**
   * The same texts with these files in place of their own; a language that a file does not speak keeps what it has.
   * @throws Error naming the file, where it is not an object of texts, lists and objects
   */
  withFiles(files: readonly TextsFile[]): Texts;
}

/** What `locales/<language>/<name>.json` holds, or would hold, in each language. */
export interface TextsFile {
  readonly name: string;
  /** By language. */
  readonly texts: Readonly<Record<string, unknown>>;
  /** Keys that the file may add to what is there already, instead of taking its place. */
  readonly adds?: boolean;
}

const LOCALES = fileURLToPath(new URL('../locales', import.meta.url));

interface Catalogue {
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/**
 * Reads `locales/<language>/<file>.json`. `locales/order.json` says which languages come first; others follow by
 * name. Keys that begin with `_note.` are for translators and are left out.
 * @throws Error naming the file, where it is not an object of texts, lists and objects
 */
export function loadTexts(directory: string = LOCALES): Texts {
  const languages = languagesIn(directory);
  return openTexts(
    languages,
    new Map(languages.map((language) => [language, readLanguage(directory, language)])),
  );
}

/**
 * One file of texts in every language that has it, as it stands on disk.
 * @throws Error naming the file, where it is no JSON
 */
export function readTextsFile(name: string, directory: string = LOCALES): TextsFile {
  const found = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, `${name}.json`)))
    .map(({ name: language }) => [language, readJson(directory, `${language}/${name}.json`)] as const);
  return { name, texts: Object.fromEntries(found) };
}

function openTexts(languages: readonly string[], catalogues: ReadonlyMap<string, Catalogue>): Texts {
  let opened: Translate | undefined;
  // Texts that are only looked into, to check them, need none.
  const translate: Translate = (...said) => {
    opened ??= openI18next(languages, catalogues);
    return opened(...said);
  };
  const templateOf = (language: string, key: string) => catalogues.get(language)?.texts.get(key);
  const listOf = (key: string) => {
    const words = languages.flatMap((language) => catalogues.get(language)?.lists.get(key) ?? []);
    return [...new Set(words.map(foldWords))];
  };
  const first = languages[0] ?? '';
  return {
    languages,
    text: (language, key, values = {}) => {
      if (language === null && templateOf(first, `${key}_any`) !== undefined)
        return translate(first, `${key}_any`, values);
      return translate(language !== null && catalogues.has(language) ? language : first, key, values);
    },
    has: (language, key) =>
      templateOf(language, key) !== undefined || templateOf(language, `${key}_other`) !== undefined,
    keys: (language) => [...(catalogues.get(language)?.texts.keys() ?? [])],
    template: templateOf,
    list: listOf,
    words: (key) => {
      const prefix = `${key}.`;
      const names = languages.flatMap((language) => [...(catalogues.get(language)?.lists.keys() ?? [])]);
      const meanings = new Map<string, string>();
      for (const name of new Set(names.filter((each) => each.startsWith(prefix)))) {
        for (const word of listOf(name)) {
          const meaning = name.slice(prefix.length);
          const other = meanings.get(word);
          if (other !== undefined) throw new Error(`"${word}" means both ${key}.${other} and ${name}`);
          meanings.set(word, meaning);
        }
      }
      return meanings;
    },
    withFiles: (files) =>
      openTexts(
        languages,
        new Map(
          [...catalogues].map(([language, catalogue]) => [
            language,
            files.reduce((known, file) => replaced(known, file, language), catalogue),
          ]),
        ),
      ),
  };
}

/** A catalogue in which one file speaks anew. */
function replaced(known: Catalogue, { name, texts, adds }: TextsFile, language: string): Catalogue {
  if (!Object.hasOwn(texts, language)) return known;
  const file = readFile(name, texts[language], `${language}/${name}.json`);
  const others = ([key]: readonly [string, unknown]) => !key.startsWith(`${name}.`);
  if (!adds)
    return {
      texts: new Map([...[...known.texts].filter(others), ...file.texts]),
      lists: new Map([...[...known.lists].filter(others), ...file.lists]),
    };
  // A text is added with all its forms or not at all: `hello_any` of one version is no form of another's `hello`.
  const spoken = new Set([...known.texts.keys()].map(withoutForm));
  const added = [...file.texts].filter(([key]) => !spoken.has(withoutForm(key)));
  return {
    texts: new Map([...known.texts, ...added]),
    lists: new Map([...file.lists, ...known.lists]),
  };
}

const withoutForm = (key: string) => key.replace(/_(any|zero|one|two|few|many|other)$/, '');

function languagesIn(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const found = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  if (found.length === 0) throw new Error(`${directory} holds no language: make a folder such as ht/`);
  const order: unknown = entries.some((entry) => entry.name === 'order.json')
    ? JSON.parse(readFileSync(join(directory, 'order.json'), 'utf8'))
    : [];
  const first = (Array.isArray(order) ? order : []).filter((name) => found.includes(name));
  return [...first, ...found.filter((name) => !first.includes(name)).sort()];
}

function readLanguage(directory: string, language: string): Catalogue {
  const names = readdirSync(join(directory, language)).filter((name) => name.endsWith('.json'));
  const files = names.sort().map((name) => {
    const path = `${language}/${name}`;
    return readFile(name.slice(0, -'.json'.length), readJson(directory, path), path);
  });
  return {
    texts: new Map(files.flatMap(({ texts }) => [...texts])),
    lists: new Map(files.flatMap(({ lists }) => [...lists])),
  };
}

function readJson(directory: string, path: string): unknown {
  try {
    return JSON.parse(readFileSync(join(directory, path), 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

/** @param path for the errors */
function readFile(name: string, content: unknown, path: string): Catalogue {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const take = (key: string, value: unknown): void => {
    if (texts.has(key) || lists.has(key)) throw new Error(`${path}: "${key}" stands there twice`);
    if (typeof value === 'string') texts.set(key, value);
    else if (Array.isArray(value) && value.every((word) => typeof word === 'string')) lists.set(key, value);
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) takeAll(key, value);
    else throw new Error(`${path}: "${key}" must be a text, a list of words or an object of these`);
  };
  const takeAll = (prefix: string, object: object): void => {
    for (const [key, value] of Object.entries(object))
      if (key !== '_note' && !key.startsWith('_note.')) take(`${prefix}.${key}`, value);
  };
  // A file as a whole is no text and no list.
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw new Error(`${path}: "${name}" must be a text, a list of words or an object of these`);
  takeAll(name, content);
  return { texts, lists };
}

type Translate = (language: string, key: string, values: Readonly<Record<string, string | number>>) => string;

function openI18next(languages: readonly string[], catalogues: ReadonlyMap<string, Catalogue>): Translate {
  const instance = i18next.createInstance({
    lng: languages[0] ?? '',
    fallbackLng: [...languages],
    resources: Object.fromEntries(
      [...catalogues].map(([language, { texts }]) => [
        language,
        { translation: Object.fromEntries([...texts].filter(([, text]) => text !== '')) },
      ]),
    ),
    // Keys are flat here: a dot in a key is a dot.
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    returnEmptyString: false,
    interpolation: { escapeValue: false },
    missingInterpolationHandler: (_text: string, match: RegExpExecArray) => {
      throw new Error(`no value for ${match[0]}`);
    },
  });
  void instance.init();
  instance.services.pluralResolver.getRule = pluralRule;

  return (language, key, values) => {
    const { count } = values;
    const options = { lng: language, ...(typeof count === 'number' && { count }) };
    if (!instance.exists(key, options)) throw new Error(`text ${key} (${language}): no language has it`);
    try {
      // Values stand apart from options: a value called `lng` or `context` must not steer the translation.
      return instance.t(key, { ...options, replace: values, nest: false });
    } catch (error) {
      throw new Error(`text ${key} (${language}): ${error instanceof Error ? error.message : 'failed'}`);
    }
  };
}

/**
 * Which plural form a count takes. Intl knows no plurals of Creole and quietly takes those of the machine's own
 * language (LANG): languages that it does not know have one form here, as a Creole noun has. French and its sisters
 * have a form for whole millions only (`many`), for which i18next would fall back to another language: it is `other`.
 */
function pluralRule(code: string) {
  const known = Intl.PluralRules.supportedLocalesOf([code]).length > 0 ? new Intl.PluralRules(code) : null;
  const forms: readonly string[] = known?.resolvedOptions().pluralCategories ?? ['other'];
  const isFrench = forms.length === 3 && forms.includes('one') && forms.includes('many');
  return {
    select: (count: number) => {
      const form = known?.select(count) ?? 'other';
      return isFrench && form === 'many' ? 'other' : form;
    },
    resolvedOptions: () => ({ pluralCategories: isFrench ? ['one', 'other'] : [...forms] }),
  };
}

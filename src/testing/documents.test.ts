import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { access, constants, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { channelNames, channelSettings } from '../channels/index.ts';
import { VARIABLES } from '../config.ts';
import { loadTexts } from '../i18n.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFile(join(ROOT, path), 'utf8');

const DOCUMENTS = [
  'README.md',
  'CHANGELOG.md',
  '.github/CONTRIBUTING.md',
  ...(await readdir(join(ROOT, 'docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...channelNames().map((name) => `src/channels/${name}/README.md`),
];
const texts = new Map(await Promise.all(DOCUMENTS.map(async (path) => [path, await read(path)] as const)));
const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };

/** Every `teledjol …` as somebody would type it, without what stands after a pipe. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/(?:npx teledjol|node src\/teledjol\.js) ([^`\n|<]+)/g)].map(([, words = '']) =>
    words.trim(),
  );
}

/** The words of a command that choose it, e.g. `user add`, and its options. */
function partsOf(command: string): { path: string[]; options: string[] } {
  const words = command.split(/\s+/);
  const firstArgument = words.findIndex((word) => !/^[a-z]+$/.test(word));
  const names = firstArgument < 0 ? words : words.slice(0, firstArgument);
  const deep = ['user', 'flow', 'audit', 'quiz', 'bench', 'observer', 'place'].includes(names[0] ?? '')
    ? 2
    : 1;
  return { path: names.slice(0, deep), options: words.filter((word) => word.startsWith('--')) };
}

describe('the commands that documents name', () => {
  test('README: one line to start and one to test, and .ci/run tests by that very line', async () => {
    const readme = texts.get('README.md') ?? '';
    expect(readme).toMatch(/^ {4}npm install && npm start$/m);
    expect(readme).toMatch(/^ {4}npm install && npm test$/m);
    expect(scripts.start).toBe('node src/teledjol.js start');
    expect(scripts.test).toBe('vitest run');
    const run = await read('.ci/run');
    for (const line of ['npm ci', 'npm run check', 'npm install && npm test', 'npx teledjol demo'])
      expect(run).toContain(line);
    await access(join(ROOT, '.ci/run'), constants.X_OK);
  });

  test('npm: every script is there', () => {
    const named = [...texts.values()].flatMap((text) =>
      [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(2);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  test('teledjol: every command and option is there', async () => {
    const run = promisify(execFile);
    const commands = [...new Set([...texts.values(), await read('docker/compose.yaml')].flatMap(commandsIn))];
    expect(commands.length).toBeGreaterThan(8);
    const named = new Map<string, Set<string>>();
    for (const { path, options } of commands.map(partsOf)) {
      const those = named.get(path.join(' ')) ?? new Set();
      for (const option of options) those.add(option);
      named.set(path.join(' '), those);
    }
    for (const [path, options] of named) {
      const words = path === '' ? [] : path.split(' ');
      const { stdout } = await run(process.execPath, ['src/teledjol.js', ...words, '--help'], { cwd: ROOT });
      expect(stdout).toContain(`Usage: teledjol ${path}`);
      for (const option of options) expect(stdout, path).toContain(option);
    }
  }, 120_000);
});

describe('what else documents name', () => {
  test.each(DOCUMENTS)('%s: links and pictures lead somewhere', async (path) => {
    const text = texts.get(path) ?? '';
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const at = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(ROOT, at)), target).toBe(true);
      if (anchor) {
        const headings = [...(await read(at)).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => title);
        expect(
          headings.map((title) => title.toLowerCase().replaceAll(' ', '-')),
          target,
        ).toContain(anchor);
      }
    }
  });

  test.each(DOCUMENTS)('%s: folders and files are there', (path) => {
    const named = [
      ...(texts.get(path) ?? '').matchAll(/`((?:src|docs|docker|flows|locales|migrations)\/[\w./-]*)`/g),
    ];
    for (const [, name = ''] of named) expect(existsSync(join(ROOT, name)), name).toBe(true);
  });

  test('operating: settings and metrics exist', async () => {
    const operating = texts.get('docs/operating.md') ?? '';
    const known = [
      ...Object.keys(VARIABLES),
      ...channelNames().flatMap((channel) => Object.keys(channelSettings(channel))),
    ];
    const settings = [...operating.matchAll(/`([A-Z]+(?:_[A-Z]+)+|ROLES|CHANNELS|PORT)`/g)].map(
      ([, name]) => name,
    );
    expect(settings.length).toBeGreaterThan(8);
    for (const name of settings) expect(known).toContain(name);
    const metrics = [...operating.matchAll(/teledjol_[a-z_]+/g)].map(([name]) => name);
    expect(metrics.length).toBeGreaterThan(2);
    const source = await read('src/metrics.ts');
    for (const name of metrics) expect(source).toContain(`'${name}'`);
  });

  test.each(['guide-verification', 'guide-publication', 'guide-signalements'])(
    'the French %s: buttons and pages are called what they are called on the pages',
    (name) => {
      const fr = loadTexts();
      const said = new Set(fr.keys('fr').map((key) => fr.template('fr', key)));
      const guide = texts.get(`docs/fr/${name}.md`) ?? '';
      const named = [...guide.matchAll(/(?<!\w)_([^_]+)_(?!\w)/g)].map(([, name = '']) =>
        name.replaceAll('\n', ' '),
      );
      expect(named.length).toBeGreaterThan(8);
      expect(named.filter((name) => !said.has(name))).toEqual([]);
      const ratings = [...guide.matchAll(/^\| ([^|]+?) +\| /gm)].map(([, name = '']) => name).slice(1);
      expect(ratings.filter((name) => !/^-+$/.test(name) && !said.has(name))).toEqual([]);
    },
  );

  test('pictures are light enough for a slow link', async () => {
    for (const picture of ['docs/phones.png', 'docs/picture.svg'])
      expect((await stat(join(ROOT, picture))).size).toBeLessThan(150_000);
  });
});

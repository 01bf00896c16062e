import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearFolder, tempFolder } from './temp-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const require = createRequire(import.meta.url);

/** A file that breaks a rule by what it imports: rule, file, import. */
const BREAKS: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['every-folder-has-a-place', 'src/utils/all.ts', '../core/word.ts'],
  ['core-imports-nothing-of-ours', 'src/core/a.ts', '../language/fold.ts'],
  ['core-imports-nothing-of-ours', 'src/core/b.ts', '../config.ts'],
  ['language-and-country-stand-on-core', 'src/language/a.ts', '../engine/step.ts'],
  ['language-and-country-stand-on-core', 'src/country/a.ts', '../config.ts'],
  ['means-stand-on-the-ground', 'src/store/a.ts', '../queue/jobs.ts'],
  ['means-stand-on-the-ground', 'src/queue/a.ts', '../store/rows.ts'],
  ['means-stand-on-the-ground', 'src/channels/sms/a.ts', '../../store/rows.ts'],
  ['means-stand-on-the-ground', 'src/channels/sms/b.ts', '../../config.ts'],
  ['means-stand-on-the-ground', 'src/engine/a.ts', '../i18n.ts'],
  ['means-stand-on-the-ground', 'src/engine/b.ts', '../conversation/turn.ts'],
  ['means-stand-on-the-ground', 'src/printing/a.ts', '../codes/damm.ts'],
  ['means-stand-on-the-ground', 'src/printing/b.ts', '../i18n.ts'],
  ['means-stand-on-the-ground', 'src/cap/a.ts', '../store/rows.ts'],
  ['steps-never-import-each-other', 'src/inbound/a.ts', '../conversation/turn.ts'],
  ['steps-never-import-each-other', 'src/conversation/a.ts', '../outbound/send.ts'],
  ['steps-never-import-each-other', 'src/console/a.ts', '../inbound/accept.ts'],
  ['steps-never-import-each-other', 'src/desks/verification/a.ts', '../../console/page.ts'],
  ['only-three-steps-call-a-desk', 'src/inbound/b.ts', '../desks/verification/tips.ts'],
  ['only-three-steps-call-a-desk', 'src/outbound/a.ts', '../desks/verification/tips.ts'],
  ['steps-import-nothing-above', 'src/console/b.ts', '../config.ts'],
  ['steps-import-nothing-above', 'src/desks/verification/b.ts', '../../main.ts'],
  ['steps-import-nothing-above', 'src/conversation/b.ts', '../cli/start.ts'],
  ['steps-are-handed-their-texts', 'src/conversation/c.ts', '../i18n.ts'],
  ['one-channel-knows-no-other', 'src/channels/sms/c.ts', '../telegram/send.ts'],
  ['one-channel-knows-no-other', 'src/channels/sms/d.ts', '../index.ts'],
  ['shared-calls-know-no-channel', 'src/channels/http-call.ts', './telegram/send.ts'],
  ['pure-folders-touch-nothing', 'src/engine/c.ts', 'node:fs'],
  ['pure-folders-touch-nothing', 'src/engine/d.ts', 'node:timers/promises'],
  ['pure-folders-touch-nothing', 'src/codes/a.ts', 'node:crypto'],
  ['pure-folders-touch-nothing', 'src/cap/b.ts', 'node:fs'],
  ['pure-folders-touch-nothing', 'src/matching/a.ts', 'fs'],
  ['pure-folders-touch-nothing', 'src/language/b.ts', 'node:http'],
  ['pure-folders-touch-nothing', 'src/voice/creole/a.ts', 'node:fs'],
  ['sql-only-in-store', 'src/console/c.ts', 'drizzle-orm'],
  ['sql-only-in-store', 'src/desks/verification/c.ts', 'drizzle-orm/node-postgres'],
  ['sql-only-in-store', 'src/metrics.ts', 'pg'],
  ['sql-only-in-store', 'src/queue/b.ts', 'pg'],
  ['no-tables-in-the-queue', 'src/queue/postgres.ts', 'drizzle-orm'],
  ['bullmq-only-in-queue', 'src/outbound/b.ts', 'bullmq'],
  ['bullmq-only-in-queue', 'src/inbound/c.test.ts', 'ioredis'],
  ['i18next-only-in-i18n', 'src/conversation/d.ts', 'i18next'],
  ['twilio-only-in-its-channel', 'src/outbound/c.ts', 'twilio'],
  ['grammy-only-in-its-channel', 'src/outbound/f.ts', 'grammy'],
  ['baileys-only-in-its-channel', 'src/outbound/g.ts', '@whiskeysockets/baileys'],
  ['pictures-are-opened-in-media', 'src/console/g.ts', 'sharp'],
  ['pdf-only-in-printing', 'src/console/h.ts', 'pdfkit'],
  ['espeak-only-in-its-program', 'src/voice/a.ts', '@echogarden/espeak-ng-emscripten'],
  ['opus-only-in-voice', 'src/media/a.ts', '@evan/opus/wasm/index.mjs'],
  ['opus-only-in-voice', 'src/desks/bulletins/a.ts', 'wasm-media-encoders'],
  ['the-program-that-speaks-knows-no-house', 'src/voice/espeak/program.ts', '../../core/word.ts'],
  ['production-knows-no-tests', 'src/store/b.ts', '../testing/until.ts'],
  ['production-knows-no-tests', 'src/store/c.ts', './rows.test.ts'],
  ['production-knows-no-doubles', 'src/cli/a.ts', '../doubles/sms/server.ts'],
  ['production-knows-no-doubles', 'src/outbound/d.ts', '../doubles/sms/server.ts'],
  ['shipped-code-needs-shipped-packages', 'src/cli/b.ts', 'vitest'],
  ['no-rings', 'src/core/ring-one.ts', './ring-two.ts'],
  ['everything-is-found', 'src/core/c.ts', './nowhere.ts'],
];

/** What must stay possible: a rule that forbids everything is no better than one that forbids nothing. */
const KEEPS: readonly (readonly [file: string, imported: string])[] = [
  ['src/start.ts', './console/page.ts'],
  ['src/cli/c.ts', '../start.ts'],
  ['src/cli/d.ts', '../conversation/turn.ts'],
  ['src/doubles/sms/a.ts', '../../channels/http-call.ts'],
  ['src/conversation/e.ts', '../desks/verification/tips.ts'],
  ['src/console/d.ts', '../desks/verification/tips.ts'],
  ['src/publishing/a.ts', '../desks/verification/tips.ts'],
  ['src/inbound/d.ts', '../store/rows.ts'],
  ['src/outbound/e.ts', '../channels/telegram/send.ts'],
  ['src/channels/sms/e.ts', '../http-call.ts'],
  ['src/channels/index.ts', './telegram/send.ts'],
  ['src/engine/e.ts', '../language/fold.ts'],
  ['src/cap/c.ts', '../language/fold.ts'],
  ['src/store/d.ts', 'drizzle-orm'],
  ['src/store/embedded/a.ts', 'pg'],
  ['src/store/embedded/b.ts', '../rows.ts'],
  ['src/queue/c.ts', 'bullmq'],
  ['src/printing/c.ts', 'pdfkit'],
  ['src/i18n.ts', 'i18next'],
  ['src/store/e.test.ts', '../testing/until.ts'],
  ['src/console/e.test.ts', 'drizzle-orm'],
  ['src/console/f.test.ts', 'vitest'],
];

/** Imported above, and breaking nothing. */
const TARGETS = [
  'src/core/word.ts',
  'src/language/fold.ts',
  'src/codes/damm.ts',
  'src/config.ts',
  'src/main.ts',
  'src/engine/step.ts',
  'src/queue/jobs.ts',
  'src/store/rows.ts',
  'src/store/rows.test.ts',
  'src/conversation/turn.ts',
  'src/outbound/send.ts',
  'src/inbound/accept.ts',
  'src/console/page.ts',
  'src/cli/start.ts',
  'src/desks/verification/tips.ts',
  'src/channels/telegram/send.ts',
  'src/doubles/sms/server.ts',
  'src/testing/until.ts',
];

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
  readonly to: string;
}

/** A program of ours; what it thinks of what it saw is in what it prints. */
async function run(program: string, words: readonly string[], cwd: string): Promise<string> {
  const path = join(ROOT, 'node_modules', '.bin', program);
  return new Promise((resolve, reject) => {
    execFile(path, words, { cwd, maxBuffer: 2 ** 28 }, (_error, stdout, stderr) =>
      stdout === '' ? reject(new Error(stderr)) : resolve(stdout),
    );
  });
}

async function cruise(folder: string): Promise<readonly Violation[]> {
  const output = await run('depcruise', ['--config', CONFIG, '--output-type', 'json', 'src'], folder);
  return (JSON.parse(output) as { summary: { violations: readonly Violation[] } }).summary.violations;
}

describe('the direction of imports', () => {
  let folder: string;
  let violations: readonly Violation[];

  beforeAll(async () => {
    folder = await tempFolder();
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const name of ['package.json', 'tsconfig.json'])
      await copyFile(join(ROOT, name), join(folder, name));
    const put = async (file: string, content: string) => {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), content);
    };
    for (const file of TARGETS) await put(file, 'export const it = 1;\n');
    for (const [, file, imported] of BREAKS) await put(file, `import '${imported}';\n`);
    for (const [file, imported] of KEEPS)
      await put(file, `import '${imported}';\nexport interface Texts {}\n`);
    await put('src/core/ring-two.ts', "import './ring-one.ts';\n");
    await put(
      'src/core/type-ring-one.ts',
      "import type { B } from './type-ring-two.ts';\nexport type A = B;\n",
    );
    await put(
      'src/core/type-ring-two.ts',
      "import type { A } from './type-ring-one.ts';\nexport type B = A;\n",
    );
    await put(
      'src/desks/verification/desk.ts',
      "import type { Texts } from '../../i18n.ts';\nexport type T = Texts;\n",
    );
    await put(
      'src/inbound/typed.ts',
      "import type { it } from '../outbound/send.ts';\nexport type T = typeof it;\n",
    );
    violations = await cruise(folder);
  });
  afterAll(() => clearFolder(folder));

  const rulesBrokenBy = (file: string) =>
    violations.filter(({ from }) => from === file).map(({ rule }) => rule.name);

  test('holds in the house as it stands', async () => {
    expect((await cruise(ROOT)).map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  });

  test.each(BREAKS)('%s: %s must not import %s', (rule, file) => {
    expect(rulesBrokenBy(file)).toContain(rule);
  });

  test.each(KEEPS)('%s may import %s', (file) => {
    expect(rulesBrokenBy(file)).toEqual([]);
  });

  test('counts an import of a type like any other', () => {
    expect(rulesBrokenBy('src/inbound/typed.ts')).toEqual(['steps-never-import-each-other']);
    expect(rulesBrokenBy('src/core/type-ring-one.ts')).toEqual(['no-rings']);
  });

  test('lets a desk know the type of the texts it is handed', () => {
    expect(rulesBrokenBy('src/desks/verification/desk.ts')).toEqual([]);
  });

  test('has no rule that was not broken here', () => {
    const { forbidden } = require(CONFIG) as { forbidden: readonly { readonly name: string }[] };
    const broken = new Set(BREAKS.map(([rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });
});

describe('the environment', () => {
  const READS = 'export const port = process.env.PORT;\n';
  const IMPORTS = "import { env } from 'node:process';\nexport const port = env.PORT;\n";
  let folder: string;
  let said: string;

  beforeAll(async () => {
    folder = await tempFolder();
    const { vcs: _, ...config } = JSON.parse(await readFile(join(ROOT, 'biome.json'), 'utf8')) as {
      vcs: object;
    };
    await writeFile(join(folder, 'biome.json'), JSON.stringify(config));
    const files = { READS, IMPORTS };
    for (const place of ['', 'console/', 'store/', 'channels/sms/', 'cli/']) {
      await mkdir(join(folder, 'src', place), { recursive: true });
      for (const [name, source] of Object.entries(files))
        await writeFile(join(folder, 'src', place, `${name.toLowerCase()}.ts`), source);
    }
    await writeFile(join(folder, 'src/config.ts'), READS);
    said = await run('biome', ['lint', '--reporter=json', '--max-diagnostics=none', 'src'], folder);
  });
  afterAll(() => clearFolder(folder));

  const faults = () =>
    (JSON.parse(said) as { diagnostics: { category: string; location: { path: string } }[] }).diagnostics
      .filter(({ category }) => category === 'lint/style/noProcessEnv')
      .map(({ location }) => location.path);

  test.each(['', 'console/', 'store/', 'channels/sms/', 'cli/'])('is not read by src/%s…', (place) => {
    expect(faults()).toContain(`src/${place}reads.ts`);
    expect(faults()).toContain(`src/${place}imports.ts`);
  });

  test('is read by the settings alone', () => {
    expect(faults()).not.toContain('src/config.ts');
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { openLog } from '../core/log.ts';
import { loadFlowTexts } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { openStore, type Store } from '../store/connect.ts';
import { keepFlowFiles, listFlowVersions, type WrittenFlow } from '../store/flow-versions.ts';
import { openSeal } from '../store/seal.ts';
import { reworded, statusFlow, surerStatus } from '../testing/changed-flow.ts';
import { freshDatabase } from '../testing/database.ts';
import { clearFolder, tempFolder } from '../testing/temp-folder.ts';
import { activateFlows, draftFlows, goBack } from './flow-change.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  database = await freshDatabase();
  store = openStore({
    url: database.url,
    seal: openSeal(Buffer.alloc(32, 7)),
    log: openLog(undefined, 'silent'),
  });
  await keepFlowFiles(store.db, loadFlowTexts(loadTexts(), ACTIONS));
});
afterAll(async () => {
  await store.close();
  await database.drop();
  await clearFolder(folder);
});

/** Writes a flow as its editor has it. @returns file and folder of texts */
function edited(written: WrittenFlow): { file: string; locales: string } {
  const file = join(folder, `${written.flow}.yaml`);
  const locales = join(folder, 'locales');
  writeFileSync(file, written.source);
  for (const [language, texts] of Object.entries(written.texts)) {
    mkdirSync(join(locales, language), { recursive: true });
    writeFileSync(join(locales, language, `${written.flow}.json`), JSON.stringify(texts));
  }
  return { file, locales };
}

const by = 'Roz';
const states = async () =>
  (await listFlowVersions(store.db))
    .filter(({ flow }) => flow === 'status')
    .map((row) => `${row.version} ${row.state} by ${row.by}`);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: Error) => error.message.replaceAll(`${folder}/`, ''),
  );
const activateFile = (written: WrittenFlow) => {
  const { file, locales } = edited(written);
  return activateFlows(store, [file], { by, locales });
};

test('texts are drafted by the name of their flow, activated, and taken back', async () => {
  const { locales } = edited(reworded(statusFlow(), { ask_code: 'Ki kod?' }));
  expect(await draftFlows(store, ['status'], { by, locales })).toEqual({
    done: ['status 1 is a draft: try it at /simulator'],
    notes: [],
  });
  expect(await states()).toEqual(['1 draft by Roz', '1 active by files']);
  expect((await activateFlows(store, ['status'], { by })).done).toEqual(['status 1 is active']);
  expect(await states()).toEqual(['1 active by Roz', '1 past by files']);
  expect((await goBack(store, 'status', by)).done).toEqual(['status 1 is active']);
  expect(await states()).toEqual(['1 active by Roz', '1 past by Roz']);
});

test.each<[string, () => WrittenFlow, string]>([
  [
    'YAML that cannot be read',
    () => ({ ...statusFlow(), source: statusFlow().source.replace('states:', 'states: [') }),
    'status.yaml:',
  ],
  [
    'a state to nowhere',
    () => ({ ...statusFlow(), source: statusFlow().source.replace('goto: look', 'goto: book') }),
    'status.yaml:15: states.ask_code.goto: there is no state book',
  ],
  [
    'an example that is not true',
    () => ({ ...statusFlow(), source: statusFlow().source.replace('- bot: [waiting]', '- bot: [working]') }),
    'status.yaml:40: examples.0: "the code came with the question" says status.waiting instead of status.working',
  ],
  [
    'a text that is missing',
    () => ({ ...statusFlow(), texts: { ...statusFlow().texts, fr: {} } }),
    'status.yaml:12: states.ask_code.ask: the text status.ask_code is missing in locales/fr/status.json',
  ],
  [
    'a text that an SMS cannot carry',
    () => reworded(statusFlow(), { unknown: 'Vous êtes où?' }),
    'locales/ht/status.json: unknown: not GSM-7: ê',
  ],
  [
    'another meaning under the same version',
    () => ({ ...surerStatus(), source: surerStatus().source.replace('version: 2', 'version: 1') }),
    'status.yaml:4: version: is 1 as before, but ask_code, sure changed: make it 2',
  ],
])('%s is refused in one line, and what works stays', async (_what, written, line) => {
  const before = await states();
  expect((await refusal(activateFile(written()))).split('\n')[0]).toContain(line);
  expect(await states()).toEqual(before);
});

test('a version that means something else goes on from a higher one, and back to a higher one still', async () => {
  expect((await activateFile(surerStatus())).done).toEqual(['status 2 is active']);
  expect(await refusal(activateFile(statusFlow()))).toBe(
    'status.yaml:4: version: is 1, and people know 2 already: make it 3',
  );
  expect((await goBack(store, 'status', by)).done).toEqual(['status 3 is active']);
  const [active] = (await listFlowVersions(store.db)).filter(
    ({ flow, state }) => flow === 'status' && state === 'active',
  );
  expect(active?.source).toBe(statusFlow().source.replace('version: 1', 'version: 3'));
});

test('a version that people are on and nobody has any more wants `moved`', async () => {
  await store.pool.query(
    `insert into contact (id, snapshot) values (gen_random_uuid(),
      '{"flow": "menu", "version": 7, "state": "gone", "answers": {}, "tries": 0, "waits": "input"}')`,
  );
  const menu = loadFlowTexts(loadTexts(), ACTIONS).find(({ flow }) => flow === 'menu');
  if (!menu) throw new Error('no menu');
  const changed = reworded(menu, { menu: 'Ki sa?' });
  expect(await refusal(activateFile(changed))).toMatch(
    /^menu\.yaml:\d+: moved: is missing: 1 people are on version 7, which is not kept/,
  );
  const moved = { ...changed, source: changed.source.replace('start: menu\n', 'start: menu\nmoved: menu\n') };
  const version = Number(/^version: (\d+)$/m.exec(menu.source)?.[1]);
  expect((await activateFile(moved)).done).toEqual([`menu ${version} is active`]);
});

test('what is named and is not there is told', async () => {
  expect(await refusal(activateFlows(store, ['status'], { by }))).toMatch(/^status: has no draft/);
  expect(await refusal(draftFlows(store, ['nothing'], { by }))).toMatch(/^nothing: is no file and no flow/);
  expect(await refusal(goBack(store, 'rumor', by))).toMatch(/^rumor: no other version/);
  expect(readFileSync(join(folder, 'status.yaml'), 'utf8')).toContain('flow: status');
});

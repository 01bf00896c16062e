import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadTexts } from '../../i18n.ts';
import { reworded, statusFlow } from '../changed-flow.ts';
import { freshDatabase } from '../database.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';

const LAUNCHER = fileURLToPath(new URL('../../teledjol.js', import.meta.url));
const EVERYTHING = 'web,conversation,outbound,desks';
const ASKED = loadTexts().text('ht', 'status.ask_code');

let database: Awaited<ReturnType<typeof freshDatabase>>;
let house: House<'left' | 'right'>;
beforeAll(async () => {
  database = await freshDatabase();
  house = await openHouse({ processes: { left: EVERYTHING, right: EVERYTHING }, database: database.url });
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await database?.drop();
});

/** What an operator types, with the settings of the house. */
const teledjol = (...args: string[]) =>
  promisify(execFile)(process.execPath, [LAUNCHER, 'flow', ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      TELEDJOL_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      TELEDJOL_DATA_DIR: house.folder,
    },
  });

let asked = 0;
/** What somebody new hears who asks for their rumor through this process's door. */
async function hears(door: 'left' | 'right'): Promise<string> {
  asked += 1;
  const address = `+5093800${String(asked).padStart(4, '0')}`;
  await house.process[door].inbound(address, 'ki kote');
  await until(() => house.heard(address).length > 0, { withinMs: 60_000, what: 'an answer' });
  return house.heard(address)[0]?.body ?? '';
}
async function hearsOnPhonePage(): Promise<string> {
  asked += 1;
  const body = JSON.stringify({ id: `m-${asked}`, phone: 'sms', person: `P${asked}`, text: 'ki kote' });
  const headers = { 'content-type': 'application/json' };
  const said = async () =>
    (
      await house.rows<{ text: string }>(
        `select content->>'text' as text from reply where account = 'simulator-sms' order by seq`,
      )
    ).map(({ text }) => text);
  const before = (await said()).length;
  await fetch(`${house.process.left.url}/hooks/simulator/message`, { method: 'POST', body, headers });
  await until(async () => (await said()).length > before, { withinMs: 60_000, what: 'an answer' });
  return (await said()).at(-1) ?? '';
}

/** The folder in which an editor has reworded one question. */
function changedTexts(): string {
  const locales = join(house.folder, 'changed');
  for (const [language, texts] of Object.entries(reworded(statusFlow(), { ask_code: 'Ki kod?' }).texts)) {
    mkdirSync(join(locales, language), { recursive: true });
    writeFileSync(join(locales, language, 'status.json'), JSON.stringify(texts));
  }
  return locales;
}

test('an operator drafts, tries, activates and takes back a text while two processes run', async () => {
  const locales = changedTexts();
  expect(await hears('left')).toBe(ASKED);
  await teledjol('draft', 'status', '--locales', locales, '--by', 'Roz');
  await until(async () => (await hearsOnPhonePage()) === 'Ki kod?', { withinMs: 60_000, what: 'the draft' });
  expect(await hears('right')).toBe(ASKED);

  await teledjol('activate', 'status', '--by', 'Roz');
  for (const door of ['left', 'right'] as const)
    await until(async () => (await hears(door)) === 'Ki kod?', { withinMs: 60_000, what: `news at ${door}` });

  const broken = join(house.folder, 'status.yaml');
  writeFileSync(broken, statusFlow().source.replace('goto: look', 'goto: book'));
  await expect(teledjol('activate', broken)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/status\.yaml:15: states\.ask_code\.goto: there is no state book\n$/),
  });
  const { stdout } = await teledjol('list', '--json');
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows).toContainEqual(
    expect.objectContaining({ flow: 'status', version: 1, state: 'active', by: 'Roz', people: asked }),
  );

  await teledjol('back', 'status', '--by', 'Roz');
  for (const door of ['left', 'right'] as const)
    await until(async () => (await hears(door)) === ASKED, { withinMs: 60_000, what: `${door} went back` });
});

test('a draft is thrown away, and what is active is written as files', async () => {
  await teledjol('draft', 'status', '--locales', changedTexts());
  expect((await teledjol('drop', 'status')).stdout).toBe('the draft of status is gone\n');
  await expect(teledjol('drop', 'status')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^status: has no draft: [^\n]*\n$/),
  });
  // What the other test has left active: the texts of the program.
  const copy = join(house.folder, 'copy');
  await teledjol('export', 'status', '--to', copy);
  expect(readFileSync(join(copy, 'status.yaml'), 'utf8')).toBe(statusFlow().source);
  expect(JSON.parse(readFileSync(join(copy, 'locales/ht/status.json'), 'utf8'))).toEqual(
    statusFlow().texts.ht,
  );
});

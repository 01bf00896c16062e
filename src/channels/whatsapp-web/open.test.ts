import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { contextFor } from '../../testing/channel-context.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { checkInstalled } from './baileys.ts';
import { ACCOUNT } from './capabilities.ts';
import { open } from './index.ts';
import { settings } from './settings.ts';

const withSettings = (own: Readonly<Record<string, string>>) => open(contextFor({ settings: own }));

test('off unless somebody accepts the risk, which is told plainly', () => {
  expect(settings.WHATSAPP_WEB_ACCEPT_RISK).toMatchObject({
    default: 'no',
    help: expect.stringMatching(/WARNING.*terms.*banned/),
  });
  for (const said of ['', 'no', 'true', 'YES'])
    expect(() => withSettings({ WHATSAPP_WEB_ACCEPT_RISK: said })).toThrow(
      /terms.*banned.*set WHATSAPP_WEB_ACCEPT_RISK=yes/,
    );
  expect(withSettings({ WHATSAPP_WEB_ACCEPT_RISK: 'yes' }).name).toBe('whatsapp-web');
});

test('no bulletin ever leaves here, whatever is set', () => {
  for (const perMinute of ['1', '60']) {
    const { capabilities } = withSettings({
      WHATSAPP_WEB_ACCEPT_RISK: 'yes',
      WHATSAPP_WEB_PER_MINUTE: perMinute,
    });
    expect(capabilities[ACCOUNT]?.bulk).toBe(false);
  }
});

test('the address is an encrypted one', () => {
  const { matches } = settings.WHATSAPP_WEB_URL ?? {};
  for (const address of ['ws://web.whatsapp.com/ws/chat', 'https://web.whatsapp.com', 'wss://', ''])
    expect(address).not.toMatch(matches ?? /^/);
  expect('wss://localhost:4000/ws/chat').toMatch(matches ?? /^$/);
});

test('Baileys must be there, and exactly the version that this was written for', async () => {
  expect(() => checkInstalled()).not.toThrow();
  const root = new URL('../../../package.json', import.meta.url);
  const { devDependencies } = JSON.parse(await readFile(root, 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const pinned = devDependencies['@whiskeysockets/baileys'];
  expect(pinned).toMatch(/^\d+\.\d+\.\d+-rc\d+$/);

  const folder = await tempFolder();
  const from = pathToFileURL(join(folder, 'loads-it.js')).href;
  expect(() => checkInstalled(from)).toThrow(/it is not installed: type npm ci --include=dev/);
  const packageFolder = join(folder, 'node_modules', '@whiskeysockets', 'baileys');
  await mkdir(packageFolder, { recursive: true });
  for (const version of ['6.17.16', `${pinned}-fork`]) {
    await writeFile(join(packageFolder, 'package.json'), JSON.stringify({ version }));
    expect(() => checkInstalled(from)).toThrow(
      `needs @whiskeysockets/baileys ${pinned}, and ${version} is installed`,
    );
  }
});

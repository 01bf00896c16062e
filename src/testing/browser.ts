import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a real browser is, or null: tests that need one say so on the closing lines. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  return (named ? [named] : PLACES).find((place) => existsSync(place)) ?? null;
}

/**
 * A headless Chromium of one test file's own, with an empty profile; close it in `afterAll`. It is kept from
 * looking up its maker's hosts: tests reach nothing but this machine.
 * @throws where no Chromium is installed
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('install Chromium, or name it in CHROMIUM');
  return chromium.launch({
    executablePath,
    args: [
      // Containers run tests as root, where Chromium's own sandbox cannot start.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

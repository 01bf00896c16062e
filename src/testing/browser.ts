import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './available.ts';

/**
 * A headless Chromium of one test file's own, with an empty profile; close it in `afterAll`. It is kept from
 * looking up its maker's hosts: tests reach nothing but this machine.
 * @param more switches of this test alone
 * @throws where there is no Chromium: ask `available.chromium` first
 */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: [
      // Containers run tests as root, where Chromium's own sandbox cannot start.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...more,
    ],
  });
}

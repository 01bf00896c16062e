import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { available } from '../testing/available.ts';
import { launchBrowser } from '../testing/browser.ts';
import { openPublicPages, type PublicPages } from '../testing/public-pages.ts';

let pages: PublicPages;
let browser: Browser;
beforeAll(async () => {
  pages = await openPublicPages();
  if (available.chromium) browser = await launchBrowser();
  const { claimId } = await pages.publish({
    code: 'A4F7',
    at: new Date('2026-11-20T12:00:00Z'),
    sources: [{ title: 'Kominike KEP', url: 'https://cep.example.ht/kominike' }],
    wording: { ht: `Yo di biwo vòt yo fèmen a midi. ${'Anpilanpilanpil'.repeat(12)}` },
  });
  await pages.correct(claimId, { rating: 'misleading', changed: { ht: 'De komin louvri pi ta.' } });
});
afterAll(async () => {
  await browser?.close();
  await pages?.close();
});

test.runIf(available.chromium).each(['light', 'dark'] as const)(
  'on a small phone, %s, without scripts: nothing is cut, nothing fails, nothing is loaded from elsewhere',
  async (colorScheme) => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      javaScriptEnabled: false,
      colorScheme,
    });
    const page = await context.newPage();
    const asked: string[] = [];
    const wrong: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    page.on('console', (said) => {
      // The icon is the console's, which is not open here.
      if (said.type() === 'error' && !said.location().url.endsWith('/favicon.ico')) wrong.push(said.text());
    });
    for (const path of [
      '/verdicts?lang=ht',
      '/verdicts/A4F7?lang=ht',
      '/verdicts/method?lang=fr',
      '/verdicts/A4F7/radio',
    ]) {
      await page.goto(pages.url + path);
      const [wide, seen] = await page
        .locator('html')
        .evaluate((html) => [html.scrollWidth, html.clientWidth]);
      expect([path, wide]).toEqual([path, seen]);
      const folder = process.env.CARDS_DIR;
      if (folder)
        await page.screenshot({
          path: `${folder}/${colorScheme}-${path.replace(/\W/g, '_')}.png`,
          fullPage: true,
        });
    }
    await page.goto(`${pages.url}/verdicts?lang=fr`);
    await page.getByLabel('Chercher un mot').fill('bureaux');
    await page.getByRole('button', { name: 'Chercher' }).click();
    await page.getByRole('link', { name: /Les bureaux de vote ouvrent/ }).click();
    expect(await page.locator('h1').textContent()).toContain('Les bureaux de vote ouvrent');
    expect(new Set(asked)).toEqual(new Set([pages.url]));
    expect(wrong).toEqual([]);
    await context.close();
  },
);

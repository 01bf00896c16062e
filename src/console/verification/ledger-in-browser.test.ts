import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openClaim } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type DeskPages, openDeskPages } from '../../testing/desk-pages.ts';
import { drawing } from '../../testing/files.ts';

const texts = loadTexts();
const fr = (key: string, values?: Record<string, string | number>) => texts.text('fr', key, values);

describe.runIf(available.chromium)('what is noted about a claim, in a browser', () => {
  let browser: Browser;
  let desk: DeskPages;
  let mirlande: string;

  beforeAll(async () => {
    [browser, desk] = await Promise.all([launchBrowser(), openDeskPages()]);
    mirlande = await desk.member('Mirlande');
    await desk.member('Wilner');
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const button = (page: Page, key: string) => page.getByRole('button', { name: fr(key), exact: true });
  const noteOn = (page: Page) => page.locator('main > .note').first().textContent();
  const todo = (page: Page) => page.locator('.todo li').count();
  const over = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - window.innerWidth') as Promise<number>;

  test.each([
    ['without JavaScript, on a phone', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } }],
    ['with its scripts', {}],
  ])('%s: the list of what is missing leads from part to part until nothing is', async (how, options) => {
    const words = `Yo di biwo vòt yo fèmen a midi, ${how}.`;
    const { tipId } = await desk.says(await desk.person(), words);
    const { claimId } = await openClaim(desk.desk, {
      staffId: mirlande,
      tipIds: [tipId],
      wording: { ht: 'Biwo vòt yo fèmen a midi.', fr: 'Les bureaux de vote ferment à midi.' },
    });
    const page = await desk.signIn(browser, 'Mirlande', options);
    const path = `${desk.url}/verification/claims/${claimId}`;
    await page.goto(path);
    expect(await todo(page)).toBe(4);

    await page.getByRole('link', { name: fr('ledger.ready.triage') }).click();
    await page.locator('#triage textarea').fill('Une heure : le communiqué la donne.');
    await button(page, 'method.triage.yes').click();
    expect(await todo(page)).toBe(3);

    await page.getByRole('link', { name: /Sources indépendantes/ }).click();
    await page.locator('#note').fill('Le communiqué dit quatre heures.');
    await page.locator('#source').fill('CEP, communiqué 12');
    await page.locator('#file').setInputFiles({
      name: 'kominike.png',
      mimeType: 'image/png',
      buffer: await drawing(3).png().toBuffer(),
    });
    await button(page, 'verification.evidence.save').click();
    expect(await noteOn(page)).toBe(fr('verification.done.evidence'));
    await page.locator('#note').fill('Deux bureaux vus ouverts à 15 h.');
    await page.locator('#source').fill('Une observatrice');
    await page.getByLabel(fr('ledger.evidence.protect')).check();
    await button(page, 'verification.evidence.save').click();
    expect(await page.locator('.evidence .badge.warn').textContent()).toBe(fr('ledger.evidence.protected'));
    expect(await page.locator('#evidence code').first().textContent()).toMatch(/^[0-9a-f]{64}$/);

    // A picture came in: its own list is asked, too.
    expect(await todo(page)).toBe(3);
    await page.getByRole('link', { name: fr('ledger.ready.reply') }).click();
    await page.locator('#whom').fill('Page « Vote Info »');
    await button(page, 'ledger.reply.save').click();
    expect(await page.getByRole('alert').textContent()).toBe(fr('desk.error.reply_way_missing'));
    expect(await page.locator('#whom').inputValue()).toBe('Page « Vote Info »');
    await page.locator('#way').fill('message à la page');
    await button(page, 'ledger.reply.save').click();
    expect(await noteOn(page)).toBe(fr('ledger.done.reply'));

    for (const list of ['method', 'content']) {
      await page.getByRole('link', { name: new RegExp(`^${fr(`checklist.${list}.title`)} :`) }).click();
      const part = page.locator(`#check-${list}`);
      for (const answer of await part.getByRole('radio', { name: fr('ledger.check.yes'), exact: true }).all())
        await answer.check();
      await part.getByRole('button', { name: fr('ledger.checks.save') }).click();
      expect(await noteOn(page)).toBe(fr('ledger.done.checks'));
    }
    expect(await page.locator('#ready').textContent()).toBe(fr('ledger.ready.all'));

    await page.getByText(fr('ledger.evidence.strike'), { exact: true }).first().click();
    await page.locator('[name=strike_why]').first().fill('Le communiqué a été remplacé.');
    await page
      .getByRole('button', { name: fr('ledger.evidence.strike_do'), exact: true })
      .first()
      .click();
    expect(await page.locator('.struck s').textContent()).toContain('Le communiqué dit quatre heures.');
    expect(await todo(page)).toBe(1);
    expect(await over(page)).toBeLessThanOrEqual(0);

    const other = await desk.signIn(browser, 'Wilner', options);
    await other.goto(path);
    expect(await other.locator('main').textContent()).not.toContain('Une observatrice');
    await other.getByText(fr('ledger.conflict.title'), { exact: true }).click();
    await other.locator('#conflict_why').fill('Ma sœur y travaille.');
    await button(other, 'ledger.conflict.do').click();
    expect(await other.getByText(fr('ledger.conflict.yours')).count()).toBe(1);
  });
});

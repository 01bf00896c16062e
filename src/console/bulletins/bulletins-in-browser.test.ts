import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendBulletins } from '../../desks/bulletins/index.ts';
import { saveSubscription } from '../../store/subscriptions.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { until } from '../../testing/until.ts';

describe.runIf(available.chromium)('in a browser', () => {
  /** In the middle of a day of Haiti. */
  const clock = new Date('2026-08-26T12:00:00-04:00');
  let desk: ConsoleUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    desk = await openConsole({ now: () => clock });
    browser = await launchBrowser();
    await desk.addMember('Marie Test', 'verifier', 'ht');
    await desk.addMember('Lika Test', 'lead', 'fr');
    for (let n = 0; n < 4; n += 1) {
      const { contactId } = await desk.waits({ phone: `+5093702100${n}`, text: 'BILTEN' });
      const { rows } = await desk.store.pool.query('select id from address where contact_id = $1', [
        contactId,
      ]);
      const wanted = { topics: ['all'], form: 'text', language: 'ht', frequency: 'each' } as const;
      const at = { placeCode: null, account: 'twilio-sms', addressId: rows[0].id as string };
      await saveSubscription(desk.store.db, contactId, { ...wanted, topics: ['all'], ...at }, clock);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function signIn(name: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (
      await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    ).newPage();
    await page.goto(`${desk.url}/login?next=/bulletins`);
    await page.locator('[name=name]').fill(name);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main form button[type=submit]').click();
    await page.waitForURL(`${desk.url}/bulletins`);
    return page;
  }
  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  test('one writes, a second one approves by phone and without scripts, and both watch how it leaves', async () => {
    const marie = await signIn('Marie Test');
    await marie.getByText('Nouvo bilten').click();
    await marie.locator('#title').fill('Biwo vòt');
    await marie.getByRole('button', { name: 'Kòmanse' }).click();
    await marie.locator('#text_ht').fill('Biwo vòt yo louvri a 6è.');
    const counter = marie.locator('#short_ht + .counter');
    await marie.locator('#short_ht').fill('a'.repeat(150));
    // The way out that is put behind it makes it two.
    expect(await counter.textContent()).toContain('2 SMS');
    await marie.locator('#short_ht').fill('Biwo yo louvri a 6e.');
    expect(await counter.textContent()).toContain('1 SMS');
    await marie.getByRole('button', { name: 'Konte moun yo' }).click();
    expect(await marie.locator('#reach .total').textContent()).toContain('Moun: 4.');
    // Pressed with words that nobody has saved yet.
    await marie.locator('#text_ht').fill('Biwo vòt yo louvri a 6è di maten.');
    await marie.getByRole('button', { name: 'Mande yon dezyèm moun' }).click();
    expect(await marie.locator('[data-form="twilio-whatsapp ht"] .bubble').textContent()).toContain(
      'di maten',
    );
    expect(await overflow(marie)).toBe(0);

    const here = marie.url().split('?')[0] ?? '';
    const lika = await signIn('Lika Test', {
      viewport: { width: 390, height: 844 },
      javaScriptEnabled: false,
    });
    await lika.getByRole('link', { name: 'Biwo vòt' }).click();
    const sms = await lika.locator('[data-form="twilio-sms ht"] .bubble').textContent();
    expect(sms).toBe(`Biwo yo louvri a 6e. ${desk.deps.texts.text('ht', 'bulletin.way_out_short')}`);
    await lika.getByRole('button', { name: 'Approuver' }).click();
    expect(await lika.locator('.note.good').textContent()).toContain('Approuvé');
    await sendBulletins(desk.deps.bulletins);

    await marie.goto(here);
    await marie.locator('a[href*="/runs/"]').click();
    const { pool } = desk.store;
    const settle = (most: number) =>
      pool.query(
        `update reply set state = 'sent', finished_at = now() where id in (
          select id from reply where state = 'queued' and run_id is not null order by seq limit $1)`,
        [most],
      );
    await settle(1);
    // By itself: nobody loads the page anew.
    await marie.getByText('1 sou 4 voye').waitFor();
    expect(
      await marie.locator('#progress progress').evaluate((bar: HTMLProgressElement) => bar.position),
    ).toBe(0.25);
    expect(await marie.locator('#run-moves button').count()).toBe(0);

    const boss = await signIn('Lika Test', { viewport: { width: 390, height: 844 } });
    await boss.goto(marie.url());
    await boss.getByText('Annuler', { exact: true }).click();
    await boss.locator('#why').fill('Une erreur');
    await lika.goto(marie.url());
    await lika.getByRole('button', { name: 'Mettre en pause' }).click();
    await marie.getByText('Yon kòlèg mete l an poz').waitFor();
    // The button changes with the state, and what somebody types beside it stays.
    await boss.getByRole('button', { name: 'Reprendre' }).waitFor();
    expect(await boss.locator('#why').inputValue()).toBe('Une erreur');
    await boss.getByRole('button', { name: 'Reprendre' }).click();
    await sendBulletins(desk.deps.bulletins);
    await settle(3);
    await marie.getByText('4 sou 4 voye').waitFor();
    await sendBulletins(desk.deps.bulletins);
    await marie.locator('#progress[data-state=done]').waitFor();
    await until(async () => (await marie.locator('#progress[hx-get]').count()) === 0);
    expect(await overflow(boss)).toBe(0);
  });
});

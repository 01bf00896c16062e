import type { Browser, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keepCallback } from '../../desks/protection/index.ts';
import { addToReport, openReport } from '../../desks/reports/index.ts';
import { message, report } from '../../store/schema.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';

const PHONE = { width: 360, height: 740 };

describe.runIf(available.chromium)('in a browser', () => {
  let desk: ConsoleUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    [desk, browser] = await Promise.all([openConsole(), launchBrowser()]);
    await desk.addMember('Marie Test', 'verifier', 'fr');
    await desk.addMember('Jozèf Test', 'verifier', 'ht');
    await desk.addMember('Fabyola Test', 'protection', 'ht');
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function signIn(name: string, viewport = { width: 1280, height: 900 }): Promise<Page> {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.goto(`${desk.url}/login`);
    await page.locator('[name=name]').fill(name);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main form button[type=submit]').click();
    await page.locator('nav').waitFor();
    return page;
  }

  /** Nothing is cut off: nobody has to push a page sideways. */
  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  let written = 0;
  async function tells(text: string, kind: 'incident' | 'community' = 'incident') {
    written += 1;
    const phone = `+509370000${10 + written}`;
    const { contactId } = await desk.waits({ phone, text, reason: 'unreadable' });
    await desk.store.pool.query('delete from waiting where contact_id = $1', [contactId]);
    const [last] = await desk.store.db
      .insert(message)
      .values({
        contactId,
        addressId: null,
        channel: 'twilio',
        account: 'twilio-sms',
        externalId: uuidv7(),
        receivedAt: new Date(),
        text,
      })
      .returning({ id: message.id });
    const told = await openReport(desk.store.db, {
      kind,
      contactId,
      messageId: last?.id ?? 0,
      addressId: null,
      account: 'twilio-sms',
      medium: 'sms',
      text,
    });
    return { ...told, contactId };
  }

  test('a colleague finds danger first, takes it, answers the person and closes it with a reason', async () => {
    await desk.store.db.delete(report);
    await tells('Yon gwoup moun bare wout la depi maten');
    const danger = await tells('Gen tire devan biwo vòt la');
    await addToReport(desk.store.db, {
      ...danger,
      text: 'Nou kouche atè',
      placeCode: 'HT0111',
      placeText: 'bò lekòl nasyonal la',
      latitude: 18.5392,
      longitude: -72.3364,
      happenedAt: new Date('2026-08-20T14:30:00Z'),
      happenedPrecision: 'part',
      danger: true,
    });
    await tells('Fòk biwo a gen yon ranp pou moun ki andikape', 'community');

    const page = await signIn('Marie Test');
    await page.getByRole('link', { name: 'Signalements', exact: true }).click();
    expect(await page.locator('.late-banner').textContent()).toContain('danger');
    expect(await page.locator('.report code').allInnerTexts()).toHaveLength(2);
    const first = page.locator('.report').first();
    expect(await first.textContent()).toMatch(new RegExp(`^${danger.code}\\s*danger maintenant`));
    expect(await first.textContent()).toContain('18.5392, -72.3364');
    expect(await first.locator('blockquote').textContent()).toBe(
      'Gen tire devan biwo vòt la\nNou kouche atè',
    );

    await page.getByRole('navigation', { name: 'Ce que les gens signalent' }).getByText('Communauté').click();
    expect(await page.locator('.report blockquote').textContent()).toContain('ranp');
    await page.goto(`${desk.url}/reports/${danger.reportId}`);
    await page.getByRole('button', { name: 'Je m’en occupe' }).click();
    expect(await page.locator('.note').textContent()).toBe('Vous vous occupez de ce signalement.');

    const other = await signIn('Jozèf Test', PHONE);
    await other.goto(`${desk.url}/reports`);
    expect(await other.locator('.report').first().textContent()).toContain('Marie Test pran l');
    expect(await other.locator('.report').first().getByText('Fèmen…').count()).toBe(0);

    await page.getByRole('button', { name: 'Répondre à la personne' }).click();
    await page.waitForURL(/\/waiting\/[0-9a-f-]{36}/);
    expect(await page.locator('.talk').textContent()).toContain('Gen tire');
    await page.goto(`${desk.url}/reports/${danger.reportId}`);
    await page.getByRole('button', { name: 'Fermer le signalement' }).click();
    expect(await page.locator('.field.wrong').textContent()).toContain('Dites pourquoi');
    await page.locator('#why').fill('transmis à la police');
    await page.getByRole('button', { name: 'Fermer le signalement' }).click();
    expect(await page.locator('.events').textContent()).toContain('transmis à la police');
    await page.goto(`${desk.url}/reports/closed`);
    expect(await page.locator('.report code').allInnerTexts()).toEqual([danger.code]);
  });

  test('two who press the button for one report at the same time: one has it, the other reads why not', async () => {
    const { reportId } = await tells('De moun vle pran l');
    const [marie, jozef] = await Promise.all([signIn('Marie Test'), signIn('Jozèf Test')]);
    await Promise.all([marie, jozef].map((page) => page.goto(`${desk.url}/reports/${reportId}`)));
    await Promise.all([marie, jozef].map((page) => page.locator(`form[action$="/take"] button`).click()));
    const notes = await Promise.all([marie, jozef].map((page) => page.locator('.note').textContent()));
    expect(notes.filter((note) => /^(Vous vous|Se ou k ap)/.test(note ?? ''))).toHaveLength(1);
    expect(notes.filter((note) => /^(Un collègue|Yon kòlèg)/.test(note ?? ''))).toHaveLength(1);
  });

  test('a list that is open shows what comes, and fits a phone', async () => {
    const page = await signIn('Jozèf Test', PHONE);
    for (const path of ['/reports', '/reports/community', '/reports/closed']) {
      await page.goto(desk.url + path);
      expect([path, await overflow(page)]).toEqual([path, 0]);
    }
    await page.goto(`${desk.url}/reports`);
    const { code, reportId } = await tells(`Yon mo ${'long'.repeat(60)} ak yon istwa ki long. `.repeat(4));
    await page.getByText(code).waitFor({ timeout: 20_000 });
    expect(await overflow(page)).toBe(0);
    await page.goto(`${desk.url}/reports/${reportId}`);
    expect(await overflow(page)).toBe(0);
  }, 60_000);

  test('call-backs: a list without numbers, one opened by a button, on a phone', async () => {
    const seal = desk.deps.protection;
    if (!seal) throw new Error('there is no key');
    const { contactId } = await desk.waits({ phone: '+50937000009', text: 'rele m' });
    const { code } = await keepCallback(desk.store.db, {
      seal,
      contactId,
      number: '+50937000042',
      safeTime: 'madi apre 4è, lè mwen pou kont mwen',
      language: 'ht',
      consentedAt: new Date(),
    });
    const page = await signIn('Fabyola Test', PHONE);
    expect(new URL(page.url()).pathname).toBe('/protection');
    expect(await page.locator('main').textContent()).not.toMatch(/3700|madi/);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Louvri' }).click();
    expect(await page.locator('article').textContent()).toContain('+50937000042');
    expect(await page.locator('h1').textContent()).toBe(code);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'M ap rele' }).click();
    await page.getByRole('button', { name: 'Fèmen' }).click();
    expect(await page.locator('.note').textContent()).toBe('Li fèmen.');
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foldToGsm7, segments } from '../core/sms.ts';
import { reply, waiting } from '../store/schema.ts';
import { alertLate } from '../store/waiting.ts';
import { available } from '../testing/available.ts';
import { launchBrowser } from '../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../testing/console.ts';
import { createFirstAdminLink } from './staff/first-admin.ts';

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 800 };

describe.runIf(available.chromium)('in a real browser', () => {
  let desk: ConsoleUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    desk = await openConsole();
    const link = await createFirstAdminLink(desk.deps);
    // The test's server has a port of its own; staff would have the address of PUBLIC_URL.
    const invited = await visit({ path: new URL(link ?? '').pathname });
    await invited.page.fill('#name', 'Marie Test');
    await invited.page.fill('#password', PASSWORD);
    await invited.page.fill('#again', PASSWORD);
    await picture(invited.page, 'invite');
    await invited.page.click('article button');
    await invited.page.waitForURL('**/waiting**');
    await invited.context.close();
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  async function visit(options: {
    path: string;
    javaScriptEnabled?: boolean;
    viewport?: { width: number; height: number };
    locale?: string;
  }): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
    const { path, locale = 'en-US', viewport = DESKTOP, javaScriptEnabled = true } = options;
    const context = await browser.newContext({ locale, viewport, javaScriptEnabled });
    const page = await context.newPage();
    const faults: string[] = [];
    // A policy that blocks something of ours shows up here.
    page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(desk.url + path);
    return { page, context, faults };
  }

  async function signIn(page: Page): Promise<void> {
    await page.fill('#name', 'marie test');
    await page.fill('#password', PASSWORD);
    await page.click('article button');
    await page.waitForURL('**/waiting**');
  }

  /** Where SCREENSHOTS names a folder, to look at. */
  async function picture(page: Page, name: string): Promise<void> {
    const folder = process.env.SCREENSHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

  for (const [title, javaScriptEnabled, viewport, phone] of [
    ['with JavaScript on a desktop', true, DESKTOP, '+50937000011'],
    ['without JavaScript on a phone', false, PHONE, '+50937000012'],
  ] as const) {
    test(`sign in, see who waits, answer, hand back, sign out: ${title}`, async () => {
      const shot = javaScriptEnabled ? 'desktop' : 'phone';
      const { waitingId, contactId } = await desk.waits({ phone, text: 'Èske biwo vòt la louvri jodi a ?' });
      await desk.waits({
        phone: `${phone}1`,
        text: 'gf65',
        reason: 'unreadable',
        account: 'twilio-whatsapp',
      });
      await desk.store.db
        .update(waiting)
        .set({ openedAt: sql`now() - interval '3 hours'` })
        .where(eq(waiting.id, waitingId));
      await alertLate(desk.store.db, 30);
      const { page, context, faults } = await visit({ path: '/', javaScriptEnabled, viewport });
      await picture(page, `login-${shot}`);
      await signIn(page);
      await picture(page, `waiting-${shot}`);
      expect(await page.textContent('.late-banner')).toContain('waiting too long');
      await page.click(`a[href="/waiting/${waitingId}"]`);
      expect(await page.textContent('.talk')).toContain('Èske biwo vòt la louvri jodi a ?');
      await page.fill('#text', 'Wi, tout biwo yo louvri jiska katrè.');
      await picture(page, `person-${shot}`);
      await page.click('text=Send');
      await page.waitForURL('**note=console.done.answered');
      expect(await page.textContent('.talk .staff')).toContain('jiska katrè');
      await picture(page, `answered-${shot}`);
      const sent = await desk.store.db.select().from(reply).where(eq(reply.contactId, contactId));
      expect(sent.map(({ content }) => content.text)).toEqual(['Wi, tout biwo yo louvri jiska katrè.']);
      await page.click('text=Hand back to the flow');
      await page.waitForURL('**/waiting?note=console.done.handed_back');
      expect(await page.locator(`a[href="/waiting/${waitingId}"]`).count()).toBe(0);
      await page.click('text=Sign out');
      await page.waitForURL('**/login**');
      expect(faults).toEqual([]);
      await context.close();
    });
  }

  test('the list refreshes itself when somebody new waits', async () => {
    const { page, context, faults } = await visit({ path: '/' });
    await page.clock.install();
    await signIn(page);
    const { waitingId } = await desk.waits({ phone: '+50937000013', text: 'Alo' });
    await page.clock.runFor(13_000);
    await page.waitForSelector(`a[href="/waiting/${waitingId}"]`);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('the counter below the answer counts as the server does', async () => {
    const { waitingId } = await desk.waits({ phone: '+50937000014', text: 'Alo' });
    const { page, context, faults } = await visit({ path: `/waiting/${waitingId}` });
    await signIn(page);
    for (const text of [
      '',
      'Bonjou',
      'è'.repeat(160),
      'ç ê œ « … » — ’',
      'a'.repeat(161),
      `${'a'.repeat(152)}€${'a'.repeat(20)}`,
      '[]{}|^~\\€'.repeat(18),
      'Mèsi 🙏',
      `${'é'.repeat(65)}😀${'é'.repeat(80)}😀`,
      'бюро'.repeat(40),
      'Premye liy\ndezyèm liy',
      'A\u00a0l\u0300è',
    ]) {
      await page.fill('#text', text);
      const { segments: count, units } = segments(foldToGsm7(text.trim()));
      expect([text, await page.textContent('.counter')]).toEqual([text, `${count} SMS (${units})`]);
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  test('every page fits a narrow phone, in every language', async () => {
    const { waitingId } = await desk.waits({
      phone: '+50937000015',
      text: `https://egzanp.example/${'long'.repeat(60)}`,
      reason: 'send_unknown',
    });
    const { page, context } = await visit({ path: '/', viewport: { width: 320, height: 640 } });
    await signIn(page);
    for (const language of ['ht', 'fr', 'es', 'en']) {
      await page.click(`.languages [value=${language}]`);
      for (const path of ['/waiting', `/waiting/${waitingId}`, '/staff', '/nothing']) {
        await page.goto(desk.url + path);
        const [wide, room] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        expect([language, path, (wide ?? 0) <= (room ?? 0)]).toEqual([language, path, true]);
        await picture(page, `narrow-${language}-${path.split('/')[1]}${path.length > 20 ? '-person' : ''}`);
      }
    }
    await page.setViewportSize(DESKTOP);
    await page.goto(`${desk.url}/staff`);
    await page.click('text=Make a link');
    await page.waitForSelector('#link');
    await picture(page, 'staff-desktop');
    await context.close();
  });
});

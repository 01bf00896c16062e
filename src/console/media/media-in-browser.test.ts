import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChannels } from '../../channels/index.ts';
import { receiveTip } from '../../desks/verification/tips.ts';
import { openFileFetcher } from '../../inbound/fetch-files.ts';
import { keepMessages } from '../../store/messages.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { sms } from '../../testing/conversation-world.ts';
import { drawing, type FileServer, note, startFileServer, withTraces } from '../../testing/files.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { until } from '../../testing/until.ts';

describe.runIf(available.chromium)('files at the desk, in a browser', () => {
  let browser: Browser;
  let desk: ConsoleUnderTest;
  let phones: FileServer;

  beforeAll(async () => {
    [browser, desk, phones] = await Promise.all([launchBrowser(), openConsole(), startFileServer()]);
    await desk.addMember('Marie Test', 'verifier', 'fr');
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
    await phones?.close();
  });

  async function signIn(options: { javaScriptEnabled?: boolean; width?: number } = {}): Promise<Page> {
    const { width = 1280, ...more } = options;
    const page = await (await browser.newContext({ viewport: { width, height: 900 }, ...more })).newPage();
    await page.goto(`${desk.url}/login`);
    await page.locator('[name=name]').fill('Marie Test');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main form button[type=submit]').click();
    return page;
  }

  /** A tip with these files, fetched. */
  async function tells(phone: string, text: string, files: Record<string, Buffer | number>): Promise<void> {
    for (const [path, bytes] of Object.entries(files)) phones.files.set(path, bytes);
    const media = Object.keys(files).map((path) => ({ url: phones.url + path, contentType: 'image/jpeg' }));
    const origin = 'https://t.example/radyo_zwazo/12';
    const { mediaIds, contactIds } = await keepMessages(desk.store, [
      { inbound: sms(phone, text, { media, origin, forwarded: 'often' }), receivedAt: new Date() },
    ]);
    const { rows } = await desk.store.pool.query('select max(id)::int as id from message');
    await desk.store.db.transaction((tx) =>
      receiveTip(tx, {
        seal: desk.store.seal,
        contactId: contactIds[0] ?? '',
        messageId: rows[0].id,
        addressId: null,
        account: 'twilio-whatsapp',
        medium: 'whatsapp',
        text,
        media,
        origin,
      }),
    );
    const [simulator] = await openChannels(['simulator'], () => contextFor({ localUrl: phones.url }));
    if (!simulator) throw new Error('the simulator did not open');
    await openFileFetcher({
      store: desk.store,
      channels: new Map([['simulator', simulator]]),
      mayFetch: () => true,
      printSound: undefined,
      log: desk.deps.log,
      now: () => new Date(),
    }).fetch(mediaIds);
    await simulator.close();
  }

  const drawn = (page: Page) =>
    page
      .locator('.files img')
      .evaluateAll((all) => all.map((one) => (one as unknown as { naturalWidth: number }).naturalWidth));
  /** Nothing may be wider than the page, or a phone scrolls sideways. */
  const tooWide = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

  test('a tip shows its picture, its voice note and where it comes from, on a wide page and a narrow one', async () => {
    const picture = await withTraces(drawing(1, 1200)).jpeg().toBuffer();
    await tells('+50937000001', 'Gade sa k ap pase nan biwo vòt la!', {
      '/1': picture,
      '/2': note(4, 3),
      '/3': Buffer.from('%PDF-1.7\n'),
      '/4': 404,
    });
    await tells('+50937000002', 'Se vre foto sa a?', { '/5': picture });
    for (const width of [1280, 390]) {
      const page = await signIn({ width });
      await page.goto(`${desk.url}/verification`);
      await until(async () => (await drawn(page)).every((size) => size === 320), {
        what: 'pictures are drawn',
      });
      expect(await drawn(page)).toHaveLength(2);
      expect(await page.getByText('venu avec 2 messages').count()).toBe(2);
      expect(await page.getByText('t.example/radyo_zwazo/12').count()).toBe(2);
      const player = await page.locator('.files audio[controls]').boundingBox();
      expect(player?.width).toBeGreaterThan(200);
      expect(await tooWide(page)).toBe(0);
      if (width === 390) {
        await page.getByLabel('Se vre foto sa a?').check();
        const open = desk.deps.texts.text('fr', 'verification.queue.open');
        await page.getByRole('button', { name: open, exact: true }).click();
        await page.waitForURL(/\/claims\//);
        await until(async () => (await drawn(page))[0] === 320, {
          what: 'the picture of the claim is drawn',
        });
        expect(await tooWide(page)).toBe(0);
      }
      await page.context().close();
    }
  });

  test.each([
    ['with its scripts', true],
    ['without JavaScript', false],
  ])('%s: a colleague answers with a picture and a place', async (_how, javaScriptEnabled) => {
    const phone = javaScriptEnabled ? '+50937000003' : '+50937000004';
    const { waitingId } = await desk.waits({ phone, text: 'Ki kote biwo vòt mwen an ye?' });
    const file = join(await tempFolder(), 'kat.jpg');
    await writeFile(file, await withTraces(drawing(7, 700)).jpeg().toBuffer());
    const page = await signIn({ javaScriptEnabled, width: javaScriptEnabled ? 390 : 1280 });
    await page.goto(`${desk.url}/waiting/${waitingId}`);
    await page.locator('#text').fill('Li toupre mache a.');
    await page.locator('summary').click();
    await page.locator('#place').fill('18.5392, -72.3364');
    await page.locator('#file').setInputFiles(file);
    await page
      .getByRole('button', { name: desk.deps.texts.text('fr', 'console.person.send'), exact: true })
      .click();
    await page.waitForURL(/note=console\.done\.answered/);
    await until(async () => (await drawn(page))[0] === 320, { what: 'what was sent is drawn' });
    expect(await page.locator('.talk .staff').textContent()).toContain('18.5392, -72.3364');
    expect(await tooWide(page)).toBe(0);
    await page.context().close();
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor } from '../../testing/visitor.ts';

let desk: ConsoleUnderTest;

beforeAll(async () => {
  desk = await openConsole();
  await desk.addMember('Lidè', 'lead', 'ht');
  await desk.addMember('Chèf', 'admin', 'en');
  await desk.addMember('Verifikatè', 'verifier', 'fr');
  await desk.store.pool.query(`
    insert into sender (account, units_milli, refilled_at, trouble_since, paused_until, last_in_at, last_out_at,
      refusals, last_refusal, last_refusal_at) values
      ('twilio-sms', 4000, now(), now() - interval '25 minutes', now() + interval '12 minutes',
        now() - interval '3 minutes', now() - interval '30 minutes', 41, 'over_quota 63018', now() - interval '2 minutes'),
      ('old-account', 0, now(), now(), null, null, null, 0, null, null)`);
  await desk.store.pool.query(
    `insert into spend values ((now() at time zone 'America/Port-au-Prince')::date, 'twilio-sms', 'bulk', 120, 8400)`,
  );
  const { contactId } = await desk.waits({ phone: '+50937000031', text: 'alo' });
  await desk.store.pool.query(
    `insert into reply (id, contact_id, account, class, content, cause, expires_at, due_at, state)
     select gen_random_uuid(), $1, 'twilio-sms', n % 3, '{"text": "sekrè"}', 'x', now() + interval '1 day',
       now() - n * interval '1 minute', case when n = 7 then 'held' else 'queued' end from generate_series(1, 7) as n`,
    [contactId],
  );
});
afterAll(() => desk.close());

async function signedIn(name: string) {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

test('leads and admins see every account, in their language; others do not', async () => {
  const lead = await signedIn('Lidè');
  const { status, text } = await lead.get('/channels');
  expect(status).toBe(200);
  expect(text).toContain('Kanal yo');
  expect(text).toContain('twilio-sms');
  expect(text).toContain('gen pwoblèm');
  expect(text).toContain('over_quota 63018');
  expect(text).toContain('twilio-whatsapp');
  expect(text).toContain('old-account');
  expect(text).toContain('pa louvri');
  for (const secret of ['sekrè', '37000031']) expect(text).not.toContain(secret);

  const english = (await (await signedIn('Chèf')).get('/channels')).text.replaceAll(/<[^>]+>/g, ' ');
  for (const said of [/paused for 1[12] more min/, /2 urgent/, /2 replies/, /1 held/, /8\.40/, /120 bulk/])
    expect(english).toMatch(said);

  const verifier = await signedIn('Verifikatè');
  expect((await verifier.get('/channels')).status).toBe(403);
  expect((await verifier.get('/waiting')).text).not.toContain('href="/channels"');
  expect((await newVisitor(desk.url).get('/channels')).location).toBe('/login?next=%2Fchannels');
});

test('the list renews itself by a piece of its own', async () => {
  const lead = await signedIn('Lidè');
  const piece = await lead.get('/channels/list', { 'hx-request': 'true' });
  expect(piece.text).toMatch(/^<div id="channels-list"/);
  expect(piece.text).toContain('twilio-sms');
});

test('every page tells leads quietly how many accounts are in trouble, and no longer once they are well', async () => {
  const lead = await signedIn('Lidè');
  const badge = /<a href="\/channels"[^>]*>[^<]*<b class="count"[^>]*>(\d+)<\/b>/;
  expect(badge.exec((await lead.get('/waiting')).text)?.[1]).toBe('1');
  await desk.store.pool.query(`update sender set trouble_since = null where account = 'twilio-sms'`);
  expect(badge.exec((await lead.get('/waiting')).text)).toBeNull();
  await desk.store.pool.query(
    `update sender set trouble_since = now() - interval '25 minutes' where account = 'twilio-sms'`,
  );
});

describe.runIf(available.chromium)('in a real browser', () => {
  test.each([
    [390, false],
    [1280, true],
  ])('nothing is cut off at %i px', async (width, javaScriptEnabled) => {
    const browser = await launchBrowser();
    try {
      const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
      await page.goto(`${desk.url}/login`);
      await page.fill('#name', 'Lidè');
      await page.fill('#password', PASSWORD);
      await page.click('article button');
      await page.click('a[href="/channels"]');
      await page.waitForSelector('#channels-list');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const folder = process.env.SCREENSHOTS;
      if (folder) {
        mkdirSync(folder, { recursive: true });
        await page.screenshot({ path: join(folder, `channels-${width}.png`), fullPage: true });
      }
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});

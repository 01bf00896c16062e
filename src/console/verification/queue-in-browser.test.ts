import { eq, inArray } from 'drizzle-orm';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTexts } from '../../i18n.ts';
import { tip } from '../../store/schema.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type DeskPages, openDeskPages } from '../../testing/desk-pages.ts';

const texts = loadTexts();
const fr = (key: string, values?: Record<string, string | number>) => texts.text('fr', key, values);

describe.runIf(available.chromium)('the queue in a browser', () => {
  let browser: Browser;
  let desk: DeskPages;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    desk = await openDeskPages();
    await desk.member('Mirlande');
    await desk.member('Wilner');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await desk.close();
  });

  test('two people sort the same queue: what one has joined the other sees, and who is late is told', async () => {
    const sent: string[] = [];
    for (const text of ['Yo fèmen biwo vòt yo a midi', 'Biwo vòt yo ap fèmen a midi', 'Biwo yo fèmen bonè'])
      sent.push((await desk.says(await desk.person(), text, { forwarded: 'often' })).tipId);
    const [lead = '', near = '', apart = ''] = sent;
    const set = desk.store.db
      .update(tip)
      .set({ groupId: lead, harms: ['voting'], language: 'ht', placeCode: 'HT0111' });
    await set.where(inArray(tip.id, [lead, near]));
    const one = await desk.signIn(browser, 'Mirlande');
    const other = await desk.signIn(browser, 'Wilner', { viewport: { width: 360, height: 740 } });
    const first = one.locator('.line').first();
    expect(await first.textContent()).toContain(fr('queue.harm.voting'));
    expect(await first.textContent()).toContain(fr('verification.claim.asked', { count: 2 }));

    // Narrow pages do not scroll sideways.
    expect(await other.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    for (const id of [lead, apart]) await one.locator(`#tip-${id}`).check();
    await one.getByRole('button', { name: fr('queue.bulk.merge') }).click();
    expect(await one.locator('.line').count()).toBe(1);

    // The other still has the old page: their split of what has moved is refused, and said.
    await other.locator(`#tip-${lead}`).check();
    await other.getByRole('button', { name: fr('verification.queue.open'), exact: true }).click();
    await other.waitForURL(/\/claims\//);
    await one.getByRole('button', { name: fr('queue.undo_merge') }).click();
    expect(await one.getByRole('alert').textContent()).toBe(fr('desk.error.tip_taken'));
    const rows = await desk.store.db.select().from(tip).where(eq(tip.state, 'grouped'));
    expect(rows).toHaveLength(3);
  });

  test('a filter is chosen, kept under a name and found again', async () => {
    const { tipId } = await desk.says(await desk.person(), 'gen tire bò lekòl la');
    await desk.says(await desk.person(), 'yon lòt bagay');
    await desk.store.db
      .update(tip)
      .set({ harms: ['danger'] })
      .where(eq(tip.id, tipId));
    const page = await desk.signIn(browser, 'Mirlande');
    await page.locator('.filters summary').click();
    await page.getByRole('checkbox', { name: fr('queue.harm.danger') }).check();
    await page.getByRole('button', { name: fr('queue.filter.apply') }).click();
    expect(new URL(page.url()).searchParams.getAll('harm')).toEqual(['danger']);
    expect(await page.locator('.line').count()).toBe(1);
    await page.getByText(fr('queue.view.save')).click();
    await page.locator('#view-name').fill('Danje');
    await page.getByRole('button', { name: fr('queue.view.save_do'), exact: true }).click();
    await page.getByRole('link', { name: fr('queue.view.everything'), exact: true }).click();
    expect(await page.locator('.line').count()).toBe(2);
    await page.getByRole('link', { name: 'Danje', exact: true }).click();
    expect(await page.locator('.line').count()).toBe(1);
  });

  test('on a phone without a script: some messages of a claim become another one, which then is the same after all', async () => {
    const sent: string[] = [];
    for (const text of ['Biwo vòt yo ap fèmen a midi', 'Gen lajan pou moun ki vote', 'Biwo yo fèmen bonè'])
      sent.push((await desk.says(await desk.person(), text)).tipId);
    const [, apart = ''] = sent;
    const phone = { viewport: { width: 390, height: 844 }, javaScriptEnabled: false };
    const page = await desk.signIn(browser, 'Mirlande', phone);
    for (const id of sent) await page.locator(`#tip-${id}`).check();
    await page.getByRole('button', { name: fr('verification.queue.open'), exact: true }).click();
    const first = page.url().replace(/\?.*/, '');
    const seq = /#(\d+)/.exec((await page.locator('h1').textContent()) ?? '')?.[1] ?? '';
    const narrow = async () =>
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);

    await page.locator(`[form=split-form][value="${apart}"]`).check();
    await page.getByText(fr('regroup.split.title'), { exact: true }).click();
    await narrow();
    await page.locator('#split-form button').click();
    // Asked back: nothing has moved, and it says what would.
    expect(await page.locator('h1').textContent()).toBe(fr('regroup.split.sure'));
    expect(await page.locator('main').textContent()).toContain('Gen lajan pou moun ki vote');
    expect(await page.locator('main').textContent()).toContain(fr('regroup.moving', { count: 1 }));
    await narrow();
    await page.locator('#why').fill('Se yon lòt zafè.');
    await page.getByRole('button', { name: fr('regroup.split.do') }).click();
    expect(await page.locator('main > .note').textContent()).toBe(fr('regroup.done.split'));
    expect(page.url()).not.toContain(first);
    expect(await page.locator('.tips blockquote').allTextContents()).toEqual(['Gen lajan pou moun ki vote']);

    await page.getByText(fr('regroup.same.title'), { exact: true }).click();
    await page.locator('#same-as').fill(`#${seq}`);
    await page
      .getByRole('button', { name: fr('regroup.go_on') })
      .last()
      .click();
    expect(await page.locator('main').textContent()).toContain('Biwo yo fèmen bonè');
    await narrow();
    await page.locator('#why').fill('Se menm bagay la.');
    await page.getByRole('button', { name: fr('regroup.same.do') }).click();
    expect(page.url()).toContain(first);
    expect(await page.locator('.tips blockquote').count()).toBe(3);
    const rows = await desk.store.db.select().from(tip);
    expect(new Set(rows.map(({ claimId }) => claimId))).toEqual(new Set([first.split('/').at(-1)]));
  });
});

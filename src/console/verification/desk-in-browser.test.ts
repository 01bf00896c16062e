import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadTexts } from '../../i18n.ts';
import { cardPath, radioPath } from '../../publishing/addresses.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type DeskPages, openDeskPages } from '../../testing/desk-pages.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { until } from '../../testing/until.ts';

const texts = loadTexts();
const fr = (key: string, values?: Record<string, string | number>) => texts.text('fr', key, values);

const SUNDAY = 'Yo di jou vòt la chanje: se dimanch y ap vote.';
const SUMMARY = {
  ht: 'Jou vòt la pa chanje. KEP konfime l.',
  fr: "La date du vote n'a pas changé, dit le CEP.",
};
const BODY = { ht: 'KEP di jou vòt la pa chanje.', fr: 'Le CEP le dit : la date du vote n’a pas changé.' };

const button = (page: Page, key: string) => page.getByRole('button', { name: fr(key), exact: true });
const noteOn = (page: Page) => page.locator('main > .note').first().textContent();
const claimPath = (page: Page) => new URL(page.url()).pathname;

/** Ticks a line of the queue and makes a claim of it. */
async function openClaimOf(page: Page, text: string): Promise<string> {
  await page.getByLabel(text).check();
  await button(page, 'verification.queue.open').click();
  await page.waitForURL(/\/claims\//);
  return claimPath(page);
}

/** Answers the two questions: before that nothing can be written. */
async function triage(page: Page): Promise<void> {
  await page.locator('[name=why]').first().fill('Yon dat: KEP fikse l.');
  await button(page, 'method.triage.yes').click();
}

async function writeAll(page: Page): Promise<void> {
  await page.locator('[name="wording.ht"]').fill('Jou vòt la chanje.');
  await page.locator('[name="wording.fr"]').fill('La date du vote a changé.');
  await button(page, 'verification.wording.save').click();
  await page.locator('[name=note]').fill('Kominike KEP la di dat la pa chanje.');
  await page.locator('[name=url]').fill('https://kep.example/kominike-12');
  await button(page, 'verification.evidence.save').click();
  await triage(page);
  await page.getByRole('radio', { name: fr('verdict.rating.false'), exact: true }).check();
  for (const language of ['ht', 'fr'] as const) {
    await page.locator(`[name="summary.${language}"]`).fill(SUMMARY[language]);
    await page.locator(`[name="body.${language}"]`).fill(BODY[language]);
  }
}

describe.runIf(available.chromium)('the verification desk in a browser', () => {
  let browser: Browser;
  let desk: DeskPages;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    desk = await openDeskPages();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await desk.close();
  });

  test.each([
    ['with its scripts', true],
    ['without JavaScript', false],
  ])(
    '%s: three people bring a rumor from the queue to everybody who asked',
    async (_how, javaScriptEnabled) => {
      const mirlande = await desk.member('Mirlande');
      await desk.member('Wilner');
      const asker = await desk.person('ht');
      await desk.says(asker, SUNDAY, { forwarded: 'often' });
      await desk.says(await desk.person('fr'), SUNDAY);
      await desk.says(await desk.person('ht'), 'Yon lòt zafè nèt, ki pa gen anyen ladan l.');
      const author = await desk.signIn(browser, 'Mirlande', { javaScriptEnabled });
      const checker = await desk.signIn(browser, 'Wilner', { javaScriptEnabled });
      await desk.member('Roselaure', 'fr', 'lead');
      const lead = await desk.signIn(browser, 'Roselaure', { javaScriptEnabled });

      // One line for the same words, forwarded often first, and never who sent it.
      const first = author.locator('.line').first();
      expect(await first.textContent()).toContain(fr('desk.rank.forwarded_often'));
      expect(await first.textContent()).toContain(fr('desk.rank.askers', { count: 2 }));
      expect(await author.locator('main').textContent()).not.toMatch(/\+?509\d/);
      const path = await openClaimOf(author, SUNDAY);
      await writeAll(author);
      await makeReady(desk.desk, path.split('/').at(-1) ?? '', mirlande);
      await button(author, 'verification.verdict.submit').click();
      expect(await noteOn(author)).toBe(fr('verification.done.submitted'));

      // The author is told why the last step is not theirs.
      expect(await author.getByText(fr('verification.review.own')).count()).toBe(1);
      expect(await button(author, 'verification.review.approve').count()).toBe(0);

      await checker.reload();
      await checker.getByRole('link', { name: /La date du vote a changé/ }).click();
      expect(claimPath(checker)).toBe(path);
      expect(await checker.locator('main').textContent()).toContain(SUMMARY.ht);
      expect(await checker.getByText('https://kep.example/kominike-12').count()).toBe(1);
      await button(checker, 'method.review.approve').click();
      expect(await noteOn(checker)).toBe(fr('verification.done.approved'));
      // Nothing has left, and the second person is not the third one, too.
      expect(desk.woken).toEqual([]);
      expect(await checker.getByText(fr('method.review.own_check')).count()).toBe(1);
      expect(await checker.getByRole('button', { name: fr('verification.review.approve') }).count()).toBe(0);

      await lead.goto(desk.url + path);
      await button(lead, 'verification.review.approve').click();
      expect(await noteOn(lead)).toBe(fr('verification.done.published'));
      expect(await lead.locator('.published').textContent()).toContain(
        fr('verification.delivery.under_way', { count: 2 }),
      );
      const read = lead.getByRole('link', { name: fr('method.standing.public') });
      const at = (await read.getAttribute('href')) ?? '';
      expect(at).toMatch(/^\/verdicts\/[0-9A-Z]{4}$/);
      const code = at.replace('/verdicts/', '');
      const links = await lead
        .locator('.out-there a')
        .evaluateAll((all) => all.map((one) => one.getAttribute('href')));
      const there = ['ht', 'fr'].flatMap((language) => [
        cardPath(code, language, 'square', 1),
        cardPath(code, language, 'tall', 1),
        radioPath(code, language),
      ]);
      expect(links).toEqual(there);
      expect(desk.woken).toEqual(['simulator-sms']);
      await author.reload();
      expect(await author.locator('.published').textContent()).toContain('Roselaure');
    },
  );

  test('two do not work on one claim: the second reads along and is told who has it until when', async () => {
    await desk.member('Mirlande');
    await desk.member('Wilner');
    await desk.says(await desk.person(), SUNDAY);
    const one = await desk.signIn(browser, 'Mirlande');
    const other = await desk.signIn(browser, 'Wilner');
    // Both have the same queue before them, and both press.
    await other.getByLabel(SUNDAY).check();
    const path = await openClaimOf(one, SUNDAY);
    await button(other, 'verification.queue.open').click();
    expect(await other.getByRole('alert').textContent()).toBe(fr('desk.error.tip_taken'));

    await other.goto(desk.url + path);
    expect(await other.locator('.lease').textContent()).toMatch(/Mirlande y travaille jusqu’à \d\d:\d\d\./);
    expect(await other.locator('main textarea').count()).toBe(0);
    await other.goto(`${desk.url}/verification`);
    expect(await other.locator('main').textContent()).toMatch(/Mirlande y travaille jusqu’à \d\d:\d\d\./);

    await one.goto(desk.url + path);
    await button(one, 'verification.lease.release').click();
    await other.goto(desk.url + path);
    await button(other, 'verification.lease.take').click();
    expect(await other.locator('main textarea').count()).toBeGreaterThan(0);
  });

  test('who lost the claim while writing keeps the text, and the colleague keeps the claim', async () => {
    await desk.member('Mirlande');
    await desk.member('Wilner');
    await desk.says(await desk.person(), SUNDAY);
    const slow = await desk.signIn(browser, 'Mirlande', { javaScriptEnabled: false });
    const other = await desk.signIn(browser, 'Wilner');
    const path = await openClaimOf(slow, SUNDAY);
    await writeAll(slow);
    desk.pass(11);
    await other.goto(desk.url + path);
    await button(other, 'verification.lease.take').click();
    await button(slow, 'verification.verdict.save').click();
    expect(await slow.getByRole('alert').textContent()).toBe(fr('desk.error.lease_held', { name: 'Wilner' }));
    expect(await slow.locator('[name="body.ht"]').inputValue()).toBe(BODY.ht);
    expect(await slow.getByText(fr('verification.verdict.keep_text')).count()).toBe(1);
    expect(await button(slow, 'verification.verdict.save').count()).toBe(0);
    await other.reload();
    expect(await other.locator('[name="body.ht"]').inputValue()).toBe('');
  });

  test('an open page keeps the claim for as long as it is open', async () => {
    const mirlande = await desk.member('Mirlande');
    await desk.says(await desk.person(), SUNDAY);
    const page = await desk.signIn(browser, 'Mirlande');
    await page.clock.install();
    const path = await openClaimOf(page, SUNDAY);
    const until0 = await page.locator('#lease').textContent();
    for (let i = 0; i < 4; i++) {
      desk.pass(4);
      const renewed = page.waitForResponse((response) => response.url().endsWith('/renew'));
      await page.clock.fastForward('03:01');
      expect((await renewed).status()).toBe(200);
    }
    await until(async () => (await page.locator('#lease').textContent()) !== until0);
    const wilner = await desk.member('Wilner');
    expect(wilner).not.toBe(mirlande);
    const other = await desk.signIn(browser, 'Wilner');
    await other.goto(desk.url + path);
    expect(await button(other, 'verification.lease.take').count()).toBe(0);
  });

  test('the queue shows what is new by itself, but never moves under a ticked message', async () => {
    await desk.member('Mirlande');
    await desk.says(await desk.person(), SUNDAY);
    const page = await desk.signIn(browser, 'Mirlande');
    await page.clock.install();
    await page.reload();
    await desk.says(await desk.person(), 'Yon lòt rimè ki fèk rive kounye a.', { forwarded: 'often' });
    await page.clock.fastForward('00:21');
    await until(async () => (await page.locator('.line').count()) === 2);

    await page.getByLabel(SUNDAY).check();
    await desk.says(await desk.person(), 'Yon twazyèm rimè ki rive pita toujou.');
    let asked = 0;
    page.on('request', (request) => void (request.url().includes('/verification/queue') && asked++));
    await page.clock.fastForward('00:21');
    expect(await page.locator('.line').count()).toBe(2);
    expect(await page.getByLabel(SUNDAY).isChecked()).toBe(true);

    // Nor under what is being written, which is in no address.
    await page.getByLabel(SUNDAY).uncheck();
    await page.getByText(fr('verification.queue.dismiss'), { exact: true }).click();
    await page.locator('#why').fill('se yon piblisite');
    await page.clock.fastForward('00:21');
    expect(await page.locator('#why').inputValue()).toBe('se yon piblisite');
    expect([asked, await page.locator('.line').count()]).toEqual([0, 2]);
    await page.locator('#why').fill('');
    await page.locator('.bar details[open] summary').click();
    await page.clock.fastForward('00:21');
    await until(async () => (await page.locator('.line').count()) === 3);
  });

  test('a mistake is said in words and nothing that was typed is lost', async () => {
    await desk.member('Mirlande');
    await desk.says(await desk.person(), SUNDAY);
    const page = await desk.signIn(browser, 'Mirlande');
    await openClaimOf(page, SUNDAY);
    await triage(page);
    await page.getByRole('radio', { name: fr('verdict.rating.false'), exact: true }).check();
    await page.locator('[name="summary.ht"]').fill('a'.repeat(200));
    await page.locator('[name="summary.fr"]').fill(SUMMARY.fr);
    expect(await page.locator('[name="summary.ht"] + .counter').textContent()).toMatch(/^200 sur \d+$/);
    await button(page, 'verification.verdict.submit').click();
    expect(await page.getByRole('alert').textContent()).toContain('(ht)');
    expect(await page.locator('[name="summary.fr"]').inputValue()).toBe(SUMMARY.fr);
    expect(await page.getByRole('radio', { name: fr('verdict.rating.false'), exact: true }).isChecked()).toBe(
      true,
    );
    // The hint names just what is left of one SMS beside rating and code.
    const room = Number(
      /\d+/.exec((await page.locator('.hint:has-text("emoji")').first().textContent()) ?? ''),
    );
    await page.locator('[name="summary.ht"]').fill('a'.repeat(room));
    await page.locator('[name="body.ht"]').fill(BODY.ht);
    await page.locator('[name="body.fr"]').fill(BODY.fr);
    await button(page, 'verification.verdict.save').click();
    expect(await noteOn(page)).toBe(fr('verification.done.saved'));
    expect(await page.locator('[name="summary.ht"]').inputValue()).toBe('a'.repeat(room));
  });

  test('saving one part of the page keeps what was typed into the others', async () => {
    await desk.member('Mirlande');
    await desk.says(await desk.person(), SUNDAY);
    const page = await desk.signIn(browser, 'Mirlande');
    const path = await openClaimOf(page, SUNDAY);
    await triage(page);
    await page.locator('[name=note]').fill('Kominike KEP.');
    await page.locator('[name=kind]').selectOption('official');
    await page.getByRole('radio', { name: fr('verdict.rating.false'), exact: true }).check();
    await page.locator('[name="body.ht"]').fill(BODY.ht);
    await page.locator('[name="wording.fr"]').fill('La date du vote a changé.');
    await button(page, 'verification.wording.save').click();
    expect(await noteOn(page)).toBe(fr('verification.done.worded'));
    const inputs = async () => [
      await page.locator('[name=note]').inputValue(),
      await page.locator('[name=kind]').inputValue(),
      await page.locator('[name="body.ht"]').inputValue(),
      await page.getByRole('radio', { name: fr('verdict.rating.false'), exact: true }).isChecked(),
    ];
    await until(async () => (await page.locator('[name=note]').inputValue()) !== '');
    expect(await inputs()).toEqual(['Kominike KEP.', 'official', BODY.ht, true]);
    // A refusal keeps them, too.
    await page.locator('[name=url]').evaluate((field) => field.setAttribute('type', 'text'));
    await page.locator('[name=url]').fill('javascript:alert(1)');
    await button(page, 'verification.evidence.save').click();
    expect(await page.getByRole('alert').count()).toBe(1);
    await until(async () => (await page.locator('[name="body.ht"]').inputValue()) === BODY.ht);
    expect((await inputs())[0]).toBe('Kominike KEP.');
    // Once it is sent, or elsewhere, nothing is left over.
    await page.locator('[name=url]').fill('');
    await page.locator('[name=source]').fill('KEP');
    await button(page, 'verification.evidence.save').click();
    await button(page, 'verification.verdict.save').click();
    expect(await noteOn(page)).toBe(fr('verification.done.saved'));
    await page.goto(desk.url + path);
    expect((await inputs())[0]).toBe('');
    expect(await page.evaluate("sessionStorage.getItem('typed beside')")).toBeNull();
  });

  test('a second person sends it back with a reason, and the author sees it', async () => {
    await desk.member('Mirlande');
    const wilner = await desk.member('Wilner');
    const { tipId } = await desk.says(await desk.person(), SUNDAY);
    const { claimId } = await desk.inReview(wilner, [tipId]);
    const checker = await desk.signIn(browser, 'Mirlande');
    await checker.goto(`${desk.url}/verification/claims/${claimId}`);
    await checker.getByText(fr('verification.review.return'), { exact: true }).click();
    await checker.locator('[name=why]').fill('Manke yon dezyèm sous.');
    await button(checker, 'verification.review.return_do').click();
    expect(await noteOn(checker)).toBe(fr('verification.done.returned'));
    const author = await desk.signIn(browser, 'Wilner');
    await author.goto(`${desk.url}/verification/claims/${claimId}`);
    expect(await author.locator('main').textContent()).toContain('Manke yon dezyèm sous.');
    await button(author, 'verification.lease.take').click();
    expect(await author.locator('[name="body.ht"]').inputValue()).not.toBe('');
  });

  test('what is nothing to verify is dismissed with a reason, and comes back with one press', async () => {
    await desk.member('Mirlande');
    await desk.says(await desk.person(), 'Bon anivèsè Tati, se jodi a wi!');
    const page = await desk.signIn(browser, 'Mirlande');
    await page.getByLabel('Bon anivèsè').check();
    await page.getByText(fr('verification.queue.dismiss'), { exact: true }).click();
    await button(page, 'verification.queue.dismiss_do').click();
    expect(await page.getByRole('alert').textContent()).toBe(fr('desk.error.why_missing'));
    expect(await page.getByLabel('Bon anivèsè').isChecked()).toBe(true);
    await page.locator('[name=why]').fill('Se yon mesaj prive.');
    await button(page, 'verification.queue.dismiss_do').click();
    expect(await page.locator('.line').count()).toBe(0);
    await button(page, 'verification.queue.undo').click();
    expect(await page.locator('.line').count()).toBe(1);
  });

  test('the same words that were answered already need one press, and that person alone is answered', async () => {
    const mirlande = await desk.member('Mirlande');
    const wilner = await desk.member('Wilner');
    const { tipId } = await desk.says(await desk.person(), SUNDAY);
    const { verdictId, claimId } = await desk.inReview(wilner, [tipId]);
    const checker = await desk.signIn(browser, 'Mirlande');
    await checker.goto(`${desk.url}/verification/claims/${claimId}`);
    await button(checker, 'method.review.approve').click();
    await desk.member('Roselaure', 'fr', 'lead');
    const lead = await desk.signIn(browser, 'Roselaure');
    await lead.goto(`${desk.url}/verification/claims/${claimId}`);
    await button(lead, 'verification.review.approve').click();
    expect([mirlande, verdictId]).toHaveLength(2);
    await desk.says(await desk.person('fr'), SUNDAY);
    await checker.goto(`${desk.url}/verification`);
    await checker.getByRole('button', { name: /n° \d+/ }).click();
    expect(await noteOn(checker)).toBe(fr('verification.done.added_answered'));
    await checker.goto(`${desk.url}/verification/claims/${claimId}`);
    expect(await checker.locator('.published').textContent()).toContain(
      fr('verification.delivery.under_way', { count: 2 }),
    );
  });

  test('nothing sticks out sideways on a phone, and what people wrote stays text', async () => {
    const wilner = await desk.member('Wilner');
    await desk.member('Mirlande');
    await desk.says(await desk.person(), `<b>${'www.'.repeat(40)}</b>`);
    const { tipId } = await desk.says(await desk.person(), SUNDAY);
    const { claimId } = await desk.inReview(wilner, [tipId]);
    const page = await desk.signIn(browser, 'Mirlande', { viewport: { width: 360, height: 740 } });
    expect(await page.locator('.line b').count()).toBe(0);
    // What Enter presses in a field is for nobody to see.
    expect(await page.locator('.waiting-tips > button[disabled]').isVisible()).toBe(false);
    for (const path of ['/verification', `/verification/claims/${claimId}`, '/verification/figures']) {
      await page.goto(desk.url + path);
      const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
      expect(over, path).toBeLessThanOrEqual(0);
    }
  });
});

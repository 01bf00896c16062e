import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assess } from '../../desks/verification/exits.ts';
import { claimView, openClaim, saveDraft } from '../../desks/verification/index.ts';
import { voiceNotesOf } from '../../store/blobs.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type DeskPages, openDeskPages } from '../../testing/desk-pages.ts';
import { WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { until } from '../../testing/until.ts';

describe.runIf(available.chromium)('a verdict spoken in the browser', () => {
  let browser: Browser;
  let desk: DeskPages;
  let path: string;
  let claimId: string;
  beforeAll(async () => {
    // A microphone that beeps once a second, and somebody who lets us hear it.
    const switches = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
    [browser, desk] = await Promise.all([launchBrowser(switches), openDeskPages()]);
    const staffId = await desk.member('Wilner');
    const { tipId } = await desk.says(await desk.person(), 'Yo di biwo yo fèmen a midi');
    const wording = { ht: 'Biwo yo fèmen a midi.' };
    ({ claimId } = await openClaim(desk.desk, { staffId, tipIds: [tipId], wording }));
    await assess(desk.desk, { claimId, staffId, why: 'Yon fè' });
    await makeReady(desk.desk, claimId, staffId);
    await saveDraft(desk.desk, { claimId, staffId, rating: 'false', texts: { ht: WORDS.ht } });
    path = `${desk.url}/verification/claims/${claimId}`;
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const part = (page: Page, name: string) => page.locator(`[data-part=${name}]`);
  const isTooWide = (page: Page) =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');

  test('is recorded, seen, cut, heard and kept; it plays slowly, from the keyboard too', async () => {
    const page = await desk.signIn(browser, 'Wilner');
    const answer = await page.goto(path);
    expect(answer?.headers()['permissions-policy']).toBe('camera=(), microphone=(self)');
    await part(page, 'record').click();
    const length = part(page, 'length');
    await until(async () => Number.parseFloat((await length.textContent())?.replace(',', '.') ?? '') > 2.2, {
      what: 'two seconds are recorded',
    });
    await part(page, 'record').click();
    await part(page, 'wave').waitFor();
    expect(await isTooWide(page)).toBe(false);
    const drawn = `(() => { const c = document.querySelector('canvas'); const d = c.getContext('2d')
      .getImageData(0, 0, c.width, c.height).data; return d.some((v) => v !== 0); })()`;
    expect(await page.evaluate(drawn)).toBe(true);
    await part(page, 'from').fill('0.5');
    await part(page, 'to').fill('2');
    expect(await length.textContent()).toBe('1,5 secondes');
    const sent = await page.evaluate(
      "document.querySelector('[data-recorder]').closest('form').elements.file.files[0].size",
    );
    expect(sent).toBe(44 + 1.5 * 24_000 * 2);
    await part(page, 'play').click();
    await page.getByRole('button', { name: 'Arrêter' }).waitFor();
    await until(async () => (await part(page, 'play').textContent()) === 'Écouter', {
      what: 'it has been heard',
    });
    await page.getByRole('button', { name: 'Ajouter la voix' }).click();
    await page.locator('.note.good', { hasText: 'Enregistrement ajouté' }).waitFor();

    const { audioId, audioSynthetic } = (await claimView(desk.desk, claimId)).verdicts[0]?.texts.ht ?? {};
    const [note] = (await voiceNotesOf(desk.store.db, [audioId ?? ''])).values();
    expect(note).toMatchObject({ kind: 'voice', contentType: 'audio/ogg', waveform: expect.any(String) });
    // Silence at either end is left out, too.
    expect([audioSynthetic, [1, 2].includes(note?.seconds ?? 0)]).toEqual([false, true]);

    const player = page.locator('.player', { has: page.locator('audio[src*="/voice/"]') });
    await player.getByRole('button', { name: '0,5×' }).focus();
    await page.keyboard.press('Enter');
    const rate =
      "(() => { const { playbackRate, preservesPitch } = document.querySelector('audio'); return [playbackRate, preservesPitch]; })()";
    expect(await page.evaluate(rate)).toEqual([0.5, true]);
    expect(await player.locator('[aria-pressed=true]').textContent()).toBe('0,5×');
    // What is there is cut by its seconds; without a script, too.
    await page.getByLabel('De la seconde').fill('0');
    await page.getByLabel('À la seconde').fill('1');
    await page.getByRole('button', { name: 'Couper' }).click();
    await page.locator('.note.good', { hasText: 'Coupé' }).waitFor();
    await page.context().close();
  });

  test('on a phone nothing is too wide; without a script there is the field; no other page may listen', async () => {
    const page = await desk.signIn(browser, 'Wilner', { viewport: { width: 390, height: 844 } });
    await page.goto(path);
    await part(page, 'record').waitFor();
    expect(await isTooWide(page)).toBe(false);
    const queue = await page.goto(`${desk.url}/verification`);
    expect(queue?.headers()['permissions-policy']).toBe('camera=(), microphone=()');
    await page.context().close();
    const plain = await desk.signIn(browser, 'Wilner', { javaScriptEnabled: false });
    await plain.goto(path);
    expect(await part(plain, 'record').isVisible()).toBe(false);
    expect(await plain.locator('[id="voice.ht"]').isVisible()).toBe(true);
    expect(await plain.locator('.speeds').first().isVisible()).toBe(false);
    await plain.getByRole('button', { name: 'Le dire dans mon téléphone' }).click();
    expect(await plain.locator('.phone-code').textContent()).toMatch(/^VOIX \d{3} \d{4}$/);
    await plain.context().close();
  });
});

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Medium } from '../../core/message.ts';
import { loadTexts } from '../../i18n.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { openPhonesAlone, type PhonesAlone } from '../../testing/phones-alone.ts';
import { until } from '../../testing/until.ts';

const texts = loadTexts();
const say = (key: string) => texts.text('ht', `simulator.${key}`);

let browser: Browser;
let phones: PhonesAlone;
let context: BrowserContext;
let page: Page;
let complaints: string[];

async function openPage(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
  context = await browser.newContext({ ...options, viewport: { width: 1280, height: 900 } });
  const opened = await context.newPage();
  opened.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`${phones.url}/simulator?person=wideline`);
  if (options.javaScriptEnabled !== false) await opened.waitForSelector('body[data-listening]');
  return opened;
}

const phone = (name: Medium) => page.getByRole('region', { name: say(`phone.${name}`) });
const heardOn = (name: Medium) => phone(name).locator('.received > p:first-child').allTextContents();
const sentOn = (name: Medium) => phone(name).locator('.sent .text').allTextContents();
const type = async (name: Medium, text: string) => {
  await phone(name).getByLabel(say('write')).fill(text);
  await phone(name)
    .getByRole('button', { name: say('send'), exact: true })
    .click();
};

describe.runIf(available.chromium)('the phone page in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    complaints = [];
    phones = await openPhonesAlone(Buffer.alloc(32, 3));
  });
  afterEach(async () => {
    await context.close();
    await phones.close();
  });

  describe('with its script', () => {
    beforeEach(async () => {
      page = await openPage();
    });
    afterEach(() => {
      expect(complaints).toEqual([]);
    });

    test('each phone sends as itself, hears its own answer, and tells how far it came', async () => {
      phones.answer = ({ account }) => ({ text: `Repons pou ${account}` });
      for (const name of ['sms', 'whatsapp', 'telegram'] as const) {
        await type(name, `Bonjou sou ${name}`);
        await until(async () => (await heardOn(name)).length === 1, { what: `${name} heard` });
      }
      expect(await heardOn('sms')).toEqual(['Repons pou simulator-sms']);
      expect(await heardOn('telegram')).toEqual(['Repons pou simulator-telegram']);
      expect(await sentOn('whatsapp')).toEqual(['Bonjou sou whatsapp']);
      await until(() => phones.receipts.length >= 5, { what: 'five receipts came' });
      const told = new Map<string, string[]>();
      for (const { externalId, status } of phones.receipts)
        told.set(externalId, [...(told.get(externalId) ?? []), status]);
      // A basic phone never tells that it was read.
      expect([...told.values()].map((all) => all.join(' ')).sort()).toEqual([
        'delivered',
        'delivered read',
        'delivered read',
      ]);
    });

    test('what comes later, without being asked for, appears by itself', async () => {
      await phones.say('sms:wideline', { text: 'Verifikasyon an fini.' });
      await until(async () => (await heardOn('sms')).length === 1);
      expect(await phone('sms').locator('.size').textContent()).toBe(
        texts.text('ht', 'simulator.sms_size', { segments: 1, units: 21 }),
      );
    });

    test('a tapped choice comes back with its id', async () => {
      await phones.say('telegram:wideline', {
        text: 'Ki lang?',
        choices: [
          { id: 'ht', label: 'Kreyòl' },
          { id: 'fr', label: 'Français' },
        ],
      });
      await phone('telegram').getByRole('button', { name: 'Français' }).click();
      await until(() => phones.inbound.length === 1);
      expect(phones.inbound[0]).toMatchObject({
        choice: 'fr',
        text: 'Français',
        account: 'simulator-telegram',
      });
      expect(await sentOn('telegram')).toEqual(['Français']);
    });

    test('a forward is marked as one, by the tick or by an example; typing alone is not', async () => {
      await type('whatsapp', 'Bonjou');
      await phone('whatsapp').getByLabel(say('forwarded')).check();
      await type('whatsapp', 'Yo di sa');
      await phone('sms')
        .getByRole('button', { name: say('example.sunday') })
        .click();
      await until(() => phones.inbound.length === 3);
      expect(phones.inbound.map(({ forwarded }) => forwarded)).toEqual([undefined, 'often', 'often']);
      expect(await phone('whatsapp').getByLabel(say('forwarded')).isChecked()).toBe(false);
      expect(phones.inbound[2]).toMatchObject({ account: 'simulator-sms', text: say('example.sunday') });
    });

    test('a place and a picture are sent as what they are, from the phones that can', async () => {
      expect(
        await phone('sms')
          .getByRole('button', { name: say('send_position') })
          .count(),
      ).toBe(0);
      await phone('telegram').getByLabel(say('position'), { exact: true }).fill('18.5392, -72.3364');
      await phone('telegram')
        .getByRole('button', { name: say('send_position') })
        .click();
      await phone('whatsapp')
        .getByRole('button', { name: say('send_picture') })
        .click();
      await until(() => phones.inbound.length === 2);
      const [place, picture] = phones.inbound;
      expect(place).toMatchObject({ text: '', location: { latitude: 18.5392, longitude: -72.3364 } });
      expect(picture).toMatchObject({ text: '', media: [{ contentType: 'image/jpeg' }] });
      const { bytes } = (await phones.fetch(picture?.media[0])) ?? {};
      expect(bytes?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
      expect(await sentOn('telegram')).toEqual([`[${say('position')} 18.5392, -72.3364]`]);
      expect(await sentOn('whatsapp')).toEqual([`[${say('picture')}]`]);
      // No words of theirs: what was said by what stands in the bubble is kept over a reload.
      await page.reload();
      await page.waitForSelector('body[data-listening]');
      expect(await sentOn('whatsapp')).toEqual([`[${say('picture')}]`]);
    });

    test('Enter sends, Shift and Enter begin a new line', async () => {
      const field = phone('sms').getByLabel(say('write'));
      await field.fill('youn');
      await field.press('Shift+Enter');
      await field.pressSequentially('de');
      await field.press('Enter');
      await until(() => phones.inbound.length === 1);
      expect(phones.inbound[0]?.text).toBe('youn\nde');
      expect(await field.inputValue()).toBe('');
    });

    test('a reload keeps who you are, what was said in its order, and tells nothing twice', async () => {
      phones.answer = ({ text }) => ({ text: `Nou resevwa ${text}` });
      await type('whatsapp', 'youn');
      await until(() => phones.receipts.length === 2);
      await type('whatsapp', 'de');
      await until(() => phones.receipts.length === 4);
      await page.reload();
      await page.waitForSelector('body[data-listening]');
      const texts = await phone('whatsapp').locator('.bubble > p:not([hidden])').allTextContents();
      expect(texts).toEqual(['youn', 'Nou resevwa youn', 'de', 'Nou resevwa de']);
      phones.answer = () => null;
      await phones.say('whatsapp:wideline', { text: 'twa' });
      await until(() => phones.receipts.length >= 6);
      expect(phones.receipts).toHaveLength(6);
    });

    test('what did not leave says so, and trying again is still the same message', async () => {
      phones.doorStatus = 503;
      await type('sms', 'Bonjou');
      const retry = phone('sms').getByRole('button', { name: say('retry') });
      await retry.waitFor();
      phones.doorStatus = null;
      await retry.click();
      await until(() => phones.inbound.length === 1);
      const ids = phones.knocks.map(({ body }) => JSON.parse(body).id);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
      await until(async () => (await retry.count()) === 0);
      complaints = complaints.filter((each) => !each.includes('503'));
    });

    test('on a narrow screen nothing sticks out sideways', async () => {
      await phones.say('sms:wideline', { text: `https://egzanp.test/${'a'.repeat(120)}` });
      await until(async () => (await heardOn('sms')).length === 1);
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
        expect(over).toBeLessThanOrEqual(0);
      }
    });
  });

  test('without a script: writing, choosing and an example work by plain forms', async () => {
    phones.answer = ({ text, choice }) =>
      choice
        ? { text: `Ou chwazi ${choice}` }
        : { text: `Nou resevwa ${text}`, choices: [{ id: 'yes', label: 'Wi' }] };
    page = await openPage({ javaScriptEnabled: false });
    await type('whatsapp', 'Bonjou');
    expect(await heardOn('whatsapp')).toEqual(['Nou resevwa Bonjou']);
    await phone('whatsapp').getByRole('button', { name: 'Wi', exact: true }).click();
    expect(await heardOn('whatsapp')).toEqual(['Nou resevwa Bonjou', 'Ou chwazi yes']);
    expect(await sentOn('whatsapp')).toEqual(['Bonjou', 'Wi']);
    await phone('sms')
      .getByRole('button', { name: say('example.fee') })
      .click();
    expect(phones.inbound.at(-1)).toMatchObject({ account: 'simulator-sms', forwarded: 'often' });
    await phone('whatsapp')
      .getByRole('button', { name: say('send_position') })
      .click();
    expect(phones.inbound.at(-1)?.location).toEqual({ latitude: 18.2342, longitude: -72.5347 });
    expect(await sentOn('whatsapp')).toContain(`[${say('position')} 18.2342, -72.5347]`);
    await phones.say('sms:wideline', { text: 'Pita' });
    await phone('sms')
      .getByRole('link', { name: say('look_again') })
      .click();
    expect(await heardOn('sms')).toContain('Pita');
  });
});

import type { Browser, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileByCodes, groupReports } from '../../desks/watch/index.ts';
import { verifyEvents } from '../../store/events.ts';
import { message } from '../../store/schema.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';

const PHONE = { width: 390, height: 800 };
const [ARMED, ABUSE] = ['31', '43'].map(number) as [string, string];
const OBSERVER = { number: number('4172'), phones: '+50937190001', name: 'Obsèvatè Envante', place: DELMAS };

describe.runIf(available.chromium)('in a browser', () => {
  let desk: ConsoleUnderTest;
  let browser: Browser;
  beforeAll(async () => {
    [desk, browser] = await Promise.all([openConsole(), launchBrowser()]);
    await desk.addMember('Kep Test', 'analyst', 'fr', 'cep');
    await desk.addMember('Opc Test', 'analyst', 'fr', 'opc');
    await desk.addMember('Pnh Test', 'analyst', 'ht', 'pnh');
    await desk.addMember('Lidè Test', 'lead', 'fr');
    await desk.addMember('Verifye Test', 'verifier', 'fr');
    await enterObservers(desk.store, desk.deps.watch.registry, [OBSERVER]);
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
    await page.locator('nav').first().waitFor();
    return page;
  }

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

  /** An observer tells of it from their own phone, and the desk groups it. @returns the incident's path */
  async function happens(code: string, text: string): Promise<string> {
    const { contactId } = await desk.waits({ phone: OBSERVER.phones, text, reason: 'unreadable' });
    await desk.store.pool.query('delete from waiting where contact_id = $1', [contactId]);
    const { rows } = await desk.store.pool.query(
      'select o.id as observer, a.id as address from observer o, address a where a.contact_id = $1',
      [contactId],
    );
    const [last] = await desk.store.db
      .insert(message)
      .values({
        contactId,
        channel: 'twilio',
        account: 'twilio-sms',
        externalId: uuidv7(),
        receivedAt: new Date(),
        text,
      })
      .returning({ id: message.id });
    await fileByCodes(desk.store.db, {
      contactId,
      observerId: rows[0].observer,
      messageId: last?.id ?? 0,
      addressId: rows[0].address,
      account: 'twilio-sms',
      medium: 'sms',
      now: new Date(),
      text,
      kind: 'incident',
      items: [{ code, quantity: 3 }],
      placeNumber: DELMAS,
      placeCode: 'HT0112',
      danger: false,
      strangePhone: false,
      seized: false,
      duress: false,
      exercise: false,
    });
    await groupReports(desk.deps.watch);
    const { rows: found } = await desk.store.pool.query(
      'select id from incident where code = $1 order by created_at desc limit 1',
      [code],
    );
    return `/watch/incidents/${found[0].id}`;
  }

  test('an incident goes from the board to closing through the hands of three institutions', async () => {
    const path = await happens(ARMED, `${OBSERVER.number} ${ARMED}x3 ${DELMAS} yo kanpe devan pòt la`);
    const council = await signIn('Kep Test');
    // An analyst lands on the board, and sees no other desk.
    expect(new URL(council.url()).pathname).toBe('/watch');
    expect(await council.locator('header nav').textContent()).toBe('Veille');
    expect(await council.locator('.incident').textContent()).toMatch(/Personnes armées × 3, Delma/);
    await council.goto(desk.url + path);
    const shown = await council.locator('main').textContent();
    expect(shown).toContain('yo kanpe devan pòt la');
    for (const secret of [OBSERVER.number, OBSERVER.name, OBSERVER.phones.slice(4), 'Gwoup Envante'])
      expect(shown).not.toContain(secret);
    await press(council, 'Je m’en occupe');
    const rights = await signIn('Opc Test');
    await rights.goto(desk.url + path);
    expect(await rights.locator('main').textContent()).toContain('Kep Test y travaille');
    await press(council, 'À vérifier');
    await council.locator('[name=summary]').fill('Trois hommes armés devant le centre');
    await press(council, 'Confirmer : rappel ou seconde source');
    expect(await council.locator('.note.bad').textContent()).toBe('Dites pourquoi.');
    // What was typed is still there.
    expect(await council.locator('[name=summary]').inputValue()).toBe('Trois hommes armés devant le centre');
    await council.locator('form[action$="/confirm"] [name=why]').fill('rappelé');
    await press(council, 'Confirmer : rappel ou seconde source');
    expect(await council.getByText('Une personne d’une autre institution doit valider.').count()).toBe(1);
    await press(council, 'Le laisser');
    await rights.goto(desk.url + path);
    await press(rights, 'Valider');
    expect(await rights.locator('[name=institution]:checked').count()).toBe(3);
    await press(rights, 'Transmettre');
    expect(await rights.locator('.sources').first().textContent()).toContain('Police (PNH)');

    // The police sees what was sent to it, says that it has it, asks for closing, and is not offered to close.
    const police = await signIn('Pnh Test', PHONE);
    await police.goto(desk.url + path);
    expect(await police.locator('.sources').first().textContent()).not.toContain('KEP');
    await press(police, 'Nou resevwa li');
    await police.locator('[name=text]').fill('patwouy ale');
    await press(police, 'Di sa nou fè');
    await police.locator('form[action$="/ask-to-close"] [name=why]').fill('tout kalm');
    await press(police, 'Mande fèmen l');
    expect(await police.getByRole('button', { name: 'Fèmen l', exact: true }).count()).toBe(0);
    expect(await overflow(police)).toBe(0);
    const [download] = await Promise.all([
      police.waitForEvent('download'),
      police.getByRole('link', { name: 'CAP' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^cnve\.ht-\d{4}-\d{7}\.\d\.xml$/);

    // The council acknowledges by the link that was sent to it, without a password.
    await rights.goto(desk.url + path);
    const message = (await rights.locator('textarea.message').first().textContent()) ?? '';
    expect(message).toMatch(/^\d{7} : Personnes armées, /);
    const link = /http\S+/.exec(message)?.[0];
    const outside = await (await browser.newContext()).newPage();
    await outside.goto(`${desk.url}${new URL(link ?? '').pathname}`);
    expect(await outside.locator('main').textContent()).not.toContain('armé');
    await outside.locator('main form button').click();
    expect(await outside.locator('.note.good').count()).toBe(1);
    expect((await outside.goto(`${desk.url}${new URL(link ?? '').pathname.slice(0, -2)}AA`))?.status()).toBe(
      404,
    );

    await rights.goto(desk.url + path);
    await press(rights, 'Clore');
    expect(await rights.locator('main').textContent()).toContain('Clos.');
    const history = await rights.locator('.events').textContent();
    for (const step of ['a validé', 'a transmis à', 'réponse de', 'demande la clôture', 'a clos'])
      expect(history).toContain(step);
    expect(await verifyEvents(desk.store.db)).toMatchObject({ whole: true });
  }, 90_000);

  test('what the police is accused of it neither finds on the board nor opens by its address', async () => {
    const path = await happens(ABUSE, `${ABUSE}x3 yo bat moun`);
    const police = await signIn('Pnh Test');
    expect(await police.locator('main').textContent()).not.toContain('Abi fòs lòd');
    expect((await police.goto(desk.url + path))?.status()).toBe(404);
    const rights = await signIn('Opc Test');
    await rights.goto(desk.url + path);
    await rights.locator('form[action$="/open"] [name=why]').fill('ils doivent répondre');
    await press(rights, 'L’ouvrir à l’institution mise en cause');
    expect((await police.goto(desk.url + path))?.status()).toBe(200);
  }, 60_000);

  test('who told it is opened by the lead alone, with a reason, and that is written down', async () => {
    const path = await happens(ARMED, `${ARMED}x3 ankò`);
    const council = await signIn('Kep Test');
    await council.goto(desk.url + path);
    expect(await council.getByText('Voir qui, pour rappeler').count()).toBe(0);
    const lead = await signIn('Lidè Test');
    await lead.goto(desk.url + path);
    await lead.locator('details summary', { hasText: 'Agir sur ce rapport' }).first().click();
    await lead.locator('form[action$="/teller"] [name=why]').first().fill('rappel');
    await lead.getByRole('button', { name: 'Voir qui, pour rappeler' }).first().click();
    const opened = await lead.locator('main').textContent();
    for (const known of [OBSERVER.number, OBSERVER.name, OBSERVER.phones]) expect(opened).toContain(known);
    const { rows } = await desk.store.pool.query(`select why from event where what = 'teller_opened'`);
    expect(rows).toEqual([{ why: 'rappel' }]);
    expect(desk.logged.join('')).not.toContain(OBSERVER.phones.slice(4));
  }, 60_000);

  test('a seized phone is trusted again only when two of the cell say so', async () => {
    await desk.addMember('Dezyèm Test', 'admin', 'fr');
    const lead = await signIn('Lidè Test');
    await lead.goto(`${desk.url}/watch/observers`);
    await lead.locator('[name=why]').fill('vu au barrage');
    await press(lead, 'Le téléphone est saisi');
    await lead.locator('[name=why]').fill('rendu');
    await press(lead, 'Le téléphone est en bonnes mains');
    expect(await lead.locator('.badge.bad').count()).toBe(1);
    expect(await lead.locator('form[action$="/reinstate"]').count()).toBe(0);
    const other = await signIn('Dezyèm Test', PHONE);
    await other.goto(`${desk.url}/watch/observers`);
    expect(await overflow(other)).toBe(0);
    await other.locator('[name=why]').fill('je l’ai vu');
    await press(other, 'D’accord : en bonnes mains');
    expect(await other.locator('.badge.bad').count()).toBe(0);
  }, 60_000);

  test('a verifier does not sit in the cell', async () => {
    const page = await signIn('Verifye Test');
    expect((await page.goto(`${desk.url}/watch`))?.status()).toBe(403);
    expect(await page.locator('header nav').textContent()).not.toContain('Veille');
  });

  test('the board refreshes itself, and fits a phone', async () => {
    const page = await signIn('Kep Test', PHONE);
    await page.goto(`${desk.url}/watch`);
    expect(await overflow(page)).toBe(0);
    const path = await happens(number('39'), `${number('39')}x3`);
    await page.locator(`a[href="${path}"]`).waitFor({ timeout: 20_000 });
    await page.goto(desk.url + path);
    expect(await overflow(page)).toBe(0);
  }, 60_000);
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { watchSilence } from '../../desks/watch/index.ts';
import { listEvents } from '../../store/events.ts';
import { keepMessages } from '../../store/messages.ts';
import { STAFF_ROLES } from '../../store/staff.ts';
import { SMS } from '../../testing/accounts.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { sms } from '../../testing/conversation-world.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';
import { newVisitor } from '../../testing/visitor.ts';

/** On the first day of vote, by the clock of Haiti. */
let clock = new Date('2026-08-30T10:50:00-04:00');
const CAP = number('31100');
const numberOf = (n: number) => number(String(4_000 + n));

let desk: ConsoleUnderTest;
beforeAll(async () => {
  desk = await openConsole({ now: () => clock });
  // 1 to 8 are heard, 9 and 10 are silent; 11 to 16 are silent together in the North; the last one practises.
  const people = Array.from({ length: 17 }, (_, n) => ({
    number: numberOf(n + 1),
    phones: `+509371600${String(n + 1).padStart(2, '0')}`,
    place: n < 10 ? DELMAS : CAP,
    ...(n === 16 && { training: 'wi' }),
  }));
  await enterObservers(desk.store, desk.deps.watch.registry, people);
  const { pool } = desk.store;
  await pool.query(`update observer set created_at = '2026-08-01'`);
  await pool.query(
    `insert into report (id, kind, code, account, medium, observer_id, created_at)
      select gen_random_uuid(), 'check-in', number, 'natcom', 'sms', id, $2 from observer where number = any($1)`,
    [people.slice(0, 8).map((one) => one.number), clock],
  );
  await keepMessages(desk.store, [
    { inbound: sms(people[8]?.phones ?? '', 'bonjou', { account: 'natcom' }), receivedAt: clock },
  ]);
  await pool.query(`update message set received_at = '2026-08-30T01:00-04:00'`);
  await look();
  for (const role of STAFF_ROLES) await desk.addMember(`${role} Test`, role, 'fr');
  await desk.addMember('Nadège Test', 'analyst', 'ht');
});
afterAll(() => desk.close());

const look = () =>
  watchSilence(desk.deps.watch, {
    texts: desk.deps.texts,
    prices: desk.deps.money.prices,
    capabilities: new Map([['natcom', SMS]]),
  });

async function visitorAs(name: string) {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

test.each(STAFF_ROLES)('a %s is let in, or not', async (role) => {
  const visitor = await visitorAs(`${role} Test`);
  const may = role === 'analyst' || role === 'lead' || role === 'admin';
  for (const path of ['/watch/silence', '/watch/silence/board'])
    expect([path, (await visitor.get(path)).status]).toEqual([path, may ? 200 : 403]);
  const move = await visitor.submit(may ? '/watch/silence' : '/account', '/watch/silence/take', {});
  expect(move.status).toBe(may ? 303 : 403);
});

test('the page says numbers, and no name and no phone; those who practise stand on a page of their own', async () => {
  const visitor = await visitorAs('analyst Test');
  const { text } = await visitor.get('/watch/silence');
  expect(text).toContain(numberOf(9));
  expect(text).not.toMatch(/Envante|5093716/);
  expect(text).not.toContain(numberOf(17));
  const board = (await visitor.get('/watch/silence/board')).text;
  expect(board).toMatch(/^<div id="silence"/);
  expect((await visitor.get('/watch/silence?exercise=1')).text).not.toContain(numberOf(9));
});

test('which phones were seized no institution learns, not even by a lead who speaks for one', async () => {
  await desk.addMember('Lidè Kep Test', 'lead', 'fr', 'cep');
  const [council, secretariat] = [await visitorAs('Lidè Kep Test'), await visitorAs('lead Test')];
  expect((await council.get('/watch/observers')).status).toBe(403);
  expect((await council.get('/watch')).text).not.toContain('/watch/observers');
  expect((await secretariat.get('/watch/observers')).status).toBe(200);
  expect((await secretariat.get('/watch')).text).toContain('/watch/observers');
});

test('a form without an observer, or with what is no id, changes nothing', async () => {
  const visitor = await visitorAs('analyst Test');
  for (const observer of ['', 'x', '01900000-0000-7000-8000-000000000000']) {
    const { location } = await visitor.submit('/watch/silence', '/watch/silence/alarm', { observer });
    expect(location).toBe('/watch/silence?note=silence.error.gone');
  }
});

describe.runIf(available.chromium)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  async function signIn(name: string, viewport: { width: number; height: number }): Promise<Page> {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.goto(`${desk.url}/login?next=/watch/silence`);
    await page.locator('[name=name]').fill(name);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.locator('main form button[type=submit]').click();
    await page.locator('#silence').waitFor();
    return page;
  }
  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  test('a colleague sees one signal and two people, takes one, calls them, and gives the alarm for the other', async () => {
    const page = await signIn('analyst Test', { width: 1280, height: 900 });
    expect(await page.locator('.signal').count()).toBe(1);
    expect(await page.locator('.signal .numbers code').count()).toBe(6);
    expect(await page.locator('.silence-table tbody tr').allInnerTexts()).toHaveLength(2);
    const row = (n: number) => page.locator('tr', { has: page.getByText(numberOf(n), { exact: true }) });
    expect(await row(9).textContent()).toMatch(/06:00[\s\S]*10:00[\s\S]*rappelé : 10:50/);
    await row(9).getByRole('button', { name: 'Je m’en occupe' }).click();
    expect(await page.locator('.note').first().textContent()).toBe('Vous vous en occupez.');
    const other = await signIn('Nadège Test', { width: 390, height: 844 });
    const theirs = other.locator('tr', { has: other.getByText(numberOf(9), { exact: true }) });
    expect(await theirs.textContent()).toContain('analyst Test sou li');
    expect(await theirs.getByRole('button').count()).toBe(0);
    expect(await overflow(other)).toBe(0);
    expect(await overflow(page)).toBe(0);
    await row(9).getByRole('button', { name: 'Appelé, tout va bien' }).click();
    expect(await row(9).count()).toBe(0);
    await row(10).getByRole('button', { name: 'Alarme' }).click();
    expect(await page.locator('.alarms').textContent()).toContain(numberOf(10));
    const { rows } = await desk.store.pool.query('select id from observer where number = $1', [numberOf(10)]);
    const [event] = await listEvents(desk.store.db, [rows[0].id]);
    expect(event).toMatchObject({ subject: 'observer', what: 'silence_alarm' });
  });

  test('one by one, and all of a signal at once', async () => {
    const page = await signIn('Nadège Test', { width: 390, height: 844 });
    await page.getByRole('link', { name: 'Wè yo youn pa youn' }).click();
    expect(await page.locator('.signal tbody tr').count()).toBe(6);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'Wè yo ansanm' }).click();
    await page.getByRole('button', { name: 'M ap okipe yo tout' }).click();
    expect(await page.locator('.note').first().textContent()).toBe('Se ou k ap okipe l.');
    await page.getByRole('button', { name: 'Nou rele yo, yo tout byen' }).click();
    expect(await page.locator('.signal').count()).toBe(0);
    clock = new Date('2026-08-30T14:50:00-04:00');
    await look();
    await page.goto(`${desk.url}/watch/silence`);
    // Eight in the West, six in the North and the two who were dealt with: at two o'clock nobody was heard.
    expect(await page.locator('.signal').count()).toBe(3);
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { create } from 'qrcode';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openPairingBoard, type Pairing, type PairingBoard } from '../../channels/whatsapp-web/pairing.ts';
import { countryOf } from '../../country/index.ts';
import { openKeep } from '../../store/keeps.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { readPhone } from './phone.ts';

const PAGE = '/channels/whatsapp-web';
const HAITI = countryOf('ht').phones;
const QR = '2@invented,bm9pc2U=,aWRlbnRpdHk=,c2VjcmV0,1';

let desk: ConsoleUnderTest;
let board: PairingBoard;
let chief: Visitor;
let lead: Visitor;

beforeAll(async () => {
  desk = await openConsole({ linkedDevice: true });
  await desk.addMember('Chèf', 'admin', 'en');
  await desk.addMember('Lidè', 'lead', 'ht');
  await desk.addMember('Verifikatè', 'verifier', 'fr');
  for (const language of ['ht', 'fr', 'en', 'es'])
    await desk.addMember(`Chèf ${language}`, 'admin', language);
  board = openPairingBoard(openKeep(desk.store, 'whatsapp-web'));
  chief = await signedIn(desk, 'Chèf');
  lead = await signedIn(desk, 'Lidè');
});
beforeEach(async () => {
  await board.take();
  await board.show({ stands: 'down', note: 'unlinked' });
});
afterAll(() => desk.close());

async function signedIn({ url }: ConsoleUnderTest, name: string): Promise<Visitor> {
  const visitor = newVisitor(url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

const pairing = (more: Partial<Pairing>): Pairing => ({
  stands: 'pairing',
  until: new Date(Date.now() + 60_000).toISOString(),
  ...more,
});
/** The dark squares of the drawing in a page, `row,column`. */
const squaresIn = (html: string) =>
  [...html.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, column, row]) => `${row},${column}`);
const wordsOf = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('who may', () => {
  test('a verifier may not even look, a lead sees how it stands and nothing that links a phone', async () => {
    await board.show(pairing({ qr: QR }));
    const verifier = await signedIn(desk, 'Verifikatè');
    expect((await verifier.get(PAGE)).status).toBe(403);
    expect((await verifier.get(`${PAGE}/state`)).status).toBe(403);
    expect((await newVisitor(desk.url).get(PAGE)).location).toBe(`/login?next=${encodeURIComponent(PAGE)}`);
    const { status, text } = await lead.get(PAGE);
    expect(status).toBe(200);
    expect(text).toContain('Se yon administratè');
    expect(squaresIn(text)).toEqual([]);
    await board.show(pairing({ code: 'KX7Q2M9R' }));
    expect((await lead.get(`${PAGE}/state`)).text).not.toContain('KX7Q');
  });

  test('a lead can ask for nothing', async () => {
    for (const what of ['qr', 'code', 'unlink']) {
      const { status } = await lead.submit('/waiting', `${PAGE}/${what}`, { phone: '50937000001' });
      expect(status).toBe(403);
    }
    expect(await board.take()).toBeUndefined();
  });

  test('where the channel is not open there is no such page', async () => {
    const closed = await openConsole();
    await closed.addMember('Chèf', 'admin', 'en');
    const visitor = await signedIn(closed, 'Chèf');
    for (const path of [PAGE, `${PAGE}/state`]) expect((await visitor.get(path)).status).toBe(404);
    expect((await visitor.submit('/waiting', `${PAGE}/qr`, {})).status).toBe(404);
    await closed.close();
  });
});

describe('linking', () => {
  test('asked for a QR code, it is on its way, and then it is drawn', async () => {
    const asked = await chief.submit(PAGE, `${PAGE}/qr`, {});
    expect(asked.status).toBe(303);
    expect(asked.location).toMatch(/^\/channels\/whatsapp-web\?asked=qr\.\d+$/);
    const pieceOf = asked.location.replace(PAGE, `${PAGE}/state`);
    expect(await board.take()).toEqual({ do: 'qr' });
    const waits = await chief.get(asked.location);
    expect(waits.text).toContain('On its way');
    expect(waits.text).toContain(`hx-get="${pieceOf}"`);
    await board.show(pairing({ qr: QR }));
    const piece = await chief.get(pieceOf, { 'hx-request': 'true' });
    expect(piece.text).toMatch(/^<div id="device"/);
    expect(piece.headers.get('cache-control')).toBe('no-store');
    const { modules } = create(QR, { errorCorrectionLevel: 'L' });
    const dark: string[] = [];
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column)) dark.push(`${row},${column}`);
    expect(squaresIn(piece.text)).toEqual(dark);
    expect(piece.text).not.toContain('bm9pc2U');
  });

  test('a code that can no longer be scanned is not shown', async () => {
    await board.show(pairing({ qr: QR, until: new Date(Date.now() - 1).toISOString() }));
    const { text } = await chief.get(`${PAGE}/state`);
    expect(squaresIn(text)).toEqual([]);
    expect(text).toContain('On its way');
  });

  test('asked for eight characters, with the number as people write it', async () => {
    const asked = await chief.submit(PAGE, `${PAGE}/code`, { phone: '+509 3700-0001' });
    expect(asked.location).toMatch(/\?asked=code\.\d+$/);
    expect(await board.take()).toEqual({ do: 'code', phone: '50937000001' });
    await board.show(pairing({ code: 'KX7Q2M9R' }));
    const { text, headers } = await chief.get(PAGE);
    expect(text).toContain('KX7Q-2M9R');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('who would rather have the other way can begin again while a code is shown', async () => {
    await board.show(pairing({ qr: QR }));
    const { text } = await chief.get(PAGE);
    expect(text).toContain(`href="${PAGE}?again=yes"`);
    const again = await chief.get(`${PAGE}?again=yes`);
    expect(again.text).toContain(`action="${PAGE}/code"`);
    expect(again.text).not.toContain('hx-trigger');
  });

  test('a number that is none is said to be none, and nothing is asked', async () => {
    const answer = await chief.submit(PAGE, `${PAGE}/code`, { phone: '700 0001' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Write it with the country code, like 509 3700 0000');
    expect(answer.text).toContain('value="700 0001"');
    expect(await board.take()).toBeUndefined();
  });

  test.each([
    ['50937000001', '50937000001'],
    ['+509 37 00 00 01', '50937000001'],
    ['00 (509) 3700.0001', '50937000001'],
    ['1 305 555 0100', '13055550100'],
    ['37-00-00-01', '50937000001'],
    ['+37000001', null],
    ['7000001', null],
    ['0937000001', null],
    ['5093700000a', null],
    ['1'.repeat(16), null],
    ['', null],
    ['+', null],
  ])('reads %j as %j', (typed, read) => expect(readPhone(typed, HAITI)).toBe(read));

  test('linked, the page says so and stands still; the way out needs a second look', async () => {
    await board.show({ stands: 'up', tail: '01' });
    const { text } = await chief.get(`${PAGE}?asked=qr.${Date.now()}`);
    expect(wordsOf(text)).toContain('connected number ending in 01');
    expect(text).not.toContain('hx-trigger');
    expect(text).not.toContain(`${PAGE}/qr`);
    expect(text).toMatch(/<details[^>]*>.*Yes, unlink it.*<\/details>/s);
    const done = await chief.submit(PAGE, `${PAGE}/unlink`, {});
    expect(await board.take()).toEqual({ do: 'unlink' });
    const waits = await chief.get(done.location);
    expect(waits.text).toContain('The phone is being unlinked');
    expect(waits.text).toContain('hx-trigger');
    await board.show({ stands: 'down', note: 'unlinked' });
    const gone = await chief.get(done.location);
    expect(gone.text).toContain('No phone is linked.');
    expect(gone.text).not.toContain('hx-trigger');
    expect(gone.text).not.toContain('Yes, unlink it');
  });
});

describe('how it stands', () => {
  test.each([
    ['401', 'Telefòn lan retire aparèy la', 'The phone has removed the device'],
    ['403', 'WhatsApp bloke nimewo a (403)', 'WhatsApp has banned the number (403)'],
    ['440', 'Yon lòt pwogram', 'Another program'],
    ['405', 'pa aksepte vèsyon', 'no longer takes this version'],
  ])('stopped by %s, in words, and it can be begun again', async (note, creole, english) => {
    await board.show({ stands: 'stopped', note });
    expect((await lead.get(PAGE)).text).toContain(creole);
    const { text } = await chief.get(PAGE);
    expect(text).toContain(english);
    expect(text).toContain(`action="${PAGE}/qr"`);
    expect(text).not.toContain('hx-trigger');
  });

  test('begun again after it stopped, the page waits, but not for ever', async () => {
    await board.show({ stands: 'stopped', note: '440' });
    const { location } = await chief.submit(PAGE, `${PAGE}/qr`, {});
    expect((await chief.get(location)).text).toContain('On its way');
    for (const at of [Date.now() - 20_000, Date.now() + 60_000, 'soon']) {
      const { text } = await chief.get(`${PAGE}?asked=qr.${at}`);
      expect(text).not.toContain('On its way');
      expect(text).toContain(`action="${PAGE}/qr"`);
    }
  });

  test('a banned number can be unlinked, so that another may be linked; what is not linked cannot', async () => {
    const mayUnlink = async (shown: Pairing) => {
      await board.show(shown);
      return (await chief.get(PAGE)).text.includes('Yes, unlink it');
    };
    expect(await mayUnlink({ stands: 'stopped', note: '403' })).toBe(true);
    expect(await mayUnlink({ stands: 'down', note: '503' })).toBe(true);
    expect(await mayUnlink({ stands: 'stopped', note: '401' })).toBe(false);
    expect(await mayUnlink({ stands: 'down', note: 'not_linked' })).toBe(false);
  });

  test.each(['ht', 'fr', 'en', 'es'])('every way it can stand has its words in %s', async (language) => {
    const visitor = await signedIn(desk, `Chèf ${language}`);
    const { texts } = desk.deps;
    const says = async (shown: Pairing, ...keys: string[]) => {
      await board.show(shown);
      const words = wordsOf((await visitor.get(PAGE)).text);
      for (const key of [`console.channels.standing.${shown.stands}`, ...keys])
        expect(words).toContain(wordsOf(texts.text(language, key).replaceAll('"', '&quot;')));
    };
    const warning = 'linked.warning.text';
    await says({ stands: 'up' }, warning, 'linked.unlink.title');
    await says({ stands: 'up', note: 'no_new_chats' }, 'linked.why.no_new_chats');
    await says(pairing({}), warning, 'linked.on_its_way');
    await says(pairing({ qr: QR }), 'linked.qr.step.2');
    await says(pairing({ code: 'KX7Q2M9R' }), 'linked.code.label', 'linked.code.step.3');
    await says({ stands: 'down', note: 'unlinked' }, 'linked.why.unlinked', 'linked.ways');
    await says({ stands: 'down', note: '408' }, 'linked.why.408');
    for (const note of ['401', '402', '403', '405', '406', '411', '440'])
      await says({ stands: 'stopped', note }, `linked.why.${note}`, 'linked.qr.button');
    await says({ stands: 'stopped', note: '409' }, 'linked.why.other');
  });

  test('a code that nobody knows is shown as it is', async () => {
    await board.show({ stands: 'stopped', note: '599' });
    expect((await chief.get(PAGE)).text).toContain('<code>599</code>');
  });

  test('while nobody holds the connection it says so', async () => {
    await openKeep(desk.store, 'whatsapp-web').clear('pairing/stands');
    expect((await chief.get(PAGE)).text).toContain('badge warn');
    const long = openPairingBoard(openKeep(desk.store, 'whatsapp-web'), () => new Date(Date.now() - 120_000));
    await long.show({ stands: 'up' });
    expect((await chief.get(PAGE)).text).toContain('See whether it runs');
  });
});

test('who asked stands in the chain of events, without the number, which is logged nowhere', async () => {
  await chief.submit(PAGE, `${PAGE}/code`, { phone: '50937000099' });
  const { rows } = await desk.store.pool.query(
    `select what, actor, row_to_json(event)::text as all from event where subject = 'account' order by id`,
  );
  expect(rows.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['asked_qr', 'asked_code', 'asked_unlink']),
  );
  expect(rows.map((row) => row.all).join()).not.toContain('37000099');
  const kept = await desk.store.pool.query(`select key || encode(sealed, 'escape') as all from channel_keep`);
  expect(kept.rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept.rows)).not.toContain('37000099');
  expect(desk.logged.join()).toContain('linked device: asked');
  for (const secret of ['37000099', '37000001', 'KX7Q', 'bm9pc2U'])
    expect(desk.logged.join()).not.toContain(secret);
});

test('asked too often, it rests', async () => {
  const other = await openConsole({ linkedDevice: true });
  await other.addMember('Chèf', 'admin', 'en');
  const visitor = await signedIn(other, 'Chèf');
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await visitor.submit(PAGE, `${PAGE}/qr`, {})).status);
  expect(statuses.slice(-2)).toEqual([429, 429]);
  await other.close();
});

describe.runIf(available.chromium)('in a browser', () => {
  test.each([
    [390, 'ht', true],
    [1280, 'fr', true],
    [390, 'fr', false],
  ] as const)('%i px wide, in %s, JavaScript: %s', async (width, language, javaScriptEnabled) => {
    const browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width, height: 844 }, javaScriptEnabled });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('console', (said) => {
      // The refused number is one: browsers complain of 422.
      if (said.type() === 'error' && !said.text().includes('422')) faults.push(said.text());
    });
    const look = async (name: string) => {
      const wide = await page.locator('html').evaluate((html) => html.scrollWidth);
      expect(wide, name).toBeLessThanOrEqual(width);
      const folder = process.env.SCREENSHOTS;
      if (!folder) return;
      mkdirSync(folder, { recursive: true });
      await page.screenshot({
        path: join(folder, `linked-${name}-${language}-${width}.png`),
        fullPage: true,
      });
    };
    await page.goto(`${desk.url}/login`);
    await page.fill('[name=name]', 'Chèf');
    await page.fill('[name=password]', PASSWORD);
    await page.click('main button');
    await page.waitForURL('**/waiting**');
    await page.click(`.languages [value=${language}]`);
    await page.goto(desk.url + PAGE);
    await look('begin');
    await page.fill('#phone', '700 0001');
    await page.click(`form[action="${PAGE}/code"] button`);
    await page.waitForSelector('.mistake');
    await look('mistake');
    await page.click(`form[action="${PAGE}/qr"] button`);
    await page.waitForURL('**?asked=qr.*');
    await look('asked');
    await board.show(pairing({ qr: QR }));
    if (!javaScriptEnabled) await page.click('#device a:not([href*=again])');
    await page.waitForSelector('svg.qr');
    await look('qr');
    await board.show(pairing({ code: 'KX7Q2M9R' }));
    if (!javaScriptEnabled) await page.click('#device a:not([href*=again])');
    await page.waitForSelector('text=KX7Q-2M9R');
    await look('code');
    await board.show({ stands: 'up', tail: '01' });
    if (!javaScriptEnabled) await page.click('#device a:not([href*=again])');
    await page.waitForSelector('.badge.good');
    await page.click('summary');
    await look('up');
    await page.click('button.danger');
    await board.show({ stands: 'down', note: 'unlinked' });
    if (!javaScriptEnabled) await page.click('#device a:not([href*=again])');
    await page.waitForSelector(`form[action="${PAGE}/qr"]`);
    await board.show({ stands: 'stopped', note: '403' });
    await page.goto(desk.url + PAGE);
    await look('stopped');
    expect(faults).toEqual([]);
    await browser.close();
  });
});

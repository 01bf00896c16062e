import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withCheckDigit } from '../../codes/damm.ts';
import { countryOf } from '../../country/index.ts';
import type { Severity } from '../../store/schema/watch.ts';
import { incident } from '../../store/schema.ts';
import { available } from '../../testing/available.ts';
import { launchBrowser } from '../../testing/browser.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { enterIncidents, type Happened } from '../../testing/many-incidents.ts';
import { openRoomAlone } from '../../testing/room-alone.ts';
import { newVisitor } from '../../testing/visitor.ts';
import { watchMapRoom } from './room.ts';

const NOW = new Date('2026-08-30T15:20:00Z');
const SEVERITIES: readonly Severity[] = [
  'Minor',
  'Minor',
  'Moderate',
  'Minor',
  'Severe',
  'Unknown',
  'Moderate',
];

/** 2,000 in every commune, most of them where most people live; the same every time. */
function busyDay(): Happened[] {
  const communes = countryOf('ht')
    .places()
    .places.filter(({ kind }) => kind === 'commune');
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  return Array.from({ length: 2_000 }, (_, n) => {
    const crowded = n % 3 === 0 ? 8 : communes.length;
    const place = n < communes.length ? n : Math.floor(random() ** 1.6 * crowded);
    const code = communes[place]?.code ?? '';
    // In the first commune it begins now.
    const ago = place === 1 ? random() ** 4 * 6 : random() * 11;
    return {
      placeCode: random() < 0.5 ? code : `${code}-01`,
      severity: n % 61 === 0 ? 'Extreme' : (SEVERITIES[Math.floor(random() * SEVERITIES.length)] ?? 'Minor'),
      state: random() < 0.4 ? 'closed' : 'triage',
      reportsAt: [new Date(NOW.getTime() - ago * 3_600_000)],
    };
  });
}

let desk: ConsoleUnderTest;
let map: Awaited<ReturnType<typeof openRoomAlone>>;
let browser: Browser | undefined;
let page: Page;
const refused: string[] = [];
beforeAll(async () => {
  desk = await openConsole({ now: () => NOW });
  map = await openRoomAlone(desk.deps, watchMapRoom);
  for (const role of ['verifier', 'analyst', 'lead', 'protection'] as const)
    await desk.addMember(`${role} Test`, role, 'fr');
  if (!available.chromium) return;
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('console', (said) => said.type() === 'error' && refused.push(said.text()));
  await page.goto(`${desk.url}/login`);
  await page.locator('[name=name]').fill('analyst Test');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL((url) => url.pathname !== '/login');
});
afterAll(async () => {
  await browser?.close();
  await map?.close();
  await desk?.close();
});

async function visitorAs(role: string) {
  const door = newVisitor(desk.url);
  await door.submit('/login', '/login', { name: `${role} Test`, password: PASSWORD });
  const visitor = newVisitor(map.url);
  for (const [name, value] of door.cookies) visitor.cookies.set(name, value);
  return visitor;
}

test('an empty map says so, to those who sit in the cell', async () => {
  const analyst = await visitorAs('analyst');
  for (const path of [
    '/watch/map',
    '/watch/map?mode=heat',
    '/watch/map?level=department&mode=heat&within=HT03',
  ]) {
    const { status, text } = await analyst.get(path);
    expect([path, status]).toEqual([path, 200]);
    expect(text).toContain('Aucun incident ouvert ici');
  }
  expect((await (await visitorAs('lead')).get('/watch/map')).status).toBe(200);
  for (const role of ['verifier', 'protection'])
    expect([role, (await (await visitorAs(role)).get('/watch/map')).status]).toEqual([role, 403]);
  expect((await newVisitor(map.url).get('/watch/map')).location).toBe('/login?next=%2Fwatch%2Fmap');
});

describe('on a busy day', () => {
  beforeAll(async () => {
    await desk.store.db.delete(incident);
    await enterIncidents(desk.store, busyDay(), NOW);
  });

  test('the page is small enough for a thin line', async () => {
    const analyst = await visitorAs('analyst');
    for (const query of ['', '?mode=heat', '?level=department', '?within=HT01&mode=heat']) {
      const { text } = await analyst.get(`/watch/map${query}`);
      expect(Buffer.byteLength(text)).toBeLessThan(300_000);
      expect(text).not.toMatch(/style="|onclick|<script(?! src="\/assets)/);
      expect(text).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('what has not changed is not sent again', async () => {
    const analyst = await visitorAs('analyst');
    const { text } = await analyst.get('/watch/map?severity=Severe');
    const [, path = ''] = /hx-get="(\/watch\/map[^"]*)"/.exec(text) ?? [];
    const again = path.replaceAll('&amp;', '&');
    expect(again).toContain('severity=Severe');
    expect((await analyst.get(again)).status).toBe(204);
    const { status, text: piece } = await analyst.get(again.replace(/seen=.*/, 'seen=older'));
    expect(status).toBe(200);
    expect(piece).toMatch(/^<div id="map"/);
  });

  test('a rise is called out', async () => {
    const { text } = await (await visitorAs('analyst')).get('/watch/map');
    expect(text).toMatch(/<li class="flagged"><b>Delmas<\/b>/);
  });

  test('the exercise is another map', async () => {
    const { text } = await (await visitorAs('analyst')).get('/watch/map?exercise=1');
    expect(text).toContain('Ceci est un exercice');
    expect(text).toContain('Aucun incident ouvert ici');
  });

  test('one code, and nonsense in the address', async () => {
    const analyst = await visitorAs('analyst');
    expect((await analyst.get(`/watch/map?code=${withCheckDigit('32')}`)).text).toContain('Aucun incident');
    const odd = await analyst.get('/watch/map?code=998&severity=x&within=%27&mode=?&level=moon&exercise=yes');
    expect(odd.text).toContain('Delmas');
  });

  describe.runIf(available.chromium)('in a browser', () => {
    async function open(width: number, path: string): Promise<void> {
      await page.setViewportSize({ width, height: 900 });
      refused.length = 0;
      await page.goto(map.url + path);
      expect(refused).toEqual([]);
    }
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

    test.each(['', '?mode=heat', '?level=department', '?level=department&mode=heat', '?within=HT01'])(
      'fits a phone and a desk: %s',
      async (query) => {
        for (const width of [390, 1280]) {
          await open(width, `/watch/map${query}`);
          expect([width, await overflow()]).toEqual([width, 0]);
          expect(await page.locator('.incident-map a').count()).toBeGreaterThan(9);
        }
      },
      30_000,
    );

    test('names on the map do not cover each other', async () => {
      await open(1280, '/watch/map');
      const boxes = await Promise.all(
        (await page.locator('.names:not(.few) text').all()).map((name) => name.boundingBox()),
      );
      expect(boxes.length).toBeGreaterThan(6);
      for (const [i, a] of boxes.entries())
        for (const b of boxes.slice(i + 1)) {
          if (!a || !b) throw new Error('a name is not to be seen');
          // What a box has above and below its letters may touch.
          const apart =
            a.x + a.width <= b.x ||
            b.x + b.width <= a.x ||
            a.y + a.height <= b.y + 8 ||
            b.y + b.height <= a.y + 8;
          expect([a, b, apart]).toEqual([a, b, true]);
        }
    });

    test('prints on one page', async () => {
      await open(1280, '/watch/map');
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
    });
  });
});

import Fastify from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openTemplateBoard } from '../channels/template-board.ts';
import type { ConsoleDeps } from '../console/deps.ts';
import { registerConsole } from '../console/index.ts';
import { hashPassword } from '../console/session/passwords.ts';
import { countryOf } from '../country/index.ts';
import { addStaff } from '../store/staff.ts';
import { openVoice } from '../voice/index.ts';
import { bulletinsForTests } from './bulletin-desk.ts';
import { type DeskWorld, openDeskWorld } from './desk-world.ts';
import { readingForTests } from './reading.ts';
import { watchForTests } from './watch-desk.ts';

export const PASSWORD = 'kat chat sou do kay';

export interface DeskPages extends DeskWorld {
  readonly url: string;
  member(name: string, language?: string, role?: 'verifier' | 'lead' | 'admin'): Promise<string>;
  /** A browser of somebody's own, signed in and at the queue. */
  signIn(browser: Browser, name: string, options?: BrowserContextOptions): Promise<Page>;
}

/** The verification desk's pages on a real server and a database of its own. */
export async function openDeskPages(change: Partial<ConsoleDeps> = {}): Promise<DeskPages> {
  const world = await openDeskWorld();
  const notHere = () => Promise.reject(new Error('nobody waits in this test'));
  const voice = openVoice({ log: world.desk.log });
  const app = Fastify();
  await registerConsole(app, {
    ...world.desk,
    ...watchForTests(world.store),
    campaigns: bulletinsForTests(world.store, () => new Date(), world.desk.capabilities),
    bulletins: bulletinsForTests(world.store, () => new Date(), world.desk.capabilities),
    printSound: undefined,
    protection: undefined,
    placeLabel: (code) => readingForTests().places.label(code, 'ht'),
    placesNamed: (text) => readingForTests().reading.places(text),
    categories: countryOf('ht').categories,
    phones: countryOf('ht').phones,
    linkedDevice: undefined,
    people: { answer: notHere, handBack: notHere, conversationOf: notHere },
    accounts: new Map(),
    templates: openTemplateBoard([]),
    money: { prices: countryOf('ht').prices, bulkPerDayMilli: 20_000 },
    publicUrl: 'http://localhost:3000',
    timeZone: 'America/Port-au-Prince',
    verdictLanguages: ['ht', 'fr'],
    deskHours: countryOf('ht').deskHours,
    verdictPeople: 3,
    webhooksPrivate: false,
    simulatorOpen: false,
    training: undefined,
    voice,
    listening: countryOf('ht').listening,
    ...change,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    ...world,
    url,
    async member(name, language = 'fr', role = 'verifier') {
      const passwordHash = await hashPassword(PASSWORD);
      const member = await addStaff(world.store.db, { name, role, passwordHash, language });
      if (!member) throw new Error(`${name} is there already`);
      return member.id;
    },
    async signIn(browser, name, options = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      await page.goto(`${url}/login?next=/verification`);
      await page.locator('[name=name]').fill(name);
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('main form button[type=submit]').click();
      await page.waitForURL(`${url}/verification`);
      return page;
    },
    async close() {
      await app.close();
      await voice.close();
      await world.close();
    },
  };
}

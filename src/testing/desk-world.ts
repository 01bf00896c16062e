import { randomBytes, randomInt } from 'node:crypto';
import { drizzle } from 'drizzle-orm/node-postgres';
import { v7 as uuidv7 } from 'uuid';
import { openLog } from '../core/log.ts';
import { countryOf } from '../country/index.ts';
import { openClaim } from '../desks/verification/claims.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { assess } from '../desks/verification/exits.ts';
import { approve, release } from '../desks/verification/review.ts';
import { type ReceivedTip, receiveTip, type TipReceipt } from '../desks/verification/tips.ts';
import { saveDraft, submit } from '../desks/verification/verdicts.ts';
import { loadTexts } from '../i18n.ts';
import { openStore, type Store } from '../store/connect.ts';
import * as schema from '../store/schema.ts';
import { openSeal } from '../store/seal.ts';
import { addStaff } from '../store/staff.ts';
import { freshDatabase } from './database.ts';
import { makeReady } from './make-ready.ts';

/** A desk with two colleagues and people who write to it: for tests of desks and console. */
export interface DeskWorld {
  readonly store: Store;
  readonly desk: Desk;
  /** The same desk in another process: its own connections. */
  readonly elsewhere: Desk;
  /** The same desk, writing every statement it sends into the list. */
  counting(statements: string[]): Desk;
  /** Sender accounts and endpoints of webhooks that were woken. */
  readonly woken: string[];
  /** Lets the clock of both desks run ahead. */
  pass(minutes: number): void;
  colleague(name?: string, role?: 'verifier' | 'lead' | 'admin'): Promise<string>;
  person(language?: string | null): Promise<{ contactId: string; addressId: string }>;
  /** A person sends a rumor. */
  says(
    person: { contactId: string; addressId: string },
    text: string,
    more?: Partial<ReceivedTip>,
  ): Promise<TipReceipt>;
  /** A claim with these tips, worded and with evidence, whose verdict waits for a second person. */
  inReview(author: string, tipIds: readonly string[]): Promise<{ claimId: string; verdictId: string }>;
  /** A second person approves, and a lead releases: what waits for review is out. */
  publish(verdictId: string, checker: string, lead?: string): Promise<{ claimId: string; answered: number }>;
  close(): Promise<void>;
}

export const WORDS = {
  ht: {
    summary: 'Biwo vòt yo louvri jiska 4è. KEP konfime sa.',
    body: 'KEP di biwo vòt yo louvri jiska 4è.',
  },
  fr: { summary: 'Les bureaux ouvrent jusqu’à 16h.', body: 'Le CEP confirme: ouverts jusqu’à 16h.' },
} as const;

export async function openDeskWorld(): Promise<DeskWorld> {
  const database = await freshDatabase();
  const log = openLog(() => {}, 'silent');
  const seal = openSeal(randomBytes(32));
  const texts = loadTexts();
  const woken: string[] = [];
  let ahead = 0;
  let turns = 0;
  let met = 0;
  const stores: Store[] = [];
  const openDesk = (): Desk => {
    const store = openStore({ url: database.url, seal, log, max: 8 });
    stores.push(store);
    const wake: Desk['wake'] = (queue, ids) => {
      if (queue === 'outbound' || queue === 'webhooks') woken.push(...ids);
    };
    return {
      store,
      texts,
      capabilities: new Map(),
      wake,
      log,
      now: () => new Date(Date.now() + ahead),
      verdictLanguages: ['ht', 'fr'],
      deskHours: countryOf('ht').deskHours,
      verdictPeople: 3,
    };
  };
  const desk = openDesk();
  const elsewhere = openDesk();
  const { store } = desk;
  let someLead: string | undefined;

  const world: DeskWorld = {
    store,
    desk,
    elsewhere,
    woken,
    counting: (statements) => {
      const db = drizzle(store.pool, { schema, logger: { logQuery: (query) => statements.push(query) } });
      return { ...desk, store: { ...store, db } };
    },
    pass: (minutes) => {
      ahead += minutes * 60_000;
    },
    colleague: async (name = `Kolèg ${randomBytes(4).toString('hex')}`, role = 'verifier') => {
      const row = { name, role, passwordHash: 'none', language: 'fr' } as const;
      const member = await addStaff(store.db, row);
      if (!member) throw new Error('that name is taken');
      return member.id;
    },
    person: async (language = 'ht') => {
      const contactId = uuidv7();
      const addressId = uuidv7();
      met += 1;
      const phone = { scheme: 'tel', kind: 'phone', value: `+50938${String(met).padStart(6, '0')}` } as const;
      await store.db.insert(schema.contact).values({ id: contactId, language });
      await store.db.insert(schema.address).values({
        id: addressId,
        contactId,
        scheme: phone.scheme,
        kind: phone.kind,
        hash: seal.hashAddress(phone),
        sealed: seal.sealAddress(phone),
      });
      return { contactId, addressId };
    },
    says: async ({ contactId, addressId }, text, more = {}) => {
      const [kept] = await store.db
        .insert(schema.message)
        .values({
          contactId,
          addressId,
          channel: 'simulator',
          account: 'simulator-sms',
          externalId: uuidv7(),
          receivedAt: desk.now(),
          text,
        })
        .returning({ id: schema.message.id });
      const tip = { seal, contactId, addressId, account: 'simulator-sms', medium: 'sms', text } as const;
      // Turns of conversations run in any process.
      const { db } = turns++ % 2 === 0 ? store : elsewhere.store;
      return db.transaction((tx) =>
        receiveTip(tx, { ...tip, messageId: kept?.id ?? randomInt(1_000), media: [], ...more }),
      );
    },
    inReview: async (author, tipIds) => {
      const wording = { ht: 'Biwo vòt yo fèmen a midi.', fr: 'Les bureaux ferment à midi.' };
      const { claimId } = await openClaim(desk, { staffId: author, tipIds, wording });
      const mine = { claimId, staffId: author };
      await assess(desk, { ...mine, why: 'Yon fè, ka verifye' });
      await makeReady(desk, claimId, author);
      await saveDraft(desk, { ...mine, rating: 'false', texts: WORDS });
      const { verdictId } = await submit(desk, mine);
      return { claimId, verdictId };
    },
    publish: async (verdictId, checker, lead) => {
      await approve(desk, { verdictId, staffId: checker });
      someLead ??= lead ?? (await world.colleague(undefined, 'lead'));
      return release(desk, { verdictId, staffId: lead ?? someLead });
    },
    close: async () => {
      await Promise.all(stores.map((one) => one.close()));
      await database.drop();
    },
  };
  return world;
}

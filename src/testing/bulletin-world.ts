import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Capabilities } from '../core/channel.ts';
import {
  type Actor,
  approve,
  type BulletinDesk,
  type BulletinForm,
  createBulletin,
  propose,
  saveBulletin,
  sendBulletins,
} from '../desks/bulletins/index.ts';
import type { Outbound } from '../outbound/deliver.ts';
import { findBulletin, listRuns } from '../store/bulletins.ts';
import { bulletinRun, staff, subscription } from '../store/schema.ts';
import { SMS, WHATSAPP } from './accounts.ts';
import { bulletinsForTests } from './bulletin-desk.ts';
import { openOutboundWorld, type Person } from './outbound-world.ts';

export const ACCOUNTS: Readonly<Record<string, Capabilities>> = {
  digicel: SMS,
  whatsapp: WHATSAPP,
  baileys: { ...WHATSAPP, bulk: false },
  cloud: {
    ...WHATSAPP,
    window: { hours: 24, templates: {}, bulletins: { ht: { name: 'bilten', language: 'fr' } } },
  },
};

type Wanted = Partial<typeof subscription.$inferInsert>;

export const FORM: BulletinForm = {
  title: 'Semèn sa a',
  topic: 'elections',
  audience: {},
  digest: false,
  startsAt: null,
  weekly: null,
  validHours: 24,
  mostMilli: null,
  texts: {
    ht: { text: 'Biwo vòt yo louvri a 6è nan maten.', short: 'Biwo vot yo louvri a 6e.' },
    fr: { text: 'Les bureaux de vote ouvrent à 6 heures.', short: 'Les bureaux ouvrent à 6h.' },
  },
};

/** Bulletins on a real database that leave for a far side of our own. It is noon there unless a test says otherwise. */
export async function openBulletinWorld() {
  const world = await openOutboundWorld(ACCOUNTS);
  const { store } = world;
  const told: string[] = [];
  const desk: BulletinDesk = {
    ...bulletinsForTests(store, () => new Date(), new Map(Object.entries(ACCOUNTS)), told),
    quietHours: { from: 0, until: 0 },
  };
  let met = 0;

  /** Somebody of ours. */
  const member = async (role: Actor['role'] = 'lead'): Promise<Actor> => {
    met += 1;
    const id = uuidv7();
    await store.db
      .insert(staff)

      .values({ id, name: `Manm ${met}`, role, passwordHash: 'x', language: 'fr' });
    return { id, role };
  };

  const written = async (change: Partial<BulletinForm> = {}, correctsRunId?: string) => {
    const author = await member('verifier');
    const form = { ...FORM, ...change };
    const made = await createBulletin(desk, {
      ...{ by: author, title: form.title, topic: form.topic },
      ...(correctsRunId !== undefined && { correctsRunId }),
    });
    if (typeof made === 'string') throw new Error(made);
    const refused = await saveBulletin(desk, { by: author, id: made.id, version: 1, form });
    if (refused) throw new Error(refused);
    return { id: made.id, author };
  };

  const versionOf = async (id: string) => (await findBulletin(store.db, id))?.version ?? 0;

  const own = {
    desk,
    warned: told,
    member,
    written,
    versionOf,
    async begin() {
      await store.db.execute(sql`truncate bulletin, bulletin_run, staff cascade`);
      await world.begin();
    },
    /** Written, proposed and approved by two others. @returns its id */
    async approved(change: Partial<BulletinForm> = {}, correctsRunId?: string): Promise<string> {
      const { id, author } = await written(change, correctsRunId);
      const refused =
        (await propose(desk, { by: author, id, version: await versionOf(id) })) ??
        (await approve(desk, { by: await member('lead'), id, version: await versionOf(id) }));
      if (refused) throw new Error(refused);
      return id;
    },
    /** So many subscribers, all alike. */
    async subscribers(count: number, wants: Wanted = {}): Promise<Person[]> {
      const people = await world.people(count);
      await store.db.insert(subscription).values(
        people.map(({ contactId, addressId }) => ({
          ...{ contactId, addressId, account: 'digicel', topics: ['elections'], form: 'text' as const },
          ...{ language: 'ht', frequency: 'each' as const },
          ...wants,
        })),
      );
      return people;
    },
    /** The newest sending of a bulletin. */
    async runOf(id: string) {
      const [run] = await listRuns(store.db, [id]);
      if (!run) throw new Error('it has not begun');
      return run;
    },
    runIs: async (id: string) =>
      (await store.db.select().from(bulletinRun).where(sql`${bulletinRun.id} = ${id}`))[0],
    /** The desk and what sends take turns until nothing more moves. */
    async sendAll(outbound: Outbound, rounds = 20): Promise<void> {
      for (let n = 0; n < rounds; n += 1) {
        const accounts = await sendBulletins(desk);
        if (accounts.length === 0) return;
        for (const account of accounts) await outbound.drain(account);
      }
    },
  };
  // Not spread: what the far side has taken is asked anew each time.
  return Object.assign(Object.create(world) as typeof world, own);
}

export type BulletinWorld = Awaited<ReturnType<typeof openBulletinWorld>>;

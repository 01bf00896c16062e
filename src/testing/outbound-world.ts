import { eq, sql } from 'drizzle-orm';
import type { Capabilities, Channel } from '../core/channel.ts';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS, type Receipt } from '../core/message.ts';
import type { SendErrorKind } from '../core/send-error.ts';
import { type Outbound, openOutbound } from '../outbound/deliver.ts';
import type { Store } from '../store/connect.ts';
import { applyReceipts } from '../store/parts.ts';
import { addReplies, type NewReply } from '../store/replies.ts';
import { message, part, reply, waiting } from '../store/schema.ts';
import { freshDatabase } from './database.ts';
import { type FarSide, farChannel, startFarSide } from './far-side.ts';
import { addPeople, openTestStore } from './people.ts';

export type Person = Awaited<ReturnType<typeof addPeople>>[number];
type Options = Partial<Parameters<typeof openOutbound>[0]>;

/** Replies on a real database that leave for a far side of our own. */
export async function openOutboundWorld(accounts: Readonly<Record<string, Capabilities>>) {
  const database = await freshDatabase();
  const store = openTestStore(database.url);
  const names = Object.keys(accounts);
  const [first = ''] = names;
  let far: FarSide | undefined;
  let opened: { outbound: Outbound; channel: Channel; store: Store | undefined }[] = [];
  let lines: string[] = [];
  let wrote = 0;
  const theFar = () => {
    if (!far) throw new Error('call begin first');
    return far;
  };

  return {
    store,
    url: database.url,
    get far() {
      return theFar();
    },
    /** What was logged, read. */
    get told(): { level: string; msg: string; account?: string; count?: number }[] {
      return lines.map((line) => JSON.parse(line));
    },
    /** Before each test. */
    async begin() {
      await store.db.execute(sql`truncate contact, sender, spend, cost restart identity cascade`);
      far = await startFarSide();
      lines = [];
    },
    /** After each test. */
    async end() {
      for (const { outbound, channel, store: own } of opened) {
        await outbound.stop();
        await channel.close();
        await own?.close();
      }
      opened = [];
      await far?.close();
      far = undefined;
    },
    async close() {
      await store.close();
      await database.drop();
    },
    /** Opens what sends; with connections of its own it is as good as another process. */
    open(options: Options & { alone?: boolean; only?: readonly string[] } = {}): Outbound {
      const { alone = false, only = names, ...rest } = options;
      const own = alone ? openTestStore(database.url) : undefined;
      const channel = farChannel(theFar().url, accounts);
      const outbound = openOutbound({
        store: own ?? store,
        channels: new Map(only.map((name) => [name, channel])),
        log: openLog((line) => lines.push(line)),
        ...rest,
      });
      opened.push({ outbound, channel, store: own });
      return outbound;
    },
    people: (count: number) => addPeople(store, count),
    async person(): Promise<Person> {
      const [person] = await addPeople(store, 1);
      if (!person) throw new Error('nobody');
      return person;
    },
    /** Queues a reply of each of these people. @returns the ids of the replies */
    async sayAll(people: readonly Person[], text: string, more: Partial<NewReply> = {}): Promise<string[]> {
      const added = await addReplies(
        store.db,
        people.map((person) => ({
          contactId: person.contactId,
          addressId: person.addressId,
          account: first,
          class: REPLY_CLASS.reply,
          content: { text },
          cause: 'test.text',
          expiresAt: expiryOf('reply', new Date()),
          ...more,
        })),
      );
      return added.map((row) => row?.replyId ?? '');
    },
    async say(person: Person, text: string, more: Partial<NewReply> = {}): Promise<string> {
      const [id = ''] = await this.sayAll([person], text, more);
      return id;
    },
    /** They wrote to an account so long ago, and a turn has handled it unless told otherwise. */
    async wrote(person: Person, hoursAgo: number, { account = first, handled = true } = {}): Promise<void> {
      wrote += 1;
      await store.db.insert(message).values({
        contactId: person.contactId,
        addressId: person.addressId,
        channel: 'far',
        account,
        externalId: `in-${wrote}`,
        receivedAt: new Date(Date.now() - hoursAgo * 3_600_000),
        text: 'Bonjou',
        handledAt: handled ? new Date() : null,
      });
    },
    receipt(partId: string, status: Receipt['status'], meaning?: SendErrorKind, code = '30003') {
      return applyReceipts(
        store.db,
        [
          {
            kind: 'receipt',
            channel: 'far',
            externalId: theFar().externalId(partId),
            partId,
            status,
            ...(meaning && { error: { code, meaning } }),
          },
        ],
        () => names,
      );
    },
    replyOf: async (id: string) => (await store.db.select().from(reply).where(eq(reply.id, id)))[0],
    partsOf: (id: string) => store.db.select().from(part).where(eq(part.replyId, id)).orderBy(part.n),
    /** How many replies stand where. */
    async states(): Promise<Record<string, number>> {
      const { rows } = await store.pool.query('select state, count(*)::int as n from reply group by state');
      return Object.fromEntries(rows.map((row) => [row.state, row.n]));
    },
    reasons: async () =>
      (await store.db.select().from(waiting)).filter((row) => !row.closedAt).map((row) => row.reason),
    makeDue: () => store.db.execute(sql`update reply set due_at = now() where state = 'queued'`),
    /** Lets time pass for what the database keeps. */
    async pass(seconds: number): Promise<void> {
      const back = sql`${seconds} * interval '1 second'`;
      await store.db.execute(sql`
        update reply set due_at = due_at - ${back}, expires_at = expires_at - ${back},
          created_at = created_at - ${back}, claimed_at = claimed_at - ${back}`);
      await store.db.execute(sql`
        update sender set paused_until = paused_until - ${back}, refilled_at = refilled_at - ${back},
          trouble_since = trouble_since - ${back}`);
      await store.db.execute(sql`update message set received_at = received_at - ${back}`);
      await store.db.execute(sql`update contact set knocked_at = knocked_at - ${back}`);
    },
  };
}

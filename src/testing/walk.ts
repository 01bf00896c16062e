import { randomBytes } from 'node:crypto';
import { accountOf, PHONES as MEDIA, capabilities as PHONES } from '../channels/simulator/capabilities.ts';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { ConversationDeps } from '../conversation/in-hand.ts';
import { openObserverCards } from '../conversation/observers/cards.ts';
import { takeTurns } from '../conversation/take-turns.ts';
import { openWords } from '../conversation/words.ts';
import type { Capabilities } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { Inbound, Medium } from '../core/message.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { countryOf } from '../country/index.ts';
import { readCode } from '../desks/code.ts';
import type { Flow, State } from '../engine/flow.ts';
import { loadFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { openKeeping } from '../inbound/keep.ts';
import { type Fitted, fitContent } from '../outbound/fit.ts';
import { openStore, type Store } from '../store/connect.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { openProtectionSeal } from '../store/protection-seal.ts';
import { openSeal } from '../store/seal.ts';
import { freshDatabase } from './database.ts';
import { readingForTests } from './reading.ts';

/** What somebody does in one step: words, more than words, or what depends on who they are. */
export type Said =
  | string
  | (Partial<Pick<Inbound, 'choice' | 'media' | 'location' | 'forwarded'>> & { text?: string });
export type Act = Said | ((contactId: string, lane: Lane) => Promise<Said>);

/** A kind of person: how they write to us, and in which language they are spoken to. Null: not chosen yet. */
export interface Lane {
  readonly medium: Medium;
  readonly language: string | null;
}

/** Somebody who writes to us. */
export interface Person {
  readonly lane: Lane;
  readonly from: Inbound['from'][0];
  /** Empty until they have written. */
  contactId: string;
}

/** One message of one person. Nobody writes twice in what is heard together. */
export interface Line {
  readonly person: Person;
  readonly act: Act;
  readonly receivedAt: Date;
  readonly deps?: Partial<ConversationDeps>;
}

/** What one person heard to one act. */
export interface Heard {
  readonly person: Person;
  readonly lane: Lane;
  readonly causes: readonly string[];
  /** As it leaves for the phone. */
  readonly parts: readonly Fitted[];
  /** Where they stand now. */
  readonly snapshot: Snapshot | null;
  readonly stopped: boolean;
  /** Why they wait for a person of ours, besides danger. */
  readonly waiting: readonly string[];
}

/** What somebody new in every lane does, and what happens besides. */
export interface Path {
  readonly acts: readonly Act[];
  /** After the first act. */
  readonly early?: (contactIds: readonly string[]) => Promise<unknown>;
  /** Before the last act. */
  readonly before?: (contactIds: readonly string[]) => Promise<unknown>;
  /** How long after the one before the last act comes. */
  readonly lastAfterMs?: number;
  readonly deps?: Partial<ConversationDeps>;
}

export interface Walk {
  readonly store: Store;
  readonly deps: ConversationDeps;
  readonly lanes: readonly Lane[];
  /** States that were reached, as `flow.state`, by lane. */
  readonly reached: ReadonlyMap<Lane, ReadonlySet<string>>;
  /** What the program complained of. */
  readonly errors: readonly string[];
  newcomer(lane: Lane): Person;
  /** All write at once; their turns are taken some dozens together. Heard in the same order. */
  hear(lines: readonly Line[]): Promise<readonly Heard[]>;
  /** Every path is gone at once. What each lane heard to the last act of each, in the same order. */
  go(paths: readonly Path[]): Promise<readonly (readonly Heard[])[]>;
  close(): Promise<void>;
}

/** As many as are locked by one turn. */
const TOGETHER = 50;
/** Turns that are taken at once, as one process does. */
const AT_ONCE = 2;
/** What comes within a minute belongs together. */
const APART_MS = 61_000;

/** A map that notes which states a conversation of the lane under way comes by. */
class Noted extends Map<string, State> {
  readonly #note: (name: string) => void;
  constructor(states: Iterable<readonly [string, State]>, note: (name: string) => void) {
    super(states);
    this.#note = note;
  }
  override get(name: string): State | undefined {
    this.#note(name);
    return super.get(name);
  }
}

let people = 0;

/** Each lane has a door of its own, so that the states it comes by are told apart. */
const doorOf = ({ medium, language }: Lane) => `${medium}-${language ?? 'new'}`;

/** A crash of the server is not what is tried here: no commit waits for the disk. */
function hurried(url: string): string {
  const address = new URL(url);
  address.searchParams.set('options', '-c synchronous_commit=off');
  return address.href;
}

function phoneOf({ medium }: Lane): Capabilities {
  const found = PHONES[accountOf(medium)];
  if (!found) throw new Error(`no phone carries ${medium}`);
  return found;
}

/** The whole way of a message from the door to the fitted reply, for one person of every kind at once. */
export async function openWalk(): Promise<Walk> {
  const database = await freshDatabase();
  const errors: string[] = [];
  const log = openLog((line) => errors.push(line), 'error');
  const store = openStore({ url: hurried(database.url), seal: openSeal(randomBytes(32)), log });
  const texts = loadTexts();
  const lanes: readonly Lane[] = [...texts.languages, null].flatMap((language) =>
    MEDIA.map((medium) => ({ medium, language })),
  );
  const reached = new Map(lanes.map((lane) => [lane, new Set<string>()]));
  const plain = loadFlows(texts, ACTIONS);
  const flowsOf = new Map(
    lanes.map((lane) => {
      const note = (flow: string) => (name: string) => void reached.get(lane)?.add(`${flow}.${name}`);
      const byName = [...plain.byName].map(([name, flow]): [string, Flow] => [
        name,
        { ...flow, states: new Noted(flow.states, note(name)) },
      ]);
      return [doorOf(lane), { ...plain, byName: new Map(byName) }];
    }),
  );
  const deps: ConversationDeps = {
    store,
    texts,
    flows: plain,
    words: openWords(texts, readCode),
    country: countryOf('ht'),
    observers: openObserverCards(countryOf('ht')),
    ...readingForTests(),
    protection: openProtectionSeal(randomBytes(32)),
    spokenAt: (door) => ({ texts, flows: flowsOf.get(door) ?? plain }),
    capabilities: new Map(lanes.map((lane) => [doorOf(lane), phoneOf(lane)])),
    wake: () => undefined,
    log,
    answersPerHour: 100_000,
    now: () => new Date(),
  };

  const newcomer = (lane: Lane): Person => {
    people += 1;
    const phone = lane.medium === 'sms';
    const value = phone ? `+5093${String(people).padStart(7, '0')}` : `${lane.medium}-${people}`;
    const from = phone
      ? ({ scheme: 'tel', kind: 'phone', value } as const)
      : ({ scheme: 'simulator', kind: 'simulated', value } as const);
    return { lane, from, contactId: '' };
  };

  const keep = openKeeping({
    store,
    log,
    wake: () => undefined,
    applyReceipts: async () => undefined,
    setAside: async () => undefined,
  });

  async function go(paths: readonly Path[]): Promise<readonly (readonly Heard[])[]> {
    const began = Date.now();
    const walkers = paths.map((path) => ({
      path,
      persons: lanes.map(newcomer),
      heard: [] as readonly Heard[],
    }));
    const idsOf = ({ persons }: (typeof walkers)[number]) => persons.map(({ contactId }) => contactId);
    const longest = Math.max(0, ...paths.map(({ acts }) => acts.length));
    for (let n = 0; n < longest; n += 1) {
      const going = walkers.filter(({ path }) => n < path.acts.length);
      for (const each of going) if (n === each.path.acts.length - 1) await each.path.before?.(idsOf(each));
      const heard = await hear(
        going.flatMap(({ path: { acts, lastAfterMs = APART_MS, deps: change }, persons }) => {
          const left = acts.length - 1 - n;
          // Nothing comes from the future.
          const at = began - APART_MS - (left === 0 ? 0 : lastAfterMs + (left - 1) * APART_MS);
          const act = acts[n] ?? '';
          return persons.map((person) => ({
            person,
            act,
            receivedAt: new Date(at),
            ...(change && { deps: change }),
          }));
        }),
      );
      for (const [index, each] of going.entries()) {
        each.heard = heard.slice(index * lanes.length, (index + 1) * lanes.length);
        if (n === 0) await each.path.early?.(idsOf(each));
      }
    }
    return walkers.map(({ heard }) => heard);
  }

  async function hear(lines: readonly Line[]): Promise<readonly Heard[]> {
    const entries = await Promise.all(
      lines.map(async ({ person: { lane, from, contactId }, act, receivedAt }) => {
        const does = typeof act === 'function' ? await act(contactId, lane) : act;
        const said = typeof does === 'string' ? { text: does } : does;
        people += 1;
        const event: Inbound = {
          kind: 'inbound',
          channel: 'simulator',
          account: doorOf(lane),
          externalId: `walk-${process.pid}-${people}`,
          from: [from],
          media: [],
          ...said,
          text: said.text ?? '',
        };
        return { event, receivedAt };
      }),
    );
    const { rows: before } = await store.pool.query('select coalesce(max(seq), 0) as seq from reply');
    await keep(entries);
    await meet(lines.map(({ person }) => person).filter(({ contactId }) => contactId === ''));
    await takeAll(lines);
    return heardBy(
      lines.map(({ person }) => person),
      before[0].seq,
    );
  }

  async function takeAll(lines: readonly Line[]): Promise<void> {
    const changes = new Set(lines.map(({ deps: change }) => change));
    const batches = [...changes].flatMap((change) => {
      const ids = lines.filter((line) => line.deps === change).map(({ person: { contactId } }) => contactId);
      return Array.from({ length: Math.ceil(ids.length / TOGETHER) }, (_, n) => ({
        change,
        ids: ids.slice(n * TOGETHER, (n + 1) * TOGETHER),
      }));
    });
    const worker = async () => {
      for (let next = batches.shift(); next; next = batches.shift()) {
        try {
          await takeTurns({ ...deps, ...next.change }, next.ids);
        } catch (error) {
          // Two turns in each other's way: one is asked to come again, as the queue does.
          if (!isDatabaseAway(error)) throw error;
          batches.push(next);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  async function heardBy(persons: readonly Person[], since: number): Promise<readonly Heard[]> {
    const ids = persons.map(({ contactId }) => contactId);
    const all = async (query: string, ...values: unknown[]) =>
      (await store.pool.query(query, [ids, ...values])).rows;
    const [replies, contacts] = await Promise.all([
      all(
        'select contact_id, content, cause from reply where contact_id = any($1) and seq > $2 order by seq',
        since,
      ),
      all(`select id, snapshot, stopped_at, array(select reason from waiting where contact_id = contact.id
        and closed_at is null and reason <> 'danger') as waiting from contact where id = any($1)`),
    ]);
    const repliesOf = new Map<string, typeof replies>(ids.map((id) => [id, []]));
    for (const row of replies) repliesOf.get(row.contact_id)?.push(row);
    const contactOf = new Map(contacts.map((row) => [row.id, row]));
    return persons.map((person) => {
      const mine = repliesOf.get(person.contactId) ?? [];
      const contact = contactOf.get(person.contactId);
      return {
        person,
        lane: person.lane,
        causes: mine.map(({ cause }) => cause),
        parts: mine.flatMap(({ content }) => fitContent(content, phoneOf(person.lane))),
        snapshot: contact?.snapshot ?? null,
        stopped: contact?.stopped_at != null,
        waiting: contact?.waiting ?? [],
      };
    });
  }

  /** Who is spoken to in a language has chosen it, and agreed, before. */
  async function meet(persons: readonly Person[]): Promise<void> {
    const hashes = persons.map(({ from }) => store.seal.hashAddress(from));
    const { rows } = await store.pool.query(
      `update contact set language = met.language, consented_at = case when met.language is not null then now() end
       from unnest($1::bytea[], $2::text[]) as met(hash, language) join address on address.hash = met.hash
       where contact.id = address.contact_id returning encode(met.hash, 'hex') as hash, contact.id`,
      [hashes, persons.map(({ lane }) => lane.language)],
    );
    const ids = new Map(rows.map(({ hash, id }) => [hash, id]));
    for (const [n, person] of persons.entries()) person.contactId = ids.get(hashes[n]?.toString('hex')) ?? '';
  }

  return {
    store,
    deps,
    lanes,
    reached,
    errors,
    newcomer,
    hear,
    go,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

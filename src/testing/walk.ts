import { randomBytes } from 'node:crypto';
import { accountOf, PHONES as MEDIA, capabilities as PHONES } from '../channels/simulator/capabilities.ts';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { ConversationDeps } from '../conversation/in-hand.ts';
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
import { type Fitted, fitContent } from '../outbound/fit.ts';
import { openStore, type Store } from '../store/connect.ts';
import { keepMessages } from '../store/messages.ts';
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

/** What one lane heard to one act. */
export interface Heard {
  readonly lane: Lane;
  readonly causes: readonly string[];
  /** As it leaves for the phone. */
  readonly parts: readonly Fitted[];
  /** Where they stand now. */
  readonly snapshot: Snapshot | null;
  readonly handedOver: boolean;
}

export interface Walk {
  readonly store: Store;
  readonly deps: ConversationDeps;
  readonly lanes: readonly Lane[];
  /** States that were reached, as `flow.state`, by lane. */
  readonly reached: ReadonlyMap<Lane, ReadonlySet<string>>;
  /** Somebody new in every lane does all of this; heard is what the last act was answered with. */
  go(acts: readonly Act[], more?: GoOptions): Promise<readonly Heard[]>;
  close(): Promise<void>;
}

export interface GoOptions {
  /** After the first act. */
  readonly early?: (contactIds: readonly string[]) => Promise<unknown>;
  /** Before the last act. */
  readonly before?: (contactIds: readonly string[]) => Promise<unknown>;
  /** How long after the one before the last act comes. */
  readonly lastAfterMs?: number;
  readonly deps?: Partial<ConversationDeps>;
}

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

interface Person {
  readonly lane: Lane;
  readonly from: Inbound['from'][0];
  contactId: string;
}

let people = 0;

/** Each lane has a door of its own, so that the states it comes by are told apart. */
const doorOf = ({ medium, language }: Lane) => `${medium}-${language ?? 'new'}`;

function phoneOf({ medium }: Lane): Capabilities {
  const found = PHONES[accountOf(medium)];
  if (!found) throw new Error(`no phone carries ${medium}`);
  return found;
}

/** The whole way of a message from the door to the fitted reply, for one person of every kind at once. */
export async function openWalk(): Promise<Walk> {
  const database = await freshDatabase();
  const log = openLog(undefined, 'silent');
  const store = openStore({ url: database.url, seal: openSeal(randomBytes(32)), log });
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

  async function go(acts: readonly Act[], more: GoOptions = {}): Promise<readonly Heard[]> {
    const persons = lanes.map(newcomer);
    // Nothing comes from the future, and what comes within a minute belongs together.
    let at = Date.now() - (acts.length + 1) * 61_000;
    let heard: readonly Heard[] = [];
    for (const [n, act] of acts.entries()) {
      const isLast = n === acts.length - 1;
      at += isLast ? (more.lastAfterMs ?? 61_000) : 61_000;
      if (isLast) await more.before?.(persons.map(({ contactId }) => contactId));
      heard = await hear(persons, act, new Date(at), more.deps ?? {});
      if (n === 0) await more.early?.(persons.map(({ contactId }) => contactId));
    }
    return heard;
  }

  /** All say it at once, and their turns are taken together. */
  async function hear(
    persons: readonly Person[],
    act: Act,
    receivedAt: Date,
    change: Partial<ConversationDeps>,
  ): Promise<readonly Heard[]> {
    const arrivals = await Promise.all(
      persons.map(async ({ lane, from, contactId }) => {
        people += 1;
        const externalId = `walk-${process.pid}-${people}`;
        const does = typeof act === 'function' ? await act(contactId, lane) : act;
        const said = typeof does === 'string' ? { text: does } : does;
        const inbound: Inbound = {
          kind: 'inbound',
          channel: 'simulator',
          account: doorOf(lane),
          externalId,
          from: [from],
          media: [],
          ...said,
          text: said.text ?? '',
        };
        return { inbound, receivedAt };
      }),
    );
    const { rows: before } = await store.pool.query('select coalesce(max(seq), 0) as seq from reply');
    await keepMessages(store, arrivals);
    for (const person of persons.filter(({ contactId }) => contactId === '')) await meet(person);
    const ids = persons.map(({ contactId }) => contactId);
    await takeTurns({ ...deps, ...change }, ids);
    const all = async (query: string, ...values: unknown[]) =>
      (await store.pool.query(query, [ids, ...values])).rows;
    const replies = await all(
      'select contact_id, content, cause from reply where contact_id = any($1) and seq > $2 order by seq',
      before[0].seq,
    );
    const contacts = await all('select id, snapshot from contact where id = any($1)');
    const waits = await all(
      "select contact_id from waiting where contact_id = any($1) and reason <> 'danger'",
    );
    return persons.map(({ lane, contactId }) => {
      const mine = replies.filter(({ contact_id: id }) => id === contactId);
      const capabilities = phoneOf(lane);
      return {
        lane,
        causes: mine.map(({ cause }) => cause),
        parts: mine.flatMap(({ content }) => fitContent(content, capabilities)),
        snapshot: contacts.find(({ id }) => id === contactId)?.snapshot ?? null,
        handedOver: waits.some(({ contact_id: id }) => id === contactId),
      };
    });
  }

  /** Who is spoken to in a language has chosen it, and agreed, before. */
  async function meet(person: Person): Promise<void> {
    const hash = store.seal.hashAddress(person.from);
    const { rows } = await store.pool.query(
      `update contact set language = $2, consented_at = case when $2::text is null then null else now() end
       where id = (select contact_id from address where hash = $1) returning id`,
      [hash, person.lane.language],
    );
    person.contactId = rows[0].id;
  }

  return {
    store,
    deps,
    lanes,
    reached,
    go,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

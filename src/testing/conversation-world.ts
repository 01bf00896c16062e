import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { ConversationDeps } from '../conversation/in-hand.ts';
import { openObserverCards } from '../conversation/observers/cards.ts';
import { takeTurns } from '../conversation/take-turns.ts';
import { openWords } from '../conversation/words.ts';
import { openLog } from '../core/log.ts';
import type { Inbound } from '../core/message.ts';
import { countryOf } from '../country/index.ts';
import { readCode } from '../desks/code.ts';
import { loadFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { openStore, type Store } from '../store/connect.ts';
import { keepMessages } from '../store/messages.ts';
import { openProtectionSeal } from '../store/protection-seal.ts';
import { openSeal } from '../store/seal.ts';
import { SMS } from './accounts.ts';
import { freshDatabase } from './database.ts';
import { readingForTests } from './reading.ts';

let made = 0;

/** An invented SMS from an invented number. */
export function sms(from: string, text: string, more: Partial<Inbound> = {}): Inbound {
  made += 1;
  return {
    kind: 'inbound',
    channel: 'simulator',
    account: 'simulator-sms',
    externalId: `test-${process.pid}-${made}`,
    from: [{ scheme: 'tel', kind: 'phone', value: from }],
    text,
    media: [],
    ...more,
  };
}

export interface ConversationWorld {
  readonly store: Store;
  readonly deps: ConversationDeps;
  /** What was woken after commits. */
  readonly woken: string[];
  /** Keeps the message and takes the turn. @returns what we say to it, newest turn only, as one text each */
  says(from: string, text: string, more?: Partial<Inbound>): Promise<string[]>;
  contactOf(from: string): Promise<string>;
  close(): Promise<void>;
}

/**
 * A conversation on a real database, without any channel.
 * @param apartMs how long after the one before each message comes; 0: as the clock goes
 */
export async function openConversationWorld(
  change: Partial<ConversationDeps> = {},
  { apartMs = 61_000 }: { apartMs?: number } = {},
): Promise<ConversationWorld> {
  let said = 0;
  // Nothing comes from the future: what does is taken to come now.
  const started = Date.now() - 6 * 3_600_000;
  const database = await freshDatabase();
  const log = openLog(undefined, 'silent');
  const store = openStore({ url: database.url, seal: openSeal(Buffer.alloc(32, 7)), log });
  const texts = loadTexts();
  const woken: string[] = [];
  const deps: ConversationDeps = {
    store,
    texts,
    flows: loadFlows(texts, ACTIONS),
    words: openWords(texts, readCode),
    capabilities: new Map([['simulator-sms', SMS]]),
    protection: openProtectionSeal(Buffer.alloc(32, 8)),
    wake: (_queue, ids) => woken.push(...ids),
    log,
    country: countryOf('ht'),
    observers: openObserverCards(countryOf('ht')),
    ...readingForTests(),
    answersPerHour: 30,
    now: () => new Date(),
    ...change,
  };
  /** What comes within a minute belongs together: unless told, nothing here does. */
  const receivedAt = () => {
    if (apartMs === 0) return new Date();
    said += 1;
    return new Date(started + said * apartMs);
  };
  const contactOf = async (from: string) => {
    const hash = store.seal.hashAddress({ scheme: 'tel', kind: 'phone', value: from });
    const { rows } = await store.pool.query('select contact_id from address where hash = $1', [hash]);
    return rows[0]?.contact_id;
  };
  return {
    store,
    deps,
    woken,
    async says(from, text, more) {
      const { rows: before } = await store.pool.query('select coalesce(max(seq), 0) as seq from reply');
      const { contactIds: contacts } = await keepMessages(store, [
        { inbound: sms(from, text, more), receivedAt: receivedAt() },
      ]);
      await takeTurns(deps, contacts);
      const { rows } = await store.pool.query(
        `select content->>'text' as text from reply where seq > $1 and contact_id = $2 order by seq`,
        [before[0].seq, await contactOf(from)],
      );
      return rows.map((row) => row.text);
    },
    contactOf,
    async close() {
      await store.close();
      await database.drop();
    },
  };
}

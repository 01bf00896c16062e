import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import { openTemplateBoard } from '../channels/template-board.ts';
import { openPairingDesk } from '../channels/whatsapp-web/pairing.ts';
import type { ConsoleDeps } from '../console/deps.ts';
import { registerConsole } from '../console/index.ts';
import { hashPassword } from '../console/session/passwords.ts';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import type { ConversationDeps } from '../conversation/in-hand.ts';
import { openObserverCards } from '../conversation/observers/cards.ts';
import { answerWaiting, handBack } from '../conversation/people.ts';
import { openWords } from '../conversation/words.ts';
import type { Capabilities } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { Inbound } from '../core/message.ts';
import { countryOf } from '../country/index.ts';
import { loadFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { openStore, type Store } from '../store/connect.ts';
import { openKeep } from '../store/keeps.ts';
import { keepMessages } from '../store/messages.ts';
import { openProtectionSeal } from '../store/protection-seal.ts';
import { openSeal } from '../store/seal.ts';
import { addStaff, type StaffMember, type StaffRole } from '../store/staff.ts';
import { talkOf } from '../store/talk.ts';
import { openWaiting, type WaitingReason } from '../store/waiting.ts';
import { openVoice } from '../voice/index.ts';
import { SMS, WHATSAPP } from './accounts.ts';
import { bulletinsForTests } from './bulletin-desk.ts';
import { freshDatabase } from './database.ts';
import { readingForTests } from './reading.ts';
import { watchForTests } from './watch-desk.ts';

/** Good enough for everybody in tests. */
export const PASSWORD = 'kat chat sou do kay';

export interface ConsoleUnderTest {
  readonly url: string;
  readonly store: Store;
  readonly deps: ConsoleDeps;
  /** What was logged, a JSON object a line. */
  readonly logged: string[];
  /** Which queues were woken, with the ids. */
  readonly woken: (readonly [string, readonly string[]])[];
  addMember(name: string, role?: StaffRole, language?: string, institution?: string): Promise<StaffMember>;
  /** Somebody who wrote `text` and waits for a person. */
  waits(about: {
    phone: string;
    text: string;
    reason?: WaitingReason;
    account?: 'twilio-sms' | 'twilio-whatsapp';
  }): Promise<{ waitingId: string; contactId: string }>;
  close(): Promise<void>;
}

/** The console on a real server and a database of its own; `publicUrl` and the clock can be another's. */
export async function openConsole(
  options: {
    publicUrl?: string;
    now?: () => Date;
    trustProxy?: boolean;
    linkedDevice?: boolean;
    templates?: Parameters<typeof openTemplateBoard>[0];
    capabilities?: ReadonlyMap<string, Capabilities>;
  } = {},
): Promise<ConsoleUnderTest> {
  const database = await freshDatabase();
  const logged: string[] = [];
  const log = openLog((line) => void logged.push(line));
  const store = openStore({ url: database.url, seal: openSeal(randomBytes(32)), log });
  const texts = loadTexts();
  const protection = openProtectionSeal(randomBytes(32));
  const capabilities = new Map([
    ['twilio-sms', SMS],
    ['twilio-whatsapp', WHATSAPP],
    ...(options.capabilities ?? []),
  ]);
  const now = options.now ?? (() => new Date());
  const woken: (readonly [string, readonly string[]])[] = [];
  const wake = (queue: string, ids: readonly string[]) => void woken.push([queue, ids]);
  const cards = openObserverCards(countryOf('ht'));
  const conversation: ConversationDeps = {
    store,
    texts,
    flows: loadFlows(texts, ACTIONS),
    words: openWords(texts, () => null),
    protection,
    country: countryOf('ht'),
    observers: cards,
    ...readingForTests(),
    answersPerHour: 120,
    capabilities,
    wake,
    log,
    now,
  };
  const voice = openVoice({ log });
  const app = Fastify({ trustProxy: options.trustProxy ?? false });
  const deps: ConsoleDeps = {
    store,
    texts,
    capabilities,
    accounts: new Map(
      [...capabilities].map(([account, { pace }]) => [
        account,
        { channel: account.startsWith('twilio') ? 'twilio' : account, pace, listens: false },
      ]),
    ),
    templates: openTemplateBoard(options.templates ?? []),
    money: { prices: countryOf('ht').prices, bulkPerDayMilli: 20_000 },
    printSound: undefined,
    protection,
    placeLabel: (code) => readingForTests().places.label(code, 'ht'),
    ...watchForTests(store, now, cards),
    campaigns: bulletinsForTests(store, now, capabilities, logged),
    bulletins: bulletinsForTests(store, now, capabilities, logged),
    placesNamed: (text) => readingForTests().reading.places(text),
    categories: countryOf('ht').categories,
    people: {
      answer: (by) => answerWaiting(conversation, by),
      handBack: (by) => handBack(conversation, by),
      conversationOf: (contactId) => talkOf(store.db, contactId),
    },
    log,
    wake,
    now,
    publicUrl: options.publicUrl ?? 'http://localhost:3000',
    timeZone: 'America/Port-au-Prince',
    verdictLanguages: ['ht', 'fr'],
    deskHours: countryOf('ht').deskHours,
    verdictPeople: 3,
    phones: countryOf('ht').phones,
    linkedDevice: options.linkedDevice ? openPairingDesk(openKeep(store, 'whatsapp-web'), now) : undefined,
    webhooksPrivate: false,
    simulatorOpen: false,
    training: undefined,
    voice,
    listening: countryOf('ht').listening,
  };
  await registerConsole(app, deps);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  let written = 0;
  return {
    url,
    store,
    deps,
    logged,
    woken,
    async addMember(name, role = 'verifier', language = 'en', institution) {
      const member = await addStaff(store.db, {
        name,
        role,
        language,
        passwordHash: await hashPassword(PASSWORD),
        ...(institution && { institution }),
      });
      if (!member) throw new Error(`${name} is there already`);
      return member;
    },
    async waits({ phone, text, reason = 'asked_for_person', account = 'twilio-sms' }) {
      written += 1;
      const inbound: Inbound = {
        kind: 'inbound',
        channel: 'twilio',
        account,
        externalId: `SM${written}`,
        from: [{ scheme: account === 'twilio-sms' ? 'tel' : 'whatsapp', kind: 'phone', value: phone }],
        text,
        media: [],
      };
      const {
        contactIds: [contactId],
      } = await keepMessages(store, [{ inbound, receivedAt: now() }]);
      if (contactId === undefined) throw new Error('the message was not kept');
      return { contactId, waitingId: await openWaiting(store.db, { contactId, reason }) };
    },
    async close() {
      await app.close();
      await voice.close();
      await store.close();
      await database.drop();
    },
  };
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import {
  raiseAlarm,
  raiseDangerAlarm,
  raiseLateClaims,
  raiseLateIncidents,
  raiseLateLines,
  raiseSilenceAlarms,
  raiseWarnings,
  raiseWebhookAlarm,
} from './alert.ts';
import { accountFacts, openChannels } from './channels/index.ts';
import { openTemplateBoard } from './channels/template-board.ts';
import { openPairingDesk } from './channels/whatsapp-web/pairing.ts';
import type { Config, ROLES } from './config.ts';
import type { ConsoleDeps } from './console/deps.ts';
import { createFirstAdminLink } from './console/staff/first-admin.ts';
import { ACTIONS } from './conversation/actions/outcomes.ts';
import { watchClocks } from './conversation/clock.ts';
import type { ConversationDeps } from './conversation/in-hand.ts';
import { openObserverCards } from './conversation/observers/cards.ts';
import { answerWaiting, handBack } from './conversation/people.ts';
import { takeTurns } from './conversation/take-turns.ts';
import { openWords } from './conversation/words.ts';
import type { Channel, Sink } from './core/channel.ts';
import { openLinks } from './core/file-links.ts';
import type { Log } from './core/log.ts';
import { openRecently } from './core/recently.ts';
import { requireBanks } from './country/check-banks.ts';
import { countryOf } from './country/index.ts';
import { priceOf } from './country/price.ts';
import { type BulletinDesk, quietUntil, sendBulletins, speakBulletins } from './desks/bulletins/index.ts';
import { type CampaignDesk, endOverCampaigns } from './desks/campaigns/index.ts';
import { readCode } from './desks/code.ts';
import { playDue } from './desks/training/index.ts';
import { attachFromPhones } from './desks/verification/by-phone.ts';
import { openLinkCopier } from './desks/verification/copy-links.ts';
import { openSpeaking } from './desks/verification/synthetic.ts';
import { openPlaceTable } from './desks/watch/exports/index.ts';
import { communesOf, departmentsOf, groupReports, watchDeskOf, watchSilence } from './desks/watch/index.ts';
import { loadFlowTexts } from './flows.ts';
import { loadTexts } from './i18n.ts';
import { openAcceptance } from './inbound/accept.ts';
import { catchUp } from './inbound/catch-up.ts';
import { openFileFetcher } from './inbound/fetch-files.ts';
import { type Ears, openEars } from './inbound/listen.ts';
import { openSpool } from './inbound/spool.ts';
import { openLiveFlows } from './live-flows.ts';
import { serveMatching } from './matching-role.ts';
import { openFingerprints } from './media/fingerprint.ts';
import { openMetrics } from './metrics.ts';
import { openOutbound } from './outbound/deliver.ts';
import { standInsOf } from './outbound/failover.ts';
import { fitContent } from './outbound/fit.ts';
import type { Policy } from './outbound/policy.ts';
import { openWebhooks } from './publishing/webhooks/deliver.ts';
import { outboundQueue } from './queue/jobs.ts';
import { openQueues } from './queue/open.ts';
import { openReading } from './reading.ts';
import { localSecretKey, protectionKeyOf } from './secret-key.ts';
import { forgetApiTips } from './store/api-tips.ts';
import { expireBlobs, openBlob } from './store/blobs.ts';
import { openStore, type Store } from './store/connect.ts';
import { forgetContacts } from './store/contacts.ts';
import { startEmbedded } from './store/embedded/start.ts';
import { openKeep } from './store/keeps.ts';
import { giveUpOldFiles } from './store/media.ts';
import { overdueContacts } from './store/messages.ts';
import { migrate } from './store/migrate.ts';
import { claimNewsroom } from './store/newsroom.ts';
import { applyReceipts } from './store/parts.ts';
import { wipeCallbacks } from './store/protection.ts';
import { openProtectionSeal } from './store/protection-seal.ts';
import { openSeal } from './store/seal.ts';
import { healthOf } from './store/sender-health.ts';
import { noteLink } from './store/senders.ts';
import { talkOf } from './store/talk.ts';
import { dueEndpoints, forgetWebhookEvents } from './store/webhooks.ts';
import { openTraffic } from './traffic.ts';
import { openVoice } from './voice/index.ts';
import { openWeb } from './web.ts';

/** How long a row may wait for its wake-up before the sweeper gives it another. */
const SWEEP_MS = 5_000;

/** How soon a flow that was made active talks in every process. */
const FLOWS_MS = 3_000;

/** How soon a message of an exercise comes in once it is due. */
const EXERCISES_MS = 1_000;

/** How often providers are asked for what we may have missed; at the start, too. */
const CATCH_UP_MS = 300_000;

/** How often files and closed call-backs are looked at for their age, which is counted in days. */
const EXPIRE_MS = 600_000;
/** How soon a report stands on the board of the watch cell. */
const GROUPING_MS = 1_000;
/** How soon a missed check-in is seen, once its grace is over. */
const SILENCE_MS = 30_000;
/** How soon a bulletin begins that is due, and how often its accounts get more to send. */
const BULLETINS_MS = 1_000;
const LATE_CLAIMS_MS = 60_000;

/** Partners told at once by one process: one that hangs must not keep the others waiting. */
const ENDPOINTS_AT_ONCE = 8;

/** How long events of webhooks can be sent again, and their log is kept. */
const WEBHOOK_DAYS = 90;

/** How long a partner can send a rumor again under the same id, or ask for it by its code, once something came of it. */
const HANDED_IN_DAYS = 90;

/** Files fetched at once by one process: each may be 16 MB, and a picture takes some hundred more while it is looked at. */
const FETCH_AT_ONCE = 2;

export interface Running {
  /** Undefined where this process has no web role. */
  readonly url: string | undefined;
  /** Once, on a database where nobody of ours exists yet. */
  readonly adminLink: string | undefined;
  stop(): Promise<void>;
}

/** The store with everything below it: the embedded server where none is named, the key, the migrations. */
export async function openDatabase(
  config: Config,
  log: Log,
): Promise<{ store: Store; databaseUrl: string; close(): Promise<void> }> {
  await mkdir(config.dataDir, { recursive: true });
  const seal = openSeal(config.secretKey ?? (await localSecretKey(config.dataDir, log)));
  const embedded =
    config.databaseUrl === undefined ? await startEmbedded({ dataDir: config.dataDir, log }) : undefined;
  const databaseUrl = config.databaseUrl ?? embedded?.url ?? '';
  try {
    await migrate(databaseUrl, { log });
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  const store = openStore({ url: databaseUrl, seal, log });
  try {
    await claimNewsroom(store, config.newsroom);
  } catch (error) {
    await store.close();
    await embedded?.stop();
    throw error;
  }
  return {
    store,
    databaseUrl,
    async close() {
      await store.close();
      await embedded?.stop();
    },
  };
}

/**
 * Starts this process in the roles of its configuration.
 * @throws Error with one line for the operator where something cannot start; then nothing stays behind
 */
export async function start(config: Config, log: Log): Promise<Running> {
  /** What was opened, undone last first. */
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of undo.splice(0).reverse()) {
      await close().catch((error: unknown) => log.error('something did not close cleanly', { error }));
    }
  };
  try {
    return { ...(await open(config, log, undo)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  config: Config,
  log: Log,
  undo: (() => Promise<unknown>)[],
): Promise<Omit<Running, 'stop'>> {
  const has = (role: (typeof ROLES)[number]) => config.roles.includes(role);
  const texts = loadTexts();
  const flowFiles = loadFlowTexts(texts, ACTIONS);
  const country = countryOf(config.country);
  const read = openReading(country, config.timeZone, texts);
  // Only who seals and who opens needs that key: other processes shall not have it.
  const protectionKey = has('web') || has('conversation') ? await protectionKeyOf(config, log) : undefined;
  const protection = protectionKey && openProtectionSeal(protectionKey);
  requireBanks(country.quizBanks, texts.languages);

  const database = await openDatabase(config, log);
  undo.push(() => database.close());
  const { store } = database;
  const live = await openLiveFlows({ store, texts, actions: ACTIONS, files: flowFiles, log });

  const queues = await openQueues({
    ...(config.redisUrl !== undefined && { redisUrl: config.redisUrl }),
    databaseUrl: database.databaseUrl,
    log,
  });
  undo.push(() => queues.close());
  const wake = (
    queue: 'conversation' | 'outbound' | 'media' | 'webhooks' | 'verification' | 'voice',
    ids: readonly string[],
  ) => {
    if (queue !== 'outbound') queues.wake(queue, ids);
    else for (const account of ids) queues.wake(outboundQueue(account), [ACCOUNT_IS_DUE]);
  };

  const channels = await openChannels(config.channels, (name) => ({
    settings: config.channelSettings[name] ?? {},
    publicUrl: config.publicUrl,
    localUrl: config.localUrl,
    internalKey: store.seal.internalKey,
    keep: openKeep(store, name),
    log,
  }));
  undo.push(() => Promise.all(channels.map((channel) => channel.close())));
  const accounts = new Map<string, Channel>(
    channels.flatMap((channel) =>
      Object.keys(channel.capabilities).map((account) => [account, channel] as const),
    ),
  );
  const facts = accountFacts(channels);
  const accountsOf = new Map(channels.map(({ name, capabilities }) => [name, Object.keys(capabilities)]));
  const capabilities = new Map(channels.flatMap((channel) => Object.entries(channel.capabilities)));

  const deskParts = {
    store,
    texts,
    capabilities,
    wake,
    log,
    now: () => new Date(),
    verdictLanguages: country.verdictLanguages,
    deskHours: country.deskHours,
    verdictPeople: config.verdictPeople,
  };
  const voice = openVoice({ ...config.voice, log });
  undo.push(() => voice.close());

  const cards = openObserverCards(country);
  const watch = watchDeskOf({
    store,
    country,
    timeZone: config.timeZone,
    cards,
    placeName: (code, language) => read.places.label(code, language),
    recently: openRecently(),
    now: () => new Date(),
  });
  const conversation: ConversationDeps = {
    store,
    get texts() {
      return live.of('').texts;
    },
    get flows() {
      return live.of('').flows;
    },
    spokenAt: (account) => live.of(accounts.get(account)?.name ?? ''),
    words: openWords(texts, readCode),
    country,
    observers: cards,
    ...read,
    answersPerHour: config.answersPerHour,
    capabilities,
    protection,
    wake,
    log,
    now: () => new Date(),
  };
  if (has('conversation') || has('web'))
    queues.every('flows that have changed', FLOWS_MS, () => live.refresh());
  const traffic = openTraffic({ store, log });
  undo.push(() => traffic.close());
  const { prices } = country;
  const policy: Policy = {
    timeZone: config.timeZone,
    bulk: { perDayMilli: config.bulkPerDay * 1_000 },
    isQuiet: (now) => quietUntil(country.quietHours, now, config.timeZone) !== null,
    priceOf: (at) => priceOf(prices, at),
    ...(config.outsideWindow === 'template' && {
      knock: {
        perDay: config.templatesPerDay,
        milliEach: priceOf(prices, { medium: 'whatsapp', template: true }),
        languages: texts.languages,
        textIn: (language) => texts.text(language, 'common.knock'),
      },
    }),
    failover: {
      standIns: standInsOf(accounts, config.failover),
      afterSeconds: config.failoverAfterSeconds,
    },
  };
  const links = openLinks({ key: store.seal.linkKey, publicUrl: config.publicUrl });
  const capabilitiesOf = (account: string) => {
    const found = capabilities.get(account);
    if (!found) throw new Error(`no open channel has an account "${account}"`);
    return found;
  };
  const bulletins: BulletinDesk = {
    store,
    texts,
    topics: country.topics,
    quietHours: country.quietHours,
    bulletinsPerDay: country.bulletinsPerDay,
    capabilities,
    timeZone: config.timeZone,
    fit: (account, content) =>
      fitContent(content, capabilitiesOf(account), ({ blobId }) => links.linkTo(blobId, new Date())),
    milliPerUnit: (account, template = false) =>
      priceOf(prices, {
        ...{ medium: capabilitiesOf(account).medium, account, template },
        callingCode: country.phones.callingCode,
      }),
    log,
    now: () => new Date(),
  };
  // Banks are read at the first look, so that one that is broken stops no start.
  const campaigns: CampaignDesk = Object.create(bulletins, {
    quizBanks: { get: () => country.quizBanks },
  });
  let ears: Ears | undefined;
  // Who does not hold the connection leaves replies and files to the process that does.
  const mayAsk = ({ name, sendsWhereItListens, receive }: Channel) =>
    !sendsWhereItListens || receive.listen === undefined || (ears?.holds(name) ?? false);
  const sent = new Map(
    [...accounts].filter(([, { sendsWhereItListens }]) => has(sendsWhereItListens ? 'web' : 'outbound')),
  );
  if (sent.size > 0) {
    const outbound = openOutbound({
      store,
      channels: sent,
      maySend: mayAsk,
      files: {
        open: (blobId) => openBlob(store, blobId),
        linkTo: (blobId) => links.linkTo(blobId, new Date()),
      },
      noted: traffic.sent,
      policy,
      log,
    });
    undo.push(() => outbound.stop());
    for (const account of sent.keys()) {
      await queues.serve(outboundQueue(account), () => outbound.drain(account), { batch: 1, concurrency: 1 });
    }
    queues.every('replies that wait too long', SWEEP_MS, async () => {
      wake('outbound', (await outbound.sweep()).accounts);
    });
  }
  if (has('conversation')) {
    await queues.serve(
      'conversation',
      async (ids) => wake('conversation', await takeTurns(conversation, ids)),
      { batch: 32, concurrency: 2 },
    );
    queues.every('questions that wait for an answer', SWEEP_MS, async () => {
      wake('outbound', await watchClocks(conversation));
    });
    queues.every('messages that wait too long', SWEEP_MS, async () => {
      wake('conversation', await overdueContacts(store.db, SWEEP_MS / 1_000, 1_000));
    });
  }
  const printSound = has('desks') || has('web') ? await openFingerprints() : undefined;
  /** Who of this process looks at what is to be fetched: an id is of one of them alone. */
  const fetches: ((ids: readonly string[]) => Promise<void>)[] = [];
  const asked = channels.filter(({ sendsWhereItListens }) => has(sendsWhereItListens ? 'web' : 'desks'));
  if (asked.length > 0) {
    if (printSound === undefined) log.info('no fpcalc found: sounds are kept without a fingerprint');
    const files = openFileFetcher({
      store,
      channels: new Map(asked.map((channel) => [channel.name, channel])),
      mayFetch: mayAsk,
      printSound,
      log,
      now: () => new Date(),
    });
    fetches.push(files.fetch);
    queues.every('files that wait too long', SWEEP_MS, async () => wake('media', await files.due()));
  }
  // What a training newsroom decides is an exercise: no partner may take it for a verdict.
  if (has('desks') && config.newsroom === 'real') {
    const webhooks = openWebhooks({
      store,
      words: { texts, publicUrl: config.publicUrl },
      privateToo: config.webhooksPrivate,
      log,
    });
    undo.push(() => webhooks.close());
    await queues.serve('webhooks', (ids) => webhooks.drain(ids), {
      batch: 1,
      concurrency: ENDPOINTS_AT_ONCE,
    });
    queues.every('webhooks that are due', SWEEP_MS, async () => {
      queues.wake('webhooks', await dueEndpoints(store.db));
      await raiseWebhookAlarm({ store, log, alertUrl: config.alertUrl, publicUrl: config.publicUrl });
    });
  }
  if (has('desks')) {
    const copier = openLinkCopier({ store, log, now: () => new Date() });
    fetches.push(copier.copy);
    queues.every('links without a copy', SWEEP_MS, async () => wake('media', await copier.due()));
  }
  if (has('desks')) {
    const desk = { ...deskParts, printSound };
    const speaking = openSpeaking(desk, voice);
    await queues.serve('voice', (ids) => speaking.speak(ids), { batch: 1, concurrency: 1 });
    queues.every('verdicts that are to be spoken', SWEEP_MS, async () => wake('voice', await speaking.due()));
    queues.every('bulletins that are to be spoken', SWEEP_MS, () => speakBulletins(bulletins, voice));
    queues.every('recordings from phones', GROUPING_MS, async () => {
      await attachFromPhones(desk);
    });
  }
  if (fetches.length > 0) {
    await queues.serve(
      'media',
      async (ids) => {
        for (const fetch of fetches) await fetch(ids);
      },
      {
        batch: 1,
        concurrency: FETCH_AT_ONCE,
      },
    );
  }
  if (has('desks')) {
    queues.every('what is old enough to go', EXPIRE_MS, async () => {
      await giveUpOldFiles(store.db);
      await forgetWebhookEvents(store.db, WEBHOOK_DAYS);
      await forgetApiTips(store.db, HANDED_IN_DAYS);
      const count = await expireBlobs(store.db, config.mediaDays);
      if (count > 0) log.info('files expired', { count });
      const wiped = await wipeCallbacks(store.db);
      if (wiped > 0) log.info('closed call-backs were emptied', { count: wiped });
    });
    queues.every('bulletins on their way', BULLETINS_MS, async () => {
      await endOverCampaigns(campaigns);
      wake('outbound', await sendBulletins(bulletins));
    });
    queues.every('reports that belong to no incident', GROUPING_MS, async () => {
      await groupReports(watch);
    });
    queues.every('observers who do not check in', SILENCE_MS, async () => {
      const watched = await watchSilence(watch, { texts, prices, capabilities });
      if (watched && watched.accounts.length > 0) wake('outbound', watched.accounts);
    });
    queues.every('incidents that stand too long', SWEEP_MS, async () => {
      const told = { watch, log, alertUrl: config.alertUrl, publicUrl: config.publicUrl };
      await raiseLateIncidents(told);
      await raiseWarnings(told);
    });
    queues.every('people who may be in danger', SWEEP_MS, async () => {
      const told = { log, alertUrl: config.alertUrl, publicUrl: config.publicUrl };
      await raiseDangerAlarm({ ...told, store });
      await raiseSilenceAlarms({ ...told, watch, language: texts.languages[0] ?? '' });
    });
    queues.every('claims that wait too long', LATE_CLAIMS_MS, () =>
      raiseLateClaims({
        store,
        log,
        hours: country.deskHours,
        alertUrl: config.alertUrl,
        publicUrl: config.publicUrl,
      }),
    );
    queues.every('messages that nobody opens', LATE_CLAIMS_MS, () =>
      raiseLateLines({
        store,
        log,
        hours: country.lineHours,
        alertUrl: config.alertUrl,
        publicUrl: config.publicUrl,
      }),
    );
    queues.every('people who wait too long', SWEEP_MS, async () => {
      await forgetContacts(store.db);
      await raiseAlarm({
        store,
        log,
        accounts: [...accounts.keys()],
        minutes: config.waitingAlertMinutes,
        alertUrl: config.alertUrl,
        publicUrl: config.publicUrl,
      });
    });
  }
  const matching = has('matching')
    ? serveMatching({
        databaseUrl: database.databaseUrl,
        embeddings: config.embeddings,
        desk: deskParts,
        placeIn: read.placeIn,
        queues,
      })
    : undefined;
  if (matching) undo.push(() => matching.close());
  if (!has('web')) return { url: undefined, adminLink: undefined };

  const spool = await openSpool({ dir: join(config.dataDir, 'spool'), seal: store.seal, log });
  const acceptance = openAcceptance({
    store,
    spool,
    wake: ({ contactIds, mediaIds, heard }) => {
      traffic.heard(heard);
      wake('conversation', contactIds);
      wake('media', mediaIds);
    },
    applyReceipts: async (receipts) => {
      const { due } = await applyReceipts(store.db, receipts, (name) => accountsOf.get(name) ?? []);
      wake('outbound', due);
    },
    log,
  });
  undo.push(() => acceptance.close());
  const sink: Sink = {
    deliver: (events) => acceptance.accept(events),
    stands: (account, link, note) => {
      noteLink(store.db, account, link, note).catch((error) =>
        log.warn('how an account stands could not be kept', { account, error }),
      );
    },
  };
  ears = openEars({ store, channels, sink, log });
  undo.push(async () => ears?.close());
  queues.every('what providers hold for us', CATCH_UP_MS, () =>
    catchUp({ store, channels, sink, log, now: () => new Date() }),
  );
  const consoleDeps: ConsoleDeps = {
    store,
    texts,
    capabilities,
    accounts: facts,
    templates: openTemplateBoard(channels),
    money: { prices, bulkPerDayMilli: config.bulkPerDay * 1_000 },
    printSound,
    protection,
    voice,
    listening: country.listening,
    watch,
    campaigns,
    bulletins,
    outline: country.outline,
    placeTable: openPlaceTable(country.places(), read.reading.placeAt),
    departments: () => departmentsOf(country),
    communesOf: (department) => communesOf(country, department),
    placeLabel: (code) => read.places.label(code, texts.languages[0] ?? ''),
    placesNamed: read.reading.places,
    categories: country.categories,
    people: {
      answer: (by) => answerWaiting(conversation, by),
      handBack: (by) => handBack(conversation, by),
      conversationOf: (contactId) => talkOf(store.db, contactId),
    },
    log,
    wake,
    now: () => new Date(),
    publicUrl: config.publicUrl,
    timeZone: config.timeZone,
    verdictLanguages: country.verdictLanguages,
    deskHours: country.deskHours,
    verdictPeople: config.verdictPeople,
    phones: country.phones,
    linkedDevice: config.channels.includes(LINKED_DEVICE)
      ? openPairingDesk(openKeep(store, LINKED_DEVICE))
      : undefined,
    webhooksPrivate: config.webhooksPrivate,
    simulatorOpen: config.channels.includes('simulator'),
    training: config.newsroom === 'training' ? country.exercises : undefined,
  };
  if (config.newsroom === 'training') {
    queues.every('messages of exercises', EXERCISES_MS, async () => {
      const deliver = (events: Parameters<Sink['deliver']>[0]) => sink.deliver(events);
      await playDue(store, country.exercises, { now: new Date(), deliver });
    });
  }
  const health = () => healthOf(store.db, facts, config.timeZone);
  const metrics = openMetrics({
    store,
    queues,
    spooling: () => !acceptance.direct,
    aside: spool.aside,
    health,
    flowsRefused: live.refused,
  });
  const web: FastifyInstance = await openWeb({
    config,
    channels,
    acceptance,
    aside: spool.aside,
    health,
    queues,
    matching,
    metrics,
    console: consoleDeps,
    publishing: {
      store,
      texts,
      publisher: config.publisher,
      dataDir: config.dataDir,
      publicUrl: config.publicUrl,
      timeZone: config.timeZone,
      categories: country.categories,
      training: config.newsroom === 'training',
      log,
      now: () => new Date(),
    },
    links,
    log,
  });
  // Before everything else: what still comes in must find the rooms behind it open.
  undo.push(() => web.close());
  const adminLink = await createFirstAdminLink(consoleDeps);
  return { url: config.publicUrl, adminLink };
}

/** The channel that staff link to a phone in the console. */
const LINKED_DEVICE = 'whatsapp-web';

/** An account has a queue of its own, so the id says nothing more. */
const ACCOUNT_IS_DUE = 'due';

import { setTimeout as pause } from 'node:timers/promises';
import type { Keep, Link, Listening, Sink } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { type Auth, forgetSession, openAuth } from './auth.ts';
import { type Baileys, loadBaileys } from './baileys.ts';
import { ACCOUNT, CHANNEL } from './capabilities.ts';
import { openHanding } from './handing.ts';
import type { Ids } from './ids.ts';
import { type Line, openLine } from './line.ts';
import { type Ask, openPairingBoard, type Pairing } from './pairing.ts';
import { openReader, readEvent } from './parse.ts';
import { nextAfter } from './reasons.ts';
import type { Connected } from './send.ts';
import { openSent } from './sent.ts';

/** In ms; tests go faster. */
export interface Pauses {
  /** After the first failure; doubles up to `longest`, and is shortened by up to half at random. */
  readonly first: number;
  readonly longest: number;
  /** Between two looks at what the console asks for. */
  readonly look: number;
  /** How long WhatsApp may take to answer a query; no longer than a send may last: see send.ts. */
  readonly query: number;
}

const PAUSES: Pauses = { first: 1_000, longest: 300_000, look: 1_500, query: 10_000 };

/** How often it is said that we still stand so: see pairing.ts. */
const SAY_AGAIN_MS = 20_000;
const DAY_MS = 86_400_000;
/** How long a database that hangs may keep us from letting go. */
const SETTLE_MS = 3_000;
/** WhatsApp hands out six codes: one for a minute, five for twenty seconds; then it hangs up. */
const QR_MS = { first: 60_000, further: 20_000, all: 160_000 } as const;
/** Survives a restart: who was thrown out must not come back by itself. */
const STOPPED = 'stopped';

export interface ConnectionDeps {
  readonly url: string;
  readonly keep: Keep;
  readonly ids: Ids;
  readonly log: Log;
  readonly pauses?: Pauses;
}

/** The connection of the linked device, and what else of the channel needs of it. */
export interface Connection {
  listen(sink: Sink): Listening;
  /** While logged in, here. */
  connected(): Connected | undefined;
  /** Why it has stopped for good. */
  stopped(): string | undefined;
}

export function openConnection(deps: ConnectionDeps): Connection {
  let now: Connected | undefined;
  let why: string | undefined;
  return {
    connected: () => now,
    stopped: () => why,
    listen: (sink) =>
      listenOn(deps, sink, {
        connected: (one) => {
          now = one;
        },
        stopped: (code) => {
          why = code;
        },
      }),
  };
}

interface Tell {
  connected(now: Connected | undefined): void;
  stopped(code: string | undefined): void;
}

/** How one connection went. */
interface Attempt {
  readonly code: number | undefined;
  readonly wasOpen: boolean;
  readonly paired: boolean;
}

function listenOn(deps: ConnectionDeps, sink: Sink, tell: Tell): Listening {
  const { url, keep, ids, log, pauses = PAUSES } = deps;
  const board = openPairingBoard(keep);
  const closing = new AbortController();
  const { signal } = closing;
  let shown: Pairing = { stands: 'down' };
  let saidAt = 0;
  let ask: Ask | undefined;
  const asks = () => ask?.do;
  let line: Line | undefined;
  /** Ends the pause that is being made. */
  let hurry = new AbortController();
  let handing: ReturnType<typeof openHanding> | undefined;

  const say = async (): Promise<void> => {
    saidAt = Date.now();
    await board.show(shown).catch((error: unknown) => {
      if (!signal.aborted)
        log.warn('the console was not told how WhatsApp Web stands', { channel: CHANNEL, error });
    });
  };
  const stands = (link: Link, note?: string, more: Partial<Pairing> = {}): void => {
    if (signal.aborted) return;
    const news = link !== shown.stands || note !== shown.note || saidAt === 0;
    shown = { stands: link, ...(note !== undefined && { note }), ...more };
    if (news) sink.stands(ACCOUNT, link, note);
    void say();
  };

  const waitFor = async (ms: number): Promise<void> => {
    await pause(ms, undefined, { signal: AbortSignal.any([signal, hurry.signal]) }).catch(() => {});
    hurry = new AbortController();
  };

  /** Looks for what a person of ours asks, and keeps saying that we are here. */
  const attend = async (): Promise<void> => {
    while (!signal.aborted) {
      const asked = await board.take().catch(() => undefined);
      // Who is linked and connected has what was asked for.
      if (asked && (asked.do === 'unlink' || shown.stands !== 'up')) {
        ask = asked;
        // While linked only an unlinking ends the connection; while pairing each ask takes the place of the one before.
        if (asked.do === 'unlink') await line?.sock.logout().catch(() => {});
        if (asked.do === 'unlink' || shown.stands === 'pairing') line?.end();
        hurry.abort();
      }
      if (Date.now() - saidAt > SAY_AGAIN_MS) await say();
      await pause(pauses.look, undefined, { signal }).catch(() => {});
    }
  };

  const setStopped = async (code: string | undefined): Promise<void> => {
    tell.stopped(code);
    await keep.set(new Map([[STOPPED, code === undefined ? null : Buffer.from(code)]]));
  };

  /** One connection from its opening to its end. */
  const attempt = async (
    baileys: Baileys,
    auth: Auth,
    sent: ReturnType<typeof openSent>,
    asked: Ask | undefined,
  ) => {
    const reader = openReader({ baileys, ids });
    const linked = auth.linked();
    const { me } = auth.state.creds;
    const tail = baileys.jidDecode(me?.id)?.user.slice(-2);
    const known = { ...(linked && tail !== undefined && { tail }) };
    let wasOpen = false;
    let paired = false;
    let codes = 0;
    let asking = false;
    const own = openLine({
      baileys,
      url,
      auth,
      sent,
      queryMs: pauses.query,
      read: (event, data) => readEvent(reader, event, data),
      happens: {
        qr(text) {
          const until = (ms: number) => new Date(Date.now() + ms).toISOString();
          codes += 1;
          if (asked?.do === 'qr')
            stands('pairing', undefined, {
              qr: text,
              until: until(codes === 1 ? QR_MS.first : QR_MS.further),
            });
          // Only now does the server know us well enough to be asked for a code.
          if (asked?.do !== 'code' || asking) return;
          asking = true;
          own.sock
            .requestPairingCode(asked.phone)
            .then((code) => stands('pairing', undefined, { code, until: until(QR_MS.all) }))
            .catch(() => own.end());
        },
        paired() {
          paired = true;
          stands('pairing', 'linked');
        },
        open() {
          wasOpen = true;
          tell.connected({ baileys, line: own });
          stands('up', undefined, known);
        },
        warned(note) {
          if (wasOpen) stands('up', note, known);
        },
        came: () => handing?.kick(),
        heard: (events) => void hear(events),
      },
    });
    line = own;
    if (signal.aborted) own.end();

    /** A receipt finds its part by our own id, too: the answer to the send may never have come. */
    let hearing: Promise<void> = Promise.resolve();
    function hear(events: readonly (Inbound | Receipt)[]): Promise<void> {
      hearing = hearing.then(async () => {
        const known = await Promise.all(
          events.map(async (event) => {
            if (event.kind !== 'receipt') return event;
            const part = await sent.find(event.externalId).catch(() => undefined);
            return part ? { ...event, partId: part.partId } : event;
          }),
        );
        handing?.push(known);
      });
      return hearing;
    }

    const code = await own.ended;
    tell.connected(undefined);
    line = undefined;
    // What was decrypted is still written; then nobody writes into this session any more but the next connection.
    await Promise.race([auth.settled(), pause(SETTLE_MS)]);
    auth.fence();
    return { code, wasOpen, paired } satisfies Attempt;
  };

  /** @returns after how many ms the next connection is due; undefined: when it is asked for */
  const goOn = async (outcome: Attempt, failures: number): Promise<number | undefined> => {
    const { code } = outcome;
    const note = code === undefined ? 'ended' : String(code);
    switch (nextAfter(code)) {
      case 'at_once':
        return 0;
      case 'stop':
        log.error('WhatsApp has ended the connection for good: see the console', {
          channel: CHANNEL,
          code: note,
        });
        await setStopped(note);
        stands('stopped', note);
        return undefined;
      case 'forget':
        log.error('the phone has removed the linked device: link it again in the console', {
          channel: CHANNEL,
          code: note,
        });
        await forgetSession(keep);
        await setStopped(note);
        stands('stopped', note);
        return undefined;
      case 'later': {
        const longest = Math.min(pauses.longest, pauses.first * 2 ** Math.min(failures, 20));
        stands('down', note);
        log.warn('the connection to WhatsApp ended', { channel: CHANNEL, code: note });
        return longest * (0.5 + Math.random() / 2);
      }
    }
  };

  const run = async (): Promise<void> => {
    // The configuration refuses it before. Here once more, because the session would travel in the clear.
    if (new URL(url).protocol !== 'wss:') {
      log.error('WHATSAPP_WEB_URL must begin with wss://', { channel: CHANNEL });
      return stands('stopped', 'wss_only');
    }
    const baileys = await loadBaileys();
    const sent = openSent({ baileys, keep });
    handing = openHanding({
      baileys,
      sink,
      reader: openReader({ baileys, ids }),
      log,
      pauseMs: pauses.first,
    });
    let failures = 0;
    let cleared = 0;
    while (!signal.aborted) {
      let next: number | undefined;
      try {
        if (Date.now() - cleared > DAY_MS) {
          await sent.forgetOld();
          cleared = Date.now();
        }
        const asked = ask;
        ask = undefined;
        if (asked?.do === 'unlink') {
          await forgetSession(keep);
          await setStopped(undefined);
        }
        const stopped = (await keep.get([STOPPED])).get(STOPPED)?.toString();
        let auth = await openAuth({ baileys, keep, ids });
        handing.attach(auth);
        const wanted = asked?.do === 'qr' || asked?.do === 'code';
        if (!wanted && (stopped !== undefined || !auth.linked())) {
          tell.stopped(stopped);
          stands(stopped === undefined ? 'down' : 'stopped', stopped ?? 'unlinked');
          await waitFor(DAY_MS);
          continue;
        }
        if (stopped !== undefined) await setStopped(undefined);
        const pairing = !auth.linked();
        if (pairing) {
          // A half-done pairing leaves credentials that log in as somebody whom WhatsApp does not know.
          await forgetSession(keep);
          auth = await openAuth({ baileys, keep, ids });
          handing.attach(auth);
          stands('pairing');
        }
        const outcome = await attempt(baileys, auth, sent, asked);
        if (signal.aborted) return;
        failures = outcome.wasOpen ? 0 : failures + 1;
        if (asks() === 'unlink' || (pairing && asks())) continue;
        if (pairing && !outcome.paired) {
          // Whoever asked has seen it; without a person there is nothing to connect for.
          stands('down', outcome.code === undefined ? 'not_linked' : String(outcome.code));
          await waitFor(DAY_MS);
          continue;
        }
        next = await goOn(outcome, failures);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        log.warn('the connection to WhatsApp could not be opened', { channel: CHANNEL, error });
        stands('down', 'error');
        next = Math.min(pauses.longest, pauses.first * 2 ** Math.min(failures, 20));
      }
      if (next !== 0) await waitFor(next ?? DAY_MS);
    }
  };

  const running = run().catch((error: unknown) => {
    // Baileys itself could not be loaded: the start has looked for it, so it went away since.
    log.error('WhatsApp Web is not listened to', { channel: CHANNEL, error });
    stands('stopped', 'not_installed');
  });
  const attending = attend();

  return {
    async close() {
      closing.abort();
      line?.end();
      await Promise.all([running, attending]);
      await handing?.close();
      tell.connected(undefined);
    },
  };
}

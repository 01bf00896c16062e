import { randomUUID } from 'node:crypto';
import type { Keep, Link } from '../../core/channel.ts';

/**
 * How a person of ours links the device, and the process that holds the connection does what they ask: both read and
 * write the channel's keep, because they are seldom the same process.
 */

/** What the console may ask for. */
export type Ask =
  | { readonly do: 'qr' }
  /** @property phone digits only, with the country code */
  | { readonly do: 'code'; readonly phone: string }
  /** Log out at WhatsApp and forget the session. */
  | { readonly do: 'unlink' };

/** How the linked device stands, for the console. */
export interface Pairing {
  readonly stands: Link;
  /** The provider's code for why, e.g. `401`; no text, no number. */
  readonly note?: string;
  /** What the phone must scan, as the text of a QR code; there only while it may be scanned. */
  readonly qr?: string;
  /** Eight characters to type into the phone; there only while they may be typed. */
  readonly code?: string;
  /** ISO time: after it `qr` or `code` is of no use. */
  readonly until?: string;
  /** Which number is linked: its last two digits, never more. */
  readonly tail?: string;
}

const ASKED = 'pairing/asked';
const DONE = 'pairing/done';
const STANDS = 'pairing/stands';

/** Who asked has gone away after this: an ask that nobody took (the channel was not open) must not be done days later. */
const ASK_LIVES_MS = 120_000;
/** A connection that has not said for so long how it stands has died with its process. */
const SILENT_MS = 60_000;

/** The console's side. */
export interface PairingDesk {
  /** A later ask takes the place of one that nobody has taken yet. */
  ask(ask: Ask): Promise<void>;
  read(): Promise<Pairing>;
}

export function openPairingDesk(keep: Keep, now: () => Date = () => new Date()): PairingDesk {
  return {
    async ask(ask) {
      await keep.set(new Map([[ASKED, asBytes({ id: randomUUID(), at: now().toISOString(), ask })]]));
    },
    async read() {
      const shown = fromBytes<{ at: string; pairing: Pairing }>((await keep.get([STANDS])).get(STANDS));
      if (!shown) return { stands: 'down' };
      const { at, pairing } = shown;
      if (now().getTime() - Date.parse(at) > SILENT_MS)
        return {
          stands: pairing.stands === 'stopped' ? 'stopped' : 'down',
          note: pairing.note ?? 'not_running',
        };
      const { qr: _qr, code: _code, until, ...rest } = pairing;
      return until !== undefined && Date.parse(until) <= now().getTime() ? rest : pairing;
    },
  };
}

/** The side of the process that holds the connection. */
export interface PairingBoard {
  /** What was asked and not done yet, each ask once. */
  take(): Promise<Ask | undefined>;
  /** Must be said again within a minute, or the console takes the connection for dead. */
  show(pairing: Pairing): Promise<void>;
}

export function openPairingBoard(keep: Keep, now: () => Date = () => new Date()): PairingBoard {
  return {
    async take() {
      const rows = await keep.get([ASKED, DONE]);
      const asked = fromBytes<{ id: string; at: string; ask: Ask }>(rows.get(ASKED));
      // Not removed but noted: an ask that is written at this moment must not be removed in the place of this one.
      if (!asked || asked.id === rows.get(DONE)?.toString()) return undefined;
      await keep.set(new Map([[DONE, Buffer.from(asked.id)]]));
      return now().getTime() - Date.parse(asked.at) > ASK_LIVES_MS ? undefined : asked.ask;
    },
    async show(pairing) {
      await keep.set(new Map([[STANDS, asBytes({ at: now().toISOString(), pairing })]]));
    },
  };
}

const asBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

function fromBytes<T>(bytes: Buffer | undefined): T | undefined {
  return bytes && (JSON.parse(bytes.toString('utf8')) as T);
}

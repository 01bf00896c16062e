import { afterEach, beforeEach, expect } from 'vitest';
import { loadBaileys } from '../channels/whatsapp-web/baileys.ts';
import { type Connection, openConnection } from '../channels/whatsapp-web/connection.ts';
import { openIds } from '../channels/whatsapp-web/ids.ts';
import { openMedia } from '../channels/whatsapp-web/media.ts';
import { openPairingDesk, type PairingDesk } from '../channels/whatsapp-web/pairing.ts';
import { openSender } from '../channels/whatsapp-web/send.ts';
import type { Keep, Listening } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { Inbound, Outbound, Receipt } from '../core/message.ts';
import { SendError } from '../core/send-error.ts';
import { startWhatsAppWebDouble, type WhatsAppWebDouble } from '../doubles/whatsapp-web/server.ts';
import { memoryKeep } from './channel-context.ts';
import { until } from './until.ts';

/** One process of ours that listens, without the process. */
export interface Device {
  readonly connected: Connection['connected'];
  readonly send: (message: Outbound) => Promise<{ externalId: string }>;
  readonly fetch: ReturnType<typeof openMedia>['fetch'];
  /** What was kept, in order. */
  readonly events: (Inbound | Receipt)[];
  readonly texts: () => string[];
  readonly receipts: () => Receipt[];
  /** How the account stood, in order, e.g. `down 428`. */
  readonly stood: string[];
  close(): Promise<void>;
  /** As by `kill -9`: nothing of it reaches the database or the wire any more. */
  dies(): Promise<void>;
}

interface MadeAnew {
  double: WhatsAppWebDouble;
  keep: Keep;
  desk: PairingDesk;
  lines: string[];
}

export interface Stage extends MadeAnew {
  /** @param deliver what stands where the database would: keeps what came, or does not */
  start(deliver?: (events: readonly (Inbound | Receipt)[]) => Promise<void>): Device;
  /** Starts one that is linked by QR and logged in. */
  linked(deliver?: (events: readonly (Inbound | Receipt)[]) => Promise<void>): Promise<Device>;
  /** Waits until it stands so, and has not before the mark. */
  up(device: Device): Promise<void>;
}

const PATIENCE = { upload: 2_000, relay: 2_000, ack: 700 };
const secret = Buffer.alloc(32, 1);

/** A linked device made anew for each test: Baileys between the double and a plain list. */
export function openStage(keepOf: () => Keep = memoryKeep): Stage {
  const devices: Device[] = [];

  const start: Stage['start'] = (deliver = async () => {}) => {
    let dead = false;
    const never = new Promise<never>(() => {});
    const orNever = <T>(work: () => Promise<T>) =>
      dead ? never : work().then((value) => (dead ? never : value));
    const { keep } = stage;
    const own: Keep = {
      get: (keys) => orNever(() => keep.get(keys)),
      set: (entries) => orNever(() => keep.set(entries)),
      clear: (prefix) => orNever(() => keep.clear(prefix)),
    };
    const ids = openIds(secret);
    const connection = openConnection({
      url: stage.double.url,
      keep: own,
      ids,
      log: openLog((line) => stage.lines.push(line)),
      pauses: { first: 20, longest: 200, look: 20, query: 1_500 },
    });
    const events: (Inbound | Receipt)[] = [];
    const stood: string[] = [];
    const listening: Listening = connection.listen({
      async deliver(some) {
        if (dead) return never;
        await deliver(some);
        if (dead) return never;
        events.push(...some);
      },
      stands: (_account, link, note) => void stood.push(note === undefined ? link : `${link} ${note}`),
    });
    const { send } = openSender({ ...connection, patience: PATIENCE });
    const device: Device = {
      connected: connection.connected,
      send,
      fetch: openMedia({ ids, connected: connection.connected, reuploadMs: 1_500 }).fetch,
      events,
      texts: () => events.flatMap((event) => (event.kind === 'inbound' ? [event.text] : [])),
      receipts: () => events.flatMap((event) => (event.kind === 'receipt' ? [event] : [])),
      stood,
      close: () => (dead ? Promise.resolve() : listening.close()),
      async dies() {
        dead = true;
        stage.double.end('drop');
        await until(() => !stage.double.connected, { what: 'the line is cut' });
      },
    };
    devices.push(device);
    return device;
  };

  const stage: Stage = Object.assign({} as MadeAnew, {
    start,
    async linked(deliver?: Parameters<Stage['start']>[0]) {
      const device = start(deliver);
      await stage.desk.ask({ do: 'qr' });
      const qr = await until(async () => (await stage.desk.read()).qr, { what: 'there is a QR code' });
      await stage.double.scan(qr);
      await stage.up(device);
      return device;
    },
    async up(device: Device) {
      await until(() => device.stood.at(-1) === 'up' && stage.double.connected, {
        what: 'the device is connected',
      });
    },
  });

  beforeEach(async () => {
    await loadBaileys();
    const double = await startWhatsAppWebDouble();
    double.trust();
    const keep = keepOf();
    Object.assign(stage, { double, keep, desk: openPairingDesk(keep), lines: [] });
  });
  afterEach(async () => {
    for (const device of devices.splice(0)) await device.close();
    await stage.double.close();
    // What a log tells is read by many: no number, no LID, no word of anybody.
    for (const line of stage.lines) expect(line).not.toMatch(/509\d{8}|\d{12,}@lid|s\.whatsapp\.net/);
  });
  return stage;
}

/** @returns how a send failed */
export async function failureOf(sending: Promise<unknown>): Promise<SendError> {
  const reason = await sending.then(
    () => new Error('it was sent'),
    (error: unknown) => error,
  );
  if (!(reason instanceof SendError)) throw reason;
  return reason;
}

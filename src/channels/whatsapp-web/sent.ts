import type { proto } from '@whiskeysockets/baileys';
import type { Keep } from '../../core/channel.ts';
import type { Baileys } from './baileys.ts';

/** A phone that could not read a message asks for it again, at the latest when it is switched on after a journey. */
const KEPT_DAYS = 7;
/** How far back a day is looked for that was not cleared because nothing ran. */
const FORGOTTEN_DAYS = 60;
const DAY_MS = 86_400_000;

export interface Sent {
  readonly partId: string;
  readonly message: proto.IMessage;
}

/**
 * What we sent in the last days, by the id that we gave it: to say it again where a phone could not read it, and to know
 * whose a late receipt is. Kept before it leaves, or a death in between would leave a receipt that nobody knows.
 */
export function openSent(deps: { baileys: Baileys; keep: Keep; now?: () => Date }) {
  const { baileys, keep, now = () => new Date() } = deps;
  const { Message } = baileys.proto;
  const day = (ago: number) => new Date(now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
  const nameOf = (ago: number, id: string) => `sent/${day(ago)}/${id}`;
  return {
    async note(id: string, { partId, message }: Sent): Promise<void> {
      const bytes = Buffer.from(Message.encode(message).finish()).toString('base64');
      await keep.set(new Map([[nameOf(0, id), Buffer.from(JSON.stringify({ partId, bytes }))]]));
    },
    async find(id: string): Promise<Sent | undefined> {
      if (!/^[0-9A-Z]{8,64}$/.test(id)) return undefined;
      const names = Array.from({ length: KEPT_DAYS + 1 }, (_, ago) => nameOf(ago, id));
      const [row] = (await keep.get(names)).values();
      if (!row) return undefined;
      const { partId, bytes } = JSON.parse(row.toString()) as { partId: string; bytes: string };
      return { partId, message: Message.decode(Buffer.from(bytes, 'base64')) };
    },
    /** Once a day is enough. */
    async forgetOld(): Promise<void> {
      for (let ago = KEPT_DAYS + 1; ago <= FORGOTTEN_DAYS; ago += 1) await keep.clear(`sent/${day(ago)}/`);
    },
  };
}

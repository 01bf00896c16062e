import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import type { FileKind, Heard, Person, PersonOptions, WriteOptions } from './double.ts';
import type { Letter, Mailbox } from './mailbox.ts';
import { fileIn, type openMedia } from './media.ts';
import { bytesOf, find, node, seconds, userOf } from './nodes.ts';
import type { StandingOrders } from './orders.ts';
import { type Bundle, bundleIn, openParty, type Party, type Sealed } from './party.ts';
import { answerReupload } from './reupload.ts';

/** What a person's phone needs from the servers around it. */
export interface World {
  readonly account: Account;
  /** The keys of the linked device, of which one is used up. */
  keys(): Bundle;
  readonly mailbox: Mailbox;
  readonly media: ReturnType<typeof openMedia>;
  readonly orders: StandingOrders;
  readonly ledger: Heard[];
}

/** A person, and what the server asks of their phone. */
export interface Phone {
  readonly person: Person;
  readonly party: Party;
  /** The linked device has written to them at this address. */
  receive(stanza: BinaryNode, enc: BinaryNode, address: string): Promise<void>;
  /** The linked device could not read what they wrote. */
  askedAgain(receipt: BinaryNode): Promise<void>;
  /** The linked device could not fetch a file of theirs. */
  askedForFile(receipt: BinaryNode): void;
  /** The linked device has told them something about a message of theirs. */
  told(id: string, type: string): void;
}

export function openPhone(world: World, number: string, lid: string, options: PersonOptions): Phone {
  const { account, mailbox, media, orders } = world;
  const byNumber = `${number}@s.whatsapp.net`;
  const shown = options.numberShown ?? true;
  const addressing = shown ? (options.addressing ?? 'lid') : 'lid';
  let party = openParty();
  const heard: Heard[] = [];
  const receipts: { id: string; type: string }[] = [];
  /** Under which address each message came to them: what they say about it goes out under the same. */
  const cameTo = new Map<string, string>();
  const written = new Map<string, { message: proto.IMessage; at: Date; times: number }>();
  // Two messages at once are encrypted and handed over in the order they were written.
  let inOrder: Promise<unknown> = Promise.resolve();

  function deviceOf(): { lid: string } {
    if (!account.device) throw new Error('no device is linked');
    return account.device;
  }

  function letter(id: string, message: proto.IMessage, at: Date, sealed: Sealed, times: number): Letter {
    const mediatype = mediaTypeOf(message);
    return {
      id,
      class: 'message',
      node: (offline) =>
        node(
          'message',
          {
            id,
            from: addressing === 'lid' ? lid : byNumber,
            type: mediatype === undefined ? 'text' : 'media',
            t: seconds(at),
            notify: options.name ?? 'Somebody',
            addressing_mode: addressing,
            ...(addressing === 'pn' ? { sender_lid: lid } : shown && { sender_pn: byNumber }),
            ...(offline !== undefined && { offline: String(offline) }),
          },
          [
            node(
              'enc',
              { v: '2', type: sealed.type, mediatype, ...(times > 0 && { count: String(times) }) },
              sealed.ciphertext,
            ),
          ],
        ),
    };
  }

  async function seal(message: proto.IMessage, readable: boolean): Promise<Sealed> {
    const device = deviceOf();
    if (!(await party.knows(device.lid))) await party.meet(device.lid, world.keys());
    const sealed = await party.seal(device.lid, message);
    return readable ? sealed : { ...sealed, ciphertext: damaged(sealed.ciphertext) };
  }

  function tell(message: proto.IMessage, { id = idOf(), at = new Date() }: WriteOptions = {}) {
    const done = inOrder.then(async () => {
      written.set(id, { message, at, times: 0 });
      const sealed = await seal(message, !orders.takeUnreadable());
      mailbox.put(letter(id, message, at, sealed, 0));
      return id;
    });
    inOrder = done.catch(() => undefined);
    return done;
  }

  function receipt(id: string, type?: 'read' | 'played'): void {
    const from = cameTo.get(id);
    if (!from) throw new Error('they never received this message');
    const t = seconds();
    mailbox.put({
      id,
      class: 'receipt',
      node: (offline) =>
        node('receipt', {
          id,
          from,
          t,
          type,
          ...(offline !== undefined && { offline: String(offline) }),
        }),
    });
  }

  async function receiptsFor(id: string): Promise<void> {
    const manner = orders.receipts();
    await manner.after;
    const order = manner.reversed ? [...manner.send].reverse() : manner.send;
    for (const kind of order)
      for (let times = manner.twice ? 2 : 1; times > 0; times--)
        receipt(id, kind === 'read' ? 'read' : undefined);
  }

  /** The phone has lost the session, as after a new installation: it asks the sender to begin a new one. */
  async function askAgain(stanza: BinaryNode, address: string): Promise<void> {
    // As over any real network: the sender has long noted what it sent when this comes.
    await setTimeout(50);
    const id = stanza.attrs.id ?? '';
    const count = Number(stanza.attrs.count ?? 0) + 1;
    const keys = await party.bundle();
    const content = [
      node('retry', { count: String(count), id, t: stanza.attrs.t ?? seconds(), v: '1' }),
      ...keys.filter((key) => key.tag === 'registration'),
      node(
        'keys',
        {},
        keys.filter((key) => key.tag !== 'registration'),
      ),
    ];
    mailbox.put({
      id,
      class: 'receipt',
      node: () => node('receipt', { id, from: address, type: 'retry', t: seconds() }, content),
    });
  }

  const person: Person = {
    number,
    lid,
    writes: (text, o = {}) => tell(textMessage(text, o, lid), o),
    sends: async (kind: FileKind, bytes, o = {}) => tell(await media.offer(kind, bytes, o), o),
    place: (degreesLatitude, degreesLongitude, name) =>
      tell({ locationMessage: { degreesLatitude, degreesLongitude, ...(name !== undefined && { name }) } }),
    tells: (message, o = {}) => tell(message, o),
    delivered: (id) => receipt(id),
    reads: (id) => receipt(id, 'read'),
    plays: (id) => receipt(id, 'played'),
    heard: () => heard,
    receipts: () => receipts,
    opens: (one) => media.open(one.message),
    reinstalls() {
      party.close();
      party = openParty();
    },
  };

  return {
    person,
    get party() {
      return party;
    },
    async receive(stanza, enc, address) {
      const id = stanza.attrs.id ?? '';
      const sealed = {
        type: enc.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg',
        ciphertext: bytesOf(enc),
      } as const;
      cameTo.set(id, `${userOf(address)}@${address.split('@')[1]}`);
      let message: proto.IMessage;
      try {
        message = await party.open(deviceOf().lid, sealed);
      } catch {
        return askAgain(stanza, cameTo.get(id) ?? address);
      }
      // A phone shows a message once, however often it comes.
      if (heard.some((one) => one.id === id)) return;
      const one = { id, to: person, message, at: new Date() };
      heard.push(one);
      world.ledger.push(one);
      // Receipts go their own way: nobody waits for them.
      receiptsFor(id).catch(() => undefined);
    },
    async askedAgain(asking) {
      const id = asking.attrs.id ?? '';
      const once = written.get(id);
      if (!once) return;
      const { lid: device } = deviceOf();
      const keys = find(asking, 'keys');
      const bundle = keys ? bundleIn(keys, find(asking, 'registration')) : world.keys();
      const done = inOrder.then(async () => {
        await party.meet(device, bundle);
        once.times += 1;
        const sealed = await seal(once.message, !orders.takeUnreadable());
        mailbox.replace(letter(id, once.message, once.at, sealed, once.times));
      });
      inOrder = done.catch(() => undefined);
      await done;
    },
    askedForFile(asking) {
      const sent = written.get(asking.attrs.id ?? '');
      const order = orders.takeReupload();
      if (!sent || order === 'silent') return;
      const [{ mediaKey, directPath }] = fileIn(sent.message);
      const path = order === 'deleted' ? undefined : media.renew(directPath ?? '');
      mailbox.put(
        answerReupload(asking, mediaKey ?? Buffer.alloc(32), path, `${account.number}@s.whatsapp.net`),
      );
    },
    told: (id, type) => {
      receipts.push({ id, type });
    },
  };
}

/** As phones make them. */
const idOf = () => `AC${randomBytes(15).toString('hex').toUpperCase()}`;

/** The last byte is of the proof that nobody has tampered with it. */
function damaged(ciphertext: Buffer): Buffer {
  const bytes = Buffer.from(ciphertext);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
  return bytes;
}

function textMessage(text: string, { forwardingScore, quoted }: WriteOptions, lid: string): proto.IMessage {
  if (forwardingScore === undefined && quoted === undefined) return { conversation: text };
  return {
    extendedTextMessage: {
      text,
      contextInfo: {
        ...(forwardingScore !== undefined && { forwardingScore, isForwarded: forwardingScore > 0 }),
        ...(quoted !== undefined && {
          stanzaId: quoted,
          participant: lid,
          quotedMessage: { conversation: 'what was said before' },
        }),
      },
    },
  };
}

function mediaTypeOf(message: proto.IMessage): string | undefined {
  if (message.imageMessage) return 'image';
  if (message.videoMessage) return 'video';
  if (message.audioMessage) return message.audioMessage.ptt ? 'ptt' : 'audio';
  if (message.documentMessage) return 'document';
  if (message.stickerMessage) return 'sticker';
  if (message.locationMessage) return 'location';
  return undefined;
}

import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { BinaryNode, SignalKeyStoreWithTransaction, SocketConfig } from '@whiskeysockets/baileys';
import { type DataSet, INBOX } from './auth.ts';
import type { Baileys } from './baileys.ts';
import { keepOthersWhole } from './other-sessions.ts';
import { quietly } from './quiet.ts';

type MakeRepository = SocketConfig['makeSignalRepository'];
type Repository = ReturnType<MakeRepository>;

/** What our own sending of one message has come to: beyond `encrypted` it may be on its way. */
export interface Sending {
  encrypted: boolean;
  /** Nobody waits for it any more: nothing of it may leave from now on. */
  abandoned: boolean;
}

/**
 * Makes Baileys' use of the ratchets safe against a death at any moment.
 *
 * Baileys acknowledges a message as soon as it is decrypted, long before anybody has kept it, and encrypts one inside of
 * a transaction that is committed after it was sent. Here what was decrypted is committed together with the ratchet that
 * it turned, and a ratchet that encrypts is committed before anything leaves. Where that commit fails, the connection
 * ends before it can be acknowledged, and WhatsApp hands the message over again.
 */
export function openDurable(deps: { baileys: Baileys; lost: () => void; came: (id: string) => void }) {
  const { baileys, lost, came } = deps;
  const envelopes = new WeakMap<Uint8Array, BinaryNode['attrs']>();
  const sending = new AsyncLocalStorage<Sending>();
  // Baileys keeps its transaction in the asynchronous context: made here, outside of any, this one leads out of it.
  const outside = new AsyncResource('whatsapp-web');

  const makeSignalRepository: MakeRepository = (auth, logger, lookUp) => {
    const others = keepOthersWhole(auth.keys as SignalKeyStoreWithTransaction);
    const { keys } = others;
    const inner = baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ ...auth, keys }, logger, lookUp);

    const decryptMessage: Repository['decryptMessage'] = async (asked) => {
      const attrs = envelopes.get(asked.ciphertext);
      let opened = false;
      try {
        const plain = await keys.transaction(async () => {
          const decrypt = () => quietly(() => inner.decryptMessage(asked));
          const padded = await (asked.type === 'msg' ? others.trying(decrypt) : decrypt());
          opened = true;
          const message = Buffer.from(baileys.unpadRandomMax16(padded)).toString('base64');
          if (attrs) await keys.set({ [INBOX]: { [attrs.id ?? '']: { attrs, message } } } as DataSet);
          return padded;
        }, asked.jid);
        if (attrs) came(attrs.id ?? '');
        return plain;
      } catch (error) {
        if (opened) lost();
        throw error;
      }
    };
    const apart =
      <A, R>(work: (asked: A) => Promise<R>) =>
      (asked: A) =>
        outside.runInAsyncScope(() => quietly(() => work(asked)));

    return {
      ...inner,
      decryptMessage,
      async encryptMessage(asked) {
        const mine = sending.getStore();
        if (mine?.abandoned) throw new Error('nobody waits for it any more');
        const done = await apart(inner.encryptMessage)(asked);
        if (mine) mine.encrypted = true;
        return done;
      },
      injectE2ESession: apart(inner.injectE2ESession),
      migrateSession: (from, to) => quietly(() => inner.migrateSession(from, to)),
      validateSession: (jid) => quietly(() => inner.validateSession(jid)),
      getSessionInfo: (jid) => quietly(() => inner.getSessionInfo(jid)),
    };
  };

  return {
    makeSignalRepository,
    /** To be told of every frame before Baileys looks into it: the envelope is known by what it holds. */
    frame(node: unknown): void {
      const { tag, attrs, content } = node as Partial<BinaryNode>;
      if (tag !== 'message' || !attrs || !Array.isArray(content)) return;
      for (const child of content)
        if (child.tag === 'enc' && child.content instanceof Uint8Array) envelopes.set(child.content, attrs);
    },
    /** Runs the sending of one message, and notes how far it came. */
    follow: <T>(state: Sending, work: () => Promise<T>) => sending.run(state, work),
  };
}

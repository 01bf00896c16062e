import {
  type AuthenticationCreds,
  addTransactionCapability,
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  getNextPreKeys,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
  type SignalKeyStore,
  unpadRandomMax16,
  xmppPreKey,
  xmppSignedPreKey,
} from '@whiskeysockets/baileys';
import { quieten, quietly } from '../../channels/whatsapp-web/quiet.ts';
import { bigEndian, bytesOf, find, node, numberOf } from './nodes.ts';

/**
 * One end of end-to-end encryption: somebody's phone with its identity, its keys and its sessions. It encrypts with
 * the same code as the client that is tested, which is what makes a fault of ours in between show.
 */
export interface Party {
  readonly creds: AuthenticationCreds;
  /** What others need in order to write to this phone for the first time: one key of it is used up. */
  bundle(): Promise<BinaryNode[]>;
  /** Whether it can write to that device without fetching keys. */
  knows(device: string): Promise<boolean>;
  meet(device: string, bundle: Bundle): Promise<void>;
  seal(device: string, message: proto.IMessage): Promise<Sealed>;
  /** @throws Error where the session or its keys are lost */
  open(device: string, sealed: Sealed): Promise<proto.IMessage>;
  close(): void;
}

export interface Sealed {
  readonly type: 'pkmsg' | 'msg';
  readonly ciphertext: Buffer;
}

export interface Bundle {
  readonly registrationId: number;
  readonly identityKey: Uint8Array;
  readonly signedPreKey: { keyId: number; publicKey: Uint8Array; signature: Uint8Array };
  readonly preKey?: { keyId: number; publicKey: Uint8Array };
}

const { makeSignalRepository } = DEFAULT_CONNECTION_CONFIG;

export function openParty(): Party {
  quieten();
  const creds = initAuthCreds();
  const keys = addTransactionCapability(inMemory(), quiet, { maxCommitRetries: 1, delayBetweenTriesMs: 0 });
  const repository = makeSignalRepository({ creds, keys }, quiet);

  return {
    creds,
    async bundle() {
      const { update, preKeys } = await getNextPreKeys({ creds, keys }, 1);
      Object.assign(creds, update);
      const [[id, pair] = []] = Object.entries(preKeys);
      if (!id || !pair) throw new Error('no key was made');
      return [
        node('registration', {}, bigEndian(creds.registrationId, 4)),
        node('type', {}, Buffer.from([5])),
        node('identity', {}, Buffer.from(creds.signedIdentityKey.public)),
        xmppSignedPreKey(creds.signedPreKey),
        xmppPreKey(pair, Number(id)),
      ];
    },
    knows: async (device) => (await quietly(() => repository.validateSession(device))).exists,
    meet: (device, bundle) =>
      // libsignal takes a bundle without a one-time key; Baileys' types do not say so.
      quietly(() => repository.injectE2ESession({ jid: device, session: bundle as Required<Bundle> })),
    async seal(device, message) {
      const data = encodeWAMessage(message);
      const { type, ciphertext } = await quietly(() => repository.encryptMessage({ jid: device, data }));
      return { type, ciphertext: Buffer.from(ciphertext) };
    },
    async open(device, { type, ciphertext }) {
      const padded = await quietly(() => repository.decryptMessage({ jid: device, type, ciphertext }));
      return proto.Message.decode(unpadRandomMax16(padded));
    },
    close: () => repository.close?.(),
  };
}

/** The keys of a device, in whatever node they are listed: an upload, an answer, a receipt that asks for a retry. */
export function bundleIn(parent: BinaryNode, registration = find(parent, 'registration')): Bundle {
  const single = find(parent, 'key');
  return {
    registrationId: numberOf(registration),
    identityKey: generateSignalPubKey(bytesOf(find(parent, 'identity'))),
    signedPreKey: signedKeyIn(find(parent, 'skey')),
    ...(single && { preKey: publicKeyIn(single) }),
  };
}

export const publicKeyIn = (parent: BinaryNode | undefined) => ({
  keyId: numberOf(find(parent, 'id')),
  publicKey: generateSignalPubKey(bytesOf(find(parent, 'value'))),
});

export const signedKeyIn = (parent: BinaryNode | undefined) => ({
  ...publicKeyIn(parent),
  signature: bytesOf(find(parent, 'signature')),
});

/** What the phones of a double have to say is of no interest, and would show keys. */
export const quiet: Parameters<typeof addTransactionCapability>[1] = {
  level: 'silent',
  child: () => quiet,
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
};

function inMemory(): SignalKeyStore {
  const kept = new Map<string, unknown>();
  return {
    async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
      const found: { [id: string]: SignalDataTypeMap[T] } = {};
      for (const id of ids) {
        const value = kept.get(`${type}/${id}`);
        if (value !== undefined) found[id] = value as SignalDataTypeMap[T];
      }
      return found;
    },
    set: async (data: SignalDataSet) => {
      for (const [type, rows] of Object.entries(data))
        for (const [id, value] of Object.entries(rows ?? {})) {
          if (value === null) kept.delete(`${type}/${id}`);
          else kept.set(`${type}/${id}`, value);
        }
    },
  };
}

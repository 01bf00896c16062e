import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import {
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  generateSignalPubKey,
  hkdf,
  hmacSign,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
} from '@whiskeysockets/baileys';
import { type Account, type LinkedDevice, openUploadedKeys } from './account.ts';
import type { Connection } from './connection.ts';
import { answerTo, bytesOf, find, newId, node, refusalOf, seconds, userOf } from './nodes.ts';
import type { Bundle } from './party.ts';
import { isSignedBy } from './xeddsa.ts';

/**
 * How a device becomes a linked one: the phone reads the device's keys from a QR code, or both derive a secret from a
 * code that is typed; either way the phone signs the device's identity, and the device signs back.
 */

/** A device that is not linked yet, while its connection stands. */
interface Newcomer {
  readonly connection: Connection;
  readonly identity: Buffer;
  readonly keys: Omit<Bundle, 'preKey'>;
  readonly refs: readonly string[];
  hello?: { readonly ref: Buffer; readonly forNumber: string; readonly wrapped: Buffer };
  /** What the phone waits for. */
  finish?: (query: BinaryNode) => void;
  sign?: { readonly id: string; readonly take: (answer: BinaryNode) => void };
  fail?: (why: Error) => void;
}

const NOTHING = Buffer.alloc(0);
const wrong = (what: string) => new Error(`the phone says: ${what}`);

export function openPairing(account: Account, linked: (connection: Connection) => void) {
  const newcomers = new Map<Connection, Newcomer>();

  /** Signs the device's identity, sends it, and checks what the device signs in return. */
  async function link(newcomer: Newcomer, advSecret: Uint8Array): Promise<void> {
    const id = account.nextDevice++;
    const { private: signing, public: phoneKey } = account.phone.creds.signedIdentityKey;
    const details = proto.ADVDeviceIdentity.encode({
      rawId: randomBytes(4).readUInt32BE(),
      timestamp: Number(seconds()),
      keyIndex: id,
      accountType: proto.ADVEncryptionType.E2EE,
      deviceType: proto.ADVEncryptionType.E2EE,
    }).finish();
    const signedIdentity = proto.ADVSignedDeviceIdentity.encode({
      details,
      accountSignatureKey: phoneKey,
      accountSignature: Curve.sign(
        signing,
        Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, newcomer.identity]),
      ),
    }).finish();
    const device: LinkedDevice = {
      id,
      jid: `${account.number}:${id}@s.whatsapp.net`,
      lid: account.lid.replace('@', `:${id}@`),
      noiseKey: newcomer.connection.noiseKey,
      keys: openUploadedKeys(newcomer.keys),
      settled: false,
    };
    const success = node('iq', { from: S_WHATSAPP_NET, type: 'set', id: newId(), t: seconds() }, [
      node('pair-success', {}, [
        node(
          'device-identity',
          {},
          proto.ADVSignedDeviceIdentityHMAC.encode({
            details: signedIdentity,
            hmac: hmacSign(Buffer.from(signedIdentity), Buffer.from(advSecret)),
          }).finish(),
        ),
        node('device', { jid: device.jid, lid: device.lid }),
        node('platform', { name: 'android' }),
      ]),
    ]);
    const answer = await asked(newcomer, (take) => {
      newcomer.sign = { id: success.attrs.id ?? '', take };
      newcomer.connection.send(success);
    });

    const signed = proto.ADVSignedDeviceIdentity.decode(
      bytesOf(find(answer, 'pair-device-sign', 'device-identity')),
    );
    const theirs = Buffer.concat([WA_ADV_DEVICE_SIG_PREFIX, details, newcomer.identity, phoneKey]);
    if (!isSignedBy(newcomer.identity, theirs, signed.deviceSignature ?? NOTHING))
      throw wrong('the device did not sign its identity');
    account.device = device;
    newcomers.delete(newcomer.connection);
    linked(newcomer.connection);
  }

  /** Who asks for a code shows it at once, while the asking is still on its way: a moment is given to it. */
  async function helloFor(number: string): Promise<Newcomer | undefined> {
    for (let left = 40; ; left--) {
      const found = [...newcomers.values()].find((one) => one.hello?.forNumber === number);
      if (found || left === 0) return found;
      await setTimeout(25);
    }
  }

  return {
    /** Somebody who is not linked has connected: they get what they may show as QR codes, one after the other. */
    begin(connection: Connection) {
      const keys = keysIn(connection.payload.devicePairingData ?? {});
      const identity = Buffer.from(keys.identityKey.subarray(1));
      const refs = Array.from({ length: 6 }, () => `2@${randomBytes(48).toString('base64')}`);
      newcomers.set(connection, { connection, identity, keys, refs });
      connection.send(
        node('iq', { from: S_WHATSAPP_NET, type: 'set', id: newId(), xmlns: 'md' }, [
          node(
            'pair-device',
            {},
            refs.map((ref) => node('ref', {}, Buffer.from(ref))),
          ),
        ]),
      );
    },

    /** Stages of linking by a code, as queries. */
    query(connection: Connection, query: BinaryNode) {
      const newcomer = newcomers.get(connection);
      const stage = find(query, 'link_code_companion_reg');
      if (!newcomer || !stage) return connection.send(refusalOf(query, 400, 'bad-request'));
      if (stage.attrs.stage === 'companion_hello') {
        const serverKey = bytesOf(find(stage, 'companion_server_auth_key_pub'));
        if (!serverKey.equals(connection.noiseKey))
          return connection.send(refusalOf(query, 400, 'bad-request'));
        const ref = Buffer.from(`3@${randomBytes(32).toString('base64')}`);
        newcomer.hello = {
          ref,
          forNumber: userOf(stage.attrs.jid ?? ''),
          wrapped: bytesOf(find(stage, 'link_code_pairing_wrapped_companion_ephemeral_pub')),
        };
        connection.send(
          answerTo(query, [
            node('link_code_companion_reg', { stage: 'companion_hello' }, [
              node('link_code_pairing_ref', {}, ref),
            ]),
          ]),
        );
        return;
      }
      // Whether the code was right only the phone can tell: the server answers that it has passed it on.
      connection.send(answerTo(query));
      newcomer.finish?.(stage);
    },

    /** @returns whether this answer was one that the phone waits for */
    answer(connection: Connection, answer: BinaryNode): boolean {
      const sign = newcomers.get(connection)?.sign;
      if (sign?.id !== answer.attrs.id) return false;
      sign?.take(answer);
      return true;
    },

    gone(connection: Connection): void {
      newcomers.get(connection)?.fail?.(wrong('the device has gone away'));
      newcomers.delete(connection);
    },

    async scan(qr: string): Promise<void> {
      const parts = (qr.split('#').at(-1) ?? '').split(',');
      const [ref = '', noiseKey = '', identity = '', advSecret = ''] = parts;
      const newcomer = [...newcomers.values()].find((one) => one.refs.includes(ref));
      if (!newcomer) throw wrong('this code is no longer valid');
      if (!Buffer.from(noiseKey, 'base64').equals(newcomer.connection.noiseKey))
        throw wrong('another device shows this code');
      if (!Buffer.from(identity, 'base64').equals(newcomer.identity))
        throw wrong('this code is of another identity');
      const secret = Buffer.from(advSecret, 'base64');
      if (secret.length !== 32) throw wrong('this code has no secret');
      await link(newcomer, secret);
    },

    async typeCode(code: string): Promise<void> {
      const newcomer = await helloFor(account.number);
      if (!newcomer?.hello) throw wrong('nobody has asked for a code');
      const typed = code.replace(/[\s-]/g, '').toUpperCase();
      const { wrapped, ref } = newcomer.hello;
      const theirs = aesDecryptCTR(
        wrapped.subarray(48, 80),
        await derivePairingCodeKey(typed, wrapped.subarray(0, 32)),
        wrapped.subarray(32, 48),
      );

      const ours = Curve.generateKeyPair();
      const salt = randomBytes(32);
      const iv = randomBytes(16);
      const sealed = aesEncryptCTR(ours.public, await derivePairingCodeKey(typed, salt), iv);
      const phone = account.phone.creds.signedIdentityKey;
      const finish = await asked(newcomer, (take) => {
        newcomer.finish = take;
        newcomer.connection.send(
          node(
            'notification',
            { from: S_WHATSAPP_NET, type: 'link_code_companion_reg', id: newId(), t: seconds() },
            [
              node('link_code_companion_reg', { stage: 'primary_hello' }, [
                node('link_code_pairing_ref', {}, ref),
                node('primary_identity_pub', {}, phone.public),
                node(
                  'link_code_pairing_wrapped_primary_ephemeral_pub',
                  {},
                  Buffer.concat([salt, iv, sealed]),
                ),
              ]),
            ],
          ),
        );
      });

      if (!bytesOf(find(finish, 'link_code_pairing_ref')).equals(ref))
        throw wrong('an answer to another ask');
      const shared = Curve.sharedKey(ours.private, theirs);
      const bundle = openBundle(bytesOf(find(finish, 'link_code_pairing_wrapped_key_bundle')), shared);
      const [identity, phoneAgain, random] = [
        bundle.subarray(0, 32),
        bundle.subarray(32, 64),
        bundle.subarray(64, 96),
      ] as const;
      if (!identity.equals(newcomer.identity) || !phoneAgain.equals(phone.public))
        throw wrong('the keys of somebody else');
      const secret = hkdf(Buffer.concat([shared, Curve.sharedKey(phone.private, identity), random]), 32, {
        info: 'adv_secret',
      });
      await link(newcomer, secret);
    },
  };
}

/** What a device says of itself when it asks to be linked. */
function keysIn(data: proto.ClientPayload.IDevicePairingRegistrationData): Omit<Bundle, 'preKey'> {
  const { eIdent, eRegid, eSkeyId, eSkeyVal, eSkeySig } = data;
  if (!eIdent || !eRegid || !eSkeyId || !eSkeyVal || !eSkeySig) throw new Error('keys are missing');
  return {
    registrationId: Buffer.from(eRegid).readUInt32BE(),
    identityKey: generateSignalPubKey(Buffer.from(eIdent)),
    signedPreKey: {
      keyId: Buffer.from(eSkeyId).readUIntBE(0, 3),
      publicKey: generateSignalPubKey(Buffer.from(eSkeyVal)),
      signature: Buffer.from(eSkeySig),
    },
  };
}

/** What the device sealed for the phone, by the secret that both have only if the code was the same. */
function openBundle(bytes: Buffer, shared: Buffer): Buffer {
  const key = hkdf(shared, 32, {
    salt: bytes.subarray(0, 32),
    info: 'link_code_pairing_key_bundle_encryption_key',
  });
  try {
    return aesDecryptGCM(bytes.subarray(44), key, bytes.subarray(32, 44), NOTHING);
  } catch {
    throw wrong('this is not the code that the device shows');
  }
}

/** Sends something and waits for the answer to it, or for the device's end. */
function asked(newcomer: Newcomer, send: (take: (answer: BinaryNode) => void) => void): Promise<BinaryNode> {
  return new Promise((resolve, reject) => {
    newcomer.fail = reject;
    send(resolve);
  });
}

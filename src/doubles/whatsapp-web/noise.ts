import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  NOISE_WA_HEADER,
  proto,
  sha256,
} from '@whiskeysockets/baileys';

/**
 * The server's side of `Noise_XX_25519_AESGCM_SHA256`, with which WhatsApp seals everything inside the WebSocket.
 * The server proves who it is by a chain of two certificates under a root that the client knows beforehand.
 */

const NOTHING = Buffer.alloc(0);

/** Who the double is: its own root instead of WhatsApp's, and a server's key certified by it. */
export interface ServerIdentity {
  /** What clients must hold for WhatsApp's root, 32 bytes. */
  readonly root: Buffer;
  readonly key: KeyPair;
  readonly chain: Uint8Array;
}

export function inventIdentity(): ServerIdentity {
  const { Details } = proto.CertChain.NoiseCertificate;
  const [root, intermediate, key] = [
    Curve.generateKeyPair(),
    Curve.generateKeyPair(),
    Curve.generateKeyPair(),
  ] as const;
  const certify = (serial: number, issuerSerial: number, bytes: Uint8Array, by: KeyPair) => {
    const details = Details.encode({ serial, issuerSerial, key: bytes }).finish();
    return { details, signature: Curve.sign(by.private, details) };
  };
  return {
    root: Buffer.from(root.public),
    key,
    chain: proto.CertChain.encode({
      intermediate: certify(1, 0, intermediate.public, root),
      leaf: certify(2, 1, key.public, intermediate),
    }).finish(),
  };
}

/** What one connection has in common with its client by now. */
export function openNoise() {
  let hash: Buffer = Buffer.from(NOISE_MODE);
  let salt = hash;
  let key = hash;
  let counter = 0;

  const authenticate = (bytes: Uint8Array) => {
    hash = sha256(Buffer.concat([hash, bytes]));
  };
  const expand = (secret: Uint8Array) => {
    const bytes = Buffer.from(hkdf(secret, 64, { salt, info: '' }));
    return [bytes.subarray(0, 32), bytes.subarray(32)] as const;
  };

  return {
    authenticate,
    mix(secret: Uint8Array): void {
      [salt, key] = expand(secret);
      counter = 0;
    },
    seal(plain: Uint8Array): Buffer {
      const sealed = aesEncryptGCM(plain, key, ivOf(counter++), hash);
      authenticate(sealed);
      return sealed;
    },
    /** @throws Error where it was not sealed for us */
    open(sealed: Uint8Array): Buffer {
      const plain = aesDecryptGCM(sealed, key, ivOf(counter++), hash);
      authenticate(sealed);
      return plain;
    },
    /** After the handshake: a key for each way. The client writes with the first. */
    transport() {
      const [reading, writing] = expand(NOTHING);
      let read = 0;
      let written = 0;
      return {
        seal: (plain: Uint8Array) => aesEncryptGCM(plain, writing, ivOf(written++), NOTHING),
        open: (sealed: Uint8Array) => aesDecryptGCM(sealed, reading, ivOf(read++), NOTHING),
      };
    },
  };
}

export interface Greeted {
  /** The client's own noise key: by it the server knows a device that logs in. */
  readonly noiseKey: Buffer;
  readonly payload: proto.ClientPayload;
  readonly transport: ReturnType<ReturnType<typeof openNoise>['transport']>;
}

/** The handshake, message by message: what comes in from the client, what goes back. */
export function greet(identity: ServerIdentity) {
  const noise = openNoise();
  const ephemeral = Curve.generateKeyPair();

  return {
    /** @returns our hello */
    hello(message: Uint8Array): Uint8Array {
      const theirs = proto.HandshakeMessage.decode(message).clientHello?.ephemeral;
      if (!theirs) throw new Error('no client hello');
      noise.authenticate(NOISE_WA_HEADER);
      noise.authenticate(theirs);
      noise.authenticate(ephemeral.public);
      noise.mix(Curve.sharedKey(ephemeral.private, theirs));
      const sealedKey = noise.seal(identity.key.public);
      noise.mix(Curve.sharedKey(identity.key.private, theirs));
      return proto.HandshakeMessage.encode({
        serverHello: {
          ephemeral: ephemeral.public,
          static: sealedKey,
          payload: noise.seal(identity.chain),
        },
      }).finish();
    },
    finish(message: Uint8Array): Greeted {
      const { static: sealedKey, payload } = proto.HandshakeMessage.decode(message).clientFinish ?? {};
      if (!sealedKey || !payload) throw new Error('no client finish');
      const noiseKey = noise.open(sealedKey);
      noise.mix(Curve.sharedKey(ephemeral.private, noiseKey));
      return {
        noiseKey,
        payload: proto.ClientPayload.decode(noise.open(payload)),
        transport: noise.transport(),
      };
    },
  };
}

function ivOf(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

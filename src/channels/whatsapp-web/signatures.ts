import { createRequire } from 'node:module';

interface Curve {
  verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** What this needs of Baileys; the types of `Curve` do not say that it may be changed. */
interface WithCurve {
  readonly Curve: object;
  readonly generateSignalPubKey: (publicKey: Uint8Array) => Uint8Array;
}

/**
 * Has signatures looked at. libsignal 6.0.0 returns whether one holds, and Baileys 7.0.0-rc14 waits for it to throw: as
 * they come, every signature of 64 bytes is a good one, and whoever can answer in the place of WhatsApp's server, past
 * TLS, is taken for it. With this the chain of the handshake must end in WhatsApp's root, and the account that links us
 * must have signed for it.
 * @param baileysPath where Baileys lies: its own libsignal is the one that counts
 */
export function checkSignatures({ Curve, generateSignalPubKey }: WithCurve, baileysPath: string): void {
  const { verifySignature } = createRequire(baileysPath)('libsignal/src/curve.js') as {
    verifySignature: (...of: Parameters<Curve['verify']>) => boolean;
  };
  (Curve as Curve).verify = (publicKey, message, signature) => {
    try {
      return verifySignature(generateSignalPubKey(publicKey), message, signature) === true;
    } catch {
      return false;
    }
  };
}

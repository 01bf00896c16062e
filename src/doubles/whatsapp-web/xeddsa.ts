import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether a signature is of this key and this message: XEdDSA, which signs with a Curve25519 key as if it were an
 * Ed25519 one. It is written out because `Curve.verify` of Baileys 7.0.0-rc14 does not tell: libsignal 6.0.0 returns
 * its answer, and Baileys waits for it to throw, so that every signature of 64 bytes is a good one.
 */
export function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const last = signature[63] ?? 0;
  const point = edwardsOf(publicKey);
  point[31] = (point[31] ?? 0) | (last & 0x80);
  const plain = Buffer.from(signature);
  plain[63] = last & 0x7f;
  const key = createPublicKey({
    key: Buffer.concat([ED25519_HEADER, point]),
    format: 'der',
    type: 'spki',
  });
  return verify(null, message, key, plain);
}

const ED25519_HEADER = Buffer.from('302a300506032b6570032100', 'hex');
const P = 2n ** 255n - 19n;

/** From the curve on which keys are agreed to the one on which one signs: y = (u - 1) / (u + 1). */
function edwardsOf(montgomery: Uint8Array): Buffer {
  const u = littleEndian(montgomery) & (2n ** 255n - 1n);
  const y = ((u - 1n + P) * power(u + 1n, P - 2n)) % P;
  return Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
}

const littleEndian = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % P, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % P)
    if (rest & 1n) result = (result * square) % P;
  return result;
}

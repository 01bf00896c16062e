import { createHash, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { type RawRequest, Refused } from '../../core/channel.ts';

/**
 * Makes the check that a request is Meta's: `X-Hub-Signature-256` is HMAC-SHA256 of the bytes as they came. JSON that
 * was parsed and written anew would fail on every message with an accent, because Meta escapes those.
 * @param secrets the app secret, two while rotating
 * @throws Refused 400 where nothing is signed, 403 where the signature does not hold
 */
export function openSignatureCheck(secrets: readonly string[]): (request: RawRequest) => void {
  const keys = secrets.map((secret) => createSecretKey(secret, 'utf8'));
  return ({ headers, body }) => {
    const header = headers['x-hub-signature-256'];
    if (header === undefined || header === '') throw new Refused(400, 'no signature');
    const [, hex] = (typeof header === 'string' && /^sha256=([0-9a-f]{64})$/i.exec(header)) || [];
    const given = Buffer.from(hex ?? '', 'hex');
    const holds = keys.some((key) => {
      const expected = createHmac('sha256', key).update(body).digest();
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
    if (!holds) throw new Refused(403, 'signature does not hold');
  };
}

/**
 * Answers the question that Meta asks when somebody enters our address in its pages: the challenge goes back to who
 * knows the verify token. Only a plain word goes back, because this is an answer that a stranger can write.
 * @returns the challenge
 * @throws Refused
 */
export function answerHandshake(url: string, verifyToken: string): string {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  if (query.get('hub.mode') !== 'subscribe') throw new Refused(400, 'no subscription');
  if (!isSame(query.get('hub.verify_token') ?? '', verifyToken))
    throw new Refused(403, 'verify token does not hold');
  const challenge = query.get('hub.challenge') ?? '';
  if (!/^[\w.-]{1,256}$/.test(challenge)) throw new Refused(400, 'no challenge that could be answered');
  return challenge;
}

/** In the same time whatever is given, however long. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return expected !== '' && timingSafeEqual(hash(given), hash(expected));
}

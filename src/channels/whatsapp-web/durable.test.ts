import * as baileys from '@whiskeysockets/baileys';
import { expect, test } from 'vitest';
import { memoryKeep } from '../../testing/channel-context.ts';
import { openAuth } from './auth.ts';
import { silence } from './baileys.ts';
import { openDurable } from './durable.ts';
import { openIds } from './ids.ts';
import { quieten, quietly } from './quiet.ts';

const OURS = '190000000000001@lid';
const THEIRS = '201000000000001@lid';

async function openSide(durable: boolean) {
  const auth = await openAuth({ baileys, keep: memoryKeep(), ids: openIds(Buffer.alloc(32, 1)) });
  const keys = baileys.addTransactionCapability(auth.state.keys, silence, {
    maxCommitRetries: 1,
    delayBetweenTriesMs: 1,
  });
  const { creds } = auth.state;
  const make = durable
    ? openDurable({ baileys, lost: () => {}, came: () => {} }).makeSignalRepository
    : baileys.DEFAULT_CONNECTION_CONFIG.makeSignalRepository;
  const repository = make({ creds, keys }, silence, async () => []);
  let nextKey = 0;
  return {
    repository,
    /** What somebody needs to begin a session with this side. */
    async bundle() {
      nextKey += 1;
      const preKey = baileys.Curve.generateKeyPair();
      await keys.set({ 'pre-key': { [String(nextKey)]: preKey } });
      const { signedPreKey } = creds;
      return {
        registrationId: creds.registrationId,
        identityKey: baileys.generateSignalPubKey(creds.signedIdentityKey.public),
        signedPreKey: {
          keyId: signedPreKey.keyId,
          publicKey: baileys.generateSignalPubKey(signedPreKey.keyPair.public),
          signature: signedPreKey.signature,
        },
        preKey: { keyId: nextKey, publicKey: baileys.generateSignalPubKey(preKey.public) },
      };
    },
  };
}

/** Two sessions, and a message of the first that comes when the second has been used. */
async function afterALateOne(durable: boolean): Promise<string> {
  const ours = await openSide(durable);
  const theirs = await openSide(false);
  const write = (text: string) =>
    theirs.repository.encryptMessage({ jid: OURS, data: baileys.writeRandomPadMax16(Buffer.from(text)) });
  const read = async ({ type, ciphertext }: { type: 'pkmsg' | 'msg'; ciphertext: Uint8Array }) =>
    Buffer.from(
      baileys.unpadRandomMax16(await ours.repository.decryptMessage({ jid: THEIRS, type, ciphertext })),
    ).toString();
  const answer = async () => {
    const { type, ciphertext } = await ours.repository.encryptMessage({
      jid: THEIRS,
      data: Buffer.from('wi'),
    });
    await theirs.repository.decryptMessage({ jid: OURS, type, ciphertext });
  };
  const begin = async () => theirs.repository.injectE2ESession({ jid: OURS, session: await ours.bundle() });

  await begin();
  await read(await write('1'));
  await answer();
  const late = await write('an reta');
  await begin();
  await read(await write('2'));
  await answer();
  const next = await write('apre');
  expect(await read(late)).toBe('an reta');
  return read(next);
}

test('a message of an older session that was under way does not break the newer one', async () => {
  quieten();
  expect(await quietly(() => afterALateOne(true))).toBe('apre');
});

test('which is what happens without us', async () => {
  await expect(quietly(() => afterALateOne(false))).rejects.toThrow();
});

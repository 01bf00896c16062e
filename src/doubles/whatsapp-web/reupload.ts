import { randomBytes } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM, type BinaryNode, hkdf, proto } from '@whiskeysockets/baileys';
import type { Letter } from './mailbox.ts';
import { bytesOf, find, node, seconds } from './nodes.ts';

/**
 * A device could not fetch a file any more, and the phone that sent it is asked to put it up again. What both say
 * about it is sealed with a key that comes of the file's own.
 *
 * @param path where the file lies now; undefined: they have deleted it
 */
export function answerReupload(
  asking: BinaryNode,
  mediaKey: Uint8Array,
  path: string | undefined,
  own: string,
): Letter {
  const id = asking.attrs.id ?? '';
  const key = hkdf(mediaKey, 32, { info: 'WhatsApp Media Retry Notification' });
  const sealed = find(asking, 'encrypt');
  const asked = proto.ServerErrorReceipt.decode(
    aesDecryptGCM(bytesOf(find(sealed, 'enc_p')), key, bytesOf(find(sealed, 'enc_iv')), Buffer.from(id)),
  );
  const { SUCCESS, NOT_FOUND } = proto.MediaRetryNotification.ResultType;
  const told = proto.MediaRetryNotification.encode({
    stanzaId: asked.stanzaId ?? id,
    result: path === undefined ? NOT_FOUND : SUCCESS,
    ...(path !== undefined && { directPath: path }),
  }).finish();
  const iv = randomBytes(12);
  const content = [
    node('encrypt', {}, [
      node('enc_p', {}, aesEncryptGCM(told, key, iv, Buffer.from(id))),
      node('enc_iv', {}, iv),
    ]),
    node('rmr', { ...find(asking, 'rmr')?.attrs }),
  ];
  return {
    id,
    class: 'notification',
    node: () => node('notification', { id, from: own, type: 'mediaretry', t: seconds() }, content),
  };
}

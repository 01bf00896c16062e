import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import type { Letter } from './mailbox.ts';
import { newId, node, seconds } from './nodes.ts';

/** After the linking the phone tells the device what was before: nothing, which also is an answer and waited for. */
export async function historyFor({ number, device, phone }: Account): Promise<Letter | undefined> {
  if (!device?.fresh) return undefined;
  device.fresh = false;
  const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP;
  const told = proto.HistorySync.encode({ syncType, conversations: [] }).finish();
  await phone.meet(device.lid, device.keys.take());
  const { type, ciphertext } = await phone.seal(device.lid, {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
      historySyncNotification: {
        syncType,
        chunkOrder: 1,
        progress: 100,
        initialHistBootstrapInlinePayload: deflateSync(told),
      },
    },
  });
  const id = newId();
  const from = `${number}@s.whatsapp.net`;
  const t = seconds();
  return {
    id,
    class: 'message',
    own: true,
    node: (offline) =>
      node(
        'message',
        {
          id,
          from,
          type: 'text',
          category: 'peer',
          t,
          ...(offline !== undefined && { offline: String(offline) }),
        },
        [node('enc', { v: '2', type }, ciphertext)],
      ),
  };
}

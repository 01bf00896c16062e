import { deflateSync } from 'node:zlib';
import { proto } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import type { Letter } from './mailbox.ts';
import { newId, node, seconds } from './nodes.ts';

/**
 * After the linking the phone tells the device what was before: nothing, which also is an answer. Baileys waits for it,
 * with all it has to tell, for 20 seconds: so it comes at every login until the device has gone on to the next step.
 */
export async function historyFor({ number, device, phone }: Account): Promise<Letter | undefined> {
  if (!device || device.settled) return undefined;
  const syncType = proto.HistorySync.HistorySyncType.INITIAL_BOOTSTRAP;
  const told = proto.HistorySync.encode({ syncType, conversations: [] }).finish();
  if (!(await phone.knows(device.lid))) await phone.meet(device.lid, device.keys.take());
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

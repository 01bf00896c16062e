import type { Channel, ChannelContext, OpenChannel } from '../../core/channel.ts';
import { checkInstalled } from './baileys.ts';
import { ACCOUNT, CHANNEL, capabilitiesOf } from './capabilities.ts';
import { openConnection } from './connection.ts';
import { openIds } from './ids.ts';
import { openMedia } from './media.ts';
import { openSender } from './send.ts';

const OFFICIAL = 'wss://web.whatsapp.com/ws/chat';

/**
 * WhatsApp as a linked device of a phone of ours, over Baileys. One process at a time holds the connection, and only
 * that one can send.
 *
 * @throws Error in one line where the operator has not accepted the risk, or Baileys is not there
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { settings, internalKey, keep, log } = context;
  const setting = (name: string) => settings[name]?.trim() ?? '';
  if (setting('WHATSAPP_WEB_ACCEPT_RISK') !== 'yes')
    throw new Error(
      "whatsapp-web is against WhatsApp's terms and the number may be banned at any moment: set WHATSAPP_WEB_ACCEPT_RISK=yes to open it all the same",
    );
  checkInstalled();

  const ids = openIds(internalKey);
  const url = setting('WHATSAPP_WEB_URL') || OFFICIAL;
  const connection = openConnection({ url, keep, ids, log });
  const sender = openSender(connection);
  const media = openMedia({ ids, connected: connection.connected });
  return {
    name: CHANNEL,
    capabilities: { [ACCOUNT]: capabilitiesOf(Number(setting('WHATSAPP_WEB_PER_MINUTE')) || 20) },
    receive: { webhooks: [], listen: connection.listen },
    sendsWhereItListens: true,
    send: sender.send,
    fetch: media.fetch,
    // Files lie at WhatsApp encrypted, and go by themselves.
    discard: async () => {},
    // The connection is let go by whoever listens.
    close: async () => {},
  };
};

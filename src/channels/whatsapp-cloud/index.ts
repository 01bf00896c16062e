import type { Channel, ChannelContext, OpenChannel, RawRequest, Received } from '../../core/channel.ts';
import { capabilitiesOf } from './capabilities.ts';
import { openMedia } from './media.ts';
import { openMessageIds } from './message-id.ts';
import { parse } from './parse.ts';
import { openSender } from './send.ts';
import { CHANNEL, readSenders, readTemplates } from './senders.ts';
import { answerHandshake, openSignatureCheck } from './signature.ts';
import { openTemplates } from './templates.ts';

const PATH = '/hooks/whatsapp';

/**
 * WhatsApp through Meta's Cloud API.
 * @throws Error in one line where two numbers would be one account
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { settings, internalKey, log } = context;
  const setting = (name: string) => settings[`WHATSAPP_CLOUD_${name}`]?.trim() ?? '';
  const senders = readSenders(setting('PHONE_ID'));
  const accounts = new Map([...senders].map(([account, phoneId]) => [phoneId, account]));
  const capabilities = capabilitiesOf(Number(setting('PER_SECOND')) || 80, {
    templates: readTemplates(setting('TEMPLATES')),
    bulletins: readTemplates(setting('BULLETIN_TEMPLATES')),
  });
  const businessId = setting('BUSINESS_ID');
  const check = openSignatureCheck(setting('APP_SECRET').split(/\s*,\s*/));
  const verifyToken = setting('VERIFY_TOKEN');
  const api = {
    token: setting('TOKEN'),
    apiUrl: setting('API_URL') || 'https://graph.facebook.com/v25.0',
  };
  const idOf = openMessageIds(internalKey);
  const media = openMedia(api);
  const sender = openSender({
    ...api,
    senders,
    listLabel: setting('LIST_LABEL') || 'Chwazi / Choisir',
    idOf,
  });

  const templates = businessId === '' ? undefined : openTemplates({ ...api, businessId });

  const handshake = ({ url }: RawRequest): Received => ({
    events: [],
    answer: { status: 200, contentType: 'text/plain', body: answerHandshake(url, verifyToken) },
  });

  const read = (request: RawRequest): Received => {
    check(request);
    const { events, trouble, templates: changed } = parse(request.body, { accounts, idOf });
    // Answered 200 all the same, so this line is the only trace.
    for (const code of trouble)
      log.warn('something in a signed webhook was passed over', { channel: CHANNEL, code });
    for (const { name, language, event } of changed)
      log.warn('Meta has changed how a template stands', {
        channel: CHANNEL,
        template: `${name}/${language}`,
        code: event,
      });
    return { events, answer: { status: 200 } };
  };

  return {
    name: CHANNEL,
    capabilities: Object.fromEntries([...senders.keys()].map((account) => [account, capabilities])),
    receive: {
      webhooks: [
        { method: 'GET', path: PATH, read: handshake },
        { method: 'POST', path: PATH, read },
      ],
    },
    send: sender.send,
    ...(templates && { templates: templates.list }),
    fetch: media.fetch,
    // What people send expires there by itself; Meta deletes on demand only what we have uploaded.
    discard: async () => {},
    close: async () => {
      await Promise.all([sender.close(), media.close(), templates?.close()]);
    },
  };
};

import {
  type Channel,
  type ChannelContext,
  type OpenChannel,
  type RawRequest,
  type Received,
  Refused,
  type WebhookAnswer,
} from '../../core/channel.ts';
import { capabilitiesOf, SMS, WHATSAPP } from './capabilities.ts';
import { openMedia } from './media.ts';
import { parse } from './parse.ts';
import { openSender } from './send.ts';
import { openSignatureCheck } from './signature.ts';

const STATUS_PATH = '/hooks/twilio/status';

/** In bytes. 4,096 letters of WhatsApp, each written as nine, and all the fields beside them are half of it. */
const LONGEST_FORM = 128 * 1024;

/** No words in the answer: replies leave by the API, where they have an id and receipts. */
const EMPTY_TWIML: WebhookAnswer = { status: 200, contentType: 'text/xml', body: '<Response/>' };
const NOTED: WebhookAnswer = { status: 204 };

/**
 * SMS and WhatsApp through Twilio.
 * @throws Error in one line where neither sender is set
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { settings, publicUrl } = context;
  const setting = (name: string) => settings[name]?.trim() ?? '';
  const tokens = setting('TWILIO_AUTH_TOKEN').split(/\s*,\s*/);
  const from = {
    [SMS]: setting('TWILIO_SMS_FROM'),
    [WHATSAPP]: setting('TWILIO_WHATSAPP_FROM').replace(/^whatsapp:/, ''),
  };
  if (!from[SMS] && !from[WHATSAPP])
    throw new Error(
      'set TWILIO_SMS_FROM or TWILIO_WHATSAPP_FROM: the channel twilio has no number to send from',
    );

  const all = capabilitiesOf({
    sms: Number(setting('TWILIO_SMS_PER_SECOND')) || 10,
    whatsapp: Number(setting('TWILIO_WHATSAPP_PER_SECOND')) || 10,
  });
  const capabilities = {
    ...(from[SMS] && { [SMS]: all[SMS] }),
    ...(from[WHATSAPP] && { [WHATSAPP]: all[WHATSAPP] }),
  };
  const check = openSignatureCheck(tokens);
  const api = {
    accountSid: setting('TWILIO_ACCOUNT_SID'),
    authToken: tokens[0] ?? '',
    apiUrl: setting('TWILIO_API_URL') || 'https://api.twilio.com',
  };
  const media = openMedia(api);
  const sender = openSender({
    ...api,
    from,
    statusUrl: publicUrl + STATUS_PATH,
  });

  const read = (request: RawRequest): Received => {
    const signature = header(request, 'x-twilio-signature');
    if (!signature) throw new Refused(400, 'no signature');
    // Before the form is read: anyone may send three megabytes of names to be sorted.
    if (request.body.length > LONGEST_FORM) throw new Refused(413, 'form too long');
    if (!request.url.startsWith('/')) throw new Refused(400, 'address is no path');
    const form = check({
      // Never from Host or X-Forwarded-*: whoever calls us writes those.
      url: publicUrl + request.url,
      body: request.body,
      contentType: header(request, 'content-type'),
      signature,
    });
    if (!form) throw new Refused(403, 'signature does not hold');
    const event = parse(form, partOf(request.url));
    if (event?.kind === 'inbound' && !(event.account in capabilities))
      throw new Refused(400, `a message for ${event.account}, which has no sender`);
    return { events: event ? [event] : [], answer: event?.kind === 'inbound' ? EMPTY_TWIML : NOTED };
  };

  return {
    name: 'twilio',
    capabilities,
    receive: {
      webhooks: [
        { method: 'POST', path: '/hooks/twilio/message', read },
        { method: 'POST', path: STATUS_PATH, read },
      ],
    },
    send: sender.send,
    fetch: media.fetch,
    discard: media.discard,
    close: async () => {
      await Promise.all([sender.close(), media.close()]);
    },
  };
};

function header(request: RawRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Signed with the rest of the address, so it is what we wrote; the shape is checked against our own slips. */
function partOf(url: string): string | undefined {
  const part = new URLSearchParams(url.split('?')[1] ?? '').get('part');
  return part && /^[A-Za-z0-9_-]{1,64}$/.test(part) ? part : undefined;
}

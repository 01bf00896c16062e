import {
  type Channel,
  type ChannelContext,
  type OpenChannel,
  type RawRequest,
  type Received,
  Refused,
  type WebhookAnswer,
} from '../../core/channel.ts';
import { openApi } from './api.ts';
import { capabilitiesOf, templatesOf } from './capabilities.ts';
import { openCatchUp } from './catch-up.ts';
import { openContents } from './content.ts';
import { openMedia } from './media.ts';
import { parse } from './parse.ts';
import { openSender } from './send.ts';
import { openSenders } from './senders.ts';
import { openSignatureCheck } from './signature.ts';
import { templateStatuses } from './templates.ts';

const TWILIO = 'https://api.twilio.com';
const CONTENT = 'https://content.twilio.com';

const STATUS_PATH = '/hooks/twilio/status';

/** In bytes. 4,096 letters of WhatsApp, each written as nine, and all the fields beside them are half of it. */
const LONGEST_FORM = 128 * 1024;

/** No words in the answer: replies leave by the API, where they have an id and receipts. */
const EMPTY_TWIML: WebhookAnswer = { status: 200, contentType: 'text/xml', body: '<Response/>' };
const NOTED: WebhookAnswer = { status: 204 };

/**
 * SMS and WhatsApp through Twilio.
 * @throws Error in one line where no sender is set, or the lists of senders contradict themselves
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { settings, publicUrl, keep, log } = context;
  const setting = (name: string) => settings[name]?.trim() ?? '';
  const tokens = setting('TWILIO_AUTH_TOKEN').split(/\s*,\s*/);
  const senders = openSenders(setting, log);
  const buttons = setting('TWILIO_BUTTONS') !== 'no';
  const templates = templatesOf(setting('TWILIO_WHATSAPP_TEMPLATES'));
  const bulletins = templatesOf(setting('TWILIO_WHATSAPP_BULLETIN_TEMPLATES'));
  const filed = [...Object.values(templates), ...Object.values(bulletins)];
  const account = {
    accountSid: setting('TWILIO_ACCOUNT_SID'),
    authToken: tokens[0] ?? '',
    apiUrl: setting('TWILIO_API_URL') || TWILIO,
  };
  const contentUrl = setting('TWILIO_CONTENT_API_URL') || CONTENT;
  const api = openApi({
    ...account,
    // A trial must never reach the real Twilio by half.
    contentUrl: contentUrl === CONTENT && !isTwilio(account.apiUrl) ? account.apiUrl : contentUrl,
  });
  const media = openMedia(account);
  const sender = openSender({
    api,
    senders,
    ...(buttons && { contents: openContents({ api, accountSid: account.accountSid, keep, log }) }),
    statusUrl: publicUrl + STATUS_PATH,
  });
  const check = openSignatureCheck(tokens);
  const ours = { senders, answersStop: setting('TWILIO_ANSWERS_STOP') !== 'no' };

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
    const event = parse(form, partOf(request.url), ours);
    return { events: event ? [event] : [], answer: event?.kind === 'inbound' ? EMPTY_TWIML : NOTED };
  };

  return {
    name: 'twilio',
    capabilities: Object.fromEntries(
      senders.all.map((one) => [one.account, capabilitiesOf(one, { buttons, templates, bulletins })]),
    ),
    receive: {
      webhooks: [
        { method: 'POST', path: '/hooks/twilio/message', read },
        { method: 'POST', path: STATUS_PATH, read },
      ],
      catchUp: openCatchUp({
        api,
        apiUrl: account.apiUrl,
        senders,
        read: (form) => parse(form, undefined, ours),
        log,
      }),
    },
    send: sender.send,
    ...(filed.length > 0 && { templates: () => templateStatuses(api, filed) }),
    fetch: media.fetch,
    discard: media.discard,
    close: async () => {
      await Promise.all([api.close(), media.close()]);
    },
  };
};

/** In whichever region. */
function isTwilio(url: string): boolean {
  return new URL(url).hostname.endsWith('.twilio.com');
}

function header(request: RawRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** Signed with the rest of the address, so it is what we wrote; the shape is checked against our own slips. */
function partOf(url: string): string | undefined {
  const part = new URLSearchParams(url.split('?')[1] ?? '').get('part');
  return part && /^[A-Za-z0-9_-]{1,64}$/.test(part) ? part : undefined;
}

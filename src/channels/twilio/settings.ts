import type { Setting } from '../../core/channel.ts';

/** A list with commas, each entry with or without a name in front: `digicel=+15550001,natcom=+15550002`. */
function list(entry: string, name = '[a-z0-9]{1,20}'): RegExp {
  const one = `(${name}=)?(${entry})`;
  return new RegExp(`^(${one}(\\s*,\\s*${one})*)?$`);
}

const number = '\\+[1-9]\\d{6,14}';
/** A number, a short code or a sender id of letters. */
const smsSender = `(${number}|\\d{3,8}|(?=[\\w -]*[A-Za-z])[\\w -]{1,11})`;
const whatsappSender = `(whatsapp:)?${number}`;
const service = 'MG[0-9a-fA-F]{32}';
const rate = '\\d{1,4}(\\.\\d+)?';
const address = /^https:\/\/[^\s?#]+$|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#]*)?$/;

/** By our language, a content of Twilio's. */
const TEMPLATES = /^([a-z]{2,3}=HX[0-9a-fA-F]{32}(\s*,\s*[a-z]{2,3}=HX[0-9a-fA-F]{32})*)?$/;

export const settings: Readonly<Record<string, Setting>> = {
  TWILIO_ACCOUNT_SID: {
    help: 'The account that owns the numbers, from the first page of the Twilio console.',
    matches: /^AC[0-9a-fA-F]{32}$/,
  },
  TWILIO_AUTH_TOKEN: {
    help: 'The auth token of that account; while rotating, the new and the old one with a comma between. The first one sends, both verify.',
    secret: true,
    matches: /^[^\s,]+(\s*,\s*[^\s,]+)?$/,
  },
  TWILIO_SMS_FROM: {
    help: 'What SMS leave from: a number (E.164), short code, sender id or Messaging Service (MG…, or MG…/+number for one of its numbers), from Phone Numbers or Messaging > Services in the Twilio console. Several with commas, all but one with a name: +15550001,natcom=+15550002 are twilio-sms and twilio-sms-natcom. Empty: no SMS through Twilio.',
    default: '',
    matches: list(`${service}(/${smsSender})?|${smsSender}`),
  },
  TWILIO_WHATSAPP_FROM: {
    help: 'The WhatsApp sender, from Messaging > Senders in the Twilio console: a number (E.164) or Messaging Service (MG…, or MG…/+number). Several with commas, all but one with a name. Empty: no WhatsApp through Twilio.',
    default: '',
    matches: list(`${service}(/${whatsappSender})?|${whatsappSender}`),
  },
  TWILIO_API_URL: {
    help: 'Where the Twilio API is; only trials point it elsewhere (http on this machine only).',
    default: 'https://api.twilio.com',
    matches: address,
  },
  TWILIO_CONTENT_API_URL: {
    help: 'Where the Twilio Content API is; only trials point it elsewhere (left as it is, it goes with TWILIO_API_URL).',
    default: 'https://content.twilio.com',
    matches: address,
  },
  TWILIO_SMS_PER_SECOND: {
    help: 'How many SMS segments a second each sender may send: 1 for a US long code, 100 for a short code. Others by name: 1,natcom=100.',
    default: '10',
    matches: list(rate),
  },
  TWILIO_WHATSAPP_PER_SECOND: {
    help: 'How many WhatsApp messages a second each sender may send. Others by name: 10,press=80.',
    default: '10',
    matches: list(rate),
  },
  TWILIO_BUTTONS: {
    help: 'Whether questions on WhatsApp have buttons, which are made as content templates in the account (yes or no). no: numbered lines.',
    default: 'yes',
    matches: /^(yes|no)$/,
  },
  TWILIO_WHATSAPP_TEMPLATES: {
    help: 'By our language, the approved content template that may be sent to who wrote more than 24 hours ago, from Content Template Builder in the Twilio console: ht=HX…,fr=HX…. It takes no variables. Empty: they hear from us when they write again.',
    default: '',
    matches: TEMPLATES,
  },
  TWILIO_WHATSAPP_BULLETIN_TEMPLATES: {
    help: 'By our language, the approved content template that carries a bulletin to who wrote more than 24 hours ago: ht=HX…,fr=HX…. Its one variable, {{1}}, becomes the bulletin. See docs/whatsapp-templates.md. Empty: bulletins wait until the person writes.',
    default: '',
    matches: TEMPLATES,
  },
  TWILIO_ANSWERS_STOP: {
    help: 'Whether Twilio itself answers STOP and START by SMS, as it does unless its support has switched that off for the account (yes or no). yes: we do not answer a second time.',
    default: 'yes',
    matches: /^(yes|no)$/,
  },
};

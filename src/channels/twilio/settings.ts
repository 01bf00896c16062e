import type { Setting } from '../../core/channel.ts';

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
    help: 'The number (E.164), short code or sender id that SMS leave from. Empty: no SMS through Twilio.',
    default: '',
    matches: /^(\+[1-9]\d{6,14}|\d{3,8}|(?=[\w -]*[A-Za-z])[\w -]{1,11})?$/,
  },
  TWILIO_WHATSAPP_FROM: {
    help: 'The WhatsApp sender at Twilio, as a number (E.164). Empty: no WhatsApp through Twilio.',
    default: '',
    matches: /^((whatsapp:)?\+[1-9]\d{6,14})?$/,
  },
  TWILIO_API_URL: {
    help: 'Where the Twilio API is; only trials point it elsewhere.',
    default: 'https://api.twilio.com',
    matches: /^https?:\/\/[^\s?#]+$/,
  },
  TWILIO_SMS_PER_SECOND: {
    help: 'How many SMS segments a second the sender may send: 1 for a US long code, 100 for a short code.',
    default: '10',
    matches: /^\d{1,4}(\.\d+)?$/,
  },
  TWILIO_WHATSAPP_PER_SECOND: {
    help: 'How many WhatsApp messages a second the sender may send.',
    default: '10',
    matches: /^\d{1,4}(\.\d+)?$/,
  },
};

import type { Setting } from '../../core/channel.ts';

export const settings: Readonly<Record<string, Setting>> = {
  WHATSAPP_WEB_ACCEPT_RISK: {
    help: "Must be yes for this channel to open. WARNING: a program that acts as a linked device is against WhatsApp's terms, and the number may be banned at any moment and without appeal. Take a number that you can lose; whatsapp-cloud and twilio are the allowed ways.",
    default: 'no',
    matches: /^(yes|no)$/,
  },
  WHATSAPP_WEB_PER_MINUTE: {
    help: 'How many messages a minute the number may send in all. The faster, the sooner it is banned: WhatsApp has refused three a second.',
    default: '20',
    matches: /^([1-9]|[1-5]\d|60)$/,
  },
  WHATSAPP_WEB_URL: {
    help: 'Where the WebSocket of WhatsApp is; only a trial is elsewhere, and never without encryption.',
    default: 'wss://web.whatsapp.com/ws/chat',
    matches: /^wss:\/\/[^\s?#]+$/,
  },
};

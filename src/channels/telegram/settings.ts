import type { Setting } from '../../core/channel.ts';

export const settings: Readonly<Record<string, Setting>> = {
  TELEGRAM_BOT_TOKEN: {
    help: 'The token of the bot, from @BotFather in Telegram (/newbot, or /mybots > API Token). One bot per deployment.',
    secret: true,
    matches: /^\d{1,20}:[A-Za-z0-9_-]{20,100}$/,
  },
  TELEGRAM_MODE: {
    help: 'How messages come in: webhook (Telegram calls PUBLIC_URL, https on port 443, 80, 88 or 8443) or polling (we ask; works without a public address).',
    default: 'webhook',
    matches: /^(webhook|polling)$/,
  },
  TELEGRAM_WEBHOOK_SECRET: {
    help: 'What Telegram says to prove that a webhook is its own: 1 to 256 of A-Z, a-z, 0-9, _ and -, made up by you. Empty: one is derived from TELEDJOL_SECRET_KEY.',
    secret: true,
    default: '',
    matches: /^[A-Za-z0-9_-]{0,256}$/,
  },
  TELEGRAM_TAKE_OVER: {
    help: 'Set to yes once to take a bot over that reports to another address now; back to no afterwards.',
    default: 'no',
    matches: /^(yes|no)$/,
  },
  TELEGRAM_API_ROOT: {
    help: 'Where the Bot API is, without a slash at the end; only a Bot API server of your own or a trial is elsewhere.',
    default: 'https://api.telegram.org',
    matches: /^https?:\/\/[^\s?#]+[^\s?#/]$/,
  },
  TELEGRAM_PER_SECOND: {
    help: 'How many messages a second the bot may send in all; Telegram asks for no more than about 30.',
    default: '25',
    matches: /^\d{1,4}(\.\d+)?$/,
  },
};

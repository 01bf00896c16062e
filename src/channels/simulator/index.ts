import type { OpenChannel, WebhookAnswer } from '../../core/channel.ts';
import { capabilities } from './capabilities.ts';
import { parseMessage, parseReceipt } from './parse.ts';
import { openSender } from './send.ts';

const NOTED: WebhookAnswer = { status: 204 };

/**
 * Three phones that live in the browser: everything works without an account anywhere. Whoever reaches our
 * address can play with them, so a public deployment leaves this channel closed.
 */
export const open: OpenChannel = ({ localUrl, internalKey }) => {
  const sender = openSender(localUrl, internalKey);
  return {
    name: 'simulator',
    capabilities,
    receive: {
      webhooks: [
        {
          method: 'POST',
          path: '/hooks/simulator/message',
          read: ({ body }) => ({ events: [parseMessage(body)], answer: NOTED }),
        },
        {
          method: 'POST',
          path: '/hooks/simulator/status',
          read: ({ body }) => ({ events: [parseReceipt(body)], answer: NOTED }),
        },
      ],
    },
    send: sender.send,
    fetch: sender.fetch,
    // Nobody keeps a copy: whoever wrote gave an address of their own.
    discard: async () => {},
    close: sender.close,
  };
};

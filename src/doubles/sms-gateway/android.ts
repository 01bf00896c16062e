import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Account } from './account.ts';
import { type Call, isGsm7, type Reply, type Request, type Side, type Step } from './side.ts';

/** The body of a text message. Source: the app's documentation, "Sending messages", "Request fields". */
const message = z.strictObject({
  id: z.string().min(1).max(36).optional(),
  deviceId: z.string().optional(),
  textMessage: z.strictObject({ text: z.string().min(1).max(65_535) }),
  phoneNumbers: z
    .array(z.string().regex(/^\+[1-9]\d{6,14}$/, 'phone number'))
    .min(1)
    .max(100),
  simNumber: z.number().int().min(1).max(3).optional(),
  ttl: z.number().int().positive().optional(),
  withDeliveryReport: z.boolean().optional(),
  priority: z.number().int().min(-128).max(127).optional(),
});

const json = (status: number, value: object): Reply => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
});

const EVENTS: Readonly<Record<Step, readonly [event: string, at: string]>> = {
  sent: ['sms:sent', 'sentAt'],
  delivered: ['sms:delivered', 'deliveredAt'],
  failed: ['sms:failed', 'failedAt'],
};

function webhook(event: string, id: string, payload: object, { name, secret }: Account): Request {
  const body = JSON.stringify({
    deviceId: 'ffffffffceb0b1db0000018e937c815b',
    event,
    id,
    payload,
    webhookId: 'w-1',
  });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return {
    method: 'POST',
    path: `/hooks/sms/${name}`,
    headers: {
      'content-type': 'application/json',
      'x-timestamp': timestamp,
      'x-signature': createHmac('sha256', secret)
        .update(body + timestamp)
        .digest('hex'),
    },
    body,
  };
}

export const android: Side = {
  check({ method, path, headers, body }: Call, account) {
    if (method !== 'POST' || !/^\/messages?$/.test(path)) return json(404, { message: 'Not found' });
    const expected = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
    if (headers.authorization !== expected) return json(401, { message: 'Unauthorized' });
    if (headers['content-type'] !== 'application/json') return json(400, { message: 'not JSON' });
    const read = message.safeParse(JSON.parse(body.toString()));
    if (!read.success) return json(400, { message: z.prettifyError(read.error) });
    const { id, phoneNumbers, textMessage } = read.data;
    const { text } = textMessage;
    return { to: phoneNumbers[0] ?? '', text, ucs2: !isGsm7(text), callback: undefined, ...(id && { id }) };
  },
  taken: (id) => json(202, { id, state: 'Pending', recipients: [] }),
  fault: (fault) =>
    ({
      throttled: json(429, { message: 'Too many requests' }),
      broken: json(500, { message: 'Internal server error' }),
      refused: json(400, { message: 'invalid phone number in row 1' }),
      stranger: json(401, { message: 'Unauthorized' }),
      rubbish: { status: 301, type: 'text/html', body: '<html>' },
    })[fault],
  sms: ({ id, from, text, at }, account) =>
    webhook(
      'sms:received',
      id,
      {
        messageId: randomBytes(4).toString('hex'),
        message: text,
        sender: from,
        phoneNumber: from,
        recipient: null,
        simNumber: 1,
        receivedAt: new Date(at * 1_000).toISOString(),
      },
      account,
    ),
  receipt(step, { id, wanted }, account) {
    const [event, at] = EVENTS[step];
    const payload = {
      messageId: id,
      phoneNumber: wanted.to,
      recipient: wanted.to,
      simNumber: 1,
      [at]: new Date().toISOString(),
      ...(step === 'failed' && { reason: 'Send result: RESULT_ERROR_NO_SERVICE' }),
    };
    return webhook(event, `${id}-${step}`, payload, account);
  },
  isTaken: (status) => status >= 200 && status < 300,
};

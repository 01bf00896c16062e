import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INTERNAL_SIGNATURE, isSignedInternal } from '../../core/internal-signature.ts';
import type { Outbound } from '../../core/message.ts';
import { SEND_ERRORS, SendError } from '../../core/send-error.ts';
import { openSender } from './send.ts';

const key = Buffer.alloc(32, 3);
let page: Server;
let url: string;
let asked: { path: string; signed: boolean; body: unknown }[];
/** What the phone page answers: its status, its body. */
let answer: readonly [number, string];

beforeEach(async () => {
  asked = [];
  answer = [201, '{"externalId":"out-1"}'];
  page = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const signed = isSignedInternal(key, raw, request.headers[INTERNAL_SIGNATURE]);
    asked.push({ path: `${request.method} ${request.url}`, signed, body: JSON.parse(raw.toString()) });
    if (answer[0] === 0) return;
    response.writeHead(answer[0]).end(answer[1]);
  });
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
});

afterEach(() => {
  page.closeAllConnections();
  page.close();
});

const to = (value: string): Outbound => ({
  partId: 'part-1',
  account: `simulator-${value.split(':')[0]}`,
  to: { scheme: 'simulator', kind: 'simulated', value },
  text: 'Mèsi 🙏',
  choices: [{ id: 'yes', label: 'Wi' }],
});

async function send(message: Outbound, timeoutMs = 5_000) {
  const sender = openSender(url, key, timeoutMs);
  try {
    return await sender.send(message);
  } catch (error) {
    if (error instanceof SendError) return error.kind;
    throw error;
  } finally {
    await sender.close();
  }
}

test('a message reaches the phone page, signed over its bytes', async () => {
  expect(await send(to('whatsapp:Jonas_2'))).toEqual({ externalId: 'out-1' });
  expect(asked).toEqual([
    {
      path: 'POST /simulator/phones/whatsapp/Jonas_2/messages',
      signed: true,
      body: { partId: 'part-1', text: 'Mèsi 🙏', choices: [{ id: 'yes', label: 'Wi' }] },
    },
  ]);
});

test('what the page answers has a meaning', async () => {
  const meaning = async (status: number, body = '') => {
    answer = [status, body];
    return send(to('sms:Roseline'));
  };
  expect(await meaning(404)).toBe('unavailable');
  expect(await meaning(503)).toBe('unavailable');
  expect(await meaning(429)).toBe('throttled');
  expect(await meaning(403)).toBe('misconfigured');
  expect(await meaning(302)).toBe('misconfigured');
  expect(await meaning(400)).toBe('rejected');
  for (const rubbish of ['', 'null', '{}', '{"externalId":""}', '{"externalId":7}'])
    expect(await meaning(201, rubbish)).toBe('outcome_unknown');
});

test('a page that never answers leaves the outcome unknown, one that is away does not', async () => {
  answer = [0, ''];
  expect(await send(to('sms:Roseline'), 600)).toBe('outcome_unknown');
  page.closeAllConnections();
  await new Promise((resolve) => page.close(resolve));
  expect(await send(to('sms:Roseline'))).toBe('unavailable');
});

test('somebody called by the name of a failure cannot be reached in just that way', async () => {
  for (const kind of Object.keys(SEND_ERRORS)) expect(await send(to(`sms:fail-${kind}`))).toBe(kind);
  expect(asked).toEqual([]);
  expect(await send(to('sms:fail-safe'))).toEqual({ externalId: 'out-1' });
});

test('an address that is no phone of the page never becomes a path', async () => {
  for (const value of ['sms:../admin', 'fax:Jonas', 'sms:', 'Jonas', `sms:${'a'.repeat(65)}`])
    expect(await send({ ...to(value), account: 'simulator-sms' })).toBe('invalid_address');
  expect(await send({ ...to('sms:Jonas'), account: 'simulator-telegram' })).toBe('invalid_address');
  expect(await send({ ...to('sms:Jonas'), to: { scheme: 'tel', kind: 'phone', value: 'sms:Jonas' } })).toBe(
    'invalid_address',
  );
  expect(asked).toEqual([]);
});

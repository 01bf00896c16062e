import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Account } from './account.ts';
import { android } from './android.ts';
import { jasmin } from './jasmin.ts';
import { kannel } from './kannel.ts';
import { type Order, openOrders, type ReceiptOrder } from './orders.ts';
import {
  isGsm7,
  isReply,
  type Reply,
  type Request,
  type Side,
  type Sms,
  type Step,
  type Wanted,
} from './side.ts';

const SIDES: Readonly<Record<Account['kind'], Side>> = { kannel, jasmin, android };

/** One message that was taken: what a person has on the phone. */
export interface Delivered {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly ucs2: boolean;
  /** How it came: by a call, or in the answer to a request. */
  readonly by: 'call' | 'answer';
}

export interface Answered {
  /** HTTP status of the deployment; 0 where it could not be reached. */
  readonly status: number;
  readonly body: string;
  /** How often it was sent: a gateway that is not told "I have it" tries again. */
  readonly tries: number;
}

export interface SmsGatewayDouble {
  readonly url: string;
  /** Every message that was taken, in order. */
  readonly ledger: readonly Delivered[];
  /** Every receipt that was sent, with the deployment's answer. */
  readonly called: readonly { readonly id: string; readonly step: Step; readonly answered: number }[];
  /** Every call that was refused, in the gateway's words. */
  readonly refused: readonly string[];
  /** Where the deployment listens. */
  aim(gatewayUrl: string): void;
  tell(order: Order): void;
  /** A person writes. The same id again is the same request again. */
  sms(from: string, text: string, more?: Partial<Sms>): Promise<Answered>;
  /** One more receipt of a message, however late. @returns the deployment's HTTP status */
  receipt(id: string, step: Step): Promise<number>;
  close(): Promise<void>;
}

/**
 * A stand-in for one gateway, on this machine: takes calls as strictly as its documentation has it, sends messages
 * and receipts, and fails on demand.
 */
export async function startSmsGatewayDouble(account: Account): Promise<SmsGatewayDouble> {
  const side = SIDES[account.kind];
  const ledger: Delivered[] = [];
  const called: { id: string; step: Step; answered: number }[] = [];
  const refused: string[] = [];
  const messages = new Map<string, Wanted>();
  const orders = openOrders();
  const agent = new Agent({ connections: 32 });
  const closing = new AbortController();
  // Every call under way and every receipt that is held back listens.
  setMaxListeners(0, closing.signal);
  let gateway = 'http://127.0.0.1:1';

  async function ask({
    method,
    path,
    headers,
    body,
  }: Request): Promise<Omit<Answered, 'tries'> & { coding: string }> {
    const url = /^https?:/.test(path) ? path : gateway + path;
    try {
      const answer = await request(url, {
        method,
        dispatcher: agent,
        signal: closing.signal,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
      });
      const coding = answer.headers['x-kannel-coding'];
      const bytes = Buffer.from(await answer.body.arrayBuffer());
      const latin = /ISO-8859-1/i.test(String(answer.headers['content-type']));
      return {
        status: answer.statusCode,
        body: bytes.toString(latin ? 'latin1' : 'utf8'),
        coding: String(coding ?? ''),
      };
    } catch {
      return { status: 0, body: '', coding: '' };
    }
  }

  async function receipt(id: string, step: Step): Promise<number> {
    const wanted = messages.get(id);
    if (!wanted) throw new Error('no such message was taken');
    const { status } = await ask(side.receipt(step, { id, wanted }, account));
    called.push({ id, step, answered: status });
    return status;
  }

  async function tell(id: string, plan: ReceiptOrder | undefined, from: number): Promise<void> {
    for (const step of courseOf(plan).slice(from)) {
      if (plan?.afterMs) await pause(plan.afterMs, undefined, { signal: closing.signal });
      await receipt(id, step);
    }
  }

  async function take(wanted: Wanted): Promise<Reply | 'hang' | 'drop'> {
    const fault = orders.takeFault(wanted.to);
    if (fault === 'throttled' || fault === 'broken' || fault === 'refused' || fault === 'stranger')
      return side.fault(fault);
    const id = wanted.id ?? randomUUID();
    if (messages.has(id)) return { status: 409, type: 'application/json', body: '{}' };
    messages.set(id, wanted);
    ledger.push({ id, to: wanted.to, text: wanted.text, ucs2: wanted.ucs2, by: 'call' });
    const plan = orders.takeReceipts(wanted.to);
    const early = plan?.receipts === 'early' ? 1 : 0;
    if (early) await receipt(id, 'sent');
    pause(5, undefined, { signal: closing.signal })
      .then(() => tell(id, plan, early))
      .catch(() => undefined);
    if (fault === 'hang' || fault === 'drop') return fault;
    return fault === 'rubbish' ? side.fault('rubbish') : side.taken(id);
  }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
    const { method = '', headers } = incoming;
    const checked = side.check({ method, path, query: new URLSearchParams(query), headers, body }, account);
    if (isReply(checked)) refused.push(checked.body);
    const outcome = isReply(checked) ? checked : await take(checked);
    if (outcome === 'hang') return;
    if (outcome === 'drop') response.destroy();
    else response.writeHead(outcome.status, { 'content-type': outcome.type }).end(outcome.body);
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger,
    called,
    refused,
    aim: (url) => {
      gateway = url;
    },
    tell: orders.give,
    receipt,
    async sms(from, text, more = {}) {
      const sms: Sms = { from, text, id: randomUUID(), at: Math.floor(Date.now() / 1_000), ...more };
      const wanted = side.sms(sms, account);
      let tries = 0;
      for (;;) {
        tries += 1;
        const { coding, ...told } = await ask(wanted);
        if (side.isTaken(told.status, told.body)) {
          if (account.repliesByAnswer && told.body !== '') {
            const ucs2 = coding === '2';
            // Without being told it makes GSM-7 of it, and the phone shows what that is worth.
            const shown = ucs2 || isGsm7(told.body) ? told.body : told.body.replace(/[^\x20-\x7e]/gu, '?');
            ledger.push({ id: sms.id, to: from, text: shown, ucs2, by: 'answer' });
          }
          return { ...told, tries };
        }
        if (tries === 3 || told.status === 403) return { ...told, tries };
      }
    },
    async close() {
      closing.abort();
      await agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function courseOf(plan: ReceiptOrder | undefined): readonly Step[] {
  switch (plan?.receipts) {
    case 'none':
      return [];
    case 'failed':
      return ['sent', 'failed'];
    case 'duplicated':
      return ['sent', 'sent', 'delivered', 'delivered'];
    case 'reordered':
      return ['delivered', 'sent'];
    default:
      return ['sent', 'delivered'];
  }
}

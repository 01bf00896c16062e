import type { Outbound } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { segments } from '../../core/sms.ts';
import { type FarSide, openFarSide } from '../http-call.ts';
import { encodeText } from './charset.ts';
import type { Call, Entry } from './entries.ts';
import { meaningOfAnswer } from './errors.ts';
import type { Ids } from './ids.ts';
import type { Say } from './kind.ts';
import { numberFor } from './number.ts';

export interface Gateway {
  /**
   * One call.
   * @throws SendError and nothing else
   */
  send(message: Outbound): Promise<{ externalId: string }>;
  close(): Promise<void>;
}

/**
 * Calls one gateway as its kind describes.
 * @param deps.receiptsFor the address for the receipts of a part
 * @param timeoutMs for one call from first to last byte
 */
export function openGateway(
  entry: Entry & { readonly call: Call },
  { ids, receiptsFor }: { ids: Ids; receiptsFor: (partId: string) => string },
  timeoutMs = 15_000,
): Gateway {
  const { call, kind } = entry;
  const { origin, pathname } = new URL(call.url);
  const farSide: FarSide = openFarSide(origin, { timeoutMs, connections: 8 });

  return {
    async send(message) {
      const to = numberFor(message.to, entry.to, entry.national);
      if (to === undefined) throw new SendError('invalid_address', 'number');
      const text = message.text.toWellFormed();
      const ucs2 = segments(text).alphabet === 'ucs2';
      const say: Partial<Say> = {
        ...(call.user !== '' && !kind.send.basic && { user: call.user, password: call.password }),
        ...(entry.from !== '' && { from: entry.from }),
        to,
        text,
        hex: encodeText(text, 'utf-16be-hex').toString(),
        part: message.partId,
        receipts: receiptsFor(message.partId),
        ...(entry.sim !== undefined && { sim: entry.sim }),
      };
      const { method, body: shape, puts, utf8 } = kind.send;
      const alphabet = (utf8 ? undefined : entry.charset) ?? 'utf-8';
      const parameters: Parameter[] = [];
      for (const [name, put] of Object.entries(puts)) {
        if (put.only !== undefined && put.only !== (ucs2 ? 'ucs2' : 'gsm7')) continue;
        const value = 'is' in put ? put.is : say[put.of];
        if (value === undefined) continue;
        if ('of' in put && put.list) parameters.push([name, [value]]);
        // A form says nowhere which alphabet it is in.
        else if ('of' in put && put.of === 'text' && shape !== 'json')
          parameters.push([name, encodeText(text, alphabet)]);
        else parameters.push([name, value]);
      }
      const asForm = formOf([...call.extras, ...parameters]);
      const query = shape === 'query' ? asForm : shape === 'json' ? formOf(call.extras) : '';
      const body = shape === 'form' ? asForm : shape === 'json' ? jsonOf(parameters) : '';
      const answer = await farSide.call({
        method,
        path: query === '' ? pathname : `${pathname}?${query}`,
        headers: {
          accept: '*/*',
          'user-agent': 'teledjol',
          ...(kind.send.basic &&
            call.user !== '' && {
              authorization: `Basic ${Buffer.from(`${call.user}:${call.password}`).toString('base64')}`,
            }),
          ...(shape === 'form' && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...(shape === 'json' && { 'content-type': 'application/json' }),
        },
        ...(body !== '' && { body }),
      });
      const said = kind.send.success.says.exec(answer.body.trim());
      if (kind.send.success.statuses.includes(answer.status) && said)
        return { externalId: ids.of(entry.name, said[1] ?? message.partId) };
      const wait = Number(answer.headers['retry-after']);
      const { kind: means, code } = meaningOfAnswer(
        kind.send.errors,
        answer.status,
        answer.body.slice(0, 2_000),
      );
      throw new SendError(means, code, { ...(wait > 0 && wait <= 3_600 && { afterSeconds: wait }) });
    },
    close: () => farSide.close(),
  };
}

type Parameter = readonly [name: string, value: unknown];

function formOf(parameters: readonly Parameter[]): string {
  return parameters
    .map(([name, value]) => {
      const written = Buffer.isBuffer(value) ? escapeBytes(value) : encodeURIComponent(String(value));
      return `${encodeURIComponent(name)}=${written}`;
    })
    .join('&');
}

function escapeBytes(bytes: Buffer): string {
  let escaped = '';
  for (const byte of bytes) {
    const letter = String.fromCharCode(byte);
    escaped += /[\w.~-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  return escaped;
}

function jsonOf(parameters: readonly Parameter[]): string {
  const root: Record<string, unknown> = {};
  for (const [name, value] of parameters) {
    const path = name.split('.');
    const last = path.pop() ?? name;
    let at = root;
    for (const step of path) {
      const next = (at[step] ?? {}) as Record<string, unknown>;
      at[step] = next;
      at = next;
    }
    at[last] = value;
  }
  return JSON.stringify(root);
}

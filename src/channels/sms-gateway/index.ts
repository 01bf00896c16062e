import {
  type Channel,
  type ChannelContext,
  type OpenChannel,
  type RawRequest,
  type Received,
  Refused,
  type WebhookAnswer,
} from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { Inbound, Outbound } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { segments } from '../../core/sms.ts';
import { openAnswers } from './answers.ts';
import { capabilitiesOf } from './capabilities.ts';
import { encodeText } from './charset.ts';
import { type Entry, readEntries } from './entries.ts';
import { contentTypeOf, readFields } from './fields.ts';
import { openIds } from './ids.ts';
import { accountOf, asPart, CHANNEL, messageOf, receiptOf, wordOf } from './parse.ts';
import { isProven, isReceiptKey, receiptKey } from './proof.ts';
import { type Gateway, openGateway } from './send.ts';

/**
 * SMS through operators' own gateways and through phones with a SIM, each an account of its own.
 * @throws Error in one line where an entry of SMS_GATEWAYS is wrong
 */
export const open: OpenChannel = (context: ChannelContext): Channel => {
  const { internalKey, publicUrl } = context;
  const entries = readEntries(context.settings.SMS_GATEWAYS ?? '');
  const byAccount = new Map(entries.map((entry) => [accountOf(entry.name), entry]));
  const answers = openAnswers();
  const ids = openIds(internalKey);
  const pathOf = ({ name }: Entry) => `/hooks/sms/${name}`;
  const gateways = new Map<string, Gateway>();
  for (const entry of entries) {
    const { call } = entry;
    if (!call) continue;
    const receiptsFor = (part: string) =>
      `${publicUrl}${pathOf(entry)}/status?part=${encodeURIComponent(part)}&key=${receiptKey(internalKey, entry.name, part)}${entry.kind.receipt.address}`;
    gateways.set(accountOf(entry.name), openGateway({ ...entry, call }, { ids, receiptsFor }));
  }

  const readMessage =
    (entry: Entry) =>
    (request: RawRequest): Received => {
      const fields = readFields(request);
      if (!isProven(entry.kind, entry.secret, request, fields))
        throw new Refused(403, 'secret does not hold');
      const { event } = entry.kind;
      // One wrong line in an app must not lose receipts, or messages.
      if (event && wordOf(fields, event.name) !== event.message) {
        const receipt = receiptOf(ids, entry, fields, undefined);
        return { events: receipt ? [receipt] : [], answer: entry.kind.taken };
      }
      const plain =
        contentTypeOf(request).startsWith('text/') || contentTypeOf(request) === 'application/octet-stream';
      const message = messageOf(
        ids,
        entryOfSim(entry, wordOf(fields, entry.kind.message.sim)),
        fields,
        plain ? request.body : undefined,
      );
      return {
        events: [message],
        answer: entry.kind.taken,
        ...(entry.reply === 'answer' && {
          later: (gone: AbortSignal) => answerTo(entry, message, gone),
        }),
      };
    };

  /** Two SIMs in one phone are two accounts, and the phone knows one address for both. */
  const entryOfSim = (entry: Entry, sim: string): Entry =>
    entries.find(
      (one) =>
        sim !== '' && String(one.sim) === sim && one.kind === entry.kind && one.secret === entry.secret,
    ) ?? entry;

  const answerTo = async (entry: Entry, message: Inbound, gone: AbortSignal): Promise<WebhookAnswer> => {
    const key = keyOf(message.account, message.from[0].value);
    const text = await answers.wait(key, entry.waitSeconds * 1_000, capabilitiesOf(entry).text.max, gone);
    if (text === undefined) return entry.kind.taken;
    const charset = entry.charset === 'iso-8859-1' ? 'iso-8859-1' : 'utf-8';
    return {
      status: 200,
      contentType: `text/plain; charset=${charset.toUpperCase()}`,
      ...(segments(text).alphabet === 'ucs2' && { headers: entry.kind.answer?.ucs2 ?? {} }),
      body: encodeText(text, charset),
    };
  };

  const readReceipt =
    (entry: Entry) =>
    (request: RawRequest): Received => {
      const fields = readFields(request);
      const part = asPart(wordOf(fields, ['part']));
      const key = fields.get('key');
      const ours =
        part !== undefined && key !== undefined && isReceiptKey(internalKey, entry.name, part, key);
      if (!ours && !isProven(entry.kind, entry.secret, request, fields))
        throw new Refused(403, 'secret does not hold');
      const { event } = entry.kind;
      if (event && !ours && wordOf(fields, event.name) === event.message) return readMessage(entry)(request);
      const receipt = receiptOf(ids, entry, fields, part);
      return { events: receipt ? [receipt] : [], answer: entry.kind.taken };
    };

  const send = async (message: Outbound): Promise<{ externalId: string }> => {
    const entry = byAccount.get(message.account);
    if (!entry) throw new SendError('misconfigured', 'account');
    if (
      entry.reply === 'answer' &&
      (await answers.give(keyOf(message.account, message.to.value), message.text))
    )
      return { externalId: ids.of(entry.name, message.partId) };
    const gateway = gateways.get(message.account);
    if (!gateway) throw new SendError('window_closed', 'nobody_waits');
    return gateway.send(message);
  };

  const methods = ['GET', 'POST'] as const;
  return {
    name: CHANNEL,
    capabilities: Object.fromEntries(entries.map((entry) => [accountOf(entry.name), capabilitiesOf(entry)])),
    receive: {
      webhooks: entries.flatMap((entry) =>
        methods.flatMap((method) => [
          { method, path: pathOf(entry), read: readMessage(entry) },
          { method, path: `${pathOf(entry)}/status`, read: readReceipt(entry) },
        ]),
      ),
    },
    ...(entries.some(({ reply }) => reply === 'answer') && { sendsWhereItListens: true }),
    send,
    fetch: async () => {
      throw new MediaError('refused', 'sms_has_no_files');
    },
    discard: async () => {},
    close: async () => {
      answers.close();
      await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
    },
  };
};

function keyOf(account: string, number: string): string {
  return `${account} ${number}`;
}

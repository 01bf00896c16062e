import type { Twilio } from 'twilio';
import { Refused, type Sink } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { Api } from './api.ts';
import type { Sender, Senders } from './senders.ts';
import type { Form } from './signature.ts';

type Listed = Awaited<ReturnType<Twilio['messages']['list']>>[number];

/** A long text in another alphabet is ten thousand bytes of JSON; a page must stay far below what we read of an answer. */
const PAGE_SIZE = 50;
const BATCH = 100;

/**
 * Twilio tries a webhook for 15 seconds in all. What is younger may still be on its way, and the webhook tells more:
 * whoever is kept first is kept. The next round takes it.
 */
const ON_ITS_WAY_MS = 30_000;

/**
 * Twilio calls a webhook that fails once more at best and never again: what it took meanwhile stands in its list of
 * messages. The same list says how far ours have come, where receipts were lost. It names no part of ours, so a send
 * whose answer was lost is not settled here but by its own status address.
 *
 * What is listed lacks some of what a webhook tells: that it was forwarded, which button was tapped.
 * @param deps.read the same reading that a webhook gets
 */
export function openCatchUp(deps: {
  api: Api;
  apiUrl: string;
  senders: Senders;
  read: (form: Form) => Inbound | Receipt | undefined;
  log: Log;
}) {
  const { api, senders, read, log } = deps;
  /** By id the status with which the last round told of it: the rounds overlap. */
  let told = new Map<string, string>();

  /** @throws SendError `unavailable` or what the API says */
  async function* listed(client: Twilio, query: Query, since: Date): AsyncGenerator<Listed> {
    let page: Page = await asked(
      client.messages.page({ ...query, dateSentAfter: since, pageSize: PAGE_SIZE }),
    );
    for (;;) {
      // Where the API reads no more of a time than its day.
      for (const one of page.instances) if (!one.dateSent || one.dateSent >= since) yield one;
      const next = page.nextPage();
      if (!next) return;
      page = await asked(next);
    }
  }

  const mediaOf = async (client: Twilio, { sid, numMedia }: Listed): Promise<Form> => {
    if (numMedia === '0' || !numMedia) return { NumMedia: '0' };
    const media = await asked(client.messages(sid).media.list());
    return Object.fromEntries([
      ['NumMedia', String(media.length)],
      ...media.flatMap(({ uri, contentType }, at) => [
        [`MediaUrl${at}`, new URL(uri.replace(/\.json$/, ''), deps.apiUrl).href],
        [`MediaContentType${at}`, contentType],
      ]),
    ]);
  };

  const readOne = (form: Form): (Inbound | Receipt)[] => {
    try {
      const event = read(form);
      return event ? [event] : [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      log.warn('a listed message could not be read', { channel: 'twilio', reason: error.message });
      return [];
    }
  };

  /** @throws SendError as the API says, or what the sink says where nothing could be kept */
  return async (since: Date, sink: Sink): Promise<void> => {
    const client = await api.client();
    const found = new Map<string, Listed>();
    for (const sender of senders.all)
      for (const query of queriesOf(sender))
        for await (const one of listed(client, query, since)) if (isOf(one, sender)) found.set(one.sid, one);

    // As people wrote: the list begins with the newest.
    const inOrder = [...found.values()].reverse().sort((a, b) => timeOf(a) - timeOf(b));
    const ripe = Date.now() - ON_ITS_WAY_MS;
    const settled = inOrder.filter((one) => one.direction !== 'inbound' || timeOf(one) <= ripe);
    const fresh = settled.filter(({ sid, status }) => told.get(sid) !== status);
    for (let at = 0; at < fresh.length; at += BATCH) {
      const events: (Inbound | Receipt)[] = [];
      for (const one of fresh.slice(at, at + BATCH)) {
        if (one.direction !== 'inbound') events.push(...readOne(asReceipt(one)).filter(isNews));
        else if (one.status === 'received')
          events.push(...readOne({ ...asMessage(one), ...(await mediaOf(client, one)) }));
      }
      if (events.length > 0) await sink.deliver(events);
    }
    told = new Map(settled.map(({ sid, status }) => [sid, status]));
  };
}

/** A question that was not answered may be asked again; what the SDK cannot read is no answer. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SendError && error.kind !== 'outcome_unknown') throw error;
    throw new SendError('unavailable', error instanceof SendError ? error.code : 'list');
  }
}

interface Page {
  readonly instances: readonly Listed[];
  nextPage(): Promise<Page> | undefined;
}

interface Query {
  readonly to?: string;
  readonly from?: string;
}

/** A service that chooses its own numbers can only be picked out of everything. Nobody can write to a name. */
function queriesOf({ number, medium }: Sender): Query[] {
  if (number === undefined) return [{}];
  const address = medium === 'whatsapp' ? `whatsapp:${number}` : number;
  return /^\+?\d+$/.test(number) ? [{ to: address }, { from: address }] : [{ from: address }];
}

/** The account may have other numbers that are none of our affair. */
function isOf(
  { from, to, messagingServiceSid, direction }: Listed,
  { number, service, medium }: Sender,
): boolean {
  const own = (direction === 'inbound' ? to : from) ?? '';
  if (own.startsWith('whatsapp:') !== (medium === 'whatsapp')) return false;
  return number === undefined ? messagingServiceSid === service : own.replace('whatsapp:', '') === number;
}

/** That Twilio has taken it we know, or it would not be ours. */
function isNews(event: Inbound | Receipt): boolean {
  return event.kind === 'receipt' && event.status !== 'accepted';
}

function timeOf({ dateSent, dateCreated }: Listed): number {
  return (dateSent ?? dateCreated)?.getTime() ?? 0;
}

function asMessage({ sid, from, to, body, messagingServiceSid }: Listed): Form {
  return {
    MessageSid: sid,
    From: from ?? '',
    To: to ?? '',
    Body: body ?? '',
    MessagingServiceSid: messagingServiceSid ?? '',
    SmsStatus: 'received',
  };
}

function asReceipt({ sid, status, errorCode }: Listed): Form {
  return { MessageSid: sid, MessageStatus: status, ...(errorCode && { ErrorCode: String(errorCode) }) };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { openFarSide } from '../channels/http-call.ts';
import type { Capabilities, Channel } from '../core/channel.ts';
import { MediaError } from '../core/media-error.ts';
import type { Outbound } from '../core/message.ts';
import { SendError, type SendErrorKind } from '../core/send-error.ts';

export interface Call {
  readonly partId: string;
  readonly account: string;
  readonly to: string;
  readonly text: string;
  readonly choices?: Outbound['choices'];
  readonly location?: Outbound['location'];
  readonly template?: Outbound['template'];
  /** What came beside the text, opened. */
  readonly file?: { readonly kind: string; readonly content: string; readonly link: string };
}

/** What the far side does with a call: takes it, refuses it with a kind, or cuts the line after having read it. */
export type Answer = 'take' | 'cut' | { readonly refuse: SendErrorKind; readonly afterSeconds?: number };

export interface FarSide {
  /** Every call that came in, in order, also those that were refused. */
  readonly calls: Call[];
  /** Those that a person would have received. */
  readonly taken: Call[];
  /** How many calls were open at once, at most. */
  readonly busiest: number;
  /** Asked for every call; may wait. */
  answer: (call: Call, nth: number) => Answer | Promise<Answer>;
  /** The provider's id of a part. */
  externalId(partId: string): string;
  readonly url: string;
  /** A channel whose accounts all lead here. */
  channel(accounts: Readonly<Record<string, Capabilities>>): Channel;
  close(): Promise<void>;
}

/** The least provider that a gateway can be tried against: one HTTP call a message, and a ledger of what it took. */
export async function startFarSide(): Promise<FarSide> {
  const calls: Call[] = [];
  const taken: Call[] = [];
  let open = 0;
  let busiest = 0;
  const externalId = (partId: string) => `X${partId}`;

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    open += 1;
    busiest = Math.max(busiest, open);
    const call: Call = JSON.parse(await text(request));
    calls.push(call);
    const answer = await farSide.answer(call, calls.length);
    open -= 1;
    if (answer === 'take' || answer === 'cut') taken.push(call);
    if (answer === 'cut') response.destroy();
    else if (answer === 'take') response.end(JSON.stringify({ id: externalId(call.partId) }));
    else response.writeHead(400).end(JSON.stringify(answer));
  };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const channels: Channel[] = [];

  const farSide: FarSide = {
    calls,
    taken,
    get busiest() {
      return busiest;
    },
    answer: () => 'take',
    externalId,
    url: `http://127.0.0.1:${port}`,
    channel(accounts) {
      const channel = farChannel(farSide.url, accounts);
      channels.push(channel);
      return channel;
    },
    async close() {
      await Promise.all(channels.map((channel) => channel.close()));
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return farSide;
}

/** The channel alone, for a process of its own. */
export function farChannel(url: string, accounts: Readonly<Record<string, Capabilities>>): Channel {
  const line = openFarSide(url);
  return {
    name: 'far',
    capabilities: accounts,
    receive: { webhooks: [] },
    async send({ to, attachment, ...rest }) {
      const file = attachment && {
        kind: attachment.kind,
        content: (await attachment.bytes()).toString(),
        link: attachment.link,
      };
      const { status, body } = await line.call({
        method: 'POST',
        path: '/messages',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...rest, to: to.value, ...(file && { file }) }),
      });
      const told = JSON.parse(body);
      if (status === 200) return { externalId: told.id };
      throw new SendError(told.refuse, `far-${status}`, told);
    },
    fetch: async () => {
      throw new MediaError('gone', 'far');
    },
    discard: async () => {},
    close: () => line.close(),
  };
}

import { getJson, postJson } from './processes.ts';
import { eventually } from './promises.ts';

/** What a phone has received, as the far side counts it. */
export interface Received {
  readonly body: string;
  readonly segments: number;
}

/** Somebody with a phone. Everything they do goes through the provider's door. */
export interface Phone {
  readonly who: string;
  readonly channel: string;
  readonly language: 'ht' | 'fr';
  send(text: string, more?: { forwarded?: boolean }): Promise<void>;
  received(): Promise<readonly Received[]>;
  /** Waits for the next message after those heard so far. */
  hears(): Promise<Received>;
}

interface Ledger {
  readonly delivered: readonly (Received & { readonly to: string })[];
  readonly receipts: readonly { readonly sid: string; readonly status: string; readonly answered: number }[];
}

export const ledgerOf = (doubleUrl: string) => getJson<Ledger>(`${doubleUrl}/__ledger`);

function listening(phone: Omit<Phone, 'hears'>): Phone {
  let heard = 0;
  return {
    ...phone,
    async hears() {
      const message = await eventually(
        `an answer to ${phone.who}`,
        async () => (await phone.received())[heard],
      );
      heard += 1;
      return message;
    },
  };
}

/** A phone behind Twilio: its messages come in as signed webhooks, and what it gets stands in the double's ledger. */
export function twilioPhone(
  doubleUrl: string,
  person: {
    who: string;
    channel: 'SMS' | 'WhatsApp';
    language: 'ht' | 'fr';
    number: string;
    deliveries?: number;
  },
): Phone {
  const address = person.channel === 'WhatsApp' ? `whatsapp:${person.number}` : person.number;
  let sent = 0;
  return listening({
    who: person.who,
    channel: person.channel,
    language: person.language,
    async send(text, more = {}) {
      sent += 1;
      const sid = `SM${Buffer.from(`${person.number}${sent}`).toString('hex').padStart(32, '0').slice(-32)}`;
      const fields = { MessageSid: sid, ...(more.forwarded && { Forwarded: 'true' }) };
      // A provider delivers a webhook again when it is unsure: the first message here comes that often.
      for (let n = 0; n < (sent === 1 ? (person.deliveries ?? 1) : 1); n++) {
        const { status } = await postJson<{ status: number }>(`${doubleUrl}/__inbound`, {
          from: address,
          body: text,
          fields,
        });
        if (status !== 200) throw new Error(`the gateway answered ${status} to ${person.channel}`);
      }
    },
    received: async () => (await ledgerOf(doubleUrl)).delivered.filter(({ to }) => to === address),
  });
}

/** One of the simulator's phones. */
export function simulatedPhone(
  gatewayUrl: string,
  person: { who: string; language: 'ht' | 'fr'; id: string },
): Phone {
  let sent = 0;
  return listening({
    who: person.who,
    channel: 'simulator',
    language: person.language,
    async send(text, more = {}) {
      sent += 1;
      await postJson(`${gatewayUrl}/hooks/simulator/message`, {
        id: `${person.id}-${sent}`,
        phone: 'telegram',
        person: person.id,
        text,
        ...(more.forwarded && { forwarded: 'once' }),
      });
    },
    async received() {
      const { received } = await getJson<{ received: { text: string; segments: number }[] }>(
        `${gatewayUrl}/simulator/phones/telegram/${person.id}/messages`,
      );
      return received.map(({ text, segments }) => ({ body: text, segments }));
    },
  });
}

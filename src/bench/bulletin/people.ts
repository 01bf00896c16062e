import { v7 as uuidv7 } from 'uuid';
import type { Address } from '../../core/message.ts';
import type { Store } from '../../store/connect.ts';

/** By which of our accounts somebody gets bulletins. */
export type Way = 'digicel' | 'natcom' | 'whatsapp' | 'telegram';

/** What the gateway calls them. */
const ACCOUNTS: Readonly<Record<Way, string>> = {
  digicel: 'sms-gateway-digicel',
  natcom: 'sms-gateway-natcom',
  whatsapp: 'twilio-whatsapp',
  telegram: 'telegram',
};

/** An invented subscriber. */
export interface Subscriber {
  readonly way: Way;
  /** E.164, or the number of a chat. */
  readonly value: string;
  readonly contactId: string;
}

/** Of ten people: two operators, WhatsApp and Telegram. */
const SHARES: readonly Way[] = [
  ...Array<Way>(4).fill('digicel'),
  ...Array<Way>(2).fill('natcom'),
  ...Array<Way>(2).fill('whatsapp'),
  ...Array<Way>(2).fill('telegram'),
];
const AT_ONCE = 5_000;
/** Numbers of eight digits that begin like nobody's. */
const FIRST = 37_000_000;

/** The n-th of them: always the same number. */
function subscriberOf(n: number): Subscriber {
  const way = SHARES[n % SHARES.length] ?? 'digicel';
  const value = way === 'telegram' ? String(700_000_000 + n) : `+509${FIRST + n}`;
  return { way, value, contactId: uuidv7() };
}

function addressOf({ way, value }: Subscriber): Address {
  if (way === 'telegram') return { scheme: 'telegram', kind: 'chat', value };
  return { scheme: way === 'whatsapp' ? 'whatsapp' : 'tel', kind: 'phone', value };
}

/**
 * Enters invented people who want every bulletin. Who is on WhatsApp has just written, so that we may write to them.
 * @param from how many there are already
 */
export async function addSubscribers(
  { pool, seal }: Store,
  { from, count, now }: { from: number; count: number; now: Date },
): Promise<Subscriber[]> {
  const all: Subscriber[] = [];
  for (let start = from; start < from + count; start += AT_ONCE) {
    const people = Array.from({ length: Math.min(AT_ONCE, from + count - start) }, (_, n) =>
      subscriberOf(start + n),
    );
    const addresses = people.map(addressOf);
    const values = [
      people.map(({ contactId }) => contactId),
      people.map(() => uuidv7()),
      addresses.map(({ scheme }) => scheme),
      addresses.map(({ kind }) => kind),
      addresses.map((one) => seal.hashAddress(one)),
      addresses.map((one) => seal.sealAddress(one)),
      people.map(({ way }) => ACCOUNTS[way]),
      people.map((_, n) => `bench-${start + n}`),
      now.toISOString(),
    ];
    await pool.query(
      `with v as materialized (select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[],
          $6::bytea[], $7::text[], $8::text[]) as v(contact, address, scheme, kind, hash, sealed, way, external)),
        c as (insert into contact (id, language, consented_at) select contact, 'ht', $9 from v),
        a as (insert into address (id, contact_id, scheme, kind, hash, sealed)
          select address, contact, scheme, kind, hash, sealed from v),
        m as (insert into message (contact_id, address_id, channel, account, external_id, received_at, handled_at, text)
          select contact, address, 'twilio', way, external, $9, $9, 'Bonjou' from v where way = 'twilio-whatsapp')
        insert into subscription (contact_id, address_id, account, topics, form, language, frequency)
          select contact, address, way, array['elections'], 'text', 'ht', 'each' from v`,
      values,
    );
    all.push(...people);
  }
  return all;
}

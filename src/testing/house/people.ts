import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Delivered } from '../../doubles/twilio/double.ts';
import { until } from '../until.ts';
import type { GatewayProcess, House } from './house.ts';

/** Somebody invented, with a phone. */
export interface Person {
  /** As the provider writes it. */
  readonly address: string;
  /** A rumor of their own, with a word that stands nowhere else in the house. */
  readonly rumor: string;
}

/** How many were invented for each house: who is the first of one writes by SMS, whatever ran before. */
const before = new WeakMap<House, number>();

/** @param medium of every person; left out: SMS and WhatsApp in turn */
export function invent(house: House, count: number, medium?: 'sms' | 'whatsapp'): Person[] {
  const first = (before.get(house) ?? 0) + 1;
  before.set(house, first + count - 1);
  return Array.from({ length: count }, (_, n) => {
    const invented = first + n;
    const number = `+50937${String(invented).padStart(6, '0')}`;
    const word = `zwazo${invented}x`;
    house.secrets.add(word);
    const whatsapp = medium ? medium === 'whatsapp' : invented % 2 === 0;
    return {
      address: whatsapp ? `whatsapp:${number}` : number,
      rumor: `Yo di ${word} ap vole bwat vòt yo nan Jakmèl demen maten`,
    };
  });
}

/** The first conversation with somebody new: a rumor, Creole, yes. Each is answered by one message. */
export const FIRST_TALK = ['kept', 'consent', 'thanks'] as const;
export const saidIn = (person: Person): readonly string[] => [person.rumor, '1', '1'];

/** What one of our messages is, by its words. */
function kindOf({ body }: Pick<Delivered, 'body'>): string {
  if (/k[òo]d: [A-Z0-9]{4}/i.test(body)) return 'kept';
  if (/Ou dak[òo] pou nou kenbe/.test(body)) return 'consent';
  if (/KI KOTE [A-Z0-9]{4}/.test(body)) return 'thanks';
  if (/p ap ekri ou ank[òo]/.test(body)) return 'stopped';
  if (/ka ekri nou ank[òo]/.test(body)) return 'started';
  return body;
}

export const kindsHeard = (house: House, { address }: Person) => house.heard(address).map(kindOf);

/** The provider's id of the n-th message of a person: the same at every delivery. */
export function sidOf({ address }: Person, n: number): string {
  return `SM${createHash('md5').update(`${address} ${n}`).digest('hex')}`;
}

/**
 * Delivers one message until somebody acknowledges it, as a person without answer tries again. Whatever else the
 * door answers is a fault: it may be shut, but it must not refuse.
 */
export async function delivered(
  doors: readonly GatewayProcess[],
  person: Person,
  n: number,
  text: string,
): Promise<void> {
  let turn = n;
  const refusals: number[] = [];
  await until(
    async () => {
      const door = doors[turn++ % doors.length];
      const answer = await door?.inbound(person.address, text, { MessageSid: sidOf(person, n) });
      if (answer && answer.status !== 200 && answer.status !== 0) refusals.push(answer.status);
      return answer?.status === 200;
    },
    { withinMs: 60_000, what: 'a message is acknowledged' },
  );
  expect(refusals).toEqual([]);
}

/** The whole first conversation; `waits`: hears each answer before going on, as most people do. */
export async function talk(
  house: House,
  person: Person,
  { doors, waits = true }: { doors: readonly GatewayProcess[]; waits?: boolean },
): Promise<void> {
  for (const [n, text] of saidIn(person).entries()) {
    await delivered(doors, person, n, text);
    if (!waits) continue;
    await until(() => house.heard(person.address).length > n, {
      withinMs: 60_000,
      what: `answer ${n + 1} has come`,
    });
  }
}

/** Where our own books say a person stands. */
export async function standingOf(house: House, { address }: Person) {
  const whatsapp = address.startsWith('whatsapp:');
  const hash = house.seal.hashAddress({
    scheme: whatsapp ? 'whatsapp' : 'tel',
    kind: 'phone',
    value: address.replace('whatsapp:', ''),
  });
  const [row] = await house.rows<{
    id: string;
    consented: boolean;
    language: string | null;
    messages: number;
    tips: number;
    unknown: string[];
    waiting: string[];
  }>(
    `select c.id, c.consented_at is not null as consented, c.language,
       (select count(*)::int from message where contact_id = c.id) as messages,
       (select count(*)::int from tip where contact_id = c.id) as tips,
       array(select cause from reply where contact_id = c.id and state = 'unknown') as unknown,
       array(select reason from waiting where contact_id = c.id and closed_at is null order by 1) as waiting
     from contact c join address a on a.contact_id = c.id where a.hash = $1`,
    [hash],
  );
  if (!row) throw new Error('nobody is known under that address');
  return row;
}

import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { openLog } from '../core/log.ts';
import { openStore, type Store } from '../store/connect.ts';
import { address, contact } from '../store/schema.ts';
import { openSeal } from '../store/seal.ts';

/** The same in every test, so that two stores of one test read each other's addresses. */
const KEY = Buffer.alloc(32, 9);

export function openTestStore(url: string, max = 8): Store {
  return openStore({ url, seal: openSeal(KEY), log: openLog(() => {}, 'silent'), max });
}

/** Invented people with a phone each. */
export async function addPeople(
  store: Store,
  count: number,
): Promise<{ contactId: string; addressId: string; phone: string }[]> {
  const people = Array.from({ length: count }, () => {
    const phone = `+509370${(randomBytes(4).readUInt32BE() % 1_000_000).toString().padStart(6, '0')}${randomBytes(2).readUInt16BE()}`;
    return { contactId: uuidv7(), addressId: uuidv7(), phone };
  });
  await store.db.insert(contact).values(people.map(({ contactId }) => ({ id: contactId })));
  await store.db.insert(address).values(
    people.map(({ contactId, addressId, phone }) => {
      const told = { scheme: 'tel', kind: 'phone', value: phone } as const;
      return {
        id: addressId,
        contactId,
        scheme: told.scheme,
        kind: told.kind,
        hash: store.seal.hashAddress(told),
        sealed: store.seal.sealAddress(told),
      };
    }),
  );
  return people;
}

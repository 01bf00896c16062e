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

let met = 0;

/** Invented people with a phone each, no two alike in one test file. */
export async function addPeople(
  store: Store,
  count: number,
): Promise<{ contactId: string; addressId: string; phone: string }[]> {
  const people = Array.from({ length: count }, () => {
    met += 1;
    const phone = `+50937${String(met).padStart(6, '0')}`;
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

import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from './account.ts';
import type { Connection } from './connection.ts';
import { bytesOf, childrenOf, find, node, seconds, userOf } from './nodes.ts';
import type { StandingOrders } from './orders.ts';
import type { Phone } from './persons.ts';

/** What the linked device sends: to every phone what is encrypted for it, and to the device that it was taken. */
export function openOutgoing(account: Account, phones: ReadonlyMap<string, Phone>, orders: StandingOrders) {
  async function deliver(stanza: BinaryNode, to: string): Promise<void> {
    const listed = childrenOf(find(stanza, 'participants')).map((one) => ({
      address: one.attrs.jid ?? '',
      enc: find(one, 'enc'),
    }));
    const direct = { address: to, enc: find(stanza, 'enc') };
    for (const { address, enc } of [...listed, direct]) {
      if (!enc || !account.device) continue;
      const user = userOf(address);
      const phone = phones.get(user);
      if (phone) await phone.receive(stanza, enc, address);
      // The copy for our own phone: opened, because the sessions go on with it, and laid aside.
      else if (user === account.number || user === userOf(account.lid))
        await account.phone
          .open(account.device.lid, {
            type: enc.attrs.type === 'pkmsg' ? 'pkmsg' : 'msg',
            ciphertext: bytesOf(enc),
          })
          .catch(() => undefined);
    }
  }

  return async (connection: Connection, stanza: BinaryNode): Promise<void> => {
    const { id = '', to = '', category } = stanza.attrs;
    // What the device asks of its own phone is no message to anybody.
    const fault = category === 'peer' ? undefined : orders.takeMessage();
    const acknowledge = (error?: number) => {
      const given = error === undefined ? {} : { error: String(error) };
      connection.send(node('ack', { class: 'message', id, from: to, t: seconds(), ...given }));
    };
    if (typeof fault === 'number') return acknowledge(fault);
    if (fault === 'no_ack') return;
    if (fault === 'drop') return connection.cut();
    await deliver(stanza, to);
    if (fault === 'taken_no_ack') return;
    if (fault === 'taken_drop') return connection.cut();
    await fault?.late;
    acknowledge();
  };
}

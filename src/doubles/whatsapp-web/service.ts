import type { BinaryNode } from '@whiskeysockets/baileys';
import { openAccount } from './account.ts';
import type { Connection } from './connection.ts';
import type { End, Heard, WhatsAppWebDouble } from './double.ts';
import { endConnection } from './ending.ts';
import { historyFor } from './history.ts';
import { openMailbox } from './mailbox.ts';
import type { openMedia } from './media.ts';
import { childrenOf, deviceOf, find, newId, node, refusalOf, seconds, userOf } from './nodes.ts';
import type { StandingOrders } from './orders.ts';
import { openOutgoing } from './outgoing.ts';
import { openPairing } from './pairing.ts';
import type { Bundle } from './party.ts';
import { openPhone, type Phone } from './persons.ts';
import { answerQuery } from './queries.ts';
import type { Known } from './usync.ts';

interface Premises {
  readonly number: string;
  readonly lid: string;
  readonly mediaHost: string;
  readonly orders: StandingOrders;
  readonly media: ReturnType<typeof openMedia>;
}

/** What happens between the devices that connect, our own phone, and the phones of people. */
export function openService({ number, lid, mediaHost, orders, media }: Premises) {
  const account = openAccount(number, lid);
  const ledger: Heard[] = [];
  const retried: string[] = [];
  /** By number and by LID, digits. */
  const phones = new Map<string, Phone>();
  let logins = 0;
  let current: Connection | undefined;
  /** The device has been handed what waited for it: what comes now comes as it happens. */
  let ready = false;

  const mailbox = openMailbox((stanza) => {
    if (!current || !ready) return false;
    current.send(stanza);
    return true;
  });
  const outgoing = openOutgoing(account, phones, orders);
  const pairing = openPairing(account, (connection) => {
    connection.send(node('stream:error', { code: '515' }));
    connection.close();
  });

  function login(connection: Connection) {
    const { username, device } = connection.payload;
    const linked = account.device;
    if (account.banned) return endConnection(connection, 403);
    const same = linked?.noiseKey.equals(connection.noiseKey) && linked.id === device;
    if (!linked || !same || String(username) !== account.number) return endConnection(connection, 401);
    const ordered = orders.takeLogin();
    if (ordered !== undefined) return endFor(connection, ordered);
    if (current) endFor(current, 'replaced');
    current = connection;
    ready = false;
    logins += 1;
    connection.send(
      node('success', { t: seconds(), lid: linked.lid, location: 'rva', creation: seconds(), abprops: '0' }),
    );
  }

  /** Ends the linked device's connection, with what follows from it: who was thrown out does not get in again. */
  function endFor(connection: Connection, reason: End): void {
    if (reason === 401 || reason === 'device_removed') forget();
    if (reason === 403) account.banned = true;
    const stays = reason === 'silence' || reason === 'deaf';
    if (connection === current && !stays) current = undefined;
    endConnection(connection, reason);
  }

  function forget(): void {
    account.device = undefined;
    mailbox.empty();
  }

  /** The device has become active: it is told how much waits, and then gets it. */
  function active(connection: Connection): void {
    const count = String(mailbox.size);
    const routing = node('routing_info', {}, Buffer.from('double'));
    connection.send(node('ib', {}, [node('edge_routing', {}, [routing])]));
    connection.send(
      node('ib', {}, [
        node('offline_preview', { count, message: count, receipt: '0', notification: '0', appdata: '0' }),
      ]),
    );
  }

  async function handOver(connection: Connection): Promise<void> {
    if (connection !== current || ready) return;
    ready = true;
    const count = mailbox.handAll();
    connection.send(node('ib', {}, [node('offline', { count: String(count) })]));
    const history = await historyFor(account);
    if (history) mailbox.put(history);
  }

  function who(user: string): Known | undefined {
    if (user === account.number || user === userOf(account.lid))
      return { number, lid, devices: [0, ...(account.device ? [account.device.id] : [])] };
    const person = phones.get(user)?.person;
    return person && { number: person.number, lid: person.lid, devices: [0] };
  }

  function keysOf(jid: string): Promise<BinaryNode[]> | undefined {
    if (deviceOf(jid) !== 0) return undefined;
    const user = userOf(jid);
    if (user === account.number || user === userOf(account.lid)) return account.phone.bundle();
    return phones.get(user)?.party.bundle();
  }

  async function query(connection: Connection, asked: BinaryNode): Promise<void> {
    const order = orders.takeQuery(asked.attrs.xmlns ?? '');
    if (order === 'hang') return;
    if (order !== undefined) return connection.send(refusalOf(asked, order, 'as-ordered'));
    const { device } = account;
    if (connection !== current || !device) return pairing.query(connection, asked);
    connection.send(
      await answerQuery(asked, {
        account,
        device,
        mediaHost,
        who,
        keysOf,
        active: () => active(connection),
        unlinked: () => endFor(connection, 'device_removed'),
      }),
    );
  }

  async function receipt(stanza: BinaryNode): Promise<void> {
    const { id = '', to = '', type = '' } = stanza.attrs;
    const phone = phones.get(userOf(to));
    if (type === 'server-error') {
      phones.get(userOf(find(stanza, 'rmr')?.attrs.jid ?? ''))?.askedForFile(stanza);
      return;
    }
    if (type === 'retry') {
      retried.push(id);
      mailbox.askedAgain(id);
      await phone?.askedAgain(stanza);
      return;
    }
    const items = childrenOf(find(stanza, 'list')).map((item) => item.attrs.id ?? '');
    for (const one of [id, ...items]) {
      mailbox.acknowledge('message', one);
      phone?.told(one, type);
    }
  }

  /** Each new conversation uses up a key; before they run out the server asks for more. */
  function keys(): Bundle {
    if (!account.device) throw new Error('no device is linked');
    const taken = account.device.keys.take();
    const { known, left } = account.device.keys;
    const attributes = { id: newId(), from: 's.whatsapp.net', type: 'encrypt', t: seconds() };
    if (known && left < 5)
      current?.send(node('notification', attributes, [node('count', { value: String(left) })]));
    return taken;
  }

  async function handle(connection: Connection, stanza: BinaryNode): Promise<void> {
    const { id = '', class: kind = '', error } = stanza.attrs;
    switch (stanza.tag) {
      case 'iq':
        if (stanza.attrs.type === 'result') pairing.answer(connection, stanza);
        else await query(connection, stanza);
        return;
      case 'message':
        return outgoing(connection, stanza);
      case 'receipt':
        await receipt(stanza);
        connection.send(
          node('ack', { class: 'receipt', id, from: stanza.attrs.to, type: stanza.attrs.type }),
        );
        return;
      case 'ack':
        if (kind === 'message' || kind === 'receipt' || kind === 'notification')
          mailbox.acknowledge(kind, id, error === undefined ? undefined : Number(error));
        return;
      case 'ib':
        if (find(stanza, 'offline_batch')) await handOver(connection);
        return;
    }
  }

  const seen: Pick<
    WhatsAppWebDouble,
    'scan' | 'typeCode' | 'own' | 'person' | 'ledger' | 'confirmed' | 'handed' | 'retried' | 'refused' | 'end'
  > = {
    scan: pairing.scan,
    typeCode: pairing.typeCode,
    own: { number, lid },
    person(theirs, theirLid, options = {}) {
      const known = phones.get(theirs);
      if (known) return known.person;
      const full = `${userOf(theirLid)}@lid`;
      const phone = openPhone({ account, keys, mailbox, media, orders, ledger }, theirs, full, options);
      phones.set(theirs, phone);
      phones.set(userOf(full), phone);
      return phone.person;
    },
    ledger,
    confirmed: mailbox.confirmed,
    handed: mailbox.handed,
    retried,
    refused: mailbox.refused,
    end(reason) {
      if (!current) throw new Error('nobody is logged in');
      endFor(current, reason);
    },
  };

  return {
    seen,
    connected: () => current !== undefined,
    logins: () => logins,
    greeted(connection: Connection): void {
      if (connection.payload.devicePairingData) pairing.begin(connection);
      else login(connection);
    },
    node(connection: Connection, stanza: BinaryNode): void {
      // A stanza that the double cannot make sense of ends the line: a test must not wait for an answer in vain.
      handle(connection, stanza).catch(() => connection.cut());
    },
    gone(connection: Connection): void {
      pairing.gone(connection);
      if (connection === current) current = undefined;
    },
    close(): void {
      for (const phone of new Set(phones.values())) phone.party.close();
      account.phone.close();
    },
  };
}

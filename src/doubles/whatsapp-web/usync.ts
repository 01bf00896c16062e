import type { BinaryNode } from '@whiskeysockets/baileys';
import { answerTo, bytesOf, childrenOf, find, node, userOf } from './nodes.ts';

/** Whom the server knows by a number or a LID. */
export interface Known {
  readonly number: string;
  readonly lid: string;
  /** Device numbers; 0 is the phone. */
  readonly devices: readonly number[];
}

/** `usync`: what is there about these people: which devices, which LID, whether they are on WhatsApp at all. */
export function answerUsync(query: BinaryNode, who: (user: string) => Known | undefined): BinaryNode {
  const asked = find(query, 'usync');
  const protocols = childrenOf(find(asked, 'query')).map((protocol) => protocol.tag);
  const users = childrenOf(find(asked, 'list')).map((user) => {
    const phone = find(user, 'contact');
    const byPhone = phone?.content !== undefined ? bytesOf(phone).toString().replace('+', '') : undefined;
    const jid = user.attrs.jid ?? `${byPhone}@s.whatsapp.net`;
    const known = who(userOf(jid));
    return node(
      'user',
      { jid },
      protocols.flatMap((protocol) => {
        if (protocol === 'contact') return [node('contact', { type: known ? 'in' : 'out' })];
        if (protocol === 'devices') return [devicesOf(known)];
        // Who is asked for by a LID is not told it again.
        if (protocol === 'lid' && known && !jid.endsWith('@lid')) return [node('lid', { val: known.lid })];
        return [];
      }),
    );
  });
  return answerTo(query, [
    node('usync', { ...asked?.attrs }, [
      node(
        'result',
        {},
        protocols.map((protocol) => node(protocol)),
      ),
      node('list', {}, users),
    ]),
  ]);
}

function devicesOf(known: Known | undefined): BinaryNode {
  const devices = (known?.devices ?? []).map((id) =>
    node('device', { id: String(id), ...(id > 0 && { 'key-index': String(id) }) }),
  );
  return node('devices', {}, [node('device-list', {}, devices)]);
}

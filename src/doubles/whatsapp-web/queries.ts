import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account, LinkedDevice } from './account.ts';
import { answerTo, childrenOf, find, node, refusalOf } from './nodes.ts';
import { answerUsync, type Known } from './usync.ts';

/** What the server is asked by a device that is logged in, and what it answers. */
export interface Asked {
  readonly account: Account;
  readonly device: LinkedDevice;
  /** `localhost:PORT`, where media are uploaded. */
  readonly mediaHost: string;
  who(user: string): Known | undefined;
  /** The keys of somebody's phone; undefined for who has none. */
  keysOf(user: string): Promise<BinaryNode[]> | undefined;
  /** The device has said that it is ready for what waits. */
  active(): void;
  unlinked(): void;
}

type Answer = (query: BinaryNode, asked: Asked) => BinaryNode | Promise<BinaryNode>;

/** By `xmlns`. What is not here is answered with an empty result: nothing that is asked may run into its time limit. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  encrypt: answerKeys,
  usync: (query, { who }) => answerUsync(query, who),
  passive(query, { active }) {
    if (find(query, 'active')) setImmediate(active);
    return answerTo(query);
  },
  abt: (query) =>
    answerTo(query, [
      node('props', { protocol: '1', hash: 'DoUbLe', refresh: '86400' }, [
        node('prop', { config_code: '10518', config_value: '1' }),
        node('prop', { config_code: '14303', config_value: '1' }),
      ]),
    ]),
  blocklist: (query) => answerTo(query, [node('list', { matched: 'false' }, [])]),
  privacy: (query) =>
    query.attrs.type === 'get'
      ? answerTo(query, [
          node(
            'privacy',
            {},
            ['readreceipts', 'last', 'online', 'profile', 'status', 'groupadd'].map((name) =>
              node('category', { name, value: 'all' }),
            ),
          ),
        ])
      : answerTo(query, [node('tokens', {}, [])]),
  'w:m': (query, { mediaHost }) =>
    answerTo(query, [
      node('media_conn', { auth: 'a-word-of-the-double', ttl: '300', auth_ttl: '21600', max_buckets: '12' }, [
        node('host', { hostname: mediaHost, maxContentLengthBytes: String(100 * 1024 * 1024) }),
      ]),
    ]),
  'w:sync:app:state': (query, { device }) => {
    device.settled = true;
    const collections = childrenOf(find(query, 'sync')).map(({ attrs }) =>
      node('collection', { name: attrs.name, version: attrs.version, has_more_patches: 'false' }),
    );
    return answerTo(query, [node('sync', {}, collections)]);
  },
  'w:profile:picture': (query) => refusalOf(query, 404, 'item-not-found'),
  'w:mex': (query) => {
    const nothing = { is_active: false, time_enforcement_ends: '0', enforcement_type: 'DEFAULT' };
    const data = {
      xwa2_fetch_account_reachout_timelock: nothing,
      xwa2_message_capping_info: { total_quota: -1, used_quota: 0 },
    };
    return answerTo(query, [node('result', {}, Buffer.from(JSON.stringify({ data })))]);
  },
  md(query, { unlinked }) {
    if (find(query, 'remove-companion-device')) setImmediate(unlinked);
    return answerTo(query);
  },
};

export async function answerQuery(query: BinaryNode, asked: Asked): Promise<BinaryNode> {
  const answer = ANSWERS[query.attrs.xmlns ?? ''];
  return answer ? await answer(query, asked) : answerTo(query);
}

async function answerKeys(query: BinaryNode, { device, keysOf }: Asked): Promise<BinaryNode> {
  const { keys } = device;
  if (query.attrs.type === 'set') {
    if (find(query, 'rotate')) keys.rotate(query);
    else keys.upload(query);
    return answerTo(query);
  }
  if (find(query, 'count')) return answerTo(query, [node('count', { value: String(keys.left) })]);
  if (find(query, 'digest')) return answerTo(query, keys.known ? [node('digest', {}, [])] : []);
  const users = await Promise.all(
    childrenOf(find(query, 'key')).map(async ({ attrs }) => {
      const jid = attrs.jid ?? '';
      const found = await keysOf(jid);
      return node('user', { jid }, found ?? [node('error', { code: '404', text: 'item-not-found' })]);
    }),
  );
  return answerTo(query, [node('list', {}, users)]);
}

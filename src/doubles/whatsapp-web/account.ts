import type { BinaryNode } from '@whiskeysockets/baileys';
import { childrenOf, find } from './nodes.ts';
import { type Bundle, bundleIn, openParty, publicKeyIn, signedKeyIn } from './party.ts';

/** Our own account: the phone, and the one device that is linked with it. */
export interface Account {
  readonly number: string;
  /** `digits@lid` */
  readonly lid: string;
  readonly phone: ReturnType<typeof openParty>;
  device: LinkedDevice | undefined;
  /** Banned: nobody gets in any more. */
  banned: boolean;
  /** Every linking gives a new device number. */
  nextDevice: number;
}

export interface LinkedDevice {
  readonly id: number;
  /** `number:id@s.whatsapp.net` */
  readonly jid: string;
  /** `digits:id@lid`; by this one people's phones keep their sessions. */
  readonly lid: string;
  readonly noiseKey: Buffer;
  readonly keys: UploadedKeys;
  /** It has made itself the same as the phone, which is what the history is brought for. */
  settled: boolean;
}

export const openAccount = (number: string, lid: string): Account => ({
  number,
  lid,
  phone: openParty(),
  device: undefined,
  banned: false,
  nextDevice: 1,
});

/** What the server keeps of a device's keys: its identity and signed key, and single keys that are given out once each. */
export interface UploadedKeys {
  upload(query: BinaryNode): void;
  rotate(query: BinaryNode): void;
  readonly left: number;
  /** Something was uploaded since the linking. */
  readonly known: boolean;
  take(): Bundle;
}

/** @param first what the device told of itself when it asked to be linked: it can be written to before it logs in */
export function openUploadedKeys(first: Omit<Bundle, 'preKey'>): UploadedKeys {
  let standing = first;
  let known = false;
  let single: { keyId: number; publicKey: Uint8Array }[] = [];
  return {
    upload(query) {
      const { preKey: _none, ...rest } = bundleIn(query);
      standing = rest;
      known = true;
      const held = new Set(single.map((key) => key.keyId));
      const fresh = childrenOf(find(query, 'list')).map(publicKeyIn);
      single = [...single, ...fresh.filter((key) => !held.has(key.keyId))];
    },
    rotate(query) {
      standing = { ...standing, signedPreKey: signedKeyIn(find(query, 'rotate', 'skey')) };
    },
    get left() {
      return single.length;
    },
    get known() {
      return known;
    },
    take() {
      const preKey = single.shift();
      return { ...standing, ...(preKey && { preKey }) };
    },
  };
}

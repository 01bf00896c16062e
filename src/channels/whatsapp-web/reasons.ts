/**
 * What comes after a connection ended, by Baileys' code for why.
 *
 * at_once  WhatsApp asks for it: right after pairing, always
 * later    passing: again after a pause that grows
 * stop     trying again does harm (a ban, two programs that throw each other out) or no good (a version that is too
 *          old): only a person of ours brings it back
 * forget   the phone has removed us: the session is worth nothing, and a person must link again
 */
export type Next = 'at_once' | 'later' | 'stop' | 'forget';

const NEXT: Readonly<Record<number, Next>> = {
  401: 'forget',
  /** Banned for a time. */
  402: 'stop',
  /** Forbidden: a ban, or the phone may not have linked devices. */
  403: 'stop',
  /** Our version is too old. */
  405: 'stop',
  /** Logged out for a reason that is not told; seen with bans. */
  406: 'stop',
  409: 'stop',
  /** The phone is not on the protocol of linked devices. */
  411: 'stop',
  /** Another program has opened the same session. */
  440: 'stop',
  // 500 is "bad session" by name, but Baileys also calls everything so that it does not know: the session is kept, and
  // what is broken in it heals by itself or ends in 401.
  515: 'at_once',
};

export function nextAfter(code: number | undefined): Next {
  return (code !== undefined && NEXT[code]) || 'later';
}

import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * For addresses that somebody outside or at a desk has written and that our server calls: they must not lead into our
 * own network, to the metadata of a cloud or to a database beside us (OWASP: server-side request forgery).
 */

/** Whether an IP address is one of the open internet. IPv4 written as IPv6 counts as what it is. */
export function isPublicIp(ip: string): boolean {
  const bare = ip.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'unicast';
}

/** @returns why a url must not be called, or null. A name is looked up only when it is called: see {@link publicLookup} */
export function refusalOf(url: string): 'invalid' | 'not_https' | 'credentials' | 'private_address' | null {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return 'invalid';
  }
  if (parsed.protocol !== 'https:') return parsed.protocol === 'http:' ? 'not_https' : 'invalid';
  if (parsed.username !== '' || parsed.password !== '') return 'credentials';
  const host = parsed.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  // Also `2130706433` and `0x7f.1`, which the parser has written out.
  if (isIP(host) !== 0) return isPublicIp(host) ? null : 'private_address';
  return /(^|\.)(localhost|local|internal|home\.arpa)$/i.test(host) ? 'private_address' : null;
}

/**
 * The system's look-up with what is not public left out, for `connect` of a socket: what was looked at is what is
 * called, so a name that changes its mind in between (DNS rebinding) gains nothing.
 */
export const publicLookup: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const open = found.filter(({ address }) => isPublicIp(address));
    const [first] = open;
    if (!first) return done(Object.assign(new Error('no public address'), { code: 'private_address' }), '');
    if (options.all) return done(null, open);
    return done(null, first.address, first.family);
  });
};

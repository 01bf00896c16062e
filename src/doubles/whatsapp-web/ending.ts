import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Connection } from './connection.ts';
import type { End } from './double.ts';
import { node } from './nodes.ts';

/** Ends a connection as WhatsApp does. */
export function endConnection(connection: Connection, reason: End) {
  if (reason === 'drop') return connection.cut();
  if (reason === 'silence' || reason === 'deaf') {
    if (reason === 'silence') connection.silence();
    return connection.deafen();
  }
  connection.send(LAST_WORDS[reason]);
  connection.close();
}

const failure = (reason: number) => node('failure', { reason: String(reason), location: 'rva' });
const streamError = (code: number | undefined, content: BinaryNode[] = []) =>
  node('stream:error', { ...(code !== undefined && { code: String(code) }) }, content);

const LAST_WORDS: Readonly<Record<Exclude<End, 'drop' | 'silence' | 'deaf'>, BinaryNode>> = {
  515: streamError(515),
  503: streamError(503),
  401: failure(401),
  403: failure(403),
  405: failure(405),
  411: failure(411),
  500: failure(500),
  replaced: streamError(undefined, [node('conflict', { type: 'replaced' })]),
  device_removed: streamError(401, [node('conflict', { type: 'device_removed' })]),
  stream_end: node('xmlstreamend'),
};

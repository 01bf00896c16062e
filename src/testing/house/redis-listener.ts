import { connect } from 'node:net';

export interface RedisListener {
  /** Every command with all its words since the listener came, as MONITOR prints them. */
  readonly heard: string;
  close(): void;
}

/**
 * Hears everything that anybody tells Redis, also what a script writes and what is gone a moment later: stronger
 * than a look at the keys that happen to be there.
 */
export async function listenToRedis(url: string): Promise<RedisListener> {
  const { hostname, port } = new URL(url);
  const chunks: string[] = [];
  const socket = connect(Number(port), hostname);
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  await new Promise<void>((resolve) => {
    socket.once('data', () => resolve());
    socket.on('data', (chunk: string) => chunks.push(chunk));
    socket.write('MONITOR\r\n');
  });
  return {
    get heard() {
      return chunks.join('');
    },
    close: () => socket.destroy(),
  };
}

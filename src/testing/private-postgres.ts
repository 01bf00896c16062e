import { startEmbedded } from '../store/embedded/start.ts';
import { clearFolder, tempFolder } from './temp-folder.ts';

export interface PrivatePostgres {
  /** The same after every `start`. */
  readonly url: string;
  /** As an operator stops it: fast, clean. Where it is down already: nothing. */
  stop(): Promise<void>;
  /** As a power cut stops it: `kill -9`. */
  kill(): void;
  /** Again, on the same port with the same data. */
  start(): Promise<void>;
  /** Stops it for good and removes its data. */
  remove(): Promise<void>;
}

/** A PostgreSQL server that a test may stop. Its database `teledjol` is empty: call `migrate` if you need tables. */
export async function startPrivatePostgres(): Promise<PrivatePostgres> {
  const folder = await tempFolder();
  const options = { dataDir: folder, watched: false };
  let server = await startEmbedded(options);
  const { url } = server;
  return {
    url,
    stop: () => server.stop(),
    kill: () => {
      process.kill(server.pid, 'SIGKILL');
    },
    start: async () => {
      await server.stop();
      server = await startEmbedded(options);
      if (server.url !== url) throw new Error('somebody took the port of the stopped PostgreSQL');
    },
    remove: async () => {
      await server.stop();
      await clearFolder(folder);
    },
  };
}

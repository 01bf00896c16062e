import { type Config, readConfig } from '../config.ts';
import { type Log, openLog } from '../core/log.ts';
import { openDatabase } from '../main.ts';
import type { Store } from '../store/connect.ts';

/** Opens the database of the settings, migrated, for one command, and lets go of it whatever happens. */
export async function withStore<T>(work: (store: Store, config: Config, log: Log) => Promise<T>): Promise<T> {
  // Standard output belongs to the command's own answer.
  const log = openLog((line) => void process.stderr.write(line), 'warn');
  const config = readConfig();
  const database = await openDatabase(config, log);
  try {
    return await work(database.store, config, log);
  } finally {
    await database.close();
  }
}

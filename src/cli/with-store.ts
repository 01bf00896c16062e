import { readConfig } from '../config.ts';
import { openLog } from '../core/log.ts';
import { openDatabase } from '../main.ts';
import type { Store } from '../store/connect.ts';

/** Opens the database of the settings, migrated, for one command, and lets go of it whatever happens. */
export async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  // Standard output belongs to the command's own answer.
  const log = openLog((line) => void process.stderr.write(line), 'warn');
  const database = await openDatabase(readConfig(), log);
  try {
    return await work(database.store);
  } finally {
    await database.close();
  }
}

import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, ConfigError } from './config.ts';
import type { Log } from './core/log.ts';

/** The key of a deployment that only tries things out. */
export function localSecretKey(dataDir: string, log: Log): Promise<Buffer> {
  return localKey(dataDir, log, {
    file: 'secret.key',
    made: 'a secret key was made for trying things out: set TELEDJOL_SECRET_KEY before real people write',
    without: 'nobody can be answered',
  });
}

/**
 * The key of call-backs: as it was set, else one of our own beside the embedded database.
 * @returns undefined where a database of the operator's would hold what is sealed: processes that make a key each
 *   would not read each other's, and a container forgets its own. Then nobody is offered a call-back
 */
export async function protectionKeyOf(
  { protectionKey, databaseUrl, dataDir }: Pick<Config, 'protectionKey' | 'databaseUrl' | 'dataDir'>,
  log: Log,
): Promise<Buffer | undefined> {
  if (protectionKey !== undefined) return protectionKey;
  if (databaseUrl !== undefined) {
    log.warn(
      'no call-backs are offered: set TELEDJOL_PROTECTION_KEY in every process with the role web or conversation',
    );
    return undefined;
  }
  return localKey(dataDir, log, {
    file: 'protection.key',
    made: 'a key for call-backs was made for trying things out: set TELEDJOL_PROTECTION_KEY before real people write',
    without: 'no call-back can be opened',
  });
}

/**
 * Made once, readable by its owner alone. Two processes may start on one directory at once: the file appears whole or
 * not at all, and the first one wins.
 */
async function localKey(
  dataDir: string,
  log: Log,
  { file, made, without }: { file: string; made: string; without: string },
): Promise<Buffer> {
  const path = join(dataDir, file);
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    await link(draft, path);
    log.warn(made, { path });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== 32) {
    throw new ConfigError(`${path} is damaged: put the key back from a copy; without it ${without}`);
  }
  return key;
}

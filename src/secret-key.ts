import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from './config.ts';
import type { Log } from './core/log.ts';

/**
 * The key of a deployment that only tries things out: made once, readable by its owner alone.
 * Two processes may start on one directory at once: the file appears whole or not at all, and the first one wins.
 */
export async function localSecretKey(dataDir: string, log: Log): Promise<Buffer> {
  const path = join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
    await link(draft, path);
    log.warn(
      'a secret key was made for trying things out: set TELEDJOL_SECRET_KEY before real people write',
      { path },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== 32) {
    throw new ConfigError(
      `${path} is damaged: put the key back from a copy; without it nobody can be answered`,
    );
  }
  return key;
}

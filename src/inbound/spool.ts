import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../core/log.ts';

/** What protects an entry on disk: a stolen machine must not tell who wrote. */
export interface SpoolSeal {
  seal(plain: Buffer): Buffer;
  unseal(sealed: Buffer): Buffer;
}

interface Pending {
  readonly record: Buffer;
  resolve(): void;
  reject(error: unknown): void;
}

const LENGTH_BYTES = 4;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Entries of one file, up to the first torn one: a torn entry was never acknowledged, its fsync had not returned. */
function readEntries(bytes: Buffer, seal: SpoolSeal, onUnreadable: () => void): Buffer[] {
  const entries: Buffer[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + LENGTH_BYTES + length;
    if (end > bytes.length) break;
    try {
      entries.push(seal.unseal(bytes.subarray(at + LENGTH_BYTES, end)));
    } catch {
      // Another key, or bytes that changed on the disk: the file is kept for a person (see replay).
      onUnreadable();
    }
    at = end;
  }
  return entries;
}

/**
 * Where messages wait while the database is away. One file per process and outage, append only, encrypted, on disk
 * before `append` resolves. Files of processes that are gone are taken over at the next start; a data directory
 * must therefore not be shared between machines or containers, whose process ids mean different things.
 */
export async function openSpool(options: { dir: string; seal: SpoolSeal; log: Log }) {
  const { dir, seal, log } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });

  let file: { path: string; handle: FileHandle } | undefined;
  let pending: Pending[] = [];
  let flushing = false;
  let made = 0;

  const syncDirectory = async () => {
    const handle = await open(dir, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  };

  const flush = async () => {
    if (flushing) return;
    flushing = true;
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        if (!file) {
          made += 1;
          const name = `${String(Date.now()).padStart(15, '0')}-${String(made).padStart(6, '0')}-${process.pid}.spool`;
          const path = join(dir, name);
          file = { path, handle: await open(path, 'a', 0o600) };
          await syncDirectory();
        }
        await file.handle.appendFile(Buffer.concat(batch.map((entry) => entry.record)));
        await file.handle.datasync();
        for (const entry of batch) entry.resolve();
      } catch (error) {
        // A full disk may leave half an entry behind: the next one must not be written after it.
        const broken = file;
        file = undefined;
        await broken?.handle.close().catch(() => undefined);
        for (const entry of batch) entry.reject(error);
      }
    }
    flushing = false;
  };

  /** Oldest first, by the time in the name. Files of other living processes are theirs. */
  const files = async () =>
    (await readdir(dir))
      .filter((name) => name.endsWith('.spool'))
      .filter((name) => {
        const pid = Number(name.slice(0, -'.spool'.length).split('-').at(-1));
        return pid === process.pid || !isAlive(pid);
      })
      .sort();

  let waiting = (await files()).length > 0;

  return {
    /** True while anything may be on disk: newcomers must then wait behind it. */
    get waiting() {
      return waiting;
    },
    /** Resolves once the entry is on the disk itself. Rejects when the disk is full: then nothing was promised. */
    append(entry: Buffer): Promise<void> {
      waiting = true;
      const sealed = seal.seal(entry);
      const length = Buffer.alloc(LENGTH_BYTES);
      length.writeUInt32BE(sealed.length);
      return new Promise((resolve, reject) => {
        pending.push({ record: Buffer.concat([length, sealed]), resolve, reject });
        void flush();
      });
    },
    /**
     * Hands over everything on disk, oldest first, and removes a file once all of it was taken. What arrives
     * meanwhile goes to a new file and is handed over in its turn.
     * @param take keeps the entries for good, or throws: then the file stays
     */
    async replay(take: (entries: readonly Buffer[]) => Promise<void>): Promise<void> {
      for (;;) {
        const names = await files();
        const name = names[0];
        if (name === undefined) {
          // No await between this look and the flag: an entry that came meanwhile is in `pending` or has a file.
          if (pending.length === 0 && !flushing && !file) {
            waiting = false;
            return;
          }
          await new Promise((resolve) => setImmediate(resolve));
          continue;
        }
        const path = join(dir, name);
        if (file?.path === path) {
          if (flushing || pending.length > 0) {
            await new Promise((resolve) => setImmediate(resolve));
            continue;
          }
          const closing = file;
          file = undefined;
          await closing.handle.close();
        }
        let unreadable = 0;
        const entries = readEntries(await readFile(path), seal, () => {
          unreadable += 1;
        });
        for (let i = 0; i < entries.length; i += 256) await take(entries.slice(i, i + 256));
        if (unreadable > 0) {
          const { rename } = await import('node:fs/promises');
          await rename(path, `${path}.unreadable`);
          log.error(
            'spooled entries could not be decrypted and were set aside; was TELEDJOL_SECRET_KEY changed?',
            {
              count: unreadable,
              path: `${name}.unreadable`,
            },
          );
        } else await unlink(path);
      }
    },
    async close(): Promise<void> {
      while (flushing || pending.length > 0) await new Promise((resolve) => setImmediate(resolve));
      await file?.handle.close();
      file = undefined;
    },
  };
}

export type Spool = Awaited<ReturnType<typeof openSpool>>;

import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../core/log.ts';
import { birthOf } from '../store/embedded/running.ts';

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

/** A process for good: its number alone is given to another one after the machine was switched on again. */
async function markOf(pid: number): Promise<string> {
  return `${pid}-${((await birthOf(pid)) ?? 'gone').replace(/[^A-Za-z0-9]/g, '')}`;
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
 * before `append` resolves. Files of processes that are gone are taken over by whoever looks next; a data directory
 * must therefore not be shared between machines or containers, whose process ids mean different things.
 *
 * What no database will ever take lies beside them as `.aside`, in the same form: once the reason is mended, the file
 * is renamed to `.spool` and handed over again.
 */
export async function openSpool(options: { dir: string; seal: SpoolSeal; log: Log }) {
  const { dir, seal, log } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });

  const mine = await markOf(process.pid);
  let file: { path: string; handle: FileHandle } | undefined;
  /** Named before it is there: a file that is just being made is empty, and must not be tidied away as taken. */
  let making: string | undefined;
  let pending: Pending[] = [];
  let flushing = false;
  let made = 0;

  const syncDirectory = async () => {
    const handle = await open(dir, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  };

  const newPath = (ending: 'spool' | 'aside') => {
    made += 1;
    return join(
      dir,
      `${String(Date.now()).padStart(15, '0')}-${String(made).padStart(6, '0')}-${mine}.${ending}`,
    );
  };

  const recordOf = (entry: Buffer) => {
    const sealed = seal.seal(entry);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };

  const flush = async () => {
    if (flushing) return;
    flushing = true;
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      try {
        if (!file) {
          making = newPath('spool');
          file = { path: making, handle: await open(making, 'a', 0o600) };
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

  const isTheirs = async (name: string) => {
    const mark = name.split('-').slice(2).join('-').slice(0, -'.spool'.length);
    return mark !== mine && (await markOf(Number.parseInt(mark, 10))) === mark;
  };

  /** Oldest first, by the time in the name. Files of other living processes are theirs. */
  const files = async () => {
    const names = (await readdir(dir)).filter((name) => name.endsWith('.spool')).sort();
    const theirs = await Promise.all(names.map(isTheirs));
    return names.filter((_name, at) => !theirs[at]);
  };

  const countAside = async () =>
    (await readdir(dir)).filter((name) => /\.(aside|unreadable)$/.test(name)).length;

  let waiting = (await files()).length > 0;
  const aside = await countAside();
  if (aside > 0) log.error('entries lie aside in the spool and wait for an operator', { count: aside });

  return {
    /** True while anything may be on disk: newcomers must then wait behind it. */
    get waiting() {
      return waiting;
    },
    /** Resolves once the entry is on the disk itself. Rejects when the disk is full: then nothing was promised. */
    append(entry: Buffer): Promise<void> {
      waiting = true;
      const record = recordOf(entry);
      return new Promise((resolve, reject) => {
        pending.push({ record, resolve, reject });
        void flush();
      });
    },
    /** Keeps one entry out of everybody's way, on the disk itself before it resolves. */
    async setAside(entry: Buffer): Promise<void> {
      const handle = await open(newPath('aside'), 'wx', 0o600);
      try {
        await handle.writeFile(recordOf(entry));
        await handle.datasync();
      } finally {
        await handle.close();
      }
      await syncDirectory();
    },
    /** @returns how many files wait for an operator: nothing of ours will take them by itself */
    aside: countAside,
    /** @returns whether anything lies here, of a process beside us that has died for instance */
    async look(): Promise<boolean> {
      if ((await files()).length > 0) waiting = true;
      return waiting;
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
        if (making === path) {
          if (flushing || pending.length > 0) {
            await new Promise((resolve) => setImmediate(resolve));
            continue;
          }
          const closing = file;
          file = undefined;
          making = undefined;
          await closing?.handle.close();
        }
        let unreadable = 0;
        const entries = readEntries(await readFile(path), seal, () => {
          unreadable += 1;
        });
        for (let i = 0; i < entries.length; i += 256) await take(entries.slice(i, i + 256));
        if (unreadable > 0) {
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

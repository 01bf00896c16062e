import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { openSeal } from '../store/seal.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { openSpool } from './spool.ts';

const log = openLog(undefined, 'silent');
const seal = openSeal(Buffer.alloc(32, 3));

async function replayed(dir: string): Promise<string[]> {
  const spool = await openSpool({ dir, seal, log });
  const got: string[] = [];
  await spool.replay(async (entries) => {
    got.push(...entries.map(String));
  });
  await spool.close();
  return got;
}

test('hands everything over in the order in which it came, and leaves nothing behind', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  expect(spool.waiting).toBe(false);
  const words = Array.from({ length: 700 }, (_, n) => `message ${n}`);
  await Promise.all(words.map((word) => spool.append(Buffer.from(word))));
  expect(spool.waiting).toBe(true);
  const got: string[] = [];
  await spool.replay(async (entries) => {
    got.push(...entries.map(String));
  });
  expect(got).toEqual(words);
  expect(spool.waiting).toBe(false);
  expect(await readdir(dir)).toEqual([]);
});

test('what arrives while it is handed over comes after, and nothing is lost when the taker fails', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  await spool.append(Buffer.from('one'));
  let tries = 0;
  const got: string[] = [];
  const take = async (entries: readonly Buffer[]) => {
    tries += 1;
    if (tries === 1) {
      await spool.append(Buffer.from('two'));
      throw new Error('still away');
    }
    got.push(...entries.map(String));
  };
  await expect(spool.replay(take)).rejects.toThrow('still away');
  expect(spool.waiting).toBe(true);
  await spool.replay(take);
  expect(got).toEqual(['one', 'two']);
});

test('nothing readable is on the disk', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  await spool.append(Buffer.from('+50937000001 says something'));
  const [name] = await readdir(dir);
  const bytes = await readFile(join(dir, name ?? ''));
  expect(bytes.includes('50937000001')).toBe(false);
  await spool.close();
});

test('a torn last entry, which was never promised, does not hide the others', async () => {
  const dir = await tempFolder();
  const name = '000000000000001-000001-999999999.spool';
  const entry = (text: string) => {
    const sealed = seal.seal(Buffer.from(text));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    return Buffer.concat([length, sealed]);
  };
  await writeFile(join(dir, name), Buffer.concat([entry('one'), entry('two')]));
  await appendFile(join(dir, name), entry('torn').subarray(0, 12));
  expect(await replayed(dir)).toEqual(['one', 'two']);
});

test('entries of another key are set aside for a person and do not stop the rest', async () => {
  const dir = await tempFolder();
  const other = await openSpool({ dir, seal: openSeal(Buffer.alloc(32, 4)), log });
  await other.append(Buffer.from('sealed with another key'));
  await other.close();
  expect(await replayed(dir)).toEqual([]);
  expect((await readdir(dir)).map((name) => name.endsWith('.unreadable'))).toEqual([true]);
});

test('a process killed right after the promise leaves its entries to the next one', async () => {
  const dir = await tempFolder();
  const script = `
    import { openSpool } from './src/inbound/spool.ts';
    import { openSeal } from './src/store/seal.ts';
    import { openLog } from './src/core/log.ts';
    const spool = await openSpool({ dir: process.argv[1], seal: openSeal(Buffer.alloc(32, 3)), log: openLog(undefined, 'silent') });
    await spool.append(Buffer.from('from the dead'));
    process.kill(process.pid, 'SIGKILL');`;
  await promisify(execFile)(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
    dir,
  ]).catch((error) => expect(error.signal).toBe('SIGKILL'));
  expect(await replayed(dir)).toEqual(['from the dead']);
});

test('a file that is just being made is not tidied away as an empty one', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  const got = new Set<string>();
  let going = true;
  const replaying = (async () => {
    while (going || spool.waiting) {
      await spool.replay(async (entries) => {
        for (const entry of entries) got.add(String(entry));
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  const deadline = performance.now() + 4_000;
  let promised = 0;
  for (; performance.now() < deadline; promised += 1) {
    await spool.append(Buffer.from(`message ${promised}`));
    if (promised % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  going = false;
  await replaying;
  expect(got.size).toBe(promised);
  expect(await readdir(dir)).toEqual([]);
});

test('a number that another process was given after a restart of the machine does not hide what was left', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  await spool.append(Buffer.from('before the power went'));
  await spool.close();
  const [name = ''] = await readdir(dir);
  // Our parent lives, but it is not the one who wrote this.
  await rename(join(dir, name), join(dir, name.replace(`-${process.pid}-`, `-${process.ppid}-`)));
  expect(await replayed(dir)).toEqual(['before the power went']);
});

test('what is set aside stays on the disk, is told at the next start, and comes back when it is renamed', async () => {
  const dir = await tempFolder();
  const spool = await openSpool({ dir, seal, log });
  await spool.setAside(Buffer.from('nobody takes me'));
  expect(spool.waiting).toBe(false);
  await spool.close();
  const [name = ''] = await readdir(dir);
  expect((await readFile(join(dir, name))).includes('nobody')).toBe(false);

  const lines: string[] = [];
  await openSpool({ dir, seal, log: openLog((line) => lines.push(line)) });
  expect(lines.join()).toContain('lie aside');
  await rename(join(dir, name), join(dir, name.replace('.aside', '.spool')));
  expect(await replayed(dir)).toEqual(['nobody takes me']);
});

import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FINGERPRINT_MS, FINGERPRINT_SECONDS } from './limits.ts';

export interface SoundPrint {
  /** Raw Chromaprint: 4 bytes a value, big-endian; about eight values a second. */
  readonly fingerprint: Buffer;
  /** How long the sound is. */
  readonly seconds: number;
}

/** @returns undefined where it cannot be heard as a sound. Never throws. */
export type PrintSound = (bytes: Buffer) => Promise<SoundPrint | undefined>;

/** Memory rather than a disk, where there is such a place: what people sent must not be written anywhere in clear. */
const PLACE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** More than two minutes make; an answer that is longer is not fpcalc's. */
const LONGEST_ANSWER = 256 * 1024;

/**
 * Looks for fpcalc (Debian: libchromaprint-tools).
 * @param command its name or path
 * @returns undefined where it is not there: sounds are then kept without a fingerprint
 */
export async function openFingerprints(command = 'fpcalc'): Promise<PrintSound | undefined> {
  const path = await new Promise<string>((resolve) => {
    execFile('sh', ['-c', 'command -v "$0"', command], (error, said) => resolve(error ? '' : said.trim()));
  });
  return path === '' ? undefined : (bytes) => printSound(path, bytes);
}

/**
 * fpcalc must be able to jump about in what it reads, so it gets a file; one that has no name any more before a byte
 * of it is written, and is gone with the process that holds it.
 */
async function printSound(command: string, bytes: Buffer): Promise<SoundPrint | undefined> {
  const path = join(PLACE, `teledjol-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600).catch(() => undefined);
  if (!file) return undefined;
  try {
    await unlink(path);
    await file.write(bytes, 0, bytes.length, 0);
    return readAnswer(await run(command, file.fd));
  } catch {
    return undefined;
  } finally {
    await file.close();
  }
}

function run(command: string, fd: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, ['-raw', '-json', '-length', String(FINGERPRINT_SECONDS), '/dev/fd/3'], {
      stdio: ['ignore', 'pipe', 'ignore', fd],
      // Nothing of ours: whoever finds a hole in a decoder shall find no key beside it.
      env: {},
    });
    let said = '';
    const clock = setTimeout(() => child.kill('SIGKILL'), FINGERPRINT_MS);
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      said += piece;
      if (said.length > LONGEST_ANSWER) child.kill('SIGKILL');
    });
    child.once('error', (error) => {
      clearTimeout(clock);
      reject(error);
    });
    // A sound that is broken off has an answer and a complaint: the answer is what counts.
    child.once('close', () => {
      clearTimeout(clock);
      resolve(said);
    });
  });
}

function readAnswer(said: string): SoundPrint | undefined {
  const { duration, fingerprint } = JSON.parse(said) as { duration: number; fingerprint: number[] };
  if (!Array.isArray(fingerprint) || fingerprint.length === 0) return undefined;
  const bytes = Buffer.alloc(fingerprint.length * 4);
  for (const [at, value] of fingerprint.entries()) bytes.writeUInt32BE(value, at * 4);
  return { fingerprint: bytes, seconds: Math.max(1, Math.round(duration)) };
}

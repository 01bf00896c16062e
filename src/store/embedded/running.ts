import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * When a process was born, in the system's own words: with its number it names one process for good, where a
 * number alone is given out again after a restart of the machine or of a container.
 *
 * @returns `null` when there is no such process, or only its remains
 */
export async function birthOf(pid: number): Promise<string | null> {
  if (process.platform !== 'linux') {
    const told = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => null);
    const line = told?.stdout.trim();
    return line && !line.startsWith('Z') ? line.replace(/^\S+\s+/, '') : null;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in parentheses may hold anything; what we need stands behind it: state, then 18 more, then the birth.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && !['Z', 'X'].includes(fields[0] ?? 'X') ? (fields[19] ?? null) : null;
}

/** How a process was called, arguments parted by spaces; empty when there is none. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') {
    const told = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => null);
    return told?.stdout.trim() ?? '';
  }
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.replaceAll('\0', ' ').trim();
}

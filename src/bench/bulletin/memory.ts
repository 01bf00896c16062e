import { readFileSync } from 'node:fs';

/** What a process of this machine holds in memory, in MB; 0 where nobody can say (not on Linux, or it is gone). */
function residentMb(pid: number): number {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kb ?? 0) / 1_024);
  } catch {
    return 0;
  }
}

/** Looks again and again until told to end. @returns the most that was seen */
export function watchMemory(pidOf: () => number, everyMs = 250): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentMb(pidOf()));
  }, everyMs);
  return () => {
    clearInterval(timer);
    return most;
  };
}

import { inject } from 'vitest';

/**
 * What this run has, for suites that cannot do without: `describe.runIf(available.redis)('on Redis', …)`.
 * What is left out is counted and named on the last lines of the run; with CI=true the run does not begin
 * without Redis, Chromium, fpcalc and the programs that look at sounds.
 */
export const available = {
  redis: inject('redisUrl') !== null,
  chromium: inject('chromiumPath') !== null,
  fpcalc: inject('fpcalc'),
  /** ffprobe, ffmpeg and opusinfo. */
  soundTools: inject('soundTools'),
  /** Only root can become another user. */
  root: process.getuid?.() === 0,
};

/** The browser to drive; ask {@link available} first. */
export function chromiumPath(): string {
  const path = inject('chromiumPath');
  if (path === null) throw new Error('no Chromium found: set CHROMIUM_PATH');
  return path;
}

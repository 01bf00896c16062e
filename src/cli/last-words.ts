import type { Log } from '../core/log.ts';

/**
 * For the process that runs for days. What nobody caught ends it, as Node means it to, and whoever watches over it
 * starts it again; but Node itself would print the whole error, and a driver's error quotes the row it failed on.
 */
export function logLastWords(log: Log): void {
  // A rejection that nobody handles arrives here as well.
  process.on('uncaughtException', (error) => {
    log.error('an error that nobody caught ends the process', { error });
    process.exit(1);
  });
}

import { shiftClock } from './shifted-clock.ts';

/**
 * `teledjol …` as it is, at another time. Who starts it says how far ahead it is to be, in milliseconds before the
 * command, and by a message whenever that changes; and hears that it is. Started by a drill only.
 */
const [aheadMs] = process.argv.splice(2, 1);
const set = shiftClock(Number(aheadMs));
process.on('message', (message: { aheadMs: number }) => {
  set(message.aheadMs);
  process.send?.(message);
});
// It ends when its work does, whether or not somebody could still set its clock.
process.channel?.unref();
await import('../../cli.ts');

/** How long at most a duty waits for its turn in a drill, where an hour passes in seconds. */
const AT_MOST_MS = 300;

/**
 * From now on this process lives at another time: `Date` runs ahead of the machine's clock by as much as is said, and
 * what is done every few seconds is done several times a second. Timeouts are as long as ever, since what they wait for is real.
 * @returns how far ahead it is to be, in milliseconds, may be set again and again
 */
export function shiftClock(first: number): (aheadMs: number) => void {
  let ahead = first;
  const real = globalThis.Date;
  const now = () => real.now() + ahead;
  globalThis.Date = new Proxy(real, {
    construct: (target, values: unknown[], made) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, made),
    apply: () => new real(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  globalThis.setInterval = new Proxy(globalThis.setInterval, {
    apply: (target, self, [run, ms, ...values]) =>
      Reflect.apply(target, self, [run, Math.min(Number(ms), AT_MOST_MS), ...values]),
  });
  return (aheadMs) => {
    ahead = aheadMs;
  };
}

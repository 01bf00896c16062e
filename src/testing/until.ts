/**
 * Waits for something that happens in its own time: looks at once, then every 20 ms, slowing down to 200 ms.
 * An error thrown by the condition counts as "not yet", because a server that is away throws, too.
 *
 * @param condition what must become truthy
 * @returns the first truthy value
 * @throws Error naming `what` and the last thing seen, after `withinMs`
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { withinMs = 15_000, what = 'the condition' }: { withinMs?: number; what?: string } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (let pause = 20; ; pause = Math.min(200, pause * 1.3)) {
    let seen: unknown;
    try {
      const value = await condition();
      if (value) return value;
      seen = value;
    } catch (error) {
      seen = error;
    }
    if (performance.now() > deadline) {
      const last = seen instanceof Error ? seen.message : String(seen);
      throw new Error(`waited ${withinMs} ms in vain until ${what} (last seen: ${last})`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

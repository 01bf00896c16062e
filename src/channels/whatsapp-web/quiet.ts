import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * libsignal writes whole sessions, private keys included, to the console when one is opened or closed. What runs inside
 * {@link quietly} cannot: everybody else's console stays as it is.
 */
const quiet = new AsyncLocalStorage<true>();
let quietened = false;

export function quieten(): void {
  if (quietened) return;
  quietened = true;
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    // biome-ignore lint/suspicious/noConsole: not to write to it, but to keep somebody else from doing so.
    const loud = console[method].bind(console);
    console[method] = (...words: unknown[]) => {
      if (!quiet.getStore()) loud(...words);
    };
  }
}

export function quietly<T>(work: () => T): T {
  return quiet.run(true, work);
}

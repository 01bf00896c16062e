import type { ChannelContext, Keep } from '../core/channel.ts';
import { openLog } from '../core/log.ts';

/** What a channel remembers, for as long as the test: the store's own is tried in store/keeps.test.ts. */
export function memoryKeep(): Keep {
  const kept = new Map<string, Buffer>();
  return {
    get: async (keys) =>
      new Map(keys.flatMap((key) => (kept.has(key) ? [[key, kept.get(key) as Buffer]] : []))),
    set: async (entries) => {
      for (const [key, value] of entries) {
        if (value === null) kept.delete(key);
        else kept.set(key, value);
      }
    },
    clear: async (prefix) => {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
  };
}

/** What main would hand to a channel, with nothing behind it. */
export function contextFor(own: Partial<ChannelContext> = {}): ChannelContext {
  return {
    settings: {},
    publicUrl: 'https://teledjol.example',
    localUrl: 'http://127.0.0.1:1',
    internalKey: Buffer.alloc(32, 1),
    keep: memoryKeep(),
    log: openLog(() => {}, 'silent'),
    ...own,
  };
}

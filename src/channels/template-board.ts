import type { Channel, TemplateStatus } from '../core/channel.ts';

/** How the templates of our channels stand at their providers. */
export interface TemplateBoard {
  /** @returns undefined where the channel cannot ask, or its provider did not say. Never rejects. */
  of(channel: string): Promise<readonly TemplateStatus[] | undefined>;
}

/** People decide about templates, within hours: nobody has to ask more often, also where nobody answered. */
const FRESH_MS = 60_000;

/** Asks each provider at most once a minute, whoever looks and however many do. */
export function openTemplateBoard(
  channels: readonly Pick<Channel, 'name' | 'templates'>[],
  now: () => number = Date.now,
): TemplateBoard {
  const asked = new Map<string, { at: number; told: Promise<readonly TemplateStatus[] | undefined> }>();
  return {
    async of(name) {
      const ask = channels.find((channel) => channel.name === name)?.templates;
      if (!ask) return undefined;
      const last = asked.get(name);
      if (last && now() - last.at < FRESH_MS) return last.told;
      const told = ask().catch(() => undefined);
      asked.set(name, { at: now(), told });
      return told;
    },
  };
}

import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../core/log.ts';

/** Two at once would take both cores of a small server from the webhooks. */
const WAITING_MAX = 30;
/** Some 60 kB each. */
const KEPT = 2_000;

/** Pictures that were drawn, by what is in them: a corrected verdict is another picture, and an old one is never served for it. */
export interface Drawn {
  /** @returns undefined where too many wait to be drawn already */
  of(key: string, svg: string): Promise<Buffer | undefined>;
}

export function openDrawn(deps: { dir: string; draw: (svg: string) => Promise<Buffer>; log: Log }): Drawn {
  const { dir, draw, log } = deps;
  const underWay = new Map<string, Promise<Buffer>>();
  /** The end of the line: each waits for the one before it. */
  let last: Promise<unknown> = Promise.resolve();
  let written = 0;

  async function keep(key: string, png: Buffer): Promise<void> {
    await mkdir(dir, { recursive: true });
    const file = join(dir, `${key}.png`);
    // Whole or not at all, also when the process is killed between.
    await writeFile(`${file}.${process.pid}`, png);
    await rename(`${file}.${process.pid}`, file);
    written += 1;
    if (written % 100 === 1) await tidy(dir);
  }
  return {
    async of(key, svg) {
      const kept = await readFile(join(dir, `${key}.png`)).catch(() => undefined);
      if (kept) return kept;
      const begun = underWay.get(key);
      if (begun) return begun;
      if (underWay.size >= WAITING_MAX) return undefined;
      const drawing = last.then(() => draw(svg));
      underWay.set(key, drawing);
      last = drawing.catch(() => undefined);
      try {
        const png = await drawing;
        // A full disk costs time, not the picture.
        await keep(key, png).catch((error: unknown) => log.warn('a card could not be kept', { error }));
        return png;
      } finally {
        underWay.delete(key);
      }
    },
  };
}

/** Lets go of the oldest: each can be drawn again. */
async function tidy(dir: string): Promise<void> {
  const names = await readdir(dir);
  if (names.length <= KEPT) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(dir, name))).mtimeMs })),
  );
  aged.sort((a, b) => a.at - b.at);
  await Promise.all(aged.slice(0, names.length - KEPT).map(({ name }) => unlink(join(dir, name))));
}

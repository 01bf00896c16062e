import type { Embeddings } from './embeddings.ts';
import type { Follower } from './follow.ts';

const AT_ONCE = 64;

/**
 * Has vectors made of the wordings that have none, a batch at a time, until none is left or the service does not help.
 * What is looked up meanwhile is found by its words. Vectors are kept in memory alone: they say what people wrote.
 */
export async function understandAll(follower: Follower, embeddings: Embeddings): Promise<void> {
  for (;;) {
    const texts = follower.known.lacking(AT_ONCE);
    if (texts.length === 0) return;
    const vectors = await embeddings.embed(
      texts.map(({ text }) => text),
      { patient: true },
    );
    if (!vectors) return;
    const fit = texts.every((text, at) => {
      const vector = vectors[at];
      return vector === undefined || follower.known.understand(text, vector);
    });
    // A service that changes its mind with every answer must not keep us busy.
    if (!fit) return;
    // Others want the thread, too: what was asked, and what has changed.
    await follower.sync();
  }
}

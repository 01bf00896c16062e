import type { ConversationWorld } from './conversation-world.ts';

let invented = 0;

/**
 * People who talk in a world, and what our books say of them.
 * @param world asked for at each call, because tests open it before all of them
 */
export function peopleIn(world: () => ConversationWorld) {
  /** An invented number that nobody has written from. */
  const somebody = () => {
    invented += 1;
    return `+509371${String(10_000 + invented)}`;
  };
  /** Rows about somebody, whose contact is `$1`. */
  const of = async (from: string, query: string) =>
    (await world().store.pool.query(query, [await world().contactOf(from)])).rows;
  /** Why somebody waits for a person of ours, oldest first. */
  const waits = async (from: string): Promise<string[]> =>
    (await of(from, 'select reason from waiting where contact_id = $1 order by opened_at')).map(
      ({ reason }) => reason,
    );
  /** Says all of this. @returns what the last was answered with */
  async function says(from: string, ...texts: string[]): Promise<string> {
    let heard: string[] = [];
    for (const text of texts) heard = await world().says(from, text);
    return heard.join('\n---\n');
  }
  /** Somebody who has chosen Creole and agreed. */
  async function known(): Promise<string> {
    const from = somebody();
    await says(from, 'bonjou', '1', '1');
    return from;
  }
  return { somebody, of, waits, says, known };
}

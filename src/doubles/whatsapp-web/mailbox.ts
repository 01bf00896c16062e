import type { BinaryNode } from '@whiskeysockets/baileys';

/**
 * What waits for the linked device at the server: handed out as it comes while somebody is connected, and again at
 * every login, as it is, until the device has acknowledged it.
 */
export interface Letter {
  readonly id: string;
  readonly class: 'message' | 'receipt' | 'notification';
  /** From our own phone: nobody's message, and in no list. */
  readonly own?: true;
  /** @param offline its place among those that waited; left out for what comes as it happens */
  node(offline?: number): BinaryNode;
}

export function openMailbox(hand: (node: BinaryNode) => boolean) {
  let waiting: Letter[] = [];
  const handed: string[] = [];
  const confirmed: string[] = [];
  const refused: { id: string; error: number }[] = [];
  /** Who asks for a message again says no to the first one as well: that no is not the last word. */
  const asked = new Map<string, number>();

  function send(letter: Letter, offline?: number): void {
    const gone = hand(letter.node(offline));
    if (gone && letter.class === 'message' && !letter.own) handed.push(letter.id);
  }

  return {
    handed,
    confirmed,
    refused,
    get size() {
      return waiting.length;
    },
    put(letter: Letter): void {
      waiting.push(letter);
      send(letter);
    },
    /** Instead of the one with the same id, which could not be read. */
    replace(letter: Letter): void {
      waiting = [...waiting.filter((one) => one.id !== letter.id || one.class !== letter.class), letter];
      send(letter);
    },
    /** To a device that has just logged in. */
    handAll(): number {
      const now = [...waiting];
      for (const [place, letter] of now.entries()) send(letter, place);
      return now.length;
    },
    askedAgain(id: string): void {
      asked.set(id, (asked.get(id) ?? 0) + 1);
    },
    acknowledge(kind: Letter['class'], id: string, error?: number): void {
      const again = asked.get(id) ?? 0;
      if (error !== undefined && again > 0) {
        asked.set(id, again - 1);
        return;
      }
      const known = waiting.find((one) => one.id === id && one.class === kind);
      waiting = waiting.filter((one) => one.id !== id || one.class !== kind);
      if (!known || kind !== 'message' || known.own) return;
      if (error !== undefined) refused.push({ id, error });
      else confirmed.push(id);
    },
    empty(): void {
      waiting = [];
    },
  };
}

export type Mailbox = ReturnType<typeof openMailbox>;

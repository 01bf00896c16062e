import type { Keep } from '../../core/channel.ts';

const INDEX = 'inbox/index';

/** A decrypted message as it came: what stood on its envelope, and what was in it. */
export interface InboxRow {
  readonly attrs: Readonly<Record<string, string>>;
  /** Base64 of WhatsApp's own `Message`. */
  readonly message: string;
}

export interface InboxItem extends InboxRow {
  readonly n: number;
}

/** What is to be written together, and what is true once it has been. */
export interface Write {
  readonly entries: Map<string, Buffer | null>;
  readonly done?: () => void;
}

export type Inbox = Awaited<ReturnType<typeof openInbox>>;

/**
 * What has been decrypted and is not handed on yet. A message can be decrypted once only, and WhatsApp forgets it when
 * Baileys says so, which it does by itself: so what was in it is kept in the very commit that turns the ratchet.
 *
 * @param write one after the other; see auth.ts
 */
export async function openInbox(keep: Keep, write: (writeOf: () => Write) => Promise<void>) {
  const index = (await keep.get([INDEX])).get(INDEX);
  // The keep cannot be asked for what it holds, so the numbers of the rows are a row.
  let numbers: number[] = index ? JSON.parse(index.toString()) : [];
  const nameOf = (n: number) => `inbox/${n}`;
  const indexOf = (kept: readonly number[]) => Buffer.from(JSON.stringify(kept));
  /** Above every number that was ever used here: a late drop must not hit a later row. */
  let next = (numbers.at(-1) ?? 0) + 1;

  return {
    /** What to write so that these are in it; only inside of a turn of `write`. */
    adding(rows: readonly InboxRow[]): Write {
      const added = rows.map((row, i) => ({ n: next + i, row }));
      const kept = [...numbers, ...added.map(({ n }) => n)];
      return {
        entries: new Map([
          ...added.map(({ n, row }) => [nameOf(n), Buffer.from(JSON.stringify(row))] as const),
          [INDEX, indexOf(kept)],
        ]),
        done() {
          numbers = kept;
          next += added.length;
        },
      };
    },

    /** The oldest first. */
    async read(most: number): Promise<InboxItem[]> {
      const wanted = numbers.slice(0, most);
      const rows = await keep.get(wanted.map(nameOf));
      return wanted.flatMap((n) => {
        const bytes = rows.get(nameOf(n));
        return bytes ? [{ n, ...(JSON.parse(bytes.toString()) as InboxRow) }] : [];
      });
    },

    /** They have been handed on. */
    drop(gone: readonly number[]): Promise<void> {
      return write(() => {
        const kept = numbers.filter((n) => !gone.includes(n));
        return {
          entries: new Map<string, Buffer | null>([
            ...gone.map((n) => [nameOf(n), null] as const),
            [INDEX, indexOf(kept)],
          ]),
          done() {
            numbers = kept;
          },
        };
      });
    },
  };
}

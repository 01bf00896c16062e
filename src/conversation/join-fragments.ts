import type { MessageRow } from '../store/messages.ts';

/** How long the rest of a long SMS may be on its way: operators hand on its parts within seconds, or never. */
const PATIENCE_MS = 60_000;

/** Stands where a part never came. */
const GAP = '…';

export interface Joined {
  /** What may be read now, in order: whole messages, and long ones put together in the place of their first row. */
  readonly ready: readonly MessageRow[];
  /** The first rows of those, with the whole text. */
  readonly wholes: readonly { readonly id: number; readonly text: string }[];
  /** The other rows of those: their text stands in the first. */
  readonly emptied: readonly number[];
  /** All rows of those of which a part is missing. */
  readonly broken: readonly number[];
}

/**
 * Puts the parts of long SMS together before anybody reads them. What is not complete waits for {@link PATIENCE_MS}
 * and is then read as it is; everything else goes on meanwhile, so that half a message never holds up a STOP.
 *
 * @param messages unhandled messages of several contacts, in the order in which they came
 * @param of.isFull whether more of this contact may stand behind these. While any of theirs can be read, an incomplete
 *   message waits for what stands behind; when nothing can, it is read, or it would block that for good.
 * @param of.isUrgent whether a part calls for help: then nothing is waited for, and the rest is read when it comes
 */
export function joinFragments(
  messages: readonly MessageRow[],
  {
    now,
    isFull,
    isUrgent,
  }: {
    readonly now: Date;
    readonly isFull: (contactId: string) => boolean;
    readonly isUrgent: (part: MessageRow) => boolean;
  },
): Joined {
  const sets = gather(messages);
  const waits = (rows: readonly MessageRow[]) =>
    !isComplete(rows) && !isOverdue(rows, now) && !rows.some(isUrgent);
  const readable = new Set<string>();
  for (const message of messages) {
    const rows = sets.get(message);
    if (!rows || !waits(rows)) readable.add(message.contactId);
  }

  const ready: MessageRow[] = [];
  const wholes: { id: number; text: string }[] = [];
  const emptied: number[] = [];
  const broken: number[] = [];
  const done = new Set<readonly MessageRow[]>();
  for (const message of messages) {
    const rows = sets.get(message);
    if (!rows) {
      ready.push(message);
      continue;
    }
    const stuck = isFull(message.contactId) && !readable.has(message.contactId);
    if (done.has(rows) || (waits(rows) && !stuck)) continue;
    done.add(rows);
    if (rows.every(({ text }) => text === null)) {
      // The person has refused meanwhile, and what they wrote was forgotten: there is nothing to answer.
      emptied.push(...rows.map(({ id }) => id));
      continue;
    }
    const text = textOf(rows);
    ready.push({ ...message, text });
    if (!isComplete(rows)) broken.push(...rows.map(({ id }) => id));
    wholes.push({ id: message.id, text });
    emptied.push(...rows.filter(({ id }) => id !== message.id).map(({ id }) => id));
  }
  return { ready, wholes, emptied, broken };
}

/**
 * To each part those that it belongs together with. A phone counts its references up, and the same one again is far
 * away in time: but not where much has waited, nor with a phone that counts badly. So the same part with other words
 * is one of another message; with the same words it came twice.
 */
function gather(messages: readonly MessageRow[]): Map<MessageRow, MessageRow[]> {
  const byKey = new Map<string, MessageRow[][]>();
  const sets = new Map<MessageRow, MessageRow[]>();
  for (const message of messages) {
    const key = keyOf(message);
    if (key === undefined) continue;
    const known = byKey.get(key) ?? [];
    const isOther = (one: MessageRow) => one.fragment?.n === message.fragment?.n && one.text !== message.text;
    let mine = known.find((rows) => !rows.some(isOther));
    if (!mine) {
      mine = [];
      byKey.set(key, [...known, mine]);
    }
    mine.push(message);
    sets.set(message, mine);
  }
  return sets;
}

/** Undefined for a message that is whole. */
function keyOf({ contactId, account, fragment }: MessageRow): string | undefined {
  return fragment ? JSON.stringify([contactId, account, fragment.ref, fragment.of]) : undefined;
}

/** By number. */
function partsOf(rows: readonly MessageRow[]): Map<number, string> {
  const parts = new Map<number, string>();
  for (const { fragment, text } of rows)
    if (fragment && !parts.has(fragment.n)) parts.set(fragment.n, text ?? '');
  return parts;
}

function isComplete(rows: readonly MessageRow[]): boolean {
  return partsOf(rows).size >= (rows[0]?.fragment?.of ?? 0);
}

function isOverdue(rows: readonly MessageRow[], now: Date): boolean {
  const first = Math.min(...rows.map(({ receivedAt }) => receivedAt.getTime()));
  return now.getTime() - first >= PATIENCE_MS;
}

function textOf(rows: readonly MessageRow[]): string {
  const parts = partsOf(rows);
  const of = rows[0]?.fragment?.of ?? 0;
  let text = '';
  let gap = false;
  for (let n = 1; n <= of; n += 1) {
    const part = parts.get(n);
    if (part === undefined && !gap) text += GAP;
    gap = part === undefined;
    text += part ?? '';
  }
  return text;
}

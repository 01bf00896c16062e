import { randomUUID } from 'node:crypto';
import type { Location, Medium } from '../../core/message.ts';
import { foldWords } from '../../language/fold.ts';
import type { Queryable } from '../../store/connect.ts';
import {
  extendReport,
  forgetReportsOf,
  holdOwnReport,
  insertReport,
  linkMessage,
  type ReportKind,
  type ReportRow,
  recentReports,
  stateOfOwnReport,
} from '../../store/reports.ts';
import { holdAsker } from '../../store/tips.ts';
import { openDanger } from '../../store/waiting.ts';
import { giveCode } from '../give-code.ts';

/**
 * What citizens do with reports. As with tips, all of it runs in the transaction of a conversation's turn and is no
 * event in the hash chain.
 */

/** Who says the same words again within this time means the same report. */
const SAME_HOURS = 24;

export interface ToldReport {
  readonly kind: ReportKind;
  readonly contactId: string;
  readonly messageId: number;
  readonly addressId: string | null;
  readonly account: string;
  readonly medium: Medium;
  /** Their first words; may be empty where only a picture, a voice note or a pin came. */
  readonly text: string;
  readonly location?: Pick<Location, 'latitude' | 'longitude'> | undefined;
}

export interface ReportReceipt {
  readonly code: string;
  readonly reportId: string;
  /** They had said the same within a day, and it is still open: this is its code. */
  readonly repeated: boolean;
}

/** Files what somebody tells us at once, with its first words: nothing that is asked afterwards may cost it. */
export async function openReport(tx: Queryable, told: ToldReport): Promise<ReportReceipt> {
  const { kind, contactId, addressId, account, medium } = told;
  const text = told.text.trim();
  const pin = told.location && { latitude: told.location.latitude, longitude: told.location.longitude };
  await holdAsker(tx, contactId);
  const recent = await recentReports(tx, { contactId, kind, hours: SAME_HOURS });
  const same = recent.find((one) => beginsWith(one.text ?? '', text));
  if (same) {
    // The answer goes to where they wrote from last.
    await extendReport(tx, same.id, { addressId, account, medium, ...pin });
    await linkMessage(tx, same.id, told.messageId);
    return { code: same.code, reportId: same.id, repeated: true };
  }
  // No time in the id: once the person is forgotten it must not lead back to their message.
  const id = randomUUID();
  const row = { id, kind, contactId, addressId, account, medium, text: text || null, ...pin };
  const code = await giveCode(tx, (free) => insertReport(tx, { ...row, code: free }));
  await linkMessage(tx, id, told.messageId);
  return { code, reportId: id, repeated: false };
}

/** Whether a report began with these words, whatever was added on lines after them. */
function beginsWith(told: string, words: string): boolean {
  const key = (text: string) => foldWords(text) || text.trim();
  const wanted = key(words);
  if (wanted === '') return false;
  const lines = told.split('\n');
  return lines.some((_line, n) => key(lines.slice(0, n + 1).join('\n')) === wanted);
}

export interface Addition {
  readonly code: string;
  readonly contactId: string;
  /** Its files become the report's. */
  readonly messageId?: number | undefined;
  readonly text?: string | undefined;
  /** By the country's own table of places. */
  readonly placeCode?: string | undefined;
  /** As they wrote it. */
  readonly placeText?: string | undefined;
  /** Only with `longitude`. */
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
  readonly happenedAt?: Date | undefined;
  readonly happenedPrecision?: 'minute' | 'part' | 'day' | undefined;
  /** Whether somebody is in danger now. `true` puts them before a person and raises the alarm. */
  readonly danger?: boolean | undefined;
}

/**
 * Adds to a report: words on a line of their own, everything else in place of what was known.
 * @returns false where the code is unknown, somebody else's or closed: nothing was added
 */
export async function addToReport(tx: Queryable, added: Addition): Promise<boolean> {
  const { contactId, messageId, placeCode, placeText, latitude, longitude, danger } = added;
  const { happenedAt, happenedPrecision } = added;
  await holdAsker(tx, contactId);
  const held = await holdOwnReport(tx, added);
  if (!held) return false;
  const text = added.text?.trim();
  await extendReport(
    tx,
    held.id,
    {
      ...(placeCode !== undefined && { placeCode }),
      ...(placeText !== undefined && { placeText }),
      ...(latitude !== undefined && longitude !== undefined && { latitude, longitude }),
      ...(happenedAt !== undefined && { happenedAt }),
      ...(happenedPrecision !== undefined && { happenedPrecision }),
      ...(danger !== undefined && { danger }),
    },
    text === '' ? undefined : text,
  );
  if (messageId !== undefined) await linkMessage(tx, held.id, messageId);
  if (danger === true && held.danger !== true) {
    await openDanger(tx, { contactId, since: held.createdAt, ...(messageId !== undefined && { messageId }) });
  }
  return true;
}

/** @returns null where the code is unknown or somebody else's: the two must look the same */
export function reportStatus(
  tx: Queryable,
  asked: { code: string; contactId: string },
): Promise<ReportRow['state'] | null> {
  return stateOfOwnReport(tx, asked);
}

/**
 * Somebody asked us to forget: their reports stay as a count, with nothing in them that is theirs.
 * @param since only those that began then or later; all of them unless told
 */
export async function forgetReports(tx: Queryable, contactId: string, since?: Date): Promise<void> {
  await holdAsker(tx, contactId);
  await forgetReportsOf(tx, [contactId], since);
}

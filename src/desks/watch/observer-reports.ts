import { randomUUID } from 'node:crypto';
import type { Location, Medium } from '../../core/message.ts';
import type { Queryable } from '../../store/connect.ts';
import { spendCode } from '../../store/observer-codes.ts';
import {
  changeByCodes,
  holdByCodes,
  type ObserverReportRow,
  type Teller,
  toldByCodes,
} from '../../store/observer-reports.ts';
import { extendReport, insertReport, linkMessage } from '../../store/reports.ts';
import type { ReportItem } from '../../store/schema/citizens.ts';
import { holdAsker } from '../../store/tips.ts';
import { openDanger, openWaiting } from '../../store/waiting.ts';
import { giveCode } from '../give-code.ts';
import { newNumber } from './number.ts';

/**
 * What observers do with their reports. As with citizens', all of it runs in the transaction of a conversation's turn
 * and is no event in the hash chain.
 */

/** Who sends the same text again within this time means the same report: an SMS that did not seem to leave. */
const SAME_MINUTES = { incident: 120, 'check-in': 10 } as const;

export interface ToldByCodes extends Teller {
  readonly messageId: number;
  readonly addressId: string | null;
  readonly account: string;
  readonly medium: Medium;
  readonly now: Date;
  /** As it came, codes and all. */
  readonly text: string;
  readonly kind: 'incident' | 'check-in';
  readonly items: readonly ReportItem[];
  /** Six digits. */
  readonly placeNumber?: string | undefined;
  /** By the country's own table of places. */
  readonly placeCode?: string | undefined;
  readonly location?: Pick<Location, 'latitude' | 'longitude'> | undefined;
  readonly seenAt?: Date | undefined;
  /** A key of codes/ask.ts: it could not be read, or not in one way only. A person looks at it. */
  readonly ask?: string | undefined;
  /** A person looks at it though it was read. */
  readonly doubtful?: boolean;
  readonly danger: boolean;
  readonly strangePhone: boolean;
  /** The one-time code in it, as it is kept; `seized`: what it is marked with where the code holds. */
  readonly once?: { readonly hash: Buffer; readonly seized: boolean } | undefined;
  readonly seized: boolean;
  readonly duress: boolean;
  readonly exercise: boolean;
}

export interface NumberedReport {
  /** Seven digits. */
  readonly number: string;
  readonly reportId: string;
  /** The same text came before, and is this report. */
  readonly repeated: boolean;
}

/** Keeps what an observer told, with a number of its own, and puts before a person what must be. */
export async function fileByCodes(tx: Queryable, told: ToldByCodes): Promise<NumberedReport> {
  const { contactId, messageId, kind, now, danger, exercise } = told;
  await holdAsker(tx, contactId);
  const since = new Date(now.getTime() - SAME_MINUTES[kind] * 60_000);
  const same = (await toldByCodes(tx, { contactId, since })).find(
    // What was practised is not told again by the same text when it is real.
    (one) => one.kind === kind && one.exercise === exercise && one.text === told.text.trim(),
  );
  const filed = same
    ? { number: same.code, reportId: same.id, repeated: true }
    : { ...(await insert(tx, told)), repeated: false };
  await linkMessage(tx, filed.reportId, messageId);
  // The answer goes to where they wrote from last.
  if (same) {
    const { addressId, account, medium } = told;
    await extendReport(tx, same.id, { addressId, account, medium });
  }
  if (danger) await openDanger(tx, { contactId, messageId, since: same?.createdAt ?? now });
  else if (told.ask !== undefined || told.doubtful)
    await openWaiting(tx, { contactId, reason: 'observer_report', messageId });
  return filed;
}

/** What a report is marked with by the phone that it came from. A code that holds says that it is them. */
async function phoneMarks(tx: Queryable, told: ToldByCodes) {
  const { once, observerId, contactId, now, strangePhone, seized } = told;
  if (!once || observerId === null) return { strangePhone, seized };
  // From their own phone, too: it was written, and must not serve again.
  const holds = await spendCode(tx, { hash: once.hash, observerId, contactId, now });
  if (!strangePhone) return { strangePhone, seized };
  return holds ? { strangePhone: false, seized: once.seized } : { strangePhone, seized, onceRefused: true };
}

async function insert(tx: Queryable, told: ToldByCodes) {
  const { contactId, observerId, addressId, account, medium, kind, items, danger } = told;
  const row = {
    // No time in the id: once the person is forgotten it must not lead back to their message.
    id: randomUUID(),
    kind,
    contactId,
    observerId,
    addressId,
    account,
    medium,
    text: told.text.trim() || null,
    items,
    placeNumber: told.placeNumber ?? null,
    placeCode: told.placeCode ?? null,
    ...(told.location && { latitude: told.location.latitude, longitude: told.location.longitude }),
    ...(told.seenAt && { happenedAt: told.seenAt, happenedPrecision: 'minute' as const }),
    ask: told.ask ?? null,
    ...(danger && { danger }),
    ...(await phoneMarks(tx, told)),
    duress: told.duress,
    exercise: told.exercise,
    toGroup: kind === 'incident' && items.length > 0,
  };
  const number = await giveCode(tx, (free) => insertReport(tx, { ...row, code: free }), newNumber);
  return { number, reportId: row.id };
}

/** What an observer does with a report of theirs. */
interface ByNumber extends Teller {
  /** Of the report. */
  readonly number: string;
  readonly messageId: number;
  readonly now: Date;
  /** The phone may be in other hands, or somebody stands beside them: nothing is changed, and a person looks at it. */
  readonly doubtful: boolean;
}

/** @returns false where there is no such report of theirs, or it was withdrawn */
export async function correctByCodes(
  tx: Queryable,
  {
    number,
    kind,
    items,
    place,
    messageId,
    now,
    doubtful,
    ...teller
  }: ByNumber & {
    kind: 'incident' | 'check-in';
    items: readonly ReportItem[];
    place?: { readonly number: string; readonly placeCode: string } | undefined;
  },
): Promise<boolean> {
  const held = await holdByCodes(tx, number, teller);
  if (!held || held.withdrawnAt !== null) return false;
  if (doubtful) {
    await putBeforePerson(tx, held.id, { ...teller, messageId });
    return true;
  }
  await changeByCodes(tx, held.id, {
    items,
    ask: null,
    // What could not be read was no check-in; what is read now may be one.
    kind,
    toGroup: true,
    ...(place && { placeNumber: place.number, placeCode: place.placeCode }),
    before: [...held.before, asItWas(held, now)],
    updatedAt: now,
  });
  await linkMessage(tx, held.id, messageId);
  return true;
}

async function putBeforePerson(
  tx: Queryable,
  reportId: string,
  { contactId, messageId }: Pick<ByNumber, 'contactId' | 'messageId'>,
): Promise<void> {
  await linkMessage(tx, reportId, messageId);
  await openWaiting(tx, { contactId, reason: 'observer_report', messageId });
}

/** Takes a report back; it stays, marked. Again is no harm. @returns false where there is no such report of theirs */
export async function withdrawByCodes(
  tx: Queryable,
  { number, messageId, now, doubtful, ...teller }: ByNumber,
): Promise<boolean> {
  const held = await holdByCodes(tx, number, teller);
  if (!held) return false;
  if (doubtful) {
    await putBeforePerson(tx, held.id, { ...teller, messageId });
    return true;
  }
  await linkMessage(tx, held.id, messageId);
  if (held.withdrawnAt === null)
    await changeByCodes(tx, held.id, { withdrawnAt: now, toGroup: true, updatedAt: now });
  return true;
}

export type ReportStanding = 'open' | 'taken' | 'closed' | 'withdrawn';

/** Where a report stands, for the one who told it; null where there is no such report of theirs. */
export async function standingByCodes(
  tx: Queryable,
  number: string,
  teller: Teller,
): Promise<ReportStanding | null> {
  const held = await holdByCodes(tx, number, teller);
  if (!held) return null;
  return held.withdrawnAt === null ? held.state : 'withdrawn';
}

const asItWas = ({ items, placeNumber }: ObserverReportRow, now: Date) => ({
  items: items ?? [],
  placeNumber,
  until: now.toISOString(),
});

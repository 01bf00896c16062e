import { createHmac, timingSafeEqual } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { lockClaims } from '../../store/claims.ts';
import type { Queryable } from '../../store/connect.ts';
import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import { claimsOfIncident, noteTip } from '../../store/incident-claims.ts';
import { waysOf } from '../../store/incident-reports.ts';
import { type IncidentRow, lockIncident, OVER, setIncident } from '../../store/incidents.ts';
import type { IncidentState } from '../../store/schema/watch.ts';
import type { Seal } from '../../store/seal.ts';
import {
  addTransmission,
  lockTransmission,
  setTransmission,
  type TransmissionRow,
  transmissionsOf,
} from '../../store/transmissions.ts';
import { giveCode } from '../give-code.ts';
import { openAgain } from '../verification/exits.ts';
import { receiveTip } from '../verification/tips.ts';
import { independentSources } from './certainty.ts';
import { HANDED_AS, institutionOf, maySee, type WatchDesk, type WatchRefusal } from './desk.ts';
import { allVoicesOf } from './incident.ts';
import { leaveIncident, move, type OfIncident, type SideExit, tidyWhy } from './moves.ts';
import { newNumber } from './number.ts';
import { capFor, packetFor } from './packet.ts';

const MAY_SEND: readonly IncidentState[] = ['transmission', 'acknowledged', 'response'];

/** Whom it concerns, by the observers' card; an institution that must not see it is never among them. */
export function recipientsOf(desk: WatchDesk, incident: IncidentRow): string[] {
  const refer = desk.lines.get(incident.code)?.refer ?? [];
  return desk.cell.institutions
    .filter(({ id, family }) => refer.includes(family) && maySend(desk, incident, id))
    .map(({ id }) => id);
}

/** Whether an institution may learn of it. */
export const maySend = (desk: WatchDesk, incident: IncidentRow, institution: string) =>
  maySee(desk, { role: 'analyst', institution }, incident);

/**
 * Sends a validated incident to institutions: a packet each, with what that one needs. Where it was sent there before,
 * it is an update of it.
 */
export function transmitIncident(
  desk: WatchDesk,
  of: OfIncident & { institutions: readonly string[] },
): Promise<WatchRefusal | null> {
  return move(desk, of, async (incident, now, tx) => {
    if (!MAY_SEND.includes(incident.state)) return 'state';
    const institution = institutionOf(desk, of.by.institution);
    if (!institution) return 'institution';
    if (institution.may !== 'decide') return 'rights';
    const to = [...new Set(of.institutions)].filter((id) => institutionOf(desk, id) !== undefined);
    if (to.length === 0) return 'nobody';
    if (!to.every((id) => maySend(desk, incident, id))) return 'rights';
    for (const id of to)
      await send(tx, desk, incident, { institution: id, by: of.by.id, now, cancel: false });
    return { what: 'transmitted', to: 'transmission', why: to.join(', ') };
  });
}

async function send(
  tx: Transaction,
  desk: WatchDesk,
  incident: IncidentRow,
  { institution, by, now, cancel }: { institution: string; by: string; now: Date; cancel: boolean },
): Promise<void> {
  const all = await transmissionsOf(tx, incident.id);
  const theirs = all.filter((one) => one.institution === institution);
  // What was taken back is over for them: what comes after it is new.
  const before = theirs.slice(theirs.findLastIndex(({ type }) => type === 'Cancel') + 1);
  const voices = await allVoicesOf(tx, [incident.id]);
  const sentAt = new Date(Math.floor(now.getTime() / 1_000) * 1_000);
  const known = institutionOf(desk, institution);
  if (!known) throw new Error('what is sent is sent to an institution of the cell');
  const row = {
    institution,
    type: cancel ? ('Cancel' as const) : before.length > 0 ? ('Update' as const) : ('Alert' as const),
    capIdentifier: `${desk.cell.sender}-${sentAt.getUTCFullYear()}-${incident.number}.${all.length + 1}`,
    sentAt,
  };
  const last = (cancel ? theirs : before).slice(-1);
  const { told, left } = packetFor(desk, incident, known, {
    reports: voices.reduce((sum, { reports }) => sum + reports, 0),
    independent: independentSources(voices),
    placeNames: await centreNames(tx, desk, incident),
    replaces: last[0]?.capIdentifier,
  });
  const whole = {
    id: uuidv7(),
    incidentId: incident.id,
    ...row,
    sentBy: by,
    cap: capFor(desk, incident.code, told, row, last),
    told,
    dueAt: new Date(sentAt.getTime() + desk.cell.minutes[incident.severity].transmission * 60_000),
    left,
  };
  await giveCode(tx, (number) => addTransmission(tx, { ...whole, number }), newNumber);
}

/** What stands more exactly than a section: a polling centre. */
async function centreNames(tx: Transaction, desk: WatchDesk, { placeNumber }: IncidentRow) {
  if (placeNumber === null) return [];
  const name = (await desk.registry.recent(tx)).places.get(placeNumber)?.name;
  return name === undefined ? [] : [name];
}

/** A side exit: see {@link leaveIncident}. Who was told of it is told that it is taken back. */
export async function leaveAndTellBack(
  desk: WatchDesk,
  of: OfIncident & { exit: SideExit; why: string; number?: string },
): Promise<WatchRefusal | null> {
  const tellBack: Parameters<typeof leaveIncident>[2] = async (tx, incident, now) => {
    const last = new Map((await transmissionsOf(tx, incident.id)).map((one) => [one.institution, one.type]));
    const told = [...last].flatMap(([institution, type]) => (type === 'Cancel' ? [] : [institution]));
    // Practice must not come before those who verify as if it were real.
    const events = of.exit === 'rumor' && !incident.exercise ? await handOver(tx, desk, incident, of) : [];
    for (const institution of told)
      await send(
        tx,
        desk,
        { ...incident, certainty: 'Unlikely' },
        { institution, by: of.by.id, now, cancel: true },
      );
    await addEvents(
      tx,
      events.map((event) => ({ ...event, at: now, actor: of.by.id })),
    );
  };
  // In the order in which a claim that is handed over locks them.
  return leaveIncident(desk, of, tellBack, async (tx) => {
    if (of.exit === 'rumor') await claimsToOpen(tx, of.incidentId);
  });
}

const claimsToOpen = async (tx: Transaction, incidentId: string) => {
  const claims = await claimsOfIncident(tx, incidentId);
  return lockClaims(
    tx,
    claims.map(({ id }) => id),
  );
};

/**
 * A rumor goes to the desk that verifies rumors: each who told it has told a tip, and hears the verdict. A claim that it
 * came from, and that was closed because of it, is that desk's again.
 * @returns what is to be written of it
 */
async function handOver(
  tx: Transaction,
  desk: WatchDesk,
  incident: IncidentRow,
  { why }: { why: string },
): Promise<Omit<DeskEvent, 'at' | 'actor'>[]> {
  const name = Object.values(desk.lines.get(incident.code)?.name ?? {})[0] ?? incident.code;
  for (const { words, byObserver, ...way } of await waysOf(tx, incident.id)) {
    // Codes and numbers of observers are no words; a citizen's have none in them.
    const said = words === null ? null : (desk.commentIn(words) ?? (byObserver ? null : words));
    const { tipId } = await receiveTip(tx, {
      ...way,
      seal: desk.store.seal,
      text: [
        said ?? name,
        incident.placeCode && desk.placeName(incident.placeCode, desk.verdictLanguages[0] ?? ''),
      ]
        .filter((each) => each)
        .join(', '),
      media: [],
    });
    await noteTip(tx, { incidentId: incident.id, tipId });
  }
  const events: Omit<DeskEvent, 'at' | 'actor'>[] = [];
  for (const claim of await claimsToOpen(tx, incident.id))
    if (claim.closedAs === HANDED_AS)
      events.push(await openAgain(tx, claim, { why: tidyWhy(why), now: desk.now() }));
  return events;
}

/** Where an incident stands by what institutions have answered. @returns whereto it moved, if it did */
async function follow(tx: Queryable, incident: IncidentRow, now: Date): Promise<IncidentState | undefined> {
  if (!MAY_SEND.includes(incident.state)) return undefined;
  const sent = await transmissionsOf(tx, incident.id);
  const last = new Map(sent.map((one) => [one.institution, one]));
  const answered = [...last.values()].some(({ respondedAt }) => respondedAt !== null);
  const acknowledged = [...last.values()].every(({ acknowledgedAt }) => acknowledgedAt !== null);
  const to = answered ? 'response' : acknowledged ? 'acknowledged' : 'transmission';
  if (to === incident.state) return undefined;
  await setIncident(tx, incident.id, { state: to, stateSince: now });
  return to;
}

/**
 * An institution says that it has it. Again is no harm.
 * @param by a member of that institution; null: by the link that was sent along
 */
export function acknowledge(
  desk: WatchDesk,
  { transmissionId, by }: { transmissionId: string; by: OfIncident['by'] | null },
): Promise<WatchRefusal | null> {
  return answer(desk, transmissionId, by, 'acknowledged', (sent, now) => {
    if (sent.acknowledgedAt !== null) return {};
    return { acknowledgedAt: now, acknowledgedBy: by?.id ?? null };
  });
}

/**
 * The same by a text with the number of what was sent: from whatever phone, as with the link. Again is no harm, and
 * neither is the number of what was changed or taken back meanwhile: that one was received.
 *
 * @param of `later`: takes the event, to be written last in the transaction
 * @returns false: nothing that was sent has that number
 */
export async function acknowledgeByText(
  tx: Queryable,
  of: { number: string; now: Date; later: (event: DeskEvent) => void },
): Promise<boolean> {
  const sent = await lockTransmission(tx, { number: of.number });
  const incident = sent && (await lockIncident(tx, sent.incidentId));
  if (!incident) return false;
  if (sent.acknowledgedAt !== null) return true;
  const event = await note(tx, sent, incident, {
    what: 'acknowledged_by_text',
    set: { acknowledgedAt: of.now },
    now: of.now,
  });
  of.later(event);
  return true;
}

/** An institution says what it has done. */
export function respond(
  desk: WatchDesk,
  { transmissionId, by, text }: { transmissionId: string; by: OfIncident['by']; text: string },
): Promise<WatchRefusal | null> {
  const response = tidyWhy(text);
  if (response === '') return Promise.resolve('why');
  return answer(desk, transmissionId, by, 'responded', (sent, now) => ({
    ...(sent.acknowledgedAt === null && { acknowledgedAt: now, acknowledgedBy: by.id }),
    response,
    respondedAt: now,
    respondedBy: by.id,
  }));
}

type Answered = Parameters<typeof setTransmission>[2];

function answer(
  desk: WatchDesk,
  transmissionId: string,
  by: OfIncident['by'] | null,
  what: 'acknowledged' | 'responded',
  change: (sent: TransmissionRow, now: Date) => Answered,
): Promise<WatchRefusal | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    const sent = await lockTransmission(tx, { id: transmissionId });
    const incident = sent && (await lockIncident(tx, sent.incidentId));
    if (!incident || (by && !maySee(desk, by, incident))) return 'gone';
    if (by && by.institution !== sent.institution) return 'rights';
    const now = desk.now();
    const set = change(sent, now);
    if (Object.keys(set).length === 0) return null;
    await addEvents(tx, [await note(tx, sent, incident, { what, set, now, actor: by?.id })]);
    return null;
  });
}

/** Writes down what an institution says, and where the incident stands now. @returns what is to be written of it */
async function note(
  tx: Queryable,
  sent: TransmissionRow,
  incident: IncidentRow,
  { what, set, now, actor }: { what: string; set: Answered; now: Date; actor?: string | undefined },
): Promise<DeskEvent> {
  await setTransmission(tx, sent.id, set);
  const to = await follow(tx, incident, now);
  return {
    at: now,
    subject: 'incident',
    subjectId: incident.id,
    actor: actor ?? 'system',
    what,
    ...(to && { from: incident.state, to }),
    why: sent.institution,
  };
}

/* ---- the link by which an institution acknowledges without a password ------------------------------------- */

const CODE_BYTES = 16;
const codeOf = (seal: Pick<Seal, 'linkKey'>, id: string) =>
  createHmac('sha256', seal.linkKey).update('acknowledgement\n').update(id).digest().subarray(0, CODE_BYTES);

/** What stands in the address of the page on which one transmission is acknowledged, and nothing else. */
export function acknowledgementToken(seal: Pick<Seal, 'linkKey'>, transmissionId: string): string {
  return Buffer.concat([
    Buffer.from(transmissionId.replaceAll('-', ''), 'hex'),
    codeOf(seal, transmissionId),
  ]).toString('base64url');
}

/** @returns the id; undefined where we never gave such a token */
export function readAcknowledgement(seal: Pick<Seal, 'linkKey'>, token: string): string | undefined {
  if (!/^[\w-]{43}$/.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const id = bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(bytes.subarray(16), codeOf(seal, id)) ? id : undefined;
}

/** What an institution's page shows of one transmission; null where there is none. */
export async function transmissionView(
  desk: WatchDesk,
  transmissionId: string,
): Promise<{ sent: TransmissionRow; incident: IncidentRow; over: boolean } | null> {
  return desk.store.db.transaction(async (tx) => {
    const sent = await lockTransmission(tx, { id: transmissionId });
    const incident = sent && (await lockIncident(tx, sent.incidentId));
    return incident ? { sent, incident, over: OVER.includes(incident.state) } : null;
  });
}

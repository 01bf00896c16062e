import { momentOf } from '../../codes/at.ts';
import { callsForHelp, type Reading } from '../../codes/read.ts';
import {
  correctByCodes,
  fileByCodes,
  type NumberedPlace,
  standingByCodes,
  withdrawByCodes,
} from '../../desks/watch/index.ts';
import { blockObserver, unsealPerson } from '../../store/observers.ts';
import { wayOf } from '../actions/run.ts';
import type { Meaning } from '../classify.ts';
import type { Turn } from '../in-hand.ts';
import { cardFor, hear } from './answer.ts';
import type { ObserverText } from './read.ts';

/** What was read: a reading may lack, words are then all there is. */
const NOTHING: Reading = { incidents: [] };

/** Does what an observer's text says, and answers with one text at most. */
export async function takeObserver(turn: Turn, text: ObserverText, meaning: Meaning): Promise<void> {
  const { reading, ask } = text.read;
  // Danger in words is a call for help, whatever else was not understood.
  if (meaning.kind === 'danger' || (reading && callsForHelp(reading, turn.deps.observers.book)))
    return tellHelp(turn, text, reading ?? NOTHING);
  if (reading === null) return tellUnread(turn, text, ask ?? 'no_code');
  switch (reading.command) {
    case 'cancel':
      return cancel(turn, text, reading.reference ?? '');
    case 'correct':
      return correct(turn, text, reading);
    case 'status':
      return tellStanding(turn, text, reading.reference ?? '');
    case 'card':
      return tellCard(turn, text);
    case 'block':
      return block(turn, text, reading.observer ?? '');
    default:
      return tellSeen(turn, text, reading);
  }
}

/** What raises an alarm is none of the exercise, and they must not doubt it. */
const asReal = (text: ObserverText): ObserverText => ({ ...text, taken: text.taken && 'real' });

const tellerOf = ({ contact }: Turn, { sender }: ObserverText) => ({
  contactId: contact.id,
  observerId: sender?.id ?? null,
});

/** Where it was seen: the number that was written, or where a phone that we know is expected. */
function placeOf({ registry, sender, writer }: ObserverText, { place }: Reading): NumberedPlace | undefined {
  const number = place ?? (sender === null ? undefined : (writer?.placeNumber ?? undefined));
  return number === undefined ? undefined : registry.places.get(number);
}

/** The section that a pin lies in or near to, where no place was written. */
function placeOfPin({ deps, message }: Turn, { registry }: ObserverText): NumberedPlace | undefined {
  if (message.location === null) return undefined;
  const code = deps.reading.placeAt(message.location.latitude, message.location.longitude);
  return [...registry.places.values()].find(
    ({ placeCode, name }) => placeCode === code && name === undefined,
  );
}

type Marks = Partial<
  Pick<Parameters<typeof fileByCodes>[1], 'kind' | 'items' | 'ask' | 'danger' | 'duress' | 'doubtful'>
>;

async function file(turn: Turn, text: ObserverText, reading: Reading, marks: Marks): Promise<string> {
  const { deps, message, tx } = turn;
  const { sender, writer } = text;
  // Where somebody stands says more than where they are expected.
  const place =
    reading.place === undefined ? (placeOfPin(turn, text) ?? placeOf(text, reading)) : placeOf(text, reading);
  const strangePhone = writer !== null && writer.id !== sender?.id;
  const { number } = await fileByCodes(tx, {
    ...wayOf(turn),
    observerId: writer?.id ?? null,
    now: deps.now(),
    text: message.text ?? '',
    kind: 'incident',
    items: reading.incidents,
    placeNumber: place?.number,
    placeCode: place?.placeCode,
    location: message.location ?? undefined,
    seenAt: reading.seen && momentOf(reading.seen, message.receivedAt, deps.country.timeZone),
    danger: false,
    strangePhone,
    once:
      writer !== null && reading.once !== undefined
        ? {
            hash: deps.store.seal.hashOnce(writer.id, reading.once),
            // Their own phone may be in other hands: that is why they have a sheet.
            seized: sender !== null && sender.blockedAt !== null,
          }
        : undefined,
    seized: [sender, writer].some((one) => one !== null && one.blockedAt !== null),
    duress: false,
    // Whoever is in danger is in danger, whatever is practised.
    exercise: writer?.training || (text.taken === 'exercise' && !marks.danger),
    ...marks,
  });
  return number;
}

/**
 * Who says in secret that they are not well has not checked in, and no institution learns that they gave a sign;
 * nothing that they hear may differ.
 */
const DURESS: Marks = { duress: true, danger: true, items: [] };

const isCheckIn = ({ deps }: Turn, { incidents }: Reading) =>
  incidents.every(({ code }) => deps.observers.lines.get(code)?.kind === 'check-in');

async function tellSeen(turn: Turn, text: ObserverText, reading: Reading): Promise<void> {
  const checksIn = isCheckIn(turn, reading);
  const duress = checksIn && isUnderDuress(turn, text, reading);
  const number = await file(turn, text, reading, {
    ...(checksIn && !duress && { kind: 'check-in' }),
    ...(duress && DURESS),
  });
  return hear(turn, text, 'observer.receipt', { reference: number });
}

/** A check-in with the count that was agreed on for when somebody stands beside them. */
function isUnderDuress({ deps }: Turn, { writer }: ObserverText, { incidents }: Reading): boolean {
  const counts = incidents.flatMap(({ quantity }) => (quantity === undefined ? [] : [quantity]));
  if (writer === null || counts.length === 0) return false;
  return counts.includes(unsealPerson(deps.store.seal, writer.sealed).silent);
}

async function tellHelp(turn: Turn, text: ObserverText, reading: Reading): Promise<void> {
  const { lines } = turn.deps.observers;
  // What they saw goes to the cell; that they need help themselves, to the people of their own.
  const items = reading.incidents.filter(({ code }) => lines.get(code)?.kind === 'incident');
  const number = await file(turn, text, reading, { danger: true, items });
  return hear(turn, asReal(text), 'observer.help', { reference: number });
}

async function tellUnread(turn: Turn, text: ObserverText, ask: string): Promise<void> {
  const number = await file(turn, text, NOTHING, { ask });
  return hear(turn, text, `observer.ask.${ask}`, { reference: number });
}

/** Only to their own phone: a number alone opens nothing. */
async function tellCard(turn: Turn, text: ObserverText): Promise<void> {
  if (text.sender !== null) return hear(turn, text, 'observer.own_card', cardFor(turn, text));
  const number = await file(turn, text, NOTHING, { doubtful: true });
  return hear(turn, text, 'observer.receipt', { reference: number });
}

/** What a text does with a report: whoever holds a seized phone does nothing, and does not learn it. */
const byNumber = (turn: Turn, text: ObserverText, number: string) => ({
  ...tellerOf(turn, text),
  number,
  messageId: turn.message.id,
  now: turn.deps.now(),
  doubtful: text.sender !== null && text.sender.blockedAt !== null,
});

async function cancel(turn: Turn, text: ObserverText, number: string): Promise<void> {
  const done = await withdrawByCodes(turn.tx, byNumber(turn, text, number));
  if (!done) return tellUnread(turn, text, 'reference_unknown');
  return hear(turn, text, 'observer.cancelled', { reference: number });
}

async function correct(turn: Turn, text: ObserverText, reading: Reading): Promise<void> {
  const number = reading.reference ?? '';
  const checksIn = isCheckIn(turn, reading);
  // The sign that somebody makes them correct it: raised, and the report stays as it was.
  const duress = checksIn && isUnderDuress(turn, text, reading);
  if (duress) await file(turn, text, reading, DURESS);
  const of = byNumber(turn, text, number);
  const done = await correctByCodes(turn.tx, {
    ...of,
    doubtful: of.doubtful || duress,
    kind: checksIn ? 'check-in' : 'incident',
    items: reading.incidents,
    place: reading.place === undefined ? undefined : text.registry.places.get(reading.place),
  });
  if (!done) return tellUnread(turn, text, 'reference_unknown');
  return hear(turn, text, 'observer.corrected', { reference: number });
}

async function tellStanding(turn: Turn, text: ObserverText, number: string): Promise<void> {
  const standing = await standingByCodes(turn.tx, number, tellerOf(turn, text));
  if (standing === null) return tellUnread(turn, text, 'reference_unknown');
  return hear(turn, text, `observer.standing.${standing}`, { reference: number });
}

/**
 * A buddy or a supervisor says that a phone was seized. From anybody else, and from a phone that is not sure itself,
 * it goes before a person; what is heard is the same, so that nobody learns from it whose word counts.
 */
async function block(turn: Turn, text: ObserverText, number: string): Promise<void> {
  const { tx, deps } = turn;
  const { sender, registry } = text;
  const seized = registry.observers.get(number);
  const may =
    sender !== null &&
    sender.blockedAt === null &&
    seized !== undefined &&
    [seized.id, seized.buddy, seized.supervisor].includes(sender.id);
  if (may) await blockObserver(tx, { observerId: seized.id, by: sender.id, now: deps.now() });
  // The one who writes reports it: the number in it is of whom it is about.
  const about = asReal({ ...text, writer: sender });
  const told = await file(turn, about, NOTHING, may ? { danger: true } : { doubtful: true });
  return hear(turn, asReal(text), 'observer.receipt', { reference: told });
}

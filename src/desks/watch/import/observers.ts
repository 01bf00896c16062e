import { randomInt } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { withCheckDigit } from '../../../codes/damm.ts';
import type { Address } from '../../../core/message.ts';
import type { Queryable, Store } from '../../../store/connect.ts';
import { addEvents } from '../../../store/events.ts';
import {
  allObservers,
  type NewObserver,
  type ObserverRow,
  phonesTaken,
  saveObserver,
  sealPerson,
  setPhones,
  unsealPerson,
} from '../../../store/observers.ts';
import { type CellReading, isSilent, type ObserverDraft, readObserverRow } from './read-observer.ts';
import type { Fault, SheetRow } from './sheet.ts';

export interface ObserverImport {
  readonly added: number;
  readonly changed: number;
  /** In order of rows: what is wrong with those that were not taken. */
  readonly faults: readonly Fault[];
  /** Of those that were taken, by row: the number that stands on their card. */
  readonly numbers: readonly { readonly row: number; readonly number: string }[];
}

interface Planned {
  readonly draft: ObserverDraft;
  readonly id: string;
  readonly number: string;
  readonly before: ObserverRow | undefined;
}

/**
 * Enters observers, new ones or known ones by their number or their phone; a row that is wrong is left out and
 * named, the others are taken together. Numbers are given to those who have none.
 * @param options.check only looks, changes nothing
 */
export async function importObservers(
  store: Store,
  rows: readonly SheetRow[],
  reading: CellReading,
  { check = false, now = new Date() }: { check?: boolean; now?: Date } = {},
): Promise<ObserverImport> {
  const faults: Fault[] = [];
  const wrong = (row: number, column: string, what: string) => void faults.push({ row, column, what });
  const drafts = rows.flatMap((row) => {
    const draft = readObserverRow(row, reading, (column, what) => wrong(row.row, column, what));
    return draft ? [draft] : [];
  });
  return store.db.transaction(async (tx) => {
    const planned = await plan(tx, store, drafts, wrong);
    const persons = await personsOf(tx, store, planned, reading, wrong);
    const good = planned.filter(({ draft }) => faults.every(({ row }) => row !== draft.row));
    if (!check) await write(tx, store, good, persons, now);
    return {
      added: good.filter(({ before }) => before === undefined).length,
      changed: good.filter(({ before }) => before !== undefined).length,
      faults: faults.toSorted((a, b) => a.row - b.row),
      numbers: good.map(({ draft, number }) => ({ row: draft.row, number })),
    };
  });
}

/** Who each row is: somebody new, or somebody whom we know. */
async function plan(
  tx: Queryable,
  store: Store,
  drafts: readonly ObserverDraft[],
  wrong: (row: number, column: string, what: string) => void,
): Promise<Planned[]> {
  const known = await allObservers(tx);
  const byNumber = new Map(known.map((row) => [row.number, row]));
  const byId = new Map(known.map((row) => [row.id, row]));
  const hashes = drafts.flatMap(({ phones = [] }) => phones.flatMap((phone) => hashesOf(store, phone)));
  const owners = await phonesTaken(tx, hashes);
  const ownerOf = (phone: string) => owners.get(hashesOf(store, phone)[0]?.toString('hex') ?? '');
  const given = new Set(byNumber.keys());
  for (const { number } of drafts) if (number !== null) given.add(number);
  const seen = { numbers: new Map<string, number>(), phones: new Map<string, number>() };
  const once = (of: Map<string, number>, key: string, { row }: ObserverDraft, column: string) => {
    const first = of.get(key);
    if (first === undefined) of.set(key, row);
    else wrong(row, column, `stands in row ${first} already`);
  };
  return drafts.map((draft) => {
    const { row, phones = [] } = draft;
    const owner = phones.map(ownerOf).find((id) => id !== undefined);
    const before = draft.number === null ? byId.get(owner ?? '') : byNumber.get(draft.number);
    for (const phone of phones) {
      once(seen.phones, phone, draft, 'phones');
      const theirs = ownerOf(phone);
      if (theirs !== undefined && theirs !== before?.id)
        wrong(row, 'phones', `one of them is the phone of ${byId.get(theirs)?.number}`);
    }
    const number = draft.number ?? before?.number ?? freeNumber(given);
    once(seen.numbers, number, draft, 'number');
    if (before?.endedAt) wrong(row, 'number', `${number} was given to somebody who has left`);
    return { draft, id: before?.id ?? uuidv7(), number, before };
  });
}

/** @param given grows by it */
function freeNumber(given: Set<string>): string {
  // Nine thousand there are; a deployment has some hundreds.
  for (let tries = 0; tries < 100_000; tries += 1) {
    const number = withCheckDigit(String(randomInt(1_000, 10_000)));
    if (!given.has(number)) {
      given.add(number);
      return number;
    }
  }
  throw new Error('all numbers of observers are given');
}

/** The id that each cell means which names a colleague, by number or by phone. */
async function personsOf(
  tx: Queryable,
  store: Store,
  planned: readonly Planned[],
  reading: CellReading,
  wrong: (row: number, column: string, what: string) => void,
): Promise<(said: string) => string | undefined> {
  const ids = new Map<string, string>();
  for (const { number, id } of await allObservers(tx)) ids.set(number, id);
  for (const { draft, number, id } of planned) {
    ids.set(number, id);
    for (const phone of draft.phones ?? []) ids.set(phone, id);
  }
  const said = planned.flatMap(({ draft }) => [draft.supervisor, draft.buddy, draft.deputyOf]);
  const phones = said.flatMap((text) => {
    const phone = text && !ids.has(text) ? reading.phone(text) : null;
    return phone === null ? [] : [phone];
  });
  const taken = await phonesTaken(
    tx,
    phones.flatMap((phone) => hashesOf(store, phone)),
  );
  for (const phone of phones) {
    const owner = taken.get(hashesOf(store, phone)[0]?.toString('hex') ?? '');
    if (owner !== undefined && !ids.has(phone)) ids.set(phone, owner);
  }
  const find = (text: string) => ids.get(text.replace(/\s/g, '')) ?? ids.get(reading.phone(text) ?? '');
  for (const { draft, id } of planned) {
    for (const [column, text] of [
      ['supervisor', draft.supervisor],
      ['buddy', draft.buddy],
      ['deputy_of', draft.deputyOf],
    ] as const) {
      if (!text) continue;
      const other = find(text);
      if (other === undefined) wrong(draft.row, column, 'is the number or phone of no observer');
      else if (other === id) wrong(draft.row, column, 'is the observer themselves');
    }
  }
  return find;
}

async function write(
  tx: Parameters<typeof addEvents>[0],
  store: Store,
  planned: readonly Planned[],
  find: (said: string) => string | undefined,
  now: Date,
): Promise<void> {
  for (const { draft, id, number, before } of planned) {
    await saveObserver(tx, rowOf(store, { draft, id, number, before }));
    if (draft.phones)
      await setPhones(
        tx,
        id,
        draft.phones.flatMap((phone) => phoneRows(store, phone)),
      );
  }
  // Only now all are there who may be named.
  for (const { draft, id, number, before } of planned) {
    const named = {
      ...ref('supervisor', draft.supervisor),
      ...ref('buddy', draft.buddy),
      ...ref('deputyOf', draft.deputyOf),
    };
    if (Object.keys(named).length > 0)
      await saveObserver(tx, { ...rowOf(store, { draft, id, number, before }), ...named });
  }
  await addEvents(
    tx,
    planned.map(({ id, before }) => ({
      at: now,
      subject: 'observer' as const,
      subjectId: id,
      actor: 'system',
      what: before ? 'changed' : 'entered',
    })),
  );

  function ref(column: string, said: string | null | undefined) {
    return said === undefined ? {} : { [column]: said === null ? null : (find(said) ?? null) };
  }
}

function rowOf(store: Store, { draft, id, number, before }: Planned): NewObserver {
  const was = before && unsealPerson(store.seal, before.sealed);
  const silent = draft.silent ?? was?.silent ?? newSilent();
  return {
    id,
    number,
    sealed: sealPerson(store.seal, { name: draft.name, silent }),
    organisation: draft.organisation,
    language: draft.language ?? before?.language ?? '',
    ...(draft.placeNumber !== undefined && { placeNumber: draft.placeNumber }),
    ...(draft.verbosity !== undefined && { verbosity: draft.verbosity }),
    ...(draft.training !== undefined && { training: draft.training }),
  };
}

function newSilent(): number {
  for (;;) {
    const count = randomInt(11, 100);
    if (isSilent(count)) return count;
  }
}

/** A number as SMS names it, and as WhatsApp does. */
const formsOf = (phone: string): Address[] => [
  { scheme: 'tel', kind: 'phone', value: phone },
  { scheme: 'whatsapp', kind: 'phone', value: phone },
];
const hashesOf = (store: Store, phone: string) =>
  formsOf(phone).map((address) => store.seal.hashAddress(address));
const phoneRows = (store: Store, phone: string) =>
  formsOf(phone).map((address) => ({
    hash: store.seal.hashAddress(address),
    sealed: store.seal.sealAddress(address),
  }));

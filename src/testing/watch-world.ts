import type { WatchDesk } from '../desks/watch/desk.ts';
import { groupReports } from '../desks/watch/group.ts';
import { confirmIncident, validateIncident, verifyIncident } from '../desks/watch/moves.ts';
import { transmitIncident } from '../desks/watch/transmit.ts';
import type { IncidentRow } from '../store/incidents.ts';
import { addStaff, type StaffMember } from '../store/staff.ts';
import { type TransmissionRow, transmissionsOf } from '../store/transmissions.ts';
import { type ConversationWorld, openConversationWorld } from './conversation-world.ts';
import { DELMAS, enterObservers, number } from './observers.ts';
import { watchForTests } from './watch-desk.ts';

export interface WatchWorld {
  readonly talk: ConversationWorld;
  readonly desk: WatchDesk;
  /** Moves the clock of the desk on. */
  later(minutes: number): void;
  /** A member of the cell, invented. */
  member(institution: string | null, role?: StaffMember['role']): Promise<StaffMember>;
  /** An observer of this organisation texts; what is heard is given back. */
  texts(who: Observer, text: string): Promise<string>;
  group(): Promise<number>;
  /** An observer texts, and it is grouped. @returns the number of their report */
  told(who: Observer, text: string): Promise<string>;
  /** The oldest first. */
  incidents(): Promise<IncidentRow[]>;
  /** The only incident goes its way by two institutions, and to these; what was sent is given back in their order. */
  sends(institutions: readonly string[], summary?: string): Promise<TransmissionRow[]>;
  /** The one that there is. @throws where there is none, or more */
  only(): Promise<IncidentRow>;
  /** Of those that are no duplicates. */
  open(): Promise<IncidentRow[]>;
  /** As at the beginning: nothing was told, the clock is right and no phone was seized. */
  afresh(): Promise<void>;
  close(): Promise<void>;
}

export type Observer = (typeof OBSERVERS)[number];

/** Lines of the card, as observers write them. */
export const [ARMED, SHOTS, ABUSE, LATE] = ['31', '32', '43', '11'].map(number) as [
  string,
  string,
  string,
  string,
];

/** Two of one organisation, and one of another, all in Delmas; and one who practises. */
export const OBSERVERS = [
  { number: number('4172'), phones: '+50937100001', organisation: 'CSO-A', place: DELMAS, silent: '47' },
  { number: number('5231'), phones: '+50937100002', organisation: 'CSO-A', place: DELMAS },
  { number: number('6318'), phones: '+50937100003', organisation: 'CSO-B', place: DELMAS },
  { number: number('8125'), phones: '+50937100005', organisation: 'CSO-C', place: DELMAS, training: 'wi' },
] as const;

/** The watch desk on a real database, with observers who text. */
export async function openWatchWorld(): Promise<WatchWorld> {
  const talk = await openConversationWorld({ answersPerHour: 10_000 }, { apartMs: 0 });
  let ahead = 0;
  let members = 0;
  const { watch: desk } = watchForTests(talk.store, () => new Date(Date.now() + ahead));
  await enterObservers(talk.store, talk.deps.observers.registry, OBSERVERS);
  const world: WatchWorld = {
    talk,
    desk,
    later(minutes) {
      ahead += minutes * 60_000;
    },
    async member(institution, role = 'analyst') {
      members += 1;
      const member = await addStaff(talk.store.db, {
        name: `Manm Envante ${members}`,
        role,
        passwordHash: 'none',
        language: 'fr',
        ...(institution !== null && { institution }),
      });
      if (!member) throw new Error('the member is there already');
      return member;
    },
    async texts(who, text) {
      return (await talk.says(who.phones, text)).join('\n');
    },
    group: () => groupReports(desk),
    async told(who, text) {
      const heard = await world.texts(who, text);
      await world.group();
      return heard.slice(0, 7);
    },
    async incidents() {
      const { rows } = await talk.store.pool.query('select id from incident order by created_at, id');
      const all = await talk.store.db.query.incident.findMany();
      return rows.map(({ id }) => all.find((one) => one.id === id) as IncidentRow);
    },
    async sends(institutions, summary = '') {
      const [incident, ...more] = await world.incidents();
      if (!incident || more.length > 0) throw new Error('there must be one incident');
      const [one, other] = [await world.member('cep'), await world.member('opc')];
      const of = (by: StaffMember) => ({ incidentId: incident.id, by });
      const moves = [
        () => verifyIncident(desk, of(one)),
        () => confirmIncident(desk, { ...of(one), certainty: 'Likely', why: 'nou rele l', summary }),
        () => validateIncident(desk, of(other)),
        () => transmitIncident(desk, { ...of(other), institutions }),
      ];
      for (const move of moves) {
        const refusal = await move();
        if (refusal !== null) throw new Error(refusal);
      }
      const sent = await transmissionsOf(desk.store.db, incident.id);
      return institutions.map((id) => sent.findLast((each) => each.institution === id) as TransmissionRow);
    },
    async only() {
      const [one, ...more] = await world.incidents();
      if (!one || more.length > 0) throw new Error(`there are ${more.length + (one ? 1 : 0)} incidents`);
      return one;
    },
    async open() {
      return (await world.incidents()).filter(({ state }) => state !== 'duplicate');
    },
    async afresh() {
      ahead = 0;
      await talk.store.pool.query('delete from incident');
      await talk.store.pool.query('delete from report');
      await talk.store.pool.query('update observer set blocked_at = null');
      await talk.deps.observers.registry.fresh(talk.store.db);
    },
    close: () => talk.close(),
  };
  return world;
}

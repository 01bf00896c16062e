import { sql } from 'drizzle-orm';
import {
  boolean,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { report } from './citizens.ts';
import { at } from './columns.ts';
import { staff } from './staff.ts';
import { claim, tip } from './verification.ts';

/** Where an incident stands on its way, and the ways out of it. */
export const INCIDENT_STATES = [
  'received',
  'triage',
  'verification',
  'validation',
  'transmission',
  'acknowledged',
  'response',
  'closed',
  'duplicate',
  'bogus',
  'not_election',
  'exercise',
  'rumor',
  'withdrawn',
] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Words of CAP 1.2, section 3.2.2. */
export type Severity = 'Extreme' | 'Severe' | 'Moderate' | 'Minor' | 'Unknown';
export type Urgency = 'Immediate' | 'Expected' | 'Future' | 'Past' | 'Unknown';
export type Certainty = 'Observed' | 'Likely' | 'Possible' | 'Unlikely' | 'Unknown';

/** One event, as one or several reports tell of it. Nothing here says who told. */
export const incident = pgTable(
  'incident',
  {
    id: uuid('id').primaryKey(),
    /** Seven digits with a check digit, of one space with reports. */
    number: text('number').notNull().unique(),
    state: text('state').$type<IncidentState>().notNull().default('received'),
    /** Since when it stands there: what the clock counts from. */
    stateSince: at('state_since').notNull(),
    /** Of the observers' card, with its check digit. */
    code: text('code').notNull(),
    quantity: doublePrecision('quantity'),
    placeNumber: text('place_number'),
    placeCode: text('place_code'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    severity: text('severity').$type<Severity>().notNull(),
    urgency: text('urgency').$type<Urgency>().notNull(),
    certainty: text('certainty').$type<Certainty>().notNull().default('Unknown'),
    /** Set by a person, e.g. after a call-back: what the reports say does not change it any more. */
    certaintySetBy: uuid('certainty_set_by').references(() => staff.id),
    /** What happened, in a colleague's words, for those to whom it is sent: nobody's name. */
    summary: text('summary'),
    /** Institutions whose agents are said to have done it: they do not see it. */
    accused: text('accused').array().notNull().default(sql`'{}'::text[]`),
    /** The ombudsman or a human-rights body has opened it to them. */
    openedAt: at('opened_at'),
    exercise: boolean('exercise').notNull(),
    /** Who found that it is so, and of which institution: another one must agree. */
    confirmedBy: uuid('confirmed_by').references(() => staff.id),
    confirmedFor: text('confirmed_for'),
    closingBy: uuid('closing_by').references(() => staff.id),
    closingFor: text('closing_for'),
    duplicateOf: uuid('duplicate_of'),
    heldBy: uuid('held_by').references(() => staff.id),
    heldUntil: at('held_until'),
    pausedAt: at('paused_at'),
    /** How long the clock of this state has stood still, in seconds. */
    pausedSeconds: doublePrecision('paused_seconds').notNull().default(0),
    alertedAt: at('alerted_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('incident_open').on(t.exercise, t.code, t.lastSeenAt),
    index('incident_state').on(t.state, t.stateSince),
  ],
);

/** Which reports tell of which incident: each of one. */
export const incidentReport = pgTable(
  'incident_report',
  {
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    reportId: uuid('report_id')
      .notNull()
      .references(() => report.id, { onDelete: 'cascade' }),
    addedAt: at('added_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.incidentId, t.reportId] }),
    uniqueIndex('incident_of_report').on(t.reportId),
  ],
);

/** What an institution was told, as it was then, in every language and no more exactly than it may know it. */
export interface ToldPacket {
  readonly event: Readonly<Record<string, string>>;
  readonly place: Readonly<Record<string, string>>;
  readonly circle?: { readonly latitude: number; readonly longitude: number; readonly radiusKm: number };
  /** When it was seen first and last: ISO 8601. */
  readonly from: string;
  readonly until: string;
  readonly severity: Severity;
  readonly urgency: Urgency;
  readonly certainty: Certainty;
  readonly quantity?: number;
  readonly summary?: string;
  readonly reports: number;
  readonly independent: number;
  readonly exercise: boolean;
  /** The CAP message that this one changes or takes back. */
  readonly replaces?: string;
}

/** What was sent to an institution: only what it needs. */
export const transmission = pgTable(
  'transmission',
  {
    id: uuid('id').primaryKey(),
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    institution: text('institution').notNull(),
    /** Seven digits, by which it is acknowledged in a text; null: sent before there were such numbers. */
    number: text('number').unique(),
    /** CAP: the first, a change of what was sent, or that it is taken back. */
    type: text('type').$type<'Alert' | 'Update' | 'Cancel'>().notNull(),
    /** The CAP message, as it was sent. */
    cap: text('cap').notNull(),
    /** The same for people; null: sent before it was kept. */
    told: jsonb('told').$type<ToldPacket>(),
    capIdentifier: text('cap_identifier').notNull().unique(),
    /** As the CAP message names it: answers refer to it. */
    sentAt: timestamp('sent_at', { withTimezone: true, mode: 'date', precision: 0 }).notNull(),
    sentBy: uuid('sent_by')
      .notNull()
      .references(() => staff.id),
    /** By when it must be acknowledged. */
    dueAt: at('due_at').notNull(),
    acknowledgedAt: at('acknowledged_at'),
    /** Null where it came by the link or in a text. */
    acknowledgedBy: uuid('acknowledged_by').references(() => staff.id),
    response: text('response'),
    respondedAt: at('responded_at'),
    respondedBy: uuid('responded_by').references(() => staff.id),
    alertedAt: at('alerted_at'),
    /** What was kept back or put in other words, by key. */
    left: jsonb('left_out').$type<readonly string[]>().notNull(),
  },
  (t) => [index('transmission_of').on(t.incidentId), index('transmission_due').on(t.dueAt)],
);

/** What an incident that left as a rumor became at the verification desk: by this it finds its way back. */
export const incidentTip = pgTable(
  'incident_tip',
  {
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    tipId: uuid('tip_id')
      .notNull()
      .references(() => tip.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.tipId] }), index('incident_of_tip').on(t.tipId)],
);

/** A claim that the verification desk found to be no rumor: who asked about it are sources of the incident. */
export const incidentClaim = pgTable(
  'incident_claim',
  {
    incidentId: uuid('incident_id')
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id, { onDelete: 'cascade' }),
    handedAt: at('handed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.claimId] }), index('incident_of_claim').on(t.claimId)],
);

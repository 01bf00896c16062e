import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';
import { blob } from './files.ts';
import { address, contact, message } from './people.ts';
import { searchable } from './searchable.ts';
import { staff } from './staff.ts';

export const tip = pgTable(
  'tip',
  {
    id: uuid('id').primaryKey(),
    /** Four characters, at least two letters, no O, I or L. */
    code: text('code').notNull().unique(),
    /** Null once the person asked us to forget. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'set null' }),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    /** Where the verdict goes. */
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    account: text('account').notNull(),
    medium: text('medium').notNull(),
    text: text('text'),
    /** Keyed hash of the folded text: the same words again, without comparing texts. */
    textKey: bytes('text_key'),
    forwarded: text('forwarded').$type<'once' | 'often'>(),
    mediaCount: smallint('media_count').notNull().default(0),
    /** A link to the public message that was forwarded. */
    origin: text('origin'),
    /** How often the same person sent the same again. */
    repeats: integer('repeats').notNull().default(0),
    /** `refused`: consent was refused; text and person are gone, the count stays. */
    state: text('state')
      .$type<'waiting' | 'grouped' | 'dismissed' | 'refused'>()
      .notNull()
      .default('waiting'),
    claimId: uuid('claim_id').references(() => claim.id),
    /** How it came to them, where they told. */
    source: text('source').$type<'forwarded' | 'seen'>(),
    /** Whether their own words may be quoted in public; null: never asked, so no. */
    quotable: boolean('quotable'),
    /** Near-copies have the same: that of the first. Null until matching has looked. */
    groupId: uuid('group_id'),
    /** Taken out of its group by hand: matching puts it nowhere any more. */
    setApart: boolean('set_apart').notNull().default(false),
    /** The known claim that says the same, as matching thinks, until a person confirms or refuses it. */
    suggestedClaimId: uuid('suggested_claim_id').references(() => claim.id, { onDelete: 'set null' }),
    /** From 0 to 1; with {@link suggestedWhy} what the desk is shown. */
    suggestedSure: real('suggested_sure'),
    /** Keys and words of the claim's side, never of the tip's. */
    suggestedWhy: jsonb('suggested_why').$type<
      readonly { key: string; words?: readonly string[] }[] | null
    >(),
    /** When matching looked at it; null: it still has to. */
    matchedAt: at('matched_at'),
    /** Who put it into its claim: matching by its gate, or a person. */
    groupedBy: text('grouped_by').$type<'matching' | 'staff'>(),
    groupedAt: at('grouped_at'),
    /** Matching had put it into a claim that says something else, as its sender or a person of ours said. */
    mismatchAt: at('mismatch_at'),
    /** The language it seems to be in, where that is sure. */
    language: text('language'),
    /** Keys of what may do harm in it: `danger`, `violence`, `voting`. */
    harms: text('harms').array().notNull().default([]),
    /** By the country's own table of places, where it names one. */
    placeCode: text('place_code'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('tip_unmatched').on(t.createdAt).where(sql`${t.matchedAt} is null and ${t.state} = 'waiting'`),
    index('tip_of_group').on(t.groupId),
    index('tip_mismatched').on(t.mismatchAt).where(sql`${t.mismatchAt} is not null`),
    index('tip_suggested').on(t.suggestedClaimId),
    index('tip_waiting').on(t.createdAt).where(sql`${t.state} = 'waiting'`),
    index('tip_of_line')
      .on(sql`(coalesce(uuid_send(${t.groupId}), ${t.textKey}, uuid_send(${t.id})))`)
      .where(sql`${t.state} = 'waiting'`),
    index('tip_of_claim').on(t.claimId),
    index('tip_of_contact').on(t.contactId),
    index('tip_of_address').on(t.addressId),
    index('tip_same_text').on(t.textKey),
    index('tip_of_message').on(t.messageId),
  ],
);

/** What else was sent for one tip: several messages within a minute are one. */
export const tipMessage = pgTable(
  'tip_message',
  {
    tipId: uuid('tip_id')
      .notNull()
      .references(() => tip.id, { onDelete: 'cascade' }),
    messageId: bigint('message_id', { mode: 'number' })
      .notNull()
      .references(() => message.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.tipId, t.messageId] }), index('tip_message_of').on(t.messageId)],
);

export const claim = pgTable(
  'claim',
  {
    id: uuid('id').primaryKey(),
    seq: bigserial('seq', { mode: 'number' }).notNull().unique(),
    /** Of the same space as tips' codes: what a card shows and `VERIFYE` asks for. Given when it is first published. */
    code: text('code').unique(),
    /** In our words, per language. */
    wording: jsonb('wording').$type<Record<string, string>>().notNull().default({}),
    /** Where the work stands; what is found out is the rating of a verdict. */
    state: text('state')
      .$type<'triage' | 'research' | 'draft' | 'check' | 'lead' | 'published' | 'closed'>()
      .notNull()
      .default('triage'),
    /** Since when it is in this state: what waits too long is called out. */
    stateSince: at('state_since').notNull().defaultNow(),
    remindedAt: at('reminded_at'),
    /** By which side exit it was closed. */
    closedAs: text('closed_as').$type<'not_checkable' | 'out_of_scope' | 'duplicate' | 'already_answered'>(),
    /** Of a duplicate: the claim that goes on. */
    duplicateOf: uuid('duplicate_of').references((): AnyPgColumn => claim.id),
    /** A key of the country's categories. */
    category: text('category'),
    placeCode: text('place_code'),
    /** Who is said to have said it. */
    claimant: text('claimant'),
    firstSeen: text('first_seen'),
    firstSeenAt: at('first_seen_at'),
    context: text('context'),
    /** Keys of what may do harm in it, as a person judged: see `tip.harms`. */
    harms: text('harms').array().notNull().default([]),
    leasedBy: uuid('leased_by').references(() => staff.id),
    leasedUntil: at('leased_until'),
    /** Whom it was handed to, who has not taken it yet. */
    handedTo: uuid('handed_to').references(() => staff.id),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => staff.id),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('claim_open').on(t.state, t.stateSince).where(sql`${t.state} not in ('published', 'closed')`),
    /** The public's search; only what has been published has a code. */
    index('claim_words').using('gin', searchable(t.wording)).where(sql`${t.code} is not null`),
  ],
);

/** The ledger: nothing in it is changed or deleted, only struck out, with a reason. */
export const evidence = pgTable(
  'evidence',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    kind: text('kind').$type<'link' | 'document' | 'witness' | 'official' | 'observation'>().notNull(),
    stance: text('stance').$type<'supports' | 'refutes' | 'context'>().notNull(),
    note: text('note').notNull(),
    url: text('url'),
    /** Who or what stands behind it: two entries with the same are one source. */
    source: text('source'),
    /** Shown to those who work on the claim only, and never outside: naming it could harm somebody. */
    protected: boolean('protected').notNull().default(false),
    /** What was uploaded, or our copy of what the link showed; the blob's keyed hash finds the same file again. */
    blobId: uuid('blob_id').references(() => blob.id),
    /** SHA-256 of the file's bytes: what others can check. */
    sha256: bytes('sha256'),
    /** Of a link: how far keeping a copy got. */
    copyState: text('copy_state').$type<'waiting' | 'stored' | 'failed'>(),
    copyError: text('copy_error'),
    copyAttempts: smallint('copy_attempts').notNull().default(0),
    /** Nobody else takes it up before then: a process that died over it, or the pause after a failure. */
    copyDueAt: at('copy_due_at').notNull().defaultNow(),
    copiedAt: at('copied_at'),
    addedBy: uuid('added_by')
      .notNull()
      .references(() => staff.id),
    addedAt: at('added_at').notNull().defaultNow(),
    struckBy: uuid('struck_by').references(() => staff.id),
    struckAt: at('struck_at'),
    struckWhy: text('struck_why'),
  },
  (t) => [
    index('evidence_of_claim').on(t.claimId),
    index('evidence_to_copy').on(t.copyDueAt).where(sql`${t.copyState} = 'waiting'`),
    index('evidence_of_blob').on(t.blobId),
  ],
);

/** What the person or institution a claim is about was asked, and what they said; or why nobody asked. */
export const rightOfReply = pgTable(
  'right_of_reply',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    whom: text('whom').notNull(),
    way: text('way'),
    triedAt: at('tried_at'),
    outcome: text('outcome').$type<'asked' | 'answered' | 'refused' | 'not_asked'>().notNull(),
    /** Of `not_asked`. */
    reason: text('reason').$type<'unsafe' | 'unreachable' | 'anonymous'>(),
    answer: text('answer'),
    addedBy: uuid('added_by')
      .notNull()
      .references(() => staff.id),
    addedAt: at('added_at').notNull().defaultNow(),
  },
  (t) => [
    index('right_of_reply_of_claim').on(t.claimId),
    check('not_asked_says_why', sql`(${t.outcome} = 'not_asked') = (${t.reason} is not null)`),
  ],
);

/** One answered item of a checklist; items are data, found by key. The last answer counts, the log has all. */
export const claimCheck = pgTable(
  'claim_check',
  {
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    list: text('list').notNull(),
    item: text('item').notNull(),
    answer: text('answer').$type<'yes' | 'no' | 'does_not_apply'>().notNull(),
    note: text('note'),
    by: uuid('by')
      .notNull()
      .references(() => staff.id),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.claimId, t.list, t.item] })],
);

/** One version of what we say about a claim. The rating is a key, never a label. */
export const verdict = pgTable(
  'verdict',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    version: integer('version').notNull(),
    rating: text('rating')
      .$type<'true' | 'half_true' | 'unproven' | 'misleading' | 'false' | 'harmful'>()
      .notNull(),
    /** `superseded`: a later version stands in its place. `withdrawn`: nothing does, and it is never said again. */
    state: text('state')
      .$type<'draft' | 'check' | 'lead' | 'returned' | 'published' | 'superseded' | 'withdrawn'>()
      .notNull()
      .default('draft'),
    /** Of a correction: what is different from the version before, per language. */
    changed: jsonb('changed').$type<Record<string, string>>().notNull().default({}),
    /** What readers may follow; chosen from the ledger, never a protected one. */
    sources: jsonb('sources').$type<readonly { title: string; url: string | null }[]>().notNull().default([]),
    authorId: uuid('author_id')
      .notNull()
      .references(() => staff.id),
    submittedAt: at('submitted_at'),
    checkerId: uuid('checker_id').references(() => staff.id),
    checkedAt: at('checked_at'),
    leadId: uuid('lead_id').references(() => staff.id),
    /** How many people the deployment asked for when it went out: 3, or 2. */
    people: smallint('people').notNull().default(3),
    /** When it was published, or returned. */
    decidedAt: at('decided_at'),
    reason: text('reason'),
    withdrawnBy: uuid('withdrawn_by').references(() => staff.id),
    withdrawnAt: at('withdrawn_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('verdict_version').on(t.claimId, t.version),
    /** One stands, or none: whoever publishes how often. */
    uniqueIndex('verdict_stands_once').on(t.claimId).where(sql`${t.state} = 'published'`),
    /** The public list and the feeds: newest first. */
    index('verdict_newest').on(t.decidedAt, t.id).where(sql`${t.state} = 'published'`),
    /** The last guard of the other persons' word: the code asks for it, too. */
    check(
      'verdict_by_different_people',
      sql`${t.state} not in ('published', 'superseded', 'withdrawn') or (${t.checkerId} is not null
        and ${t.checkerId} <> ${t.authorId} and (${t.people} = 2 or (${t.leadId} is not null
        and ${t.leadId} <> ${t.authorId} and ${t.leadId} <> ${t.checkerId})))`,
    ),
  ],
);

export const verdictText = pgTable(
  'verdict_text',
  {
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    /** At most 160 GSM-7 septets with the rating's label before it: goes out by SMS. */
    summary: text('summary').notNull(),
    /** At most 700 characters: goes out where there is room. */
    body: text('body').notNull(),
    /** What a reader can do now; may be empty. */
    todo: text('todo').notNull().default(''),
    /** The same, spoken. */
    audioId: uuid('audio_id').references(() => blob.id),
    /** It was recorded for other words: nobody has said yet whether it is kept. */
    audioStale: boolean('audio_stale').notNull().default(false),
    /** A computer speaks it: until a person does, and only as long as the words are these. */
    audioSynthetic: boolean('audio_synthetic').notNull().default(false),
    /** When a computer is next to try; null: nothing is to be spoken, or nobody wants it. */
    speakAt: at('speak_at'),
    speakTries: smallint('speak_tries').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.verdictId, t.language] }),
    index('verdict_text_to_speak').on(t.speakAt).where(sql`${t.speakAt} is not null`),
    index('verdict_text_summary_words').using('gin', searchable(t.summary)),
    index('verdict_text_body_words').using('gin', searchable(t.body)),
  ],
);

/** What a reader said of a verdict: once per version and person, the last word counts. */
export const verdictFeedback = pgTable(
  'verdict_feedback',
  {
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    useful: boolean('useful').notNull(),
    /** Why, in their words; a spoken reason is the file of `messageId`. */
    reason: text('reason'),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.verdictId, t.contactId] }),
    index('verdict_feedback_of_contact').on(t.contactId),
    index('verdict_feedback_of_message').on(t.messageId),
  ],
);

/** Something that is said to those who asked beside a verdict, once to each: a side exit, a withdrawal, a wrong match. */
export const claimNotice = pgTable(
  'claim_notice',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    kind: text('kind')
      .$type<'not_checkable' | 'out_of_scope' | 'already_answered' | 'withdrawn' | 'moved'>()
      .notNull(),
    /** Of what others have answered already: who, or a link. Goes into what is said. */
    said: text('said'),
    /** Null: nobody at the desk did it, the person said themselves that it was a wrong match. */
    createdBy: uuid('created_by').references(() => staff.id),
    createdAt: at('created_at').notNull().defaultNow(),
    /** The side exit was taken back: who asks later is not told any more. */
    undoneAt: at('undone_at'),
  },
  (t) => [index('claim_notice_of').on(t.claimId)],
);

/** What somebody looks at again and again: the filters of the queue under a name. */
export const savedView = pgTable(
  'saved_view',
  {
    id: uuid('id').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** As in the address of the page. */
    filter: text('filter').notNull(),
    /** Everybody at the desk sees it. */
    shared: boolean('shared').notNull().default(false),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [unique('saved_view_name').on(t.staffId, t.name)],
);

import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/**
 * What claims are known by, read where it stands: their wordings, the tips that people confirmed, transcripts, links
 * and files. Nothing is copied, so what is forgotten or taken back is gone with its row.
 */

/** A file by which a claim or a tip is known. */
export interface KnownFile {
  readonly blobId: string;
  /** 8 bytes: see media/perceptual.ts. */
  readonly perceptual: Buffer | null;
  /** Raw Chromaprint: see media/fingerprint.ts. */
  readonly fingerprint: Buffer | null;
}

export interface KnownText {
  /** Unique over all claims. */
  readonly textId: string;
  /** `wording`: ours. `alias`: what somebody sent, or said in a voice note. */
  readonly kind: 'wording' | 'alias';
  readonly text: string;
  readonly language: string | null;
}

export interface KnownClaim {
  readonly id: string;
  /** The claim that goes on where this one is a duplicate, else itself. */
  readonly standsFor: string;
  readonly texts: readonly KnownText[];
  readonly files: readonly KnownFile[];
}

/** A rumor that ten thousand people sent teaches no more than its first so many spellings. */
const MOST_ALIASES = 200;
const MOST_FILES = 100;

/** A page of everything, in the order of ids. */
export interface KnownPage<T> {
  readonly rows: readonly T[];
  /** Where the next page begins; null: this is the last. */
  readonly next: string | null;
}

export async function claimsAfter(
  q: Queryable,
  after: string | null,
  limit: number,
): Promise<KnownPage<KnownClaim>> {
  const { rows } = await q.execute<{ id: string }>(
    sql`select id from claim where id > ${after ?? NIL}::uuid order by id limit ${limit}`,
  );
  return pageOf(rows, limit, (ids) => knownClaims(q, ids));
}

async function pageOf<T>(
  found: readonly { id: string }[],
  limit: number,
  read: (ids: readonly string[]) => Promise<T[]>,
): Promise<KnownPage<T>> {
  const ids = found.map(({ id }) => id);
  return { rows: await read(ids), next: ids.length < limit ? null : (ids.at(-1) ?? null) };
}

const NIL = '00000000-0000-0000-0000-000000000000';

/** Those of these claims that there are. */
export async function knownClaims(q: Queryable, ids: readonly string[]): Promise<KnownClaim[]> {
  if (ids.length === 0) return [];
  const among = sql`any(${sql.param([...ids])}::uuid[])`;
  const claims = await q.execute<{ id: string; stands_for: string; wording: Record<string, string> }>(sql`
    with recursive chain as (
      select id, id as stands_for, duplicate_of as next, 0 as deep from claim where id = ${among}
      union all
      select chain.id, c.id, c.duplicate_of, deep + 1 from chain join claim c on c.id = chain.next where deep < 20)
    select distinct on (chain.id) chain.id, chain.stands_for, c.wording
    from chain join claim c on c.id = chain.id order by chain.id, deep desc`);
  const texts = await q.execute<{
    claim_id: string;
    text_id: string;
    text: string;
    language: string | null;
  }>(sql`
    select claim_id, text_id, text, language from (
      select a.*, row_number() over (partition by claim_id order by text_id) as n from (
        select distinct on (t.claim_id, coalesce(t.text_key, uuid_send(t.id))) t.claim_id, 'tip:' || t.id as text_id,
          concat_ws(chr(10), t.text, t.origin) as text, t.language
        from tip t where t.claim_id = ${among} and ${CONFIRMED} and (t.text is not null or t.origin is not null)
        union all
        select distinct t.claim_id, 'sound:' || t.claim_id || s.blob_id, s.text, s.language
        from tip t join ${filesOf()} f on true join transcript s on s.blob_id = f.blob_id
        where t.claim_id = ${among} and ${CONFIRMED}) a) numbered
    where n <= ${MOST_ALIASES}`);
  const files = await q.execute<FileRow & { claim_id: string }>(sql`
    select claim_id, blob_id, perceptual, fingerprint from (
      select d.*, row_number() over (partition by claim_id order by blob_id) as n from (
        select distinct on (t.claim_id, b.id) t.claim_id, b.id as blob_id, b.perceptual, b.fingerprint
        from tip t join ${filesOf()} f on true join blob b on b.id = f.blob_id
        where t.claim_id = ${among} and ${CONFIRMED}) d) numbered
    where n <= ${MOST_FILES}`);
  const aliasesOf = groupBy(texts.rows, (row) => row.claim_id);
  const filesOfClaim = groupBy(files.rows, (row) => row.claim_id);
  return claims.rows.map(({ id, stands_for, wording }) => ({
    id,
    standsFor: stands_for,
    texts: [
      ...Object.entries(wording).map(([language, text]) => ({
        textId: `wording:${id}:${language}`,
        kind: 'wording' as const,
        text,
        language,
      })),
      ...(aliasesOf.get(id) ?? []).map((row) => ({
        textId: row.text_id,
        kind: 'alias' as const,
        text: row.text,
        language: row.language,
      })),
    ],
    files: (filesOfClaim.get(id) ?? []).map(fileOf),
  }));
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** By a person: what matching put there by itself would teach it its own mistakes. */
const CONFIRMED = sql`t.state = 'grouped' and t.grouped_by is distinct from 'matching'`;

interface FileRow {
  readonly blob_id: string;
  readonly perceptual: Buffer | null;
  readonly fingerprint: Buffer | null;
  readonly [column: string]: unknown;
}

const fileOf = ({ blob_id, perceptual, fingerprint }: FileRow): KnownFile => ({
  blobId: blob_id,
  perceptual,
  fingerprint,
});

/** The files of tips: of the message each began with, and of those that were added. */
const filesOf = () => sql`lateral (
  select t.id as tip_id, m.blob_id from media m where m.blob_id is not null and (m.message_id = t.message_id
    or m.message_id in (select message_id from tip_message where tip_id = t.id)))`;

/** A tip as matching sees it. */
export interface SeenTip {
  readonly id: string;
  /** Its words with the transcripts of its voice notes; empty where there are none. */
  readonly text: string;
  /** Whether somebody wrote more than the file says. */
  readonly written: boolean;
  readonly origin: string | null;
  readonly groupId: string | null;
  readonly language: string | null;
  readonly files: readonly KnownFile[];
}

/** Waiting tips that were grouped, for reading them all in pages; older ones are compared no more. */
export async function waitingTipsAfter(
  q: Queryable,
  after: string | null,
  { limit, days }: { limit: number; days: number },
): Promise<KnownPage<SeenTip>> {
  const { rows } = await q.execute<{ id: string }>(sql`
    select id from tip where id > ${after ?? NIL}::uuid and state = 'waiting' and group_id is not null
      and not set_apart and created_at > now() - ${days} * interval '1 day' order by id limit ${limit}`);
  return pageOf(rows, limit, (ids) => seenTips(q, ids));
}

/** Those of these tips that wait, in a group and not set apart: what others are compared with. */
export async function comparableTips(q: Queryable, ids: readonly string[]): Promise<SeenTip[]> {
  if (ids.length === 0) return [];
  const { rows } = await q.execute<{ id: string }>(sql`
    select id from tip where id = any(${sql.param([...ids])}::uuid[]) and state = 'waiting'
      and group_id is not null and not set_apart`);
  return seenTips(
    q,
    rows.map(({ id }) => id),
  );
}

export async function seenTips(q: Queryable, ids: readonly string[]): Promise<SeenTip[]> {
  if (ids.length === 0) return [];
  const among = sql`any(${sql.param([...ids])}::uuid[])`;
  const { rows } = await q.execute<{
    id: string;
    text: string | null;
    origin: string | null;
    group_id: string | null;
    language: string | null;
  }>(sql`select id, text, origin, group_id, language from tip where id = ${among}`);
  const files = await q.execute<FileRow & { tip_id: string; said: string | null }>(sql`
    select distinct on (t.id, b.id) t.id as tip_id, b.id as blob_id, b.perceptual, b.fingerprint, s.text as said
    from tip t join ${filesOf()} f on true join blob b on b.id = f.blob_id
    left join transcript s on s.blob_id = b.id where t.id = ${among}`);
  const of = groupBy(files.rows, (row) => row.tip_id);
  return rows.map((row) => {
    const theirs = of.get(row.id) ?? [];
    return {
      id: row.id,
      text: [row.text, ...theirs.map(({ said }) => said)].filter((part) => part).join('\n'),
      written: (row.text ?? '').trim() !== '',
      origin: row.origin,
      groupId: row.group_id,
      language: row.language,
      files: theirs.map(fileOf),
    };
  });
}

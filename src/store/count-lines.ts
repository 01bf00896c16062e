import { sql } from 'drizzle-orm';
import type { Db } from './connect.ts';
import { media, tip, tipLine, tipLineDue, tipMessage } from './schema.ts';

/** Any fixed number that nothing else locks; a neighbour of the one in events.ts. */
const LINES_LOCK = 7_353_310_007;
/** Who has more waiting tips than these counts for none of the lines counted from then on: one person cannot fill the top. */
const MOST_PER_PERSON = 20;

/** As the trigger on `tip` and its index write it: the planner looks for these very words. */
const lineKey = sql`coalesce(uuid_send(t.group_id), t.text_key, uuid_send(t.id))`;

/**
 * Counts anew the lines that changed since somebody looked, and those in which an hour has run out. Whoever looks at
 * the queue calls it first, so that it shows what was committed before. One at a time: two would delete the same rows
 * in different orders. All in one statement, so that what comes in between is left for the next.
 */
export async function countLines(db: Db, now: Date): Promise<void> {
  const { rows: due } = await db.execute(sql`
    select from ${tipLineDue} union all (select from ${tipLine} where recount_at <= ${now} limit 1) limit 1`);
  if (due.length === 0) return;
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LINES_LOCK})`);
    await tx.execute(sql`
      with due as (delete from ${tipLineDue} returning key),
      line as materialized (select key from due union select key from ${tipLine} where recount_at <= ${now}),
      said as materialized (
        select line.key, t.* from line cross join lateral (
          select * from ${tip} t where ${lineKey} = line.key and t.state = 'waiting' offset 0) t),
      person as materialized (
        select key, contact_id, max(created_at) as last from said where contact_id is not null group by 1, 2),
      busy as (
        select p.contact_id from (select distinct contact_id from person) p cross join lateral (
          select count(*) as tips from ${tip} t where t.contact_id = p.contact_id and t.state = 'waiting') his
        where his.tips > ${MOST_PER_PERSON}),
      reach as (
        select p.key, count(*)::int as askers, (count(*) filter (where b.contact_id is null))::int as voices,
          (count(*) filter (where b.contact_id is null and last > ${now}::timestamptz - interval '1 hour'))::int as hour,
          (count(*) filter (where b.contact_id is null and last > ${now}::timestamptz - interval '6 hours'))::int as six,
          min(last + case when last > ${now}::timestamptz - interval '1 hour' then interval '1 hour'
            else interval '6 hours' end) filter (where last > ${now}::timestamptz - interval '6 hours') as next
        from person p left join busy b using (contact_id) group by p.key),
      message_of as (
        select key, message_id from said where media_count > 0 and message_id is not null
        union select key, m.message_id from said join ${tipMessage} m on m.tip_id = said.id where media_count > 0),
      kind as (
        select m.key, array_agg(distinct coalesce(f.ref ->> 'kind',
          case split_part(f.ref ->> 'contentType', '/', 1) when 'image' then 'image' when 'audio' then 'audio'
            when 'video' then 'video' else 'document' end)) as kinds
        from message_of m join ${media} f on f.message_id = m.message_id where f.state <> 'forgotten' group by 1),
      counted as (
        select said.key, (array_agg(id order by created_at, id))[1] as tip_id, count(*)::int as tips,
          sum(repeats)::int as repeats, max(media_count)::int as media,
          case when bool_or(forwarded = 'often') then 'often' when bool_or(forwarded = 'once') then 'once' end as forwarded,
          case when bool_or(source = 'seen') then 'seen' when bool_or(source = 'forwarded') then 'forwarded' end as source,
          coalesce(array_agg(distinct language) filter (where language is not null), '{}') as languages,
          array_agg(distinct medium) as channels,
          coalesce(array_agg(distinct place_code) filter (where place_code is not null), '{}') as places,
          bool_or(media_count = 0) as plain,
          min(created_at) as oldest, max(created_at) as newest,
          count(distinct contact_id) filter (where mismatch_at is not null)::int as mismatches,
          (array_agg(suggested_claim_id order by suggested_sure desc nulls last, id)
            filter (where suggested_claim_id is not null))[1] as suggested_claim_id,
          (array_agg(suggested_sure order by suggested_sure desc nulls last, id)
            filter (where suggested_claim_id is not null))[1] as suggested_sure,
          (array_agg(suggested_why order by suggested_sure desc nulls last, id)
            filter (where suggested_claim_id is not null))[1] as suggested_why
        from said group by said.key),
      harm as (
        select key, array_agg(distinct h) as harms from said, unnest(said.harms) h group by 1),
      gone as (
        delete from ${tipLine} old using line where old.key = line.key and not exists (
          select from counted where counted.key = line.key))
      insert into ${tipLine} (key, tip_id, tips, askers, voices, hour, six, repeats, media, forwarded, source, languages,
        channels, places, harms, kinds, oldest, newest, mismatches, suggested_claim_id, suggested_sure, suggested_why,
        counted_at, recount_at)
      select c.key, c.tip_id, c.tips, coalesce(r.askers, 0), coalesce(r.voices, 0), coalesce(r.hour, 0), coalesce(r.six, 0),
        c.repeats, c.media, c.forwarded, c.source, c.languages, c.channels, c.places, coalesce(h.harms, '{}'),
        coalesce(k.kinds, '{}') || case when c.plain then '{text}'::text[] else '{}' end, c.oldest, c.newest,
        c.mismatches, c.suggested_claim_id, c.suggested_sure, c.suggested_why, ${now},
        greatest(r.next, ${now}::timestamptz + interval '1 minute')
      from counted c left join reach r using (key) left join kind k using (key) left join harm h using (key)
      on conflict (key) do update set tip_id = excluded.tip_id, tips = excluded.tips, askers = excluded.askers,
        voices = excluded.voices, hour = excluded.hour, six = excluded.six, repeats = excluded.repeats,
        media = excluded.media, forwarded = excluded.forwarded, source = excluded.source,
        languages = excluded.languages, channels = excluded.channels, places = excluded.places,
        harms = excluded.harms, kinds = excluded.kinds, oldest = excluded.oldest, newest = excluded.newest,
        mismatches = excluded.mismatches, suggested_claim_id = excluded.suggested_claim_id,
        suggested_sure = excluded.suggested_sure, suggested_why = excluded.suggested_why,
        counted_at = excluded.counted_at, recount_at = excluded.recount_at`);
  });
}

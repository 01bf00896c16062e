import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { bulletin, bulletinText } from './schema.ts';

/** Bulletins that a computer is to speak: those whose words no person has recorded yet. */

/** Longer than speaking one text can take: who has not said anything by then is gone. */
const LEASE = sql`interval '3 minutes'`;
/** After so many tries it is left to people. */
const MOST_TRIES = 6;

export interface BulletinToSpeak {
  readonly bulletinId: string;
  readonly language: string;
  readonly text: string;
}

/**
 * SQL over bulletin_text `t` and its bulletin `b`. A digest has other words each time, and a question is to be read: its
 * answers are buttons.
 */
const due = (languages: readonly string[]) => sql`t.speak_at <= now() and t.audio_id is null and t.text <> ''
  and t.language = any(${sql.param([...languages])}::text[])
  and b.state <> 'ended' and not b.digest and b.campaign_id is null`;

/** Takes up some of what is due: for three minutes nobody else will, and then it is tried again. */
export async function claimBulletinsToSpeak(
  q: Queryable,
  { languages, limit }: { languages: readonly string[]; limit: number },
): Promise<BulletinToSpeak[]> {
  if (languages.length === 0) return [];
  const { rows } = await q.execute<{ bulletin_id: string; language: string; text: string }>(sql`
    update ${bulletinText} t set speak_tries = t.speak_tries + 1, speak_at = case
      when t.speak_tries + 1 >= ${MOST_TRIES} then null else now() + ${LEASE} * power(2, t.speak_tries) end
    from (select t.bulletin_id, t.language from ${bulletinText} t join ${bulletin} b on b.id = t.bulletin_id
      where ${due(languages)} order by t.speak_at limit ${limit} for update of t skip locked) v
    where v.bulletin_id = t.bulletin_id and v.language = t.language
    returning t.bulletin_id, t.language, t.text`);
  return rows.map(({ bulletin_id: bulletinId, ...words }) => ({ ...words, bulletinId }));
}

/**
 * What was spoken goes beside its words, if they are still the same and nobody has recorded them meanwhile.
 * @returns false where it is of no use any more
 */
export async function setBulletinSpoken(
  tx: Queryable,
  of: BulletinToSpeak,
  audioId: string,
): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    update ${bulletinText} t set audio_id = ${audioId}, audio_synthetic = true, speak_at = null
    where t.bulletin_id = ${of.bulletinId} and t.language = ${of.language} and t.text = ${of.text}
      and t.audio_id is null`);
  return rowCount === 1;
}

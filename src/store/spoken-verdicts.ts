import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { verdict, verdictText } from './schema.ts';
import type { Rating } from './verdicts.ts';

/** Verdicts that a computer is to speak: those whose words no person has recorded yet. */

/** Longer than speaking one text can take: who has not said anything by then is gone. */
const LEASE = sql`interval '3 minutes'`;
/** After so many tries it is left to people. */
const MOST_TRIES = 6;

export interface ToSpeak {
  readonly verdictId: string;
  readonly language: string;
  readonly rating: Rating;
  readonly summary: string;
  readonly body: string;
  readonly todo: string;
}

/** SQL over verdict_text `t` and its verdict `v`: it is due, in a language that can be spoken, and may still be said. */
const due = (languages: readonly string[], now: Date) => sql`t.speak_at <= ${now} and t.audio_id is null
  and t.language = any(${sql.param([...languages])}::text[]) and t.body <> ''
  and v.state in ('draft', 'check', 'lead', 'published')`;

/** Takes up what is due of these verdicts: for three minutes nobody else will, and then it is tried again. */
export async function claimToSpeak(
  q: Queryable,
  verdictIds: readonly string[],
  { languages, now }: { languages: readonly string[]; now: Date },
): Promise<ToSpeak[]> {
  const { rows } = await q.execute<Omit<ToSpeak, 'verdictId'> & { verdict_id: string }>(sql`
    update ${verdictText} t set speak_tries = t.speak_tries + 1, speak_at = case
      when t.speak_tries + 1 >= ${MOST_TRIES} then null else ${now}::timestamptz + ${LEASE} * power(2, t.speak_tries) end
    from ${verdict} v where v.id = t.verdict_id and t.verdict_id = any(${sql.param([...verdictIds])}::uuid[])
      and ${due(languages, now)}
    returning t.verdict_id, t.language, v.rating, t.summary, t.body, t.todo`);
  return rows.map(({ verdict_id: verdictId, ...words }) => ({ ...words, verdictId }));
}

/** Verdicts of which something is due: their wake-up was lost, or their time has come again. */
export async function dueToSpeak(
  q: Queryable,
  { languages, now, limit }: { languages: readonly string[]; now: Date; limit: number },
): Promise<string[]> {
  if (languages.length === 0) return [];
  const { rows } = await q.execute<{ id: string }>(sql`
    select distinct t.verdict_id as id from ${verdictText} t join ${verdict} v on v.id = t.verdict_id
    where ${due(languages, now)} limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * What was spoken goes beside its words, if they are still the same and nobody has recorded them meanwhile.
 * @returns false where it is of no use any more
 */
export async function setSynthetic(tx: Queryable, of: ToSpeak, audioId: string): Promise<boolean> {
  const { rowCount } = await tx.execute(sql`
    update ${verdictText} t set audio_id = ${audioId}, audio_synthetic = true, audio_stale = false, speak_at = null
    from ${verdict} v where v.id = t.verdict_id and t.verdict_id = ${of.verdictId} and t.language = ${of.language}
      and t.audio_id is null and v.rating = ${of.rating} and t.summary = ${of.summary} and t.body = ${of.body}
      and t.todo = ${of.todo} and v.state in ('draft', 'check', 'lead', 'published')`);
  return rowCount === 1;
}

import type pg from 'pg';

/** Asks the database of the house. */
type Rows = <T extends pg.QueryResultRow>(statement: string) => Promise<T[]>;

/** Where what people said may stand: who reads these tables is meant to. */
const WORDS_BELONG = new Set(['public.message', 'public.tip', 'public.claim']);

/**
 * Looks for people's words and numbers where they must not be: the log, the metrics, and every table of the
 * database, that of the queue too. A number belongs in none of them.
 * @returns where something was found, without saying what
 */
export async function leaksIn(looked: {
  lines: readonly string[];
  metrics: readonly string[];
  secrets: ReadonlySet<string>;
  rows?: Rows;
}): Promise<string[]> {
  const { lines, metrics, secrets, rows } = looked;
  const found: string[] = [];
  const numbers = [...secrets].filter((secret) => /^\d+$/.test(secret));
  const needles = [...secrets, ...numbers.map(inHex)];
  const holds = (text: string, of = needles) => of.some((needle) => text.includes(needle));

  for (const line of lines) if (holds(line)) found.push(`a line of the log: ${nameOf(line)}`);
  if (metrics.some((text) => holds(text))) found.push('the metrics');
  if (!rows) return found;
  const tables = await rows<{ name: string; quoted: string }>(
    `select format('%s.%s', schemaname, tablename) as name, format('%I.%I', schemaname, tablename) as quoted
     from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name, quoted } of tables) {
    const forbidden = WORDS_BELONG.has(name) ? numbers.flatMap((number) => [number, inHex(number)]) : needles;
    const content = await rows<{ row: string }>(`select t::text as row from ${quoted} t`);
    if (content.some(({ row }) => holds(row, forbidden))) found.push(`the table ${name}`);
  }
  return found;
}

/** As PostgreSQL prints bytes. */
function inHex(text: string): string {
  return Buffer.from(text).toString('hex');
}

function nameOf(line: string): string {
  return /"msg":"([^"]*)"/.exec(line)?.[1] ?? 'one that is no JSON';
}

import type pg from 'pg';

/** Asks the database of the house. */
type Rows = <T extends pg.QueryResultRow>(statement: string) => Promise<T[]>;

/** Where what people said may stand: who reads these tables is meant to. */
const WORDS_BELONG = new Set(['public.message', 'public.tip', 'public.claim', 'public.report']);

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
  const numbers = new Set([...secrets].filter((secret) => /^\d+$/.test(secret)));

  for (const line of lines) if (tells(line, secrets)) found.push(`a line of the log: ${nameOf(line)}`);
  if (metrics.some((text) => tells(text, secrets))) found.push('the metrics');
  if (!rows) return found;
  const tables = await rows<{ name: string; quoted: string }>(
    `select format('%s.%s', schemaname, tablename) as name, format('%I.%I', schemaname, tablename) as quoted
     from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name, quoted } of tables) {
    const forbidden = WORDS_BELONG.has(name) ? numbers : secrets;
    const content = await rows<{ row: string }>(`select t::text as row from ${quoted} t`);
    if (tells(content.map(({ row }) => row).join('\n'), forbidden)) found.push(`the table ${name}`);
  }
  return found;
}

/** Ids, hashes and sealed bytes: among thousands of them eight digits in a row are some phone number by chance. */
const RANDOM = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{20,}/g;

/** Shorter forms of a secret stand in sealed bytes by chance. */
const SHORTEST_FORM = 8;

/** What a word becomes within Base64, wherever it begins: without the letters that its neighbours share. */
function inBase64(secret: string): string[] {
  const forms = [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    return bytes.toString('base64url').slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });
  return forms.filter(({ length }) => length >= SHORTEST_FORM);
}

/** Whether one of the secrets stands in a text: as it is, as PostgreSQL prints bytes, or in Base64. */
export function tells(text: string, secrets: ReadonlySet<string>): boolean {
  const plain = text.replace(RANDOM, ' ');
  for (const secret of secrets) {
    if (plain.includes(secret) || text.includes(Buffer.from(secret).toString('hex'))) return true;
    if (inBase64(secret).some((form) => text.includes(form))) return true;
  }
  return false;
}

function nameOf(line: string): string {
  return /"msg":"([^"]*)"/.exec(line)?.[1] ?? 'one that is no JSON';
}

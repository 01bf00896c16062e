import { isoInZone } from '../../language/wall-clock.ts';
import { type CostRow, costsOf } from '../../store/costs.ts';
import { COST_KINDS } from '../../store/schema.ts';
import { bulkToday } from '../../store/spend.ts';
import type { Visit } from '../route.ts';

export interface Sum {
  readonly units: number;
  readonly milli: number;
}

/** One line of a table: what it is of, and what each kind cost there. */
export interface Line {
  readonly of: string;
  readonly kinds: ReadonlyMap<string, Sum>;
  readonly all: Sum;
}

export interface Month {
  /** As `2026-11`. */
  readonly month: string;
  readonly rows: readonly CostRow[];
  /** Thousandths that today's bulletins have been given. */
  readonly bulkToday: number;
  readonly all: Sum;
}

/** What the address asks for; what makes no sense becomes this month, by the deployment's days. */
export async function readMonth({ query, deps }: Visit): Promise<Month> {
  const today = isoInZone(deps.now(), deps.timeZone).slice(0, 10);
  const asked = query.get('month');
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : today.slice(0, 7);
  const [year = 0, of = 1] = month.split('-').map(Number);
  // Day nought of the next month is the last one of this.
  const last = new Date(Date.UTC(year, of, 0)).toISOString().slice(0, 10);
  const [rows, spent] = await Promise.all([
    costsOf(deps.store.db, `${month}-01`, last),
    bulkToday(deps.store.db, deps.timeZone),
  ]);
  return { month, rows, bulkToday: spent, all: sumOf(rows) };
}

/** The rows put together by something of theirs, in the order in which it first comes. */
export function linesBy(rows: readonly CostRow[], of: (row: CostRow) => string): Line[] {
  return groupsOf(rows, of).map(([name, own]) => ({
    of: name,
    kinds: new Map(groupsOf(own, ({ what }) => what).map(([what, some]) => [what, sumOf(some)])),
    all: sumOf(own),
  }));
}

/** The kinds of which there is anything, in the order of their urgency. */
export function kindsIn(rows: readonly CostRow[]): string[] {
  return COST_KINDS.filter((kind) => rows.some(({ what }) => what === kind));
}

function groupsOf(rows: readonly CostRow[], of: (row: CostRow) => string): [string, CostRow[]][] {
  const groups = new Map<string, CostRow[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  return [...groups];
}

function sumOf(rows: readonly Sum[]): Sum {
  return {
    units: rows.reduce((sum, { units }) => sum + units, 0),
    milli: rows.reduce((sum, { milli }) => sum + milli, 0),
  };
}

import type { Placed } from './placed.ts';

/** Fewer incidents than this may point at one of them where they name a place. */
export const FEWEST = 5;

const LEVELS = ['section', 'commune', 'department'] as const;

/**
 * Places of which a file would hold fewer than `k` incidents are told as the next larger one, without the point, and
 * at last as the country. What counts is what a reader sees: where the incidents of a department that have no commune
 * are fewer than `k`, they lose the department, too, though others in it keep their commune.
 *
 * @returns all rows in their order; each with its place, or one around it
 */
export function rollUp<T extends Placed>(rows: readonly T[], k: number): T[] {
  let rolled = rows.map((row) => (row.department || !row.point ? row : { ...row, point: null }));
  for (const level of LEVELS) {
    const of = new Map<string, number>();
    for (const row of rolled) {
      const cell = cellOf(row);
      if (cell?.level === level) of.set(cell.code, (of.get(cell.code) ?? 0) + 1);
    }
    rolled = rolled.map((row) => {
      const cell = cellOf(row);
      return cell?.level === level && (of.get(cell.code) ?? 0) < k
        ? { ...row, [level]: null, point: null }
        : row;
    });
  }
  return rolled;
}

/** The smallest place that a row names; undefined: the country. */
function cellOf(row: Placed): { level: (typeof LEVELS)[number]; code: string } | undefined {
  for (const level of LEVELS) {
    const unit = row[level];
    if (unit) return { level, code: unit.code };
  }
  return undefined;
}

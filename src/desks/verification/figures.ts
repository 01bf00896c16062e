import { countFigures, type FigureRow, type FiguresBy } from '../../store/figures.ts';
import type { Desk } from './desk.ts';

/** A row of fewer people than this may point at one of them where it names a commune: they are added up instead. */
const FEWEST = 5;

/** The key of the row in which small communes are added up. */
export const SMALL = 'small';

export interface Period {
  readonly from: Date;
  readonly until: Date;
}

/**
 * How the desk did in a period: counts and times, nobody in them. Communes with fewer than five people are one row.
 * @param until not included
 */
export async function figures(
  desk: Desk & { readonly timeZone: string },
  period: Period,
  by: FiguresBy,
): Promise<FigureRow[]> {
  const rows = await countFigures(desk.store.db, { ...period, now: desk.now() }, by, desk.timeZone);
  if (by !== 'commune') return rows;
  const few = rows.filter((row) => row.people < FEWEST && row.key !== null);
  if (few.length === 0) return rows;
  return [...rows.filter((row) => !few.includes(row)), addedUp(few)];
}

/** Counts add up; a percentile of several does not, so the times of small rows are left out. */
function addedUp(rows: readonly FigureRow[]): FigureRow {
  const sum = (of: (row: FigureRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const times = (of: (row: FigureRow) => FigureRow['decided']) => ({
    count: sum((row) => of(row).count),
    p50: null,
    p90: null,
  });
  return {
    key: SMALL,
    tips: sum((row) => row.tips),
    people: sum((row) => row.people),
    acknowledged: times((row) => row.acknowledged),
    decided: times((row) => row.decided),
    delivered: times((row) => row.delivered),
    dayOld: sum((row) => row.dayOld),
    withinDay: sum((row) => row.withinDay),
    byMatching: sum((row) => row.byMatching),
    mismatches: sum((row) => row.mismatches),
  };
}

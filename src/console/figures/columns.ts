import { SMALL } from '../../desks/verification/index.ts';
import type { FigureRow, FiguresBy, Spread } from '../../store/figures.ts';
import { categoryName } from '../category-name.ts';
import type { Visit } from '../route.ts';

/** A column of both files: its name is a key of `figures.column.*`. */
export interface Column {
  readonly name: string;
  readonly kind: 'count' | 'seconds' | 'share';
  /** Null: nothing to say, e.g. nobody waited. */
  value(row: FigureRow): number | null;
}

const counted = (name: string, value: (row: FigureRow) => number): Column => ({
  name,
  kind: 'count',
  value,
});
const times = (name: string, of: (row: FigureRow) => Spread): Column[] => [
  { name: `${name}_p50`, kind: 'seconds', value: (row) => of(row).p50 },
  { name: `${name}_p90`, kind: 'seconds', value: (row) => of(row).p90 },
];

export const COLUMNS: readonly Column[] = [
  counted('tips', (row) => row.tips),
  counted('people', (row) => row.people),
  ...times('acknowledged', (row) => row.acknowledged),
  counted('verdicts', (row) => row.decided.count),
  ...times('decided', (row) => row.decided),
  counted('answered', (row) => row.delivered.count),
  ...times('delivered', (row) => row.delivered),
  counted('day_old', (row) => row.dayOld),
  counted('within_day', (row) => row.withinDay),
  {
    name: 'within_day_share',
    kind: 'share',
    value: (row) => (row.dayOld === 0 ? null : row.withinDay / row.dayOld),
  },
  counted('by_matching', (row) => row.byMatching),
  counted('mismatches', (row) => row.mismatches),
];

/** What a row is called. */
export function nameOf(visit: Visit, by: FiguresBy, key: string | null): string {
  const { t, deps } = visit;
  if (by === 'all') return t('figures.all');
  if (key === null) return t('figures.none');
  if (key === SMALL) return t('figures.small');
  if (by === 'commune') return deps.placeLabel(key);
  if (by === 'channel') return t(`console.medium.${key}`);
  return by === 'category' ? categoryName(visit, key) : key;
}

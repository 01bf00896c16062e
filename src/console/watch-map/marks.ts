import type { Outline } from '../../country/outline.ts';
import { type PlaceCount, SEVERITIES } from '../../store/incident-map.ts';
import type { Severity } from '../../store/schema/watch.ts';
import type { Spot } from './projection.ts';

/** What the map shows of one place. */
export interface Mark extends Spot {
  readonly placeCode: string;
  readonly name: string;
  readonly open: number;
  /** Of the open ones; null where none is open. */
  readonly worst: Severity | null;
  /** With those that are closed. */
  readonly total: number;
  /** None of the observers who are expected there has been heard. */
  readonly silent?: boolean;
}

/** What is known of a place by its code. */
export interface KnownPlace extends Spot {
  readonly name: string;
}

export type Level = 'commune' | 'department';

/** @returns the marks, and how many incidents have no place that could be shown */
export function marksOf(
  counts: readonly PlaceCount[],
  known: (code: string) => KnownPlace | undefined,
): { marks: Mark[]; nowhere: number } {
  let nowhere = 0;
  const marks: Mark[] = [];
  for (const { placeCode, open, total, worst } of counts) {
    const place = placeCode === null ? undefined : known(placeCode);
    if (placeCode === null || !place) nowhere += total;
    else marks.push({ placeCode, ...place, open, total, worst });
  }
  return { marks: marks.sort(worstFirst), nowhere };
}

/** Communes put together by the areas that they lie in; what lies in none stays by itself. */
export function byArea(
  marks: readonly Mark[],
  outline: Outline,
  known: (code: string) => KnownPlace | undefined,
): Mark[] {
  const sums = new Map<string, Mark>();
  for (const mark of marks) {
    const code = outline.areas.find((area) => mark.placeCode.startsWith(area.code))?.code ?? mark.placeCode;
    const sum = sums.get(code);
    sums.set(code, {
      ...(sum ?? mark),
      ...known(code),
      placeCode: code,
      open: mark.open + (sum?.open ?? 0),
      total: mark.total + (sum?.total ?? 0),
      worst: SEVERITIES[Math.min(rank(mark.worst), rank(sum?.worst ?? null))] ?? null,
    });
  }
  return [...sums.values()].sort(worstFirst);
}

/** Where observers are silent that is shown, also where nothing happened. */
export function withSilence(
  marks: readonly Mark[],
  silent: ReadonlySet<string>,
  known: (code: string) => KnownPlace | undefined,
): Mark[] {
  const shown = new Set(marks.map(({ placeCode }) => placeCode));
  const others = [...silent].flatMap((placeCode): Mark[] => {
    const place = shown.has(placeCode) ? undefined : known(placeCode);
    return place ? [{ placeCode, ...place, open: 0, total: 0, worst: null, silent: true }] : [];
  });
  const all = marks.map((mark) => (silent.has(mark.placeCode) ? { ...mark, silent: true } : mark));
  return [...all, ...others].sort(worstFirst);
}

/** 0 is the worst; beyond the last one, none. */
function rank(severity: Severity | null): number {
  return severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

/** By the worst that is open, then by how many, then by name. */
function worstFirst(a: Mark, b: Mark): number {
  return (
    rank(a.worst) - rank(b.worst) || b.open - a.open || b.total - a.total || a.name.localeCompare(b.name)
  );
}

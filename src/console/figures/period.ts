import type { Period } from '../../desks/verification/index.ts';
import { dayNumber, instantAt, wallClock } from '../../language/wall-clock.ts';
import { FIGURES_BY, type FiguresBy } from '../../store/figures.ts';
import type { Visit } from '../route.ts';

/** Days that are looked at where nobody says: a week, with today. */
const USUAL_DAYS = 7;
/** More is a mistake of typing, and a long wait for all. */
const MOST_DAYS = 400;

export interface Asked {
  /** As `2026-11-26`, in the country's days; the last one is in it. */
  readonly first: string;
  readonly last: string;
  readonly by: FiguresBy;
  readonly period: Period;
}

/** What the address asks for; what makes no sense becomes the last seven days. */
export function readAsked({ query, deps }: Visit): Asked {
  const today = dayNumber(wallClock(deps.now(), deps.timeZone));
  const last = dayOf(query.get('last')) ?? today;
  const wanted = dayOf(query.get('first')) ?? last - USUAL_DAYS + 1;
  const first = Math.max(Math.min(wanted, last), last - MOST_DAYS + 1);
  return {
    first: written(first),
    last: written(last),
    by: FIGURES_BY.find((by) => by === query.get('by')) ?? 'day',
    period: {
      from: instantAt(first, 0, deps.timeZone),
      until: instantAt(last + 1, 0, deps.timeZone),
    },
  };
}

const written = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);

function dayOf(text: string): number | undefined {
  const [, year, month, day] = /^(20\d\d)-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === undefined) return undefined;
  const found = dayNumber({ year: Number(year), month: Number(month), day: Number(day) });
  return written(found) === text ? found : undefined;
}

import type { StaffMember } from '../../store/staff.ts';
import { type TimelineFilter, type TimelineRow, timeline } from '../../store/timeline.ts';
import { hiddenFrom, readsAll, sitsInCell, type WatchDesk } from './desk.ts';

/** Lines on a page: what a slow link loads at once, and about two sheets of paper. */
export const TIMELINE_PAGE = 50;

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly total: number;
}

/** What a member sees of a period. An institution that only receives is told of itself alone. */
export async function timelineFor(
  desk: WatchDesk,
  member: Pick<StaffMember, 'role' | 'institution'>,
  filter: Omit<TimelineFilter, 'hidden' | 'onlyNames' | 'placeOf'>,
  { page = 0 }: { page?: number } = {},
): Promise<Timeline> {
  if (!sitsInCell(member)) return { rows: [], total: 0 };
  const { db } = desk.store;
  const { places } = await desk.registry.recent(db);
  return timeline(
    db,
    {
      ...filter,
      hidden: hiddenFrom(desk, member),
      onlyNames: readsAll(desk, member) ? null : member.institution,
      // By commune: where a whole town is silent that is one line.
      placeOf: [...places.values()].map(({ number, placeCode }) => ({
        number,
        code: placeCode.split('-')[0] ?? placeCode,
      })),
    },
    { limit: TIMELINE_PAGE, offset: page * TIMELINE_PAGE },
  );
}

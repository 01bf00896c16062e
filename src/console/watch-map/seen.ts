import { createHash } from 'node:crypto';
import type { Outline } from '../../country/outline.ts';
import { silentPlaces } from '../../desks/watch/index.ts';
import { countByCommune, hourlyByCommune } from '../../store/incident-map.ts';
import type { SignedVisit } from '../route.ts';
import { type Asked, filterOf } from './asked.ts';
import { byArea, type KnownPlace, type Mark, marksOf, withSilence } from './marks.ts';
import { type Surge, surgeOf } from './surge.ts';

/** Half a day: what was usual yesterday says little on a day of voting. */
const HOURS = 12;

export interface HoursOf extends Surge {
  /** Null: the whole country, or all that is in view. */
  readonly name: string | null;
  readonly placeCode: string | null;
  /** Oldest first. */
  readonly counts: readonly number[];
}

/** Everything that the page shows, in numbers. */
export interface Seen {
  readonly marks: readonly Mark[];
  readonly nowhere: number;
  /** All in view, then the places where reports came in the last hour, the rarest first. */
  readonly hours: readonly HoursOf[];
  readonly areas: readonly (KnownPlace & { readonly code: string })[];
  /** Changes with any of it. */
  readonly fingerprint: string;
}

export async function lookAt(visit: SignedVisit, asked: Asked, outline: Outline | null): Promise<Seen> {
  const { store, registry, placeName, now, recently } = visit.deps.watch;
  const filter = filterOf(visit, asked);
  const [counts, hourly, { places }, silent] = await Promise.all([
    countByCommune(store.db, filter),
    recently(`hourly ${JSON.stringify(filter)}`, () =>
      hourlyByCommune(store.db, filter, { until: now(), hours: HOURS }),
    ),
    registry.recent(store.db),
    silentPlaces(visit.deps.watch, { training: asked.exercise, level: outline ? asked.level : 'commune' }),
  ]);
  const spots = new Map(
    [...places.values()].flatMap(({ placeCode, name, latitude, longitude }) =>
      // Polling centres have names of their own, and lie in places that are here, too.
      name !== undefined || latitude === null || longitude === null
        ? []
        : [[placeCode, { latitude, longitude }] as const],
    ),
  );
  const known = (code: string): KnownPlace | undefined => {
    const spot = spots.get(code);
    return spot && { ...spot, name: placeName(code, visit.language) };
  };
  const { marks: communes, nowhere } = marksOf(counts, known);
  const happened = asked.level === 'department' && outline ? byArea(communes, outline, known) : communes;
  const within = [...silent].filter((code) => asked.within === undefined || code.startsWith(asked.within));
  const marks = withSilence(happened, new Set(within), known);
  const hours = hoursOf(hourly, (code) => known(code)?.name ?? code);
  const areas = (outline?.areas ?? []).flatMap(({ code }) => {
    const place = known(code);
    return place ? [{ ...place, code }] : [];
  });
  return { marks, nowhere, hours, areas, fingerprint: fingerprintOf([marks, nowhere, hours]) };
}

function hoursOf(
  hourly: ReadonlyMap<string | null, readonly number[]>,
  nameOf: (code: string) => string,
): HoursOf[] {
  const all = Array.from({ length: HOURS }, (_, hour) =>
    [...hourly.values()].reduce((sum, counts) => sum + (counts[hour] ?? 0), 0),
  );
  const places = [...hourly]
    .flatMap(([placeCode, counts]) =>
      placeCode === null ? [] : [{ placeCode, name: nameOf(placeCode), counts, ...surgeOf(counts) }],
    )
    .filter((place) => place.now > 0)
    .sort((a, b) => Number(b.flagged) - Number(a.flagged) || a.p - b.p || b.now - a.now);
  return [{ placeCode: null, name: null, counts: all, ...surgeOf(all) }, ...places];
}

const fingerprintOf = (what: unknown) =>
  createHash('sha256').update(JSON.stringify(what)).digest('base64url').slice(0, 12);

import type { Gazetteer, Place } from '../../../core/place.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';

export interface PlaceTable {
  /** The places that an incident lies in, the smallest first; none where nobody knows. */
  around(incident: Pick<IncidentFigure, 'placeCode' | 'latitude' | 'longitude'>): readonly Place[];
}

/** @param nearest the code of the place that a pin lies in or near to */
export function openPlaceTable(
  { places }: Pick<Gazetteer, 'places'>,
  nearest: (latitude: number, longitude: number) => string | undefined,
): PlaceTable {
  const byCode = new Map(places.map((place) => [place.code, place]));
  const upwards = (code: string | undefined): Place[] => {
    const place = code === undefined ? undefined : byCode.get(code);
    return place ? [place, ...upwards(place.parent)] : [];
  };
  return {
    around({ placeCode, latitude, longitude }) {
      const known = upwards(placeCode ?? undefined);
      if (known.length > 0 || latitude === null || longitude === null) return known;
      return upwards(nearest(latitude, longitude));
    },
  };
}

import type { Place } from '../../../core/place.ts';
import type { Institution } from '../../../country/watch.ts';
import { isoInZone } from '../../../language/wall-clock.ts';
import type { IncidentFigure } from '../../../store/incident-figures.ts';
import { rounded } from '../precision.ts';
import type { PlaceTable } from './place-table.ts';

interface Unit {
  readonly code: string;
  /** As it is officially called. */
  readonly name: string;
}

/** Where something happened, as exactly as may be told: a section has its commune and department, too. */
export interface Placed {
  readonly department: Unit | null;
  readonly commune: Unit | null;
  readonly section: Unit | null;
  readonly point: {
    readonly latitude: number;
    readonly longitude: number;
    /** It is no mere middle of a place, and was not rounded much. */
    readonly exact: boolean;
  } | null;
}

/** A row of every file: an incident, without who told of it. */
export interface PlacedIncident extends Placed {
  readonly number: string;
  readonly exercise: boolean;
  /** When it was first seen, ISO 8601 with the offset of the country; the day only, where no more may be told. */
  readonly at: string;
  readonly code: string;
  readonly severity: IncidentFigure['severity'];
  readonly urgency: IncidentFigure['urgency'];
  readonly certainty: IncidentFigure['certainty'];
  readonly state: IncidentFigure['state'];
  readonly quantity: number | null;
  readonly reports: number;
  readonly summary: string | null;
}

export interface PlacedBy {
  readonly places: PlaceTable;
  readonly timeZone: string;
  /** How exactly the reader may learn where something happened. */
  readonly precision: Institution['precision'];
  /** Who was seen with a phone at that minute may be found by it. */
  readonly daysOnly?: boolean;
}

/** Puts incidents where they happened: a place without a pin has its middle, a pin without a place the nearest one. */
export function placedIncidents(rows: readonly IncidentFigure[], by: PlacedBy): PlacedIncident[] {
  return rows.map((row) => ({
    number: row.number,
    exercise: row.exercise,
    at: isoInZone(row.firstSeenAt, by.timeZone).slice(0, by.daysOnly ? 'YYYY-MM-DD'.length : undefined),
    code: row.code,
    severity: row.severity,
    urgency: row.urgency,
    certainty: row.certainty,
    state: row.state,
    quantity: row.quantity,
    reports: row.reports,
    summary: row.summary,
    ...placeOf(row, by),
  }));
}

function placeOf(row: IncidentFigure, { places, precision }: PlacedBy): Placed {
  const { latitude, longitude } = row;
  const pin = latitude === null || longitude === null ? null : { latitude, longitude };
  const around = places.around(row);
  const shown = precision === 'commune' ? around.filter(({ kind }) => kind !== 'section') : around;
  const unit = (kind: Place['kind']) => named(shown.find((place) => place.kind === kind));
  // A department is too large for its middle to say anything.
  const point = pin ?? shown.find(({ kind }) => kind !== 'department');
  const atMiddle = pin !== null && around.some((place) => isAt(place, pin));
  return {
    department: unit('department'),
    commune: unit('commune'),
    section: unit('section'),
    point: point
      ? {
          latitude: rounded(point.latitude, precision),
          longitude: rounded(point.longitude, precision),
          exact: pin !== null && !atMiddle && precision === 'point',
        }
      : null,
  };
}

const isAt = (place: Place, pin: { latitude: number; longitude: number }) =>
  place.latitude === pin.latitude && place.longitude === pin.longitude;

const named = (place: Place | undefined): Unit | null =>
  place ? { code: place.code, name: Object.values(place.name)[0] ?? place.code } : null;

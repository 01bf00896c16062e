import type { Institution } from '../../country/watch.ts';
import type { StaffMember } from '../../store/staff.ts';
import { institutionOf, type WatchDesk } from './desk.ts';

/** Decimals of degrees: to a tenth of a degree it is the region, to a hundredth about a kilometre. */
const DECIMALS = { point: 3, section: 2, commune: 1 } as const;

export const rounded = (degrees: number, precision: Institution['precision']) =>
  Number(degrees.toFixed(DECIMALS[precision]));

/** A P-code of no more than may be known: that of a section begins with its commune's. */
export const placeCodeFor = (code: string, precision: Institution['precision']) =>
  precision === 'commune' ? (code.split('-')[0] ?? code) : code;

interface Where {
  /** By the number on the card: it may be of a polling centre. */
  readonly placeNumber: string | null;
  readonly placeCode?: string | null;
  readonly latitude?: number | null;
  readonly longitude?: number | null;
}

/** What happened somewhere, as exactly as the institution of a member may know where. */
export function asExactlyAs<One extends Where>(
  desk: Pick<WatchDesk, 'cell'>,
  { institution }: Pick<StaffMember, 'institution'>,
  one: One,
): One {
  const precision = institutionOf(desk, institution)?.precision ?? 'point';
  if (precision === 'point') return one;
  const round = (degrees: number | null) => (degrees === null ? null : rounded(degrees, precision));
  return {
    ...one,
    placeNumber: null,
    ...(typeof one.placeCode === 'string' && { placeCode: placeCodeFor(one.placeCode, precision) }),
    ...(one.latitude !== undefined && { latitude: round(one.latitude) }),
    ...(one.longitude !== undefined && { longitude: round(one.longitude) }),
  };
}

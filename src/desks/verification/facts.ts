import type { Named } from '../../country/country.ts';
import { setClaim } from '../../store/claims.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { moveClaim } from './lease.ts';
import { stateAfter } from './moves.ts';

/** Keys of what a claim may do if it is believed; the same that messages are looked through for. */
export const HARMS = ['danger', 'violence', 'voting'] as const;

/** The desk with what it must know of the country to write facts down. */
export interface FactsDesk extends Desk {
  readonly categories: readonly { readonly id: string; readonly name: Named }[];
  placesNamed(text: string): readonly string[];
  placeLabel(code: string): string;
}

export interface Facts {
  readonly category: string;
  /** As typed, or a code. */
  readonly place: string;
  readonly claimant: string;
  readonly firstSeen: string;
  readonly firstSeenAt: Date | null;
  readonly context: string;
  readonly harms: readonly string[];
}

/**
 * Writes down what is known of a claim; an empty field takes away what was there. Each change is an event that names the
 * field: what stands in it may come from citizens and is not in the log.
 * @throws DeskError `category_unknown`, `place_unknown`, `place_ambiguous` naming the places, `time_ahead`; in review
 */
export async function setFacts(
  desk: FactsDesk,
  input: { readonly claimId: string; readonly staffId: string } & Facts,
): Promise<{ changed: number }> {
  const { categories } = desk;
  if (input.category !== '' && !categories.some(({ id }) => id === input.category)) {
    throw new DeskError('category_unknown');
  }
  if (input.firstSeenAt && input.firstSeenAt > desk.now()) throw new DeskError('time_ahead');
  const orNull = (text: string) => tidy(text) || null;
  const wanted = {
    category: orNull(input.category),
    placeCode: placeOf(desk, input.place),
    claimant: orNull(input.claimant),
    firstSeen: orNull(input.firstSeen),
    firstSeenAt: input.firstSeenAt,
    context: orNull(input.context),
    harms: HARMS.filter((harm) => input.harms.includes(harm)),
  };
  return moveClaim(desk, input, async (tx, claim, now) => {
    stateAfter(claim.state, 'prepare');
    const isSame = (field: keyof typeof wanted) =>
      JSON.stringify(claim[field]) === JSON.stringify(wanted[field]);
    const changed = FIELDS.filter((field) => !isSame(field));
    if (changed.length > 0) await setClaim(tx, claim.id, { ...wanted, updatedAt: now });
    const events = changed.map((field) => ({
      subject: 'claim' as const,
      subjectId: claim.id,
      what: EVENTS[field],
      // Keys of ours; anything else could be a citizen's.
      ...(field === 'category' && { from: claim.category, to: wanted.category }),
      ...(field === 'placeCode' && { from: claim.placeCode, to: wanted.placeCode }),
    }));
    return { events, result: { changed: changed.length } };
  });
}

const EVENTS = {
  category: 'category_set',
  placeCode: 'place_set',
  claimant: 'claimant_set',
  firstSeen: 'first_seen_set',
  firstSeenAt: 'first_seen_at_set',
  context: 'context_set',
  harms: 'harms_set',
} as const;
const FIELDS = Object.keys(EVENTS) as (keyof typeof EVENTS)[];

/** @returns the code of the place that somebody typed; null where they typed nothing */
export function placeOf(desk: Pick<FactsDesk, 'placesNamed' | 'placeLabel'>, typed: string): string | null {
  const text = tidy(typed);
  if (text === '') return null;
  const found = desk.placesNamed(text);
  const [only] = found;
  if (only === undefined) throw new DeskError('place_unknown');
  if (found.length > 1) {
    const places = found.map((code) => `${desk.placeLabel(code)} (${code})`).join(', ');
    throw new DeskError('place_ambiguous', { places });
  }
  return only;
}

import { withCheckDigit } from '../../codes/damm.ts';
import type { Country } from '../../country/country.ts';
import { placesByNumber } from '../../desks/watch/index.ts';

/** By which of our accounts a phone writes to us. */
export type Way = 'digicel' | 'natcom' | 'whatsapp';

export interface Phone {
  /** E.164. */
  readonly number: string;
  readonly way: Way;
}

export interface DrillObserver extends Phone {
  readonly id: string;
  readonly organisation: string;
  /** The commune, by its number on the card, and in the order of the drill. */
  readonly place: string;
  readonly commune: number;
  readonly department: string;
  readonly verbosity: 'full' | 'short' | 'silent';
  readonly training: boolean;
  /** The number of who may say that their phone was seized. */
  readonly buddy: string | null;
}

/** A count that says: I do not speak freely. */
export const SIGN = 47;

const A_TEAM = 12;
const TRAINEES = 5;
const ORGANISATIONS = ['CSO-A', 'CSO-B', 'CSO-C'] as const;
/** Communes further apart than this are never one place to the rule by which reports join. */
const APART_DEGREES = 0.2;

/** The communes of a drill: far from each other, one department after the other. */
function communesFor(country: Country, count: number): { number: string; department: string }[] {
  const all = [...placesByNumber(country).values()].filter(({ placeCode }) => /^HT\d{4}$/.test(placeCode));
  const taken: typeof all = [];
  const departments = new Map<string, number>();
  for (let most = 1; taken.length < count && most <= all.length; most += 1)
    for (const one of all) {
      const department = one.placeCode.slice(0, 4);
      if (taken.length === count || taken.includes(one) || (departments.get(department) ?? 0) >= most)
        continue;
      const far = taken.every(
        (other) =>
          Math.abs((one.latitude ?? 0) - (other.latitude ?? 0)) > APART_DEGREES ||
          Math.abs((one.longitude ?? 0) - (other.longitude ?? 0)) > APART_DEGREES,
      );
      if (!far) continue;
      taken.push(one);
      departments.set(department, (departments.get(department) ?? 0) + 1);
    }
  return taken.map(({ number, placeCode }) => ({ number, department: placeCode.slice(0, 4) }));
}

/** A number that nobody has: 3711, 3311 and 3411 with what stands behind. */
const phoneOf = (way: Way, n: number): Phone => ({
  way,
  number: `+509${{ digicel: '3711', natcom: '3311', whatsapp: '3411' }[way]}${String(n).padStart(4, '0')}`,
});

/** Invented observers in teams of a commune, of three organisations, by both operators and WhatsApp; some practise. */
export function observersFor(country: Country, count: number): DrillObserver[] {
  const communes = communesFor(country, Math.max(4, Math.floor(count / A_TEAM)));
  const at = (n: number) => n % communes.length;
  const idOf = (n: number) => withCheckDigit(String(2_000 + n));
  return Array.from({ length: count + TRAINEES }, (_, n) => {
    const inTeam = Math.floor(n / communes.length);
    const way: Way = inTeam % 6 === 5 ? 'whatsapp' : inTeam % 2 === 0 ? 'digicel' : 'natcom';
    const training = n >= count;
    const commune = communes[training ? 0 : at(n)];
    if (!commune) throw new Error('a country without communes has no drill');
    const before = n - communes.length;
    return {
      ...phoneOf(way, n),
      id: idOf(n),
      organisation: ORGANISATIONS[inTeam % ORGANISATIONS.length] ?? '',
      place: commune.number,
      commune: training ? 0 : at(n),
      department: commune.department,
      verbosity: n % 20 === 13 ? 'short' : n % 20 === 17 ? 'silent' : 'full',
      training,
      buddy: !training && before >= 0 ? idOf(before) : null,
    };
  });
}

/** Somebody who observes nothing and forwards what is being said. */
export const citizen = (n: number): Phone => phoneOf(n % 2 === 0 ? 'digicel' : 'natcom', 5_000 + n);

import type { Told } from '../../store/incident-reports.ts';
import type { Certainty } from '../../store/schema/watch.ts';

/** So many citizens who do not know of each other weigh as much as one observer. */
const CITIZENS = 3;

type Weighed = Pick<Told, 'organisation' | 'teller' | 'strangePhone' | 'seized' | 'duress' | 'withdrawnAt'>;

/** Whether a report may speak for itself: not from a phone in other hands, not taken back. */
const stands = ({ seized, duress, withdrawnAt }: Weighed) => !seized && !duress && withdrawnAt === null;

/** How many sources do not depend on each other: organisations of observers who wrote from their own phones. */
export function independentSources(reports: readonly Weighed[]): number {
  const organisations = reports.flatMap((one) =>
    stands(one) && !one.strangePhone && one.organisation !== null ? [one.organisation] : [],
  );
  return new Set(organisations).size;
}

/**
 * How sure it is, from the reports alone: a citizen is no more than a voice, a registered observer makes it possible,
 * two of different organisations likely. Only a person says more. The ladder is CAP's (OASIS CAP 1.2, section 3.2.2).
 */
export function certaintyOf(reports: readonly Weighed[]): Certainty {
  const sources = independentSources(reports);
  if (sources >= 2) return 'Likely';
  if (sources === 1) return 'Possible';
  const voices = reports.flatMap((one) => (stands(one) && one.teller !== null ? [one.teller] : []));
  return new Set(voices).size >= CITIZENS ? 'Possible' : 'Unknown';
}

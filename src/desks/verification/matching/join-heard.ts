import type { ClaimMatch } from './match.ts';

/** A claim that has a file like one of the tip's. */
export interface Heard {
  readonly claimId: string;
  readonly how: 'same_file' | 'picture' | 'sound';
  /** Of a picture: how many bits differ. */
  readonly distance: number;
}

/** What a person is shown for a file that is the same, and for one that only looks alike. */
const SURE_OF_SAME = 0.95;
const SURE_OF_ALIKE = 0.6;

/**
 * Joins what the words say with what the files say. A file answers by itself only where nothing is written beside it,
 * where it is the same file or the same recording, and where one claim alone has it: pictures that merely look alike may
 * be two pages of the same form, and a picture under other words is another rumor.
 */
export function joinHeard(
  said: readonly ClaimMatch[],
  heard: readonly Heard[],
  { written }: { written: boolean },
): ClaimMatch[] {
  if (heard.length === 0) return [...said];
  const same = new Set(heard.filter(({ how }) => how !== 'picture').map(({ claimId }) => claimId));
  const answers = !written && same.size === 1 && said.every(({ claimId }) => same.has(claimId));
  const joined = new Map(said.map((match) => [match.claimId, match]));
  for (const { claimId, how } of heard) {
    const known = joined.get(claimId);
    const sure = Math.max(known?.sure ?? 0, same.has(claimId) ? SURE_OF_SAME : SURE_OF_ALIKE);
    const why = [...(known?.why ?? [])];
    if (!why.some(({ key }) => key === how)) why.push({ key: how });
    const band = known?.band === 'answer' || (answers && same.has(claimId)) ? 'answer' : 'suggest';
    joined.set(claimId, { claimId, sure, band, why });
  }
  const best = [...joined.values()].sort(
    (a, b) => Number(b.band === 'answer') - Number(a.band === 'answer') || b.sure - a.sure,
  );
  // Words that mean one claim and a file that means another: a person looks.
  const split = best.filter(({ band }) => band === 'answer').length > 1 || isTorn(said, same);
  return split ? best.map((match) => ({ ...match, band: 'suggest' })) : best;
}

function isTorn(said: readonly ClaimMatch[], same: ReadonlySet<string>): boolean {
  return said[0]?.band === 'answer' && same.size > 0 && !same.has(said[0].claimId);
}

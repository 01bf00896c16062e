import { answerChecks, answersOf, checklistsFor } from '../desks/verification/checklists.ts';
import { setWording } from '../desks/verification/claims.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { addEvidence } from '../desks/verification/evidence.ts';
import { readiness } from '../desks/verification/readiness.ts';
import { noteRightOfReply } from '../desks/verification/right-of-reply.ts';
import { claimHasFiles, listClaimChecks } from '../store/claim-checks.ts';
import { findClaim } from '../store/claims.ts';

/** Does all that a verdict waits for, and nothing that is there already. Its lease must be `staffId`'s. */
export async function makeReady(desk: Desk, claimId: string, staffId: string): Promise<void> {
  const { db } = desk.store;
  const mine = { claimId, staffId };
  const claim = await findClaim(db, claimId);
  if (!claim) throw new Error('no such claim');
  const missing = await readiness(db, claim, desk.verdictLanguages);
  const has = (key: string) => missing.some((each) => each.key === key);
  if (has('wording')) {
    const ours = { ht: 'Biwo vòt yo fèmen a midi.', fr: 'Les bureaux ferment à midi.' };
    await setWording(desk, { ...mine, wording: { ...ours, ...claim.wording } });
  }
  if (has('sources')) {
    for (const [kind, source] of [
      ['official', 'KEP, kominike nimewo 12'],
      ['observation', 'De obsèvatè nan biwo a'],
    ] as const) {
      await addEvidence(desk, { ...mine, kind, stance: 'refutes', note: 'Biwo yo rete louvri.', source });
    }
  }
  if (has('reply')) {
    await noteRightOfReply(desk, { ...mine, whom: 'Radyo Tès', way: 'imel', outcome: 'asked' });
  }
  const checks = await listClaimChecks(db, claimId);
  for (const list of checklistsFor({ ...claim, hasFiles: await claimHasFiles(db, claimId) })) {
    const done = answersOf(list.key, checks);
    const open = list.items.filter(({ key, required }) => required && !done.has(key));
    if (open.length === 0) continue;
    const answers = Object.fromEntries(open.map(({ key }) => [key, { answer: 'yes', note: '' } as const]));
    await answerChecks(desk, { ...mine, list: list.key, answers });
  }
}

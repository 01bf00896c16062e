import { type ClaimCheckRow, claimHasFiles, listClaimChecks } from '../../store/claim-checks.ts';
import type { ClaimRow } from '../../store/claims.ts';
import type { Queryable } from '../../store/connect.ts';
import { type EvidenceRow, listEvidence } from '../../store/evidence.ts';
import { listRightOfReply, type ReplyRow } from '../../store/right-of-reply.ts';
import { answersOf, checklistsFor } from './checklists.ts';
import { independentSources, SOURCES_NEEDED } from './sources.ts';

/** What a verdict still waits for: a key of `readiness.*`, and the part of the claim's page where it is done. */
export interface Missing {
  readonly key: 'wording' | 'sources' | 'reply' | 'checks';
  readonly at: string;
  readonly values: Readonly<Record<string, string | number>>;
}

interface Known {
  readonly claim: Pick<ClaimRow, 'wording' | 'category'>;
  readonly evidence: readonly Pick<EvidenceRow, 'source' | 'url' | 'sha256' | 'stance' | 'struckAt'>[];
  readonly replies: readonly ReplyRow[];
  readonly checks: readonly ClaimCheckRow[];
  readonly hasFiles: boolean;
}

/**
 * What must be there before a second person reads the verdict: our words in each language of verdicts, sources that are
 * independent of each other, the other side asked or the reason why not, and the required items of the checklists.
 * @returns in the order of the page; empty: nothing is missing
 */
export function missingOf(known: Known, languages: readonly string[]): Missing[] {
  const { claim, evidence, replies, checks, hasFiles } = known;
  const sources = independentSources(evidence);
  return [
    ...languages
      .filter((language) => (claim.wording[language] ?? '') === '')
      .map((language) => ({ key: 'wording', at: 'wording', values: { language } }) as const),
    ...(sources < SOURCES_NEEDED
      ? [{ key: 'sources', at: 'evidence', values: { have: sources, need: SOURCES_NEEDED } } as const]
      : []),
    ...(replies.length === 0 ? [{ key: 'reply', at: 'reply', values: {} } as const] : []),
    ...checklistsFor({ category: claim.category, hasFiles }).flatMap((list) => {
      const answers = answersOf(list.key, checks);
      const open = list.items.filter(({ key, required }) => required && !answers.has(key)).length;
      return open === 0
        ? []
        : [{ key: 'checks', at: `check-${list.key}`, values: { list: list.key, open } } as const];
    }),
  ];
}

/** {@link missingOf} of a claim as it stands. */
export async function readiness(
  q: Queryable,
  claim: Pick<ClaimRow, 'id' | 'wording' | 'category'>,
  languages: readonly string[],
): Promise<Missing[]> {
  // One after the other: a transaction has one connection.
  const evidence = await listEvidence(q, claim.id);
  const replies = await listRightOfReply(q, claim.id);
  const checks = await listClaimChecks(q, claim.id);
  const hasFiles = await claimHasFiles(q, claim.id);
  return missingOf({ claim, evidence, replies, checks, hasFiles }, languages);
}

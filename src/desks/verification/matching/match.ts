/** A claim that a tip may mean. */
export interface ClaimMatch {
  readonly claimId: string;
  /** From 0 to 1, as `tip.suggested_sure`. */
  readonly sure: number;
  readonly band: 'answer' | 'suggest';
  readonly why: readonly { readonly key: string; readonly words?: readonly string[] }[];
}

export interface TipMatch {
  /** The surest first; only the first can be an `answer`. */
  readonly claims: readonly ClaimMatch[];
  /** A waiting tip that is the same, and the group it is in. */
  readonly near: { readonly tipId: string; readonly groupId: string } | null;
}

/**
 * What flows may `call`: the outcomes each action may have (a flow must map every one), and the answers it gives.
 * The table is data, so that `flow check` knows it without running anything.
 */
export const ACTIONS = {
  keep_tip: { outcomes: ['kept', 'repeated', 'answered'], gives: ['code'] },
  what_is_missing: { outcomes: ['language', 'consent', 'nothing', 'nothing_after_tip'], gives: [] },
  set_language: { outcomes: ['done'], gives: [] },
  record_consent: { outcomes: ['done'], gives: [] },
  forget_person: { outcomes: ['done'], gives: [] },
  tip_status: { outcomes: ['waiting', 'working', 'answered', 'dismissed', 'unknown'], gives: ['code'] },
} as const satisfies Record<string, { outcomes: readonly string[]; gives: readonly string[] }>;

export type ActionName = keyof typeof ACTIONS;

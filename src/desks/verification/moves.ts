import type { ClaimRow } from '../../store/claims.ts';
import { DeskError, type DeskErrorKey } from './desk.ts';

/**
 * The method as data (iVerify: triage, sources, two fact-checkers, the lead): which move leads from which state
 * where, and by which key every other one is refused. Who may make a move is asked where it is made.
 */

export type ClaimState = ClaimRow['state'];

/** How a claim ends without a verdict; one person suffices, and it can be undone. */
export const EXITS = ['not_checkable', 'out_of_scope', 'duplicate', 'already_answered'] as const;
export type Exit = (typeof EXITS)[number];

/** `correct` begins a new version of what is out. `release` is the third person's word. */
export const MOVES = [
  'assess',
  'prepare',
  'draft',
  'submit',
  'approve',
  'release',
  'return',
  'correct',
  'withdraw',
  'exit',
  'reopen',
] as const;
export type Move = (typeof MOVES)[number];

/** Where a move leads: one state, or the first of several unless it says which; or why not. */
type Cell = { readonly to: readonly [ClaimState, ...ClaimState[]] } | { readonly refused: DeskErrorKey };

const to = (...states: [ClaimState, ...ClaimState[]]): Cell => ({ to: states });
const no = (refused: DeskErrorKey): Cell => ({ refused });

/** What nobody may do while others read a version. */
const IN_REVIEW = {
  assess: no('triage_done'),
  prepare: no('in_review'),
  draft: no('in_review'),
  submit: no('in_review'),
  correct: no('in_review'),
  exit: no('in_review'),
  reopen: no('not_closed'),
} as const;

/** What needs a version that somebody has submitted. */
const NOT_IN_REVIEW = {
  approve: no('not_in_review'),
  release: no('not_in_review'),
  return: no('not_in_review'),
} as const;

export const METHOD: Readonly<Record<ClaimState, Readonly<Record<Move, Cell>>>> = {
  triage: {
    ...NOT_IN_REVIEW,
    assess: to('research'),
    prepare: to('triage'),
    draft: no('triage_first'),
    submit: no('triage_first'),
    correct: no('nothing_stands'),
    withdraw: no('nothing_stands'),
    exit: to('closed'),
    reopen: no('not_closed'),
  },
  research: {
    ...NOT_IN_REVIEW,
    assess: no('triage_done'),
    prepare: to('research'),
    draft: to('draft'),
    submit: no('no_draft'),
    correct: no('nothing_stands'),
    withdraw: no('nothing_stands'),
    exit: to('closed'),
    reopen: no('not_closed'),
  },
  draft: {
    ...NOT_IN_REVIEW,
    assess: no('triage_done'),
    prepare: to('draft'),
    draft: to('draft'),
    submit: to('check'),
    correct: no('correction_begun'),
    withdraw: to('draft'),
    exit: to('closed'),
    reopen: no('not_closed'),
  },
  check: {
    ...IN_REVIEW,
    // Where the deployment asks for two people only, the second one publishes.
    approve: to('lead', 'published'),
    release: no('check_first'),
    return: to('draft'),
    withdraw: to('check'),
  },
  lead: {
    ...IN_REVIEW,
    approve: no('not_in_review'),
    release: to('published'),
    return: to('draft'),
    withdraw: to('lead'),
  },
  published: {
    assess: no('already_published'),
    prepare: no('already_published'),
    draft: no('already_published'),
    submit: no('already_published'),
    approve: no('already_published'),
    release: no('already_published'),
    return: no('already_published'),
    correct: to('draft'),
    withdraw: to('research'),
    exit: no('already_published'),
    reopen: no('not_closed'),
  },
  closed: {
    ...NOT_IN_REVIEW,
    assess: no('claim_closed'),
    prepare: no('claim_closed'),
    draft: no('claim_closed'),
    submit: no('claim_closed'),
    correct: no('claim_closed'),
    withdraw: no('nothing_stands'),
    exit: no('claim_closed'),
    // To research where somebody had said already that it is a fact that can be checked.
    reopen: to('triage', 'research'),
  },
};

/** @returns where it leads. @throws DeskError with the key of the table where it leads nowhere */
export function stateAfter(state: ClaimState, move: Move, wanted?: ClaimState): ClaimState {
  const cell = METHOD[state][move];
  if ('refused' in cell) throw new DeskError(cell.refused);
  if (wanted === undefined) return cell.to[0];
  if (!cell.to.includes(wanted)) throw new Error(`${move} leads from ${state} never to ${wanted}`);
  return wanted;
}

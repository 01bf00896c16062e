import type { ClaimView } from '../../desks/verification/index.ts';
import type { Form } from '../form-values.ts';
import type { SignedVisit } from '../route.ts';

/** What every part of the page of a claim needs. */
export interface OnPage {
  readonly visit: SignedVisit;
  readonly view: ClaimView;
  /** The visitor holds the lease. */
  readonly mine: boolean;
  /** Who works at this desk now, but for the visitor. */
  readonly colleagues: readonly { readonly id: string; readonly name: string }[];
  /** What was typed into the form of this name and could not be kept; null: nothing. */
  typedInto(form: string): Form | null;
}

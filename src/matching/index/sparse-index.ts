import { ExhaustiveIndex } from './exhaustive.ts';

/** The index that matching asks. */
export class SparseIndex extends ExhaustiveIndex {}

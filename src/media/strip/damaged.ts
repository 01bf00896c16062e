/** A file that is not built as its first bytes promise: nobody can say what in it tells on somebody. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/**
 * Why a file could not be fetched: a closed list, as for sends.
 *
 * gone         it has expired or was deleted: nobody can get it any more
 * too_big      larger than we keep
 * refused      not an address that this channel may fetch from, or not a file that we keep
 * unavailable  the provider could not be reached, or our credentials were refused: it may work later
 */
export type MediaErrorKind = 'gone' | 'too_big' | 'refused' | 'unavailable';

/** The only error that `Channel.fetch` and `Channel.discard` throw. Codes only: an address may hold a secret. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly kind: MediaErrorKind;
  /** HTTP status or the provider's own code. */
  readonly code: string;

  constructor(kind: MediaErrorKind, code: string) {
    super(`${kind} (${code})`);
    this.kind = kind;
    this.code = code;
  }
}

import type { Capabilities } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Country } from '../../country/country.ts';
import type { Texts } from '../../i18n.ts';
import type { Store } from '../../store/connect.ts';

/** What the desk works with; made once by main. */
export interface Desk {
  readonly store: Store;
  readonly texts: Texts;
  readonly capabilities: ReadonlyMap<string, Capabilities>;
  /**
   * Says that rows wait: for `outbound` the ids are sender accounts, for `webhooks` endpoints, for `media` entries of the
   * ledger whose link is to be copied, for `verification` tips, for `voice` verdicts to be spoken. May be lost without harm.
   */
  wake(queue: 'outbound' | 'webhooks' | 'media' | 'verification' | 'voice', ids: readonly string[]): void;
  readonly log: Log;
  now(): Date;
  /** Every verdict must be written in these before a second person sees it: data of the country. */
  readonly verdictLanguages: readonly string[];
  /** After how many hours in one state a claim is late, in the queue as for the alarm: data of the country. */
  readonly deskHours: Country['deskHours'];
  /** How many different people a verdict needs: author, second checker and lead, or the first two alone. */
  readonly verdictPeople: 2 | 3;
}

/** Why a move was refused: a key of `desk.error.*`, which the console says in the person's language. */
export const DESK_ERRORS = [
  'not_staff',
  'claim_unknown',
  'lease_held',
  'lease_needed',
  'tip_taken',
  'tip_not_here',
  'tips_missing',
  'why_missing',
  'already_published',
  'in_review',
  'not_in_review',
  'language_unknown',
  'rating_unknown',
  'summary_too_long',
  'summary_not_gsm7',
  'body_too_long',
  'no_draft',
  'not_author',
  'not_ready',
  'evidence_invalid',
  'evidence_struck',
  'source_missing',
  'file_refused',
  'file_too_big',
  'copy_not_failed',
  'category_unknown',
  'place_unknown',
  'place_ambiguous',
  'time_unreadable',
  'time_ahead',
  'reply_whom_missing',
  'reply_way_missing',
  'reply_answer_missing',
  'reply_reason_missing',
  'reply_outcome_missing',
  'check_unknown',
  'check_note_missing',
  'checks_missing',
  'conflict',
  'conflict_theirs',
  'unsafe_lead_only',
  'text_missing',
  'verdict_unknown',
  'own_verdict',
  'own_check',
  'lead_only',
  'check_first',
  'triage_first',
  'triage_done',
  'correction_begun',
  'nothing_stands',
  'verdict_stands',
  'claim_closed',
  'not_closed',
  'exit_unknown',
  'duplicate_invalid',
  'said_missing',
  'said_too_long',
  'said_not_gsm7',
  'changed_missing',
  'changed_too_long',
  'source_unknown',
  'colleague_unknown',
  'audio_invalid',
  'audio_stale',
  'audio_not_cut',
  'spoken_unknown',
  'spoken_long',
  'split_all',
  'lines_missing',
  'view_name',
  'view_taken',
  'view_unknown',
  'watch_has_it',
  'watch_code',
] as const;
export type DeskErrorKey = (typeof DESK_ERRORS)[number];

/** A person's mistake or a colleague who was faster; never a fault of the program. Nothing was changed. */
export class DeskError extends Error {
  override readonly name = 'DeskError';
  readonly key: DeskErrorKey;
  /** For the placeholders of the text. Colleagues' names and numbers, nothing of a citizen. */
  readonly values: Readonly<Record<string, string | number>>;
  constructor(key: DeskErrorKey, values: DeskError['values'] = {}) {
    super(key);
    this.key = key;
    this.values = values;
  }
}

/** Stands where each person's own code comes. Private use: {@link tidy} takes it out of everything staff write. */
export const CODE_MARK = '\ue000';

/** What staff typed, as the database can hold it: no U+0000, no half characters, no space around it. */
export function tidy(text: string): string {
  // U+E000 marks the place of a case code in a framed verdict, so nobody else may write it.
  return Buffer.from(text)
    .toString()
    .replaceAll('\u0000', '')
    .replaceAll('\ue000', '')
    .replaceAll('\r\n', '\n')
    .trim();
}

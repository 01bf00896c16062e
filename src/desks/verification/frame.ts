import type { Content } from '../../core/message.ts';
import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import type { Rating, VerdictWords } from '../../store/verdicts.ts';

/** What an SMS of one segment holds. */
export const SUMMARY_MAX = 160;
/** UTF-16 units: what is read on a small screen without scrolling much, and one message everywhere but on SMS. */
export const BODY_MAX = 700;

/** As wide as any code: all their letters are one septet. */
const ANY_CODE = 'AAAA';

/**
 * A verdict as one person reads it: what it is first, then why. It never quotes what they sent: the phone may be
 * looked at by others, and a repeated rumor is what stays in mind.
 */
export function frameVerdict(
  texts: Texts,
  language: string,
  verdict: VerdictWords & { readonly rating: Rating; readonly code: string },
): Content {
  const { code, summary, body } = verdict;
  const rating = texts.text(language, `verdict.rating.${verdict.rating}`);
  return {
    short: texts.text(language, 'verdict.short', { code, rating, summary }),
    text: texts.text(language, 'verdict.text', { code, rating, body }),
  };
}

export interface SummarySize {
  /** Septets of the whole SMS: label, code and summary, after folding. */
  readonly units: number;
  /** {@link SUMMARY_MAX} */
  readonly max: number;
  /** Signs that no fold brings into GSM-7, e.g. an emoji: they would cut the SMS to 70 letters. */
  readonly strange: string;
}

/** For the counter beside the field and for the rule at saving: what the summary costs with its frame. */
export function summarySize(
  texts: Texts,
  language: string,
  { rating, summary }: { rating: Rating; summary: string },
): SummarySize {
  const { short = '' } = frameVerdict(texts, language, { rating, code: ANY_CODE, summary, body: '' });
  const folded = foldToGsm7(short);
  const strange = [...new Set(folded)].filter((sign) => segments(sign).alphabet === 'ucs2').join('');
  return { units: segments(folded).units, max: SUMMARY_MAX, strange };
}

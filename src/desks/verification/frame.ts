import type { Content } from '../../core/message.ts';
import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import type { Rating, VerdictWords } from '../../store/verdicts.ts';

/** What an SMS of one segment holds. */
export const SUMMARY_MAX = 160;
/** UTF-16 units: what is read on a small screen without scrolling much, and one message everywhere but on SMS. */
export const BODY_MAX = 700;
/** UTF-16 units of what a correction says is different. */
export const CHANGED_MAX = 160;

/** As wide as any code: all their letters are one septet. */
const ANY_CODE = 'AAAA';

interface Framed extends VerdictWords {
  readonly rating: Rating;
  readonly code: string;
  /** Set where this corrects what the person has: what it was rated, and what is different now. */
  readonly corrects?: { readonly before: Rating; readonly changed: string } | undefined;
}

/**
 * A verdict as one person reads it: what it is first, then why, then what they can do. It never quotes what they
 * sent: the phone may be looked at by others, and a repeated rumor is what stays in mind. Who wants to hear it reads one
 * line beside what is spoken: nobody shall have to play it aloud to know what it is about.
 */
export function frameVerdict(texts: Texts, language: string, verdict: Framed): Content {
  const { code, summary, corrects } = verdict;
  const label = (of: Rating) => texts.text(language, `verdict.rating.${of}`);
  const values = { code, rating: label(verdict.rating), summary, body: bodyWith(verdict) };
  const framed = (short: string, text: string): Content => ({ short, text, beside: short });
  if (!corrects) {
    return framed(
      texts.text(language, 'verdict.short', values),
      texts.text(language, 'verdict.text', values),
    );
  }
  const both = { ...values, before: label(corrects.before), changed: corrects.changed };
  const kind = corrects.before === verdict.rating ? 'same' : 'other';
  return framed(
    texts.text(language, `notice.corrected.${kind}_short`, both),
    texts.text(language, `notice.corrected.${kind}_text`, both),
  );
}

/**
 * An answer that went out by itself says how to answer that it is another one; an SMS only where one segment holds both.
 * @param code what stands in the content where a case code goes
 */
export function withOffer(texts: Texts, language: string, content: Content, code: string): Content {
  const { short = '' } = content;
  const longer = `${short} ${texts.text(language, 'mismatch.offer_short')}`;
  const { alphabet, units } = segments(foldToGsm7(longer.replaceAll(code, ANY_CODE)));
  return {
    ...content,
    short: alphabet === 'gsm7' && units <= SUMMARY_MAX ? longer : short,
    text: `${content.text}\n\n${texts.text(language, 'mismatch.offer')}`,
    ...(content.beside !== undefined && {
      beside: `${content.beside}\n\n${texts.text(language, 'mismatch.offer')}`,
    }),
  };
}

/** The text as it is read, with what to do after it: {@link BODY_MAX} holds both. */
export function bodyWith({ body, todo = '' }: Pick<VerdictWords, 'body' | 'todo'>): string {
  return todo === '' ? body : `${body}\n\n${todo}`;
}

export interface SummarySize {
  /** Septets of the whole SMS: label, code and summary, after folding. */
  readonly units: number;
  /** {@link SUMMARY_MAX} */
  readonly max: number;
  /** Signs that no fold brings into GSM-7, e.g. an emoji: they would cut the SMS to 70 letters. */
  readonly strange: string;
}

/**
 * For the counter beside the field and for the rule at saving: what the summary costs with its frame.
 * @param corrected ratings that were told before: then with the longest frame of a correction
 */
export function summarySize(
  texts: Texts,
  language: string,
  { rating, summary, corrected = [] }: { rating: Rating; summary: string; corrected?: readonly Rating[] },
): SummarySize {
  const words = { rating, code: ANY_CODE, summary, body: '' };
  const frames = [undefined, ...corrected.map((before) => ({ before, changed: '' }))].map((corrects) =>
    foldToGsm7(frameVerdict(texts, language, { ...words, corrects }).short ?? ''),
  );
  const strange = new Set(
    frames.flatMap((short) => [...short].filter((sign) => segments(sign).alphabet === 'ucs2')),
  );
  return {
    units: Math.max(...frames.map((short) => segments(short).units)),
    max: SUMMARY_MAX,
    strange: [...strange].join(''),
  };
}

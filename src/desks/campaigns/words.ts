import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import type { CampaignQuestion, CampaignRow } from '../../store/campaigns.ts';
import { framed } from '../bulletins/index.ts';

/** A question with its choices and the way out; one segment is what an editor should aim at, and is told. */
const QUESTION_SEGMENTS = 2;
/** What is said to an answer. */
const REPLY_SEGMENTS = 1;

/** In the language asked for; in the first that is there, where it is not written in it. */
export function inLanguage(words: Readonly<Record<string, string>>, language: string): string {
  return words[language] ?? Object.values(words)[0] ?? '';
}

/** What a bulletin that puts a question says, or one that reminds of it; without choices and the way out. */
export function askedWords(
  texts: Texts,
  language: string,
  of: { readonly questions: CampaignRow['questions']; readonly n: number; readonly reminder: boolean },
): string {
  const question = inLanguage(of.questions[of.n - 1]?.text ?? {}, language);
  const values = { n: String(of.n), of: String(of.questions.length), question };
  return texts.text(language, of.reminder ? 'campaign.reminder' : 'campaign.question', values);
}

/** As it stands on a telephone that knows SMS only. */
export function smsForm(
  texts: Texts,
  language: string,
  of: Parameters<typeof askedWords>[2],
): { readonly text: string; readonly segments: number } {
  const said = askedWords(texts, language, of);
  const { short } = framed(texts, language, { text: said, short: said });
  const choices = of.questions[of.n - 1]?.choices ?? [];
  const lines = choices.map(({ label }, at) => `${at + 1} ${inLanguage(label, language)}`);
  const text = foldToGsm7([short, ...lines].join('\n'));
  return { text, segments: segments(text).segments };
}

export interface Told {
  /** Whether it is the answer that counts. */
  readonly first: boolean;
  readonly correct: boolean | null;
  readonly score: { readonly right: number; readonly of: number };
}

/** The key and the values of what is said to an answer. */
export function toldOf(
  question: CampaignQuestion,
  language: string,
  { first, correct, score }: Told,
): { readonly key: string; readonly values: Readonly<Record<string, string>> } {
  if (!first) return { key: 'campaign.already', values: {} };
  if (correct === null)
    return { key: question.kind === 'text' ? 'campaign.thanks_words' : 'campaign.thanks', values: {} };
  const right = question.choices.find(({ id }) => id === question.right);
  const values = {
    reason: inLanguage(question.reason ?? {}, language),
    right_label: inLanguage(right?.label ?? {}, language),
    score: `${score.right}/${score.of}`,
  };
  return { key: correct ? 'campaign.right' : 'campaign.wrong', values };
}

/** The languages it is written in: those of its first question. */
export const languagesOf = ({ questions }: Pick<CampaignRow, 'questions'>): string[] =>
  Object.keys(questions[0]?.text ?? {});

/** What is missing or too long in its words, if anything. */
export function wordsFault(
  texts: Texts,
  { questions }: Pick<CampaignRow, 'questions'>,
): 'no_text' | 'too_long' | null {
  const languages = languagesOf({ questions });
  if (languages.length === 0) return 'no_text';
  const written = (words: Readonly<Record<string, string>>) =>
    languages.every((language) => (words[language] ?? '').trim() !== '');
  for (const [at, question] of questions.entries()) {
    const { text, choices, reason } = question;
    const all = [text, ...choices.map(({ label }) => label), ...(reason ? [reason] : [])];
    if (!all.every(written)) return 'no_text';
    for (const language of languages) {
      const forms = [false, true].map((reminder) =>
        smsForm(texts, language, { questions, n: at + 1, reminder }),
      );
      if (forms.some((form) => form.segments > QUESTION_SEGMENTS)) return 'too_long';
      const score = { right: questions.length, of: questions.length };
      const { key, values } = toldOf(question, language, {
        first: true,
        correct: question.right === null ? null : false,
        score,
      });
      if (segments(foldToGsm7(texts.text(language, key, values))).segments > REPLY_SEGMENTS)
        return 'too_long';
    }
  }
  return null;
}

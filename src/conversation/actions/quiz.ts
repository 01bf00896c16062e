import { answerQuestion, nextQuestion, openRun } from '../../desks/quiz/index.ts';
import type { Turn } from '../in-hand.ts';
import { type Actions, wayOf } from './run.ts';

const languageOf = ({ contact, deps }: Turn) => contact.language ?? deps.texts.languages[0] ?? '';

/** The next question of a bank, as answers that the flow's question is made of. */
async function question(turn: Turn, bank: string) {
  const { tx, contact, deps } = turn;
  const next = await nextQuestion(tx, {
    banks: deps.country.quizBanks,
    bank,
    contactId: contact.id,
    language: languageOf(turn),
    medium: wayOf(turn).medium,
    now: deps.now(),
    begin: true,
  });
  switch (next.kind) {
    case 'question':
      return {
        outcome: 'question' as const,
        answers: {
          run: next.runId,
          n: String(next.n),
          of: String(next.of),
          question: next.text,
          question_id: next.questionId,
          // The button names its question: one that is tapped late answers no other.
          options: JSON.stringify(
            next.options.map(({ id, label }) => ({ id: `${next.questionId}-${id}`, label })),
          ),
        },
      };
    case 'finished':
      return { outcome: 'finished' as const, answers: { score: `${next.right}/${next.of}` } };
    default:
      return { outcome: 'none' as const };
  }
}

export const QUIZ: Actions<'quiz_open' | 'quiz_next' | 'quiz_answer'> = {
  /** Goes on where they stopped; else they choose, where there is a choice. */
  async quiz_open(turn) {
    const { tx, contact, deps } = turn;
    const banks = deps.country.quizBanks;
    const open = await openRun(tx, { contactId: contact.id });
    const only = banks.length === 1 ? banks[0]?.id : undefined;
    const bank = open ?? only;
    if (bank === undefined) {
      if (banks.length === 0) return { outcome: 'none' };
      const language = languageOf(turn);
      const list = banks.map(({ id, title }) => ({ id, label: title[language] ?? id }));
      return { outcome: 'choose', answers: { banks: JSON.stringify(list) } };
    }
    const next = await question(turn, bank);
    if (next.outcome === 'question') return { outcome: 'question', answers: { bank, ...next.answers } };
    return { outcome: 'none' };
  },

  quiz_next: (turn, { bank = '' }) => question(turn, bank),

  async quiz_answer({ tx, deps }, { run = '', question_id: questionId = '', option = '' }) {
    const { right, reason, rightLabel, gone } = await answerQuestion(tx, {
      banks: deps.country.quizBanks,
      runId: run,
      questionId,
      option: option.slice(questionId.length + 1),
      now: deps.now(),
    });
    if (gone) return { outcome: 'gone' };
    return { outcome: right ? 'right' : 'wrong', answers: { reason, right_label: rightLabel } };
  },
};

import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Db } from '../../store/connect.ts';
import { type AnswerOfRun, asOfNow, countAnswers, eachAnswer } from '../../store/quiz-results.ts';
import type { QuizBanks } from './bank.ts';
import {
  describePackage,
  type FlowResultsPackage,
  type FlowResultsRow,
  languageCode,
  questionKey,
  wholeHour,
} from './flow-results.ts';

/**
 * Hands out every answer as Flow Results.
 *
 * Nobody can be found in it, and two exports cannot be put together: contacts and runs bear the first half of an
 * HMAC-SHA-256 of their id, under a key that is made for this export and kept nowhere; who asked to be forgotten is
 * another contact in every run. Times are whole hours and runs stand in an order of chance: to the second, a time is
 * as good as a name, to whoever holds another export or a list of an operator's messages.
 *
 * @param take gets the rows, a page at a time, and is waited for
 * @returns the descriptor, and how many rows there were
 */
export function exportFlowResults(
  db: Db,
  asked: {
    readonly banks: QuizBanks;
    readonly bank?: string | undefined;
    /** Of the labels. */
    readonly language: string;
    readonly now: Date;
    /** Where the rows will stand, seen from the descriptor. */
    readonly path: string;
  },
  take: (rows: readonly FlowResultsRow[]) => Promise<void>,
): Promise<{ descriptor: FlowResultsPackage; rows: number }> {
  const { bank = null } = asked;
  const toRow = openPseudonyms();
  return asOfNow(db, async (tx) => {
    const answered = await countAnswers(tx, bank);
    let rows = 0;
    for await (const page of eachAnswer(tx, { bank, salt: randomBytes(16).toString('hex') })) {
      await take(page.map(toRow));
      rows += page.length;
    }
    return { descriptor: describePackage({ ...asked, answered, id: randomUUID() }), rows };
  });
}

function openPseudonyms(): (answer: AnswerOfRun) => FlowResultsRow {
  const key = randomBytes(32);
  const pseudonym = (kind: string, id: string) =>
    createHmac('sha256', key).update(`${kind}:${id}`).digest('hex').slice(0, 32);
  return ({ bank, contactId, runId, n, question, answer, answeredAt, language, medium, correct }) => {
    const session = pseudonym('run', runId);
    return [
      wholeHour(answeredAt),
      `${session}-${n}`,
      contactId === null ? pseudonym('nobody', runId) : pseudonym('contact', contactId),
      session,
      questionKey(bank, question),
      answer,
      { language: languageCode(language), medium, correct },
    ];
  };
}

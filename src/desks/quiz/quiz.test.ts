import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countryOf } from '../../country/index.ts';
import type { QuizBank } from '../../country/quiz-bank.ts';
import type { Queryable, Store } from '../../store/connect.ts';
import { quizAnswer, quizRun } from '../../store/schema.ts';
import { freshDatabase } from '../../testing/database.ts';
import { addPeople, openTestStore } from '../../testing/people.ts';
import { answerQuestion, forgetQuiz, type NextQuestion, nextQuestion, openRun } from './index.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let elsewhere: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  elsewhere = openTestStore(database.url);
});
afterAll(async () => {
  await Promise.all([store.close(), elsewhere.close()]);
  await database.drop();
});

const HAITI = countryOf('ht').quizBanks;

/** A bank of yes-or-no questions that are called what they are; `yes` is right. */
function bank(version: number, ...ids: string[]): QuizBank {
  const text = (words: string) => ({ ht: `${words} (ht)`, fr: `${words} (fr)` });
  return {
    id: 'test',
    version,
    title: text('test'),
    questions: ids.map((id) => ({
      id,
      text: text(id),
      options: [
        { id: 'yes', label: { ht: 'Wi', fr: 'Oui' } },
        { id: 'no', label: { ht: 'Non', fr: 'Non' } },
      ],
      right: 'yes',
      reason: text(`because ${id}`),
      source: 'invented',
    })),
  };
}

/** Somebody at the quiz; every call is a turn of its own. */
async function player(banks: readonly QuizBank[] = [bank(1, 'a', 'b', 'c')], name = 'test') {
  const [person] = await addPeople(store, 1);
  if (!person) throw new Error('nobody came');
  const { contactId } = person;
  const turn = <T>(work: (tx: Queryable) => Promise<T>, of = store) => of.db.transaction(work);
  const now = new Date();
  const asked = { bank: name, contactId, language: 'ht', medium: 'sms', now } as const;
  const next = (more: Partial<Parameters<typeof nextQuestion>[1]> = {}, of = store) =>
    turn((tx) => nextQuestion(tx, { banks, ...asked, ...more }), of);
  const answers = (to: NextQuestion, option: string, now = new Date(), of = banks) => {
    if (to.kind !== 'question') throw new Error(`nothing is asked: ${to.kind}`);
    const { runId, questionId } = to;
    return turn((tx) => answerQuestion(tx, { banks: of, runId, questionId, option, now }));
  };
  return { contactId, next, answers, turn };
}

describe('a whole run', () => {
  test.each(HAITI.map(({ id }) => id))(
    '%s: every question is asked once, with its reason, and the score is told',
    async (id) => {
      const { next, answers } = await player(HAITI, id);
      const of = 8;
      for (let n = 1; n <= of; n++) {
        const asked = await next({ begin: n === 1 });
        expect(asked).toMatchObject({ kind: 'question', n, of, resumed: n > 1 });
        if (asked.kind !== 'question') return;
        const question = HAITI.find((each) => each.id === id)?.questions.find(
          (q) => q.id === asked.questionId,
        );
        expect(asked.text).toBe(question?.text.ht);
        expect(asked.options).toEqual(question?.options.map((o) => ({ id: o.id, label: o.label.ht })));
        const wrong = question?.options.find((o) => o.id !== question.right)?.id ?? '';
        const option = n <= 5 ? (question?.right ?? '') : wrong;
        expect(await answers(asked, option)).toEqual({
          right: n <= 5,
          reason: question?.reason.ht,
          rightLabel: question?.options.find((o) => o.id === question.right)?.label.ht,
          gone: false,
        });
      }
      expect(await next()).toEqual({ kind: 'finished', right: 5, of });
      expect(await next()).toEqual({ kind: 'finished', right: 5, of });
      expect(await next({ begin: true })).toMatchObject({ kind: 'question', n: 1, resumed: false });
    },
  );

  test('nothing begins unless it is told to, and a bank that is not there is unknown', async () => {
    const { next } = await player();
    expect(await next()).toEqual({ kind: 'unknown' });
    expect(await next({ bank: 'nowhere', begin: true })).toEqual({ kind: 'unknown' });
  });

  test('the first answer to a question counts', async () => {
    const { next, answers } = await player();
    const asked = await next({ begin: true });
    expect(await answers(asked, 'no')).toMatchObject({ right: false });
    expect(await answers(asked, 'yes')).toMatchObject({ right: false, rightLabel: 'Wi' });
    expect(await next()).toMatchObject({ n: 2, questionId: 'b' });
  });

  test('two answers at once to one question are one', async () => {
    const { next, answers } = await player();
    const asked = await next({ begin: true });
    const told = await Promise.all(['yes', 'no', 'yes', 'no'].map((option) => answers(asked, option)));
    expect(new Set(told.map(({ right }) => right)).size).toBe(1);
    expect(await next()).toMatchObject({ n: 2 });
  });

  test('a contact who begins ten times at once, in two processes, has one run', async () => {
    const { contactId, next } = await player();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, at) => next({ begin: true }, at % 2 === 0 ? store : elsewhere)),
    );
    expect(new Set(all.map((one) => one.kind === 'question' && one.runId)).size).toBe(1);
    expect(await store.db.$count(quizRun, eq(quizRun.contactId, contactId))).toBe(1);
  });

  test('question and reason are in the language that the person has chosen meanwhile', async () => {
    const { contactId, next, answers } = await player();
    await next({ begin: true });
    const asked = await next({ language: 'fr', medium: 'whatsapp' });
    expect(asked).toMatchObject({ text: 'a (fr)', options: [{ label: 'Oui' }, { label: 'Non' }] });
    expect(await answers(asked, 'yes')).toMatchObject({ reason: 'because a (fr)', rightLabel: 'Oui' });
    const rows = await store.db.select().from(quizRun).where(eq(quizRun.contactId, contactId));
    expect(rows).toMatchObject([{ language: 'fr', medium: 'whatsapp' }]);
  });

  test('a language that a bank lacks gets its first', async () => {
    const { next } = await player();
    expect(await next({ begin: true, language: 'en' })).toMatchObject({ text: 'a (ht)' });
  });
});

describe('on another day', () => {
  const old = bank(1, 'a', 'b', 'c');

  test('a run goes on where it was, also for who begins anew', async () => {
    const { contactId, next, answers, turn } = await player([old]);
    await answers(await next({ begin: true }), 'yes');
    expect(await turn((tx) => openRun(tx, { contactId }))).toBe('test');
    const tomorrow = new Date(Date.now() + 26 * 3_600_000);
    expect(await next({ begin: true, now: tomorrow })).toMatchObject({
      n: 2,
      of: 3,
      questionId: 'b',
      resumed: true,
    });
  });

  test('a run goes on with its version as long as that is kept beside the new one; a new run takes the new', async () => {
    const { contactId, next, answers, turn } = await player([old]);
    await answers(await next({ begin: true }), 'yes');
    const banks = [bank(2, 'x', 'y'), old];
    expect(await next({ banks })).toMatchObject({ n: 2, of: 3, questionId: 'b' });
    await answers(await next({ banks }), 'yes', new Date(), banks);
    await answers(await next({ banks }), 'yes', new Date(), banks);
    expect(await next({ banks })).toEqual({ kind: 'finished', right: 3, of: 3 });
    expect(await next({ banks, begin: true })).toMatchObject({ n: 1, of: 2, questionId: 'x' });
    expect(await turn((tx) => openRun(tx, { contactId }))).toBe('test');
  });

  test('where the version is gone, the questions that remain are asked, and those answered count', async () => {
    const { next, answers } = await player([old]);
    await answers(await next({ begin: true }), 'yes');
    await answers(await next(), 'no');
    const banks = [bank(2, 'b', 'c', 'd')];
    for (const [n, questionId] of [
      [3, 'c'],
      [4, 'd'],
    ] as const) {
      const asked = await next({ banks });
      expect(asked).toMatchObject({ n, of: 4, questionId });
      await answers(asked, 'yes', new Date(), banks);
    }
    expect(await next({ banks })).toEqual({ kind: 'finished', right: 3, of: 4 });
  });

  test('an answer to a question that was replaced meanwhile is not kept, and the next question follows', async () => {
    const { next, answers } = await player([old]);
    const asked = await next({ begin: true });
    const banks = [bank(2, 'x', 'y')];
    expect(await answers(asked, 'yes', new Date(), banks)).toEqual({
      right: false,
      reason: '',
      rightLabel: '',
      gone: true,
    });
    expect(await answers(asked, 'perhaps')).toMatchObject({ gone: true });
    expect(await next({ banks })).toMatchObject({ n: 1, of: 2, questionId: 'x' });
  });

  test('where the whole bank is gone, a run ends with what was answered, and one without answers was none', async () => {
    const [begun, answered] = [await player([old]), await player([old])];
    await begun.next({ begin: true });
    await answered.answers(await answered.next({ begin: true }), 'yes');
    expect(await begun.next({ banks: [] })).toEqual({ kind: 'unknown' });
    expect(await answered.next({ banks: [] })).toEqual({ kind: 'finished', right: 1, of: 1 });
    for (const { contactId } of [begun, answered])
      expect(await openRun(store.db, { contactId })).toBeUndefined();
    expect(await store.db.$count(quizRun, eq(quizRun.contactId, begun.contactId))).toBe(0);
  });

  test('of two open banks the one that was answered in last is told', async () => {
    const banks = [old, { ...old, id: 'other' }];
    const { contactId, next, answers } = await player(banks);
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000);
    const first = await next({ begin: true, now: at(0) });
    await next({ begin: true, bank: 'other', now: at(1) });
    expect(await openRun(store.db, { contactId })).toBe('other');
    await answers(first, 'yes', at(2));
    expect(await openRun(store.db, { contactId })).toBe('test');
  });
});

test('who asks to be forgotten leaves answers behind that are nobody’s', async () => {
  const { contactId, next, answers, turn } = await player();
  const asked = await next({ begin: true });
  await answers(asked, 'yes');
  await turn((tx) => forgetQuiz(tx, contactId));
  expect(await openRun(store.db, { contactId })).toBeUndefined();
  expect(await next()).toEqual({ kind: 'unknown' });
  const runId = asked.kind === 'question' ? asked.runId : randomUUID();
  const kept = store.db.select({ run: quizAnswer.runId }).from(quizAnswer);
  expect(await kept.where(eq(quizAnswer.runId, runId))).toHaveLength(1);
  expect(await store.db.$count(quizRun, sql`${quizRun.id} = ${runId} and ${quizRun.contactId} is null`)).toBe(
    1,
  );
});

test('an answer to a run that never was is told as gone', async () => {
  const { turn } = await player();
  const given = {
    banks: [bank(1, 'a')],
    runId: randomUUID(),
    questionId: 'a',
    option: 'yes',
    now: new Date(),
  };
  expect(await turn((tx) => answerQuestion(tx, given))).toMatchObject({ gone: true });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countryOf } from '../country/index.ts';
import type { QuizBank } from '../country/quiz-bank.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { approve, assess, openClaim, saveDraft, submit } from '../desks/verification/index.ts';
import { addStaff } from '../store/staff.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { makeReady } from '../testing/make-ready.ts';

/** A quiz that a test may replace while people are in it. */
const bank = (version: number, ...ids: string[]): QuizBank => ({
  id: 'test',
  version,
  title: { ht: 'Tès' },
  questions: ids.map((id) => ({
    id,
    text: { ht: `Keksyon ${id}?` },
    options: [
      { id: 'yes', label: { ht: 'Se vre' } },
      { id: 'no', label: { ht: 'Se pa vre' } },
    ],
    right: 'yes',
    reason: { ht: `Paske ${id}.` },
    source: 'none',
  })),
});
let banks: readonly QuizBank[] = [bank(1, 'a', 'b')];

let world: ConversationWorld;
let staff: string[];
beforeAll(async () => {
  world = await openConversationWorld();
  const { country } = world.deps;
  Object.assign(world.deps, {
    country: Object.create(country, { quizBanks: { get: () => banks } }),
  });
  staff = await Promise.all(
    ['Premye', 'Dezyèm'].map(async (name) => {
      const row = { name, role: 'lead', passwordHash: 'none', language: 'ht' } as const;
      return (await addStaff(world.store.db, row))?.id ?? '';
    }),
  );
});
afterAll(() => world.close());

const { of, says, known } = peopleIn(() => world);

describe('whether an answer was useful', () => {
  let rumors = 0;
  /** Has sent a rumor and been told what is true. */
  async function hasBeenTold(from: string): Promise<void> {
    rumors += 1;
    await says(from, `Yo di biwo vòt nimewo ${rumors} ap fèmen a midi dimanch`);
    const [author = '', checker = ''] = staff;
    const desk: Desk = {
      ...world.deps,
      verdictLanguages: ['ht', 'fr'],
      deskHours: countryOf('ht').deskHours,
      verdictPeople: 2,
    };
    const tipIds = (await of(from, 'select id from tip where contact_id = $1')).map(({ id }) => id);
    const wording = { ht: `Biwo ${rumors} ap fèmen a midi.`, fr: `Le bureau ${rumors} ferme à midi.` };
    const { claimId } = await openClaim(desk, { staffId: author, tipIds, wording });
    const mine = { claimId, staffId: author };
    await assess(desk, { ...mine, why: 'Yon fè, ka verifye' });
    await makeReady(desk, claimId, author);
    const text = { summary: 'Biwo yo rete louvri.', body: 'Biwo yo rete louvri jiska katrè.' };
    await saveDraft(desk, { ...mine, rating: 'false', texts: { ht: text, fr: text } });
    const { verdictId } = await submit(desk, mine);
    await approve(desk, { verdictId, staffId: checker });
    await world.store.pool.query("update reply set state = 'sent' where verdict_id = $1", [verdictId]);
  }
  const feedback = (from: string) =>
    of(from, 'select useful, reason, message_id from verdict_feedback where contact_id = $1');

  test('ITIL is noted at once', async () => {
    const from = await known();
    await hasBeenTold(from);
    expect(await says(from, 'ITIL')).toMatch(/^Mèsi! Sa ede nou/);
    expect(await feedback(from)).toEqual([{ useful: true, reason: null, message_id: null }]);
  });

  test('PA ITIL is noted before why is asked; the reason is kept in their words', async () => {
    const from = await known();
    await hasBeenTold(from);
    expect(await says(from, 'PA ITIL')).toMatch(/Ki sa ki manke\?/);
    expect(await feedback(from)).toMatchObject([{ useful: false, reason: null }]);
    expect(await says(from, 'li pa di ki kote pou m ale vote')).toMatch(/^Mèsi! Sa ede nou/);
    expect(await feedback(from)).toMatchObject([
      { useful: false, reason: 'li pa di ki kote pou m ale vote' },
    ]);
    expect(await of(from, 'select 1 from tip where contact_id = $1')).toHaveLength(1);
  });

  test('why may be told by voice, or not at all', async () => {
    const [voice, silent] = [await known(), await known()];
    for (const from of [voice, silent]) await hasBeenTold(from);
    await says(voice, 'PA ITIL');
    await world.says(voice, '', { media: [{ url: 'simulator:voice', contentType: 'audio/ogg' }] });
    expect(await feedback(voice)).toEqual([
      { useful: false, reason: null, message_id: expect.stringMatching(/^\d+$/) },
    ]);
    expect(await says(silent, 'PA ITIL', '0')).toMatch(/^Mèsi!/);
    expect(await feedback(silent)).toEqual([{ useful: false, reason: null, message_id: null }]);
  });

  test('the last word counts, and there is one row', async () => {
    const from = await known();
    await hasBeenTold(from);
    await says(from, 'PA ITIL', '0', 'ITIL');
    expect(await feedback(from)).toMatchObject([{ useful: true }]);
  });

  test('"no" once more keeps the reason; what the one before on this phone said of it stays theirs', async () => {
    const from = await known();
    await hasBeenTold(from);
    const why = 'li pa di ki kote pou m ale vote';
    await says(from, 'PA ITIL', why, 'PA ITIL', '0');
    expect(await feedback(from)).toMatchObject([{ useful: false, reason: why }]);
    // Messages of this world come from earlier today, replies do not.
    await of(from, "update reply set created_at = created_at - interval '7 hours' where contact_id = $1");
    await says(from, 'LÒT MOUN', '1', '1');
    expect(await says(from, 'ITIL')).toMatch(/^Nou pa wè ki repons/);
    expect(await feedback(from)).toMatchObject([{ useful: false, reason: why }]);
  });

  test('who was told nothing is asked to send the rumor, and nothing is noted', async () => {
    const from = await known();
    expect(await says(from, 'ITIL')).toMatch(/^Nou pa wè ki repons/);
    expect(await feedback(from)).toEqual([]);
  });
});

describe('bulletins', () => {
  const subscription = async (from: string) =>
    (
      await of(
        from,
        `select topics, form, language, frequency, place_code as place, ended_at is null as active
         from subscription where contact_id = $1`,
      )
    )[0];

  test('about two topics, by voice, in French, every week', async () => {
    const from = await known();
    expect(await says(from, 'BILTEN')).toMatch(/^Sou ki sa ou vle bilten/);
    expect(await says(from, '2 ak 3')).toMatch(/^Ki jan ou vle yo/);
    expect(await says(from, 'vwa')).toMatch(/^Nan ki lang/);
    expect(await says(from, 'fransè')).toMatch(/^Chak kilè/);
    expect(await says(from, 'chak semèn')).toMatch(/^Nan ki komin/);
    expect(await subscription(from)).toBeUndefined();
    expect(await says(from, 'Jakmèl')).toMatch(/^Se fè!/);
    expect(await subscription(from)).toEqual({
      topics: ['elections', 'security'],
      form: 'voice',
      language: 'fr',
      frequency: 'weekly',
      place: 'HT0211',
      active: true,
    });
    // What they hear in the conversation stays in their language.
    expect(await of(from, 'select language from contact where id = $1')).toEqual([{ language: 'ht' }]);
  });

  test('may be changed, kept, ended and begun again; there is one row', async () => {
    const from = await known();
    await says(from, 'BILTEN', '1', '1', '1', '1', '0');
    expect(await subscription(from)).toMatchObject({ place: null });
    expect(await says(from, 'BILTEN')).toMatch(/^Ou abòne deja/);
    expect(await says(from, '3')).toMatch(/anyen pa chanje/);
    await says(from, 'BILTEN', 'chanje', 'sekirite', '3', '1', '2', '3e seksyon Jakmèl');
    // A section lies in a commune; a department is none.
    expect(await subscription(from)).toMatchObject({ place: 'HT0211' });
    expect(await subscription(from)).toMatchObject({
      topics: ['security'],
      form: 'both',
      frequency: 'daily',
    });
    expect(await says(from, 'SISPANN BILTEN')).toMatch(/ou p ap resevwa bilten ankò/);
    expect(await subscription(from)).toMatchObject({ active: false });
    // No bulletins is not STOP: they are answered on.
    expect(await of(from, 'select stopped_at from contact where id = $1')).toEqual([{ stopped_at: null }]);
    expect(await says(from, 'BILTEN')).toMatch(/^Sou ki sa/);
    await says(from, '1', '1', '1', '1', 'depatman Sidès');
    expect(await subscription(from)).toMatchObject({ topics: ['all'], place: null, active: true });
  });
});

describe('a quiz', () => {
  const answers = (from: string) =>
    of(
      from,
      'select n, question, answer, correct from quiz_answer join quiz_run on id = run_id where contact_id = $1 order by n',
    );
  const runs = (from: string) =>
    of(
      from,
      'select bank, bank_version, finished_at is not null as over from quiz_run where contact_id = $1',
    );

  test('tells the reason after each answer, and the score at the end', async () => {
    banks = [bank(1, 'a', 'b')];
    const from = await known();
    expect(await says(from, 'KWIZ')).toBe('1/2 Keksyon a?');
    expect(await says(from, '1')).toBe('Byen! Paske a.\n2/2 Keksyon b?');
    expect(await says(from, 'se pa vre')).toMatch(/^Non, se: Se vre\. Paske b\.\nOu fini! Pwen ou: 1\/2\./);
    expect(await answers(from)).toEqual([
      { n: 1, question: 'a', answer: 'yes', correct: true },
      { n: 2, question: 'b', answer: 'no', correct: false },
    ]);
    expect(await runs(from)).toEqual([{ bank: 'test', bank_version: 1, over: true }]);
  });

  test('left in the middle it goes on where it was, and the first answer counts', async () => {
    banks = [bank(1, 'a', 'b')];
    const from = await known();
    await says(from, 'KWIZ', '2', 'MENI');
    expect(await says(from, 'KWIZ')).toMatch(/^2\/2 Keksyon b\?/);
    await says(from, '1');
    expect(await answers(from)).toMatchObject([{ answer: 'no' }, { answer: 'yes' }]);
    expect(await runs(from)).toHaveLength(1);
  });

  test('whose question was replaced meanwhile is asked the next one, and told nothing of the answer', async () => {
    banks = [bank(1, 'a', 'b')];
    const from = await known();
    await says(from, 'KWIZ');
    banks = [bank(2, 'x', 'y')];
    expect(await says(from, '1')).toMatch(/^1\/2 Keksyon x\?/);
    expect(await answers(from)).toEqual([]);
    expect(await says(from, '1')).toMatch(/^Byen! Paske x\.\n2\/2 Keksyon y\?/);
    expect(await answers(from)).toMatchObject([{ n: 1, question: 'x', answer: 'yes' }]);
  });

  test('that is gone altogether is over: they hear so, and no person is needed', async () => {
    banks = [bank(1, 'a', 'b')];
    const from = await known();
    await says(from, 'KWIZ');
    banks = [];
    expect(await says(from, '1')).toMatch(/^Pa gen kwiz pou kounye a/);
    expect(await of(from, 'select 1 from waiting where contact_id = $1')).toEqual([]);
  });
});

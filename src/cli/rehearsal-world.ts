import type { ActionName } from '../conversation/actions/outcomes.ts';
import type { Country } from '../country/country.ts';
import type { QuizBank } from '../country/quiz-bank.ts';
import { newCode } from '../desks/code.ts';
import { foldWords } from '../language/fold.ts';

/** How an action ended: its outcome, and the answers it gives. */
export type Outcome = { readonly outcome: string } & Readonly<Record<string, string>>;
type Given = Readonly<Record<string, string>>;

/** What a person of a rehearsal is and has said, for one person, in memory. */
export interface RehearsalWorld {
  language: string | null;
  /** What was written last. */
  lastText: string;
  act(action: ActionName, given: Given, answers: Given): Outcome;
}

/**
 * Does what the actions of a conversation do, without a database.
 * @param person.language chosen already; `null` lets the flow ask
 * @param person.hasNumber whether they write from a number that can be called
 */
export function openRehearsalWorld(
  country: Country,
  { language, hasNumber }: { language: string | null; hasNumber: boolean },
): RehearsalWorld {
  let consented = false;
  const tips = new Map<string, string>();
  const sources = new Set<string>();
  const quotes = new Set<string>();
  const reports = new Map<string, string>();
  const quiz = new Map<string, { n: number; right: number }>();
  let subscribed = false;

  const said = () => world.language ?? 'ht';
  const named = (name: Readonly<Record<string, string>>) => name[said()] ?? Object.values(name)[0] ?? '';
  const list = (all: readonly { id: string; label: string }[]) => JSON.stringify(all);
  const bankOf = (id: string | undefined) => country.quizBanks.find((bank) => bank.id === id);

  const question = (bank: QuizBank | undefined): Outcome => {
    if (!bank) return { outcome: 'none' };
    const run = quiz.get(bank.id) ?? { n: 0, right: 0 };
    quiz.set(bank.id, run);
    const next = bank.questions[run.n];
    if (!next) {
      quiz.delete(bank.id);
      return { outcome: 'finished', score: `${run.right}/${bank.questions.length}` };
    }
    return {
      outcome: 'question',
      bank: bank.id,
      run: bank.id,
      n: String(run.n + 1),
      of: String(bank.questions.length),
      question: named(next.text),
      question_id: next.id,
      options: list(next.options.map(({ id, label }) => ({ id: `${next.id}-${id}`, label: named(label) }))),
    };
  };

  const acts: Record<ActionName, (given: Given, answers: Given) => Outcome> = {
    keep_tip: () => {
      const words = foldWords(world.lastText);
      const known = tips.get(words);
      const code = known ?? newCode();
      tips.set(words, code);
      return { outcome: known === undefined ? 'kept' : 'repeated', code };
    },
    join_tip: () => ({ outcome: 'joined' }),
    tip_details: ({ code = '' }) => {
      if (![...tips.values()].includes(code)) return { outcome: 'complete' };
      if (!sources.has(code)) return { outcome: 'source' };
      return { outcome: quotes.has(code) ? 'complete' : 'quote' };
    },
    note_source: ({ code = '' }) => {
      sources.add(code);
      return { outcome: 'done' };
    },
    note_quote: ({ code = '' }) => {
      quotes.add(code);
      return { outcome: 'done' };
    },
    what_is_missing: (_, { code }) => {
      if (world.language === null) return { outcome: 'language' };
      if (!consented) return { outcome: 'consent' };
      return { outcome: code === undefined ? 'nothing' : 'nothing_after_tip' };
    },
    set_language: ({ language: chosen }) => {
      world.language = chosen ?? world.language;
      return { outcome: 'done' };
    },
    answer_form: () => ({ outcome: 'choose' }),
    set_form: ({ form = 'both' }) => ({ outcome: form }),
    record_consent: () => {
      consented = true;
      return { outcome: 'done' };
    },
    forget_person: () => forget(),
    erase_all: () => forget(),
    another_person: () => {
      world.language = null;
      consented = false;
      return { outcome: 'done' };
    },
    case_status: ({ code = '' }) => {
      const typed = code.toUpperCase();
      if ([...reports.values()].includes(typed)) return { outcome: 'report_open', code: typed };
      return { outcome: [...tips.values()].includes(typed) ? 'waiting' : 'unknown', code: typed };
    },
    open_report: () => {
      const words = foldWords(world.lastText);
      const known = reports.get(words);
      const code = known ?? newCode();
      reports.set(words, code);
      return { outcome: known === undefined ? 'opened' : 'repeated', code };
    },
    add_to_report: () => ({ outcome: 'done' }),
    raise_danger: () => ({
      outcome: 'done',
      emergency: country.emergency.map(({ number, name }) => `${number} ${named(name)}`).join(', '),
    }),
    quiz_open: () => {
      const [open] = quiz.keys();
      if (open !== undefined) return question(bankOf(open));
      const banks = country.quizBanks.map(({ id, title }) => ({ id, label: named(title) }));
      return banks.length === 0 ? { outcome: 'none' } : { outcome: 'choose', banks: list(banks) };
    },
    quiz_next: ({ bank }) => question(bankOf(bank)),
    quiz_answer: ({ run = '', question_id: id = '', option = '' }) => {
      const asked = bankOf(run)?.questions.find((one) => one.id === id);
      const at = quiz.get(run);
      const right = asked !== undefined && option === `${id}-${asked.right}`;
      if (at) quiz.set(run, { n: at.n + 1, right: at.right + (right ? 1 : 0) });
      const rightOption = asked?.options.find((one) => one.id === asked.right);
      return {
        outcome: right ? 'right' : 'wrong',
        reason: asked ? named(asked.reason) : '',
        right_label: rightOption ? named(rightOption.label) : '',
      };
    },
    subscription: () => ({
      outcome: subscribed ? 'active' : 'none',
      topic_list: list(country.topics.map(({ id, name }) => ({ id, label: named(name) }))),
    }),
    subscribe: () => {
      subscribed = true;
      return { outcome: 'done' };
    },
    unsubscribe: () => {
      subscribed = false;
      return { outcome: 'done' };
    },
    latest_verdict: () => ({ outcome: 'none' }),
    note_feedback: () => ({ outcome: 'done' }),
    note_reason: () => ({ outcome: 'done' }),
    not_this: () => ({ outcome: 'none' }),
    free_line: () => ({
      outcome: 'callback',
      line: country.protection.line,
      child_line: country.protection.childLine,
    }),
    keep_callback: ({ number }) =>
      number === undefined && !hasNumber
        ? { outcome: 'no_number', code: '' }
        : { outcome: 'kept', code: newCode() },
  };

  function forget(): Outcome {
    for (const all of [tips, sources, quotes, reports, quiz]) all.clear();
    consented = false;
    subscribed = false;
    return { outcome: 'done' };
  }

  const world: RehearsalWorld = {
    language,
    lastText: '',
    act: (action, given, answers) => acts[action](given, answers),
  };
  return world;
}

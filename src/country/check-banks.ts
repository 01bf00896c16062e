import { segments } from '../core/sms.ts';
import type { QuizBank, QuizQuestion } from './quiz-bank.ts';

/** What a reply button of WhatsApp holds. */
const LABEL_MOST = 20;
/** Room for what stands before a reason: whether the answer was right, and if not which was. */
const VERDICT_ROOM = 50;

/**
 * What is wrong in banks that each can be read, one line per problem, empty where they are in order: a language that
 * is missing, a text that an SMS cannot carry, ids that are double or lead nowhere.
 * @param languages those we speak with citizens
 */
export function checkBanks(banks: readonly QuizBank[], languages: readonly string[]): string[] {
  const twice = doubles(banks.map(({ id, version }) => `${id} ${version}`));
  return [
    ...twice.map((name) => `quiz ${name}: there are two banks of this id and version`),
    ...banks.flatMap((bank) =>
      bankProblems(bank, languages).map((says) => `quiz ${bank.id} ${bank.version}: ${says}`),
    ),
  ];
}

/** @throws Error with one line per problem: a bank that is half right must not be asked */
export function requireBanks(banks: readonly QuizBank[], languages: readonly string[]): void {
  const problems = checkBanks(banks, languages);
  if (problems.length > 0) throw new Error(`the quiz cannot be used:\n${problems.join('\n')}`);
}

function bankProblems(bank: QuizBank, languages: readonly string[]): string[] {
  const { title, questions } = bank;
  return [
    ...doubles(questions.map(({ id }) => id)).map((id) => `two questions are called ${id}`),
    ...languages.flatMap((language) => textProblems(title[language], `title.${language}`, LABEL_MOST)),
    ...questions.flatMap((question, at) => [
      ...choiceProblems(question),
      ...languages.flatMap((language) => [
        ...languageProblems(question, language),
        ...sizeProblems(bank, at, language),
      ]),
    ]),
  ];
}

function choiceProblems({ id, options, right }: QuizQuestion): string[] {
  const ids = options.map((option) => option.id);
  return [
    ...doubles(ids).map((option) => `${id}: two options are called ${option}`),
    ...(ids.includes(right) ? [] : [`${id}: right names no option (${right})`]),
  ];
}

function languageProblems({ id, text, options, reason }: QuizQuestion, language: string): string[] {
  const labels = options.map(({ label }) => label[language]).filter((label) => label !== undefined);
  return [
    ...textProblems(text[language], `${id}.text.${language}`),
    ...options.flatMap((option) =>
      textProblems(option.label[language], `${id}.${option.id}.${language}`, LABEL_MOST),
    ),
    ...textProblems(reason[language], `${id}.reason.${language}`),
    ...doubles(labels).map((label) => `${id}: two options read ${label} in ${language}`),
  ];
}

/** @param most letters, where it becomes a button */
function textProblems(text: string | undefined, name: string, most?: number): string[] {
  if (text === undefined) return [`${name} is missing`];
  const strange = [...new Set(text)].filter((sign) => segments(sign).alphabet !== 'gsm7');
  return [
    ...(strange.length === 0 ? [] : [`${name} is not GSM-7: ${strange.join(' ')}`]),
    ...(most === undefined || text.length <= most ? [] : [`${name} has ${text.length} letters, ${most} fit`]),
  ];
}

/** A question is one SMS; feedback and the next question together are two at most. */
function sizeProblems({ questions }: QuizBank, at: number, language: string): string[] {
  const [question, next] = [questions[at], questions[at + 1]];
  if (!question) return [];
  const asked = asSent(question, language, questions.length);
  const { units } = segments(asked);
  const after = `${'x'.repeat(VERDICT_ROOM)}${question.reason[language] ?? ''}\n${next ? asSent(next, language, questions.length) : ''}`;
  const both = segments(after).segments;
  return [
    ...(segments(asked).segments <= 1
      ? []
      : [`${question.id}.text.${language} is more than one SMS with its options (${units} letters)`]),
    ...(both <= 2
      ? []
      : [`${question.id}.reason.${language} is ${both} SMS with the question after it, 2 allowed`]),
  ];
}

/** As outbound/fit writes choices where there are no buttons, under a head like `3/8`. */
function asSent({ text, options }: QuizQuestion, language: string, of: number): string {
  const lines = options.map(({ label }, at) => `${at + 1} ${label[language] ?? ''}`);
  return [`${of}/${of} ${text[language] ?? ''}`, ...lines].join('\n');
}

function doubles(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
}

import type { QuizBank } from '../../country/quiz-bank.ts';
import { inLanguage, newestBank, type QuizBanks, questionOf } from './bank.ts';

/**
 * Flow Results Data Package, 1.0.0-rc1 (FLOIP, https://floip.gitbook.io/flow-results-specification), which is a
 * Frictionless Data Package with one resource: rows of seven columns, and what was asked beside them.
 */
export interface FlowResultsPackage {
  readonly profile: 'flow-results-package';
  readonly name: string;
  readonly flow_results_specification_version: '1.0.0-rc1';
  /** RFC 3339 with a numeric offset. */
  readonly created: string;
  readonly modified: string;
  /** A version 4 UUID. Every export is a package of its own: versions of one package may not change a question. */
  readonly id: string;
  readonly title: string;
  readonly resources: readonly [
    {
      readonly profile: 'data-resource';
      readonly name: string;
      readonly path: string;
      readonly access_method: 'file';
      readonly format: 'json';
      readonly mediatype: 'application/json';
      readonly encoding: 'utf-8';
      readonly schema: {
        /** Of the labels, ISO 639-3. */
        readonly language?: string;
        readonly fields: readonly { readonly name: string; readonly title: string; readonly type: string }[];
        readonly questions: Readonly<Record<string, FlowResultsQuestion>>;
      };
    },
  ];
}

export type FlowResultsQuestion =
  | {
      readonly type: 'select_one';
      readonly label: string;
      readonly type_options: {
        /** Ids of options: a response is one of them, in whatever language it was chosen. */
        readonly choices: readonly string[];
        /** What the ids read, in the language of the schema. Ours; the specification has choices only. */
        readonly choice_labels: Readonly<Record<string, string>>;
      };
    }
  | {
      readonly type: 'numeric' | 'open';
      readonly label: string;
      readonly type_options: Readonly<Record<string, never>>;
    };

/** One answer: timestamp, row, contact, session, question, response, and what else is known of it. */
export type FlowResultsRow = readonly [
  timestamp: string,
  rowId: string,
  contactId: string,
  sessionId: string,
  questionId: string,
  response: string,
  metadata: { readonly language: string; readonly medium: string; readonly correct?: boolean },
];

const FIELDS = [
  { name: 'timestamp', title: 'Timestamp', type: 'datetime' },
  { name: 'row_id', title: 'Row ID', type: 'string' },
  { name: 'contact_id', title: 'Contact ID', type: 'string' },
  { name: 'session_id', title: 'Session ID', type: 'string' },
  { name: 'question_id', title: 'Question ID', type: 'string' },
  { name: 'response', title: 'Response', type: 'any' },
  { name: 'response_metadata', title: 'Response Metadata', type: 'object' },
] as const;

/** ISO 639-3, as FLOIP wants them, of the names of our folders of texts; one that is not here is left as it is. */
const ISO_639_3: Readonly<Record<string, string>> = { ht: 'hat', fr: 'fra', en: 'eng', es: 'spa' };

export function languageCode(language: string): string {
  return ISO_639_3[language] ?? language;
}

/** A question's id in a package, where the questions of several banks stand side by side. */
export function questionKey(bank: string, question: string): string {
  return `${bank}.${question}`;
}

/** The whole hour, in UTC: see flow-results-export. */
export function wholeHour(at: Date): string {
  return `${at.toISOString().slice(0, 13)}:00:00+00:00`;
}

/**
 * The descriptor of one export.
 * @param answered every question and option that has an answer; of versions that are gone, too
 * @param language of the labels, a folder under locales/
 */
export function describePackage(given: {
  readonly banks: QuizBanks;
  readonly answered: readonly { readonly bank: string; readonly question: string; readonly option: string }[];
  readonly bank?: string | undefined;
  readonly id: string;
  readonly now: Date;
  readonly language: string;
  readonly path: string;
}): FlowResultsPackage {
  const { banks, answered, bank, id, now, language, path } = given;
  const name = bank === undefined ? 'quiz' : `quiz-${bank}`;
  const title = bank === undefined ? 'Civic quiz, all banks' : `Civic quiz, bank ${bank}`;
  const questions = questionsOf(banks, answered, bank, language);
  return packageOf({ name, title, questions, id, now, language, path });
}

/** The descriptor around these questions, by their keys. @param given.language of the labels */
export function packageOf(given: {
  readonly name: string;
  readonly title: string;
  readonly questions: readonly (readonly [string, FlowResultsQuestion])[];
  readonly id: string;
  readonly now: Date;
  readonly language: string;
  readonly path: string;
}): FlowResultsPackage {
  const { name, title, questions, id, now, language, path } = given;
  const created = `${now.toISOString().slice(0, 19)}+00:00`;
  const code = languageCode(language);
  return {
    profile: 'flow-results-package',
    name,
    flow_results_specification_version: '1.0.0-rc1',
    created,
    modified: created,
    id,
    title,
    resources: [
      {
        profile: 'data-resource',
        name: `${name}-data`,
        path,
        access_method: 'file',
        format: 'json',
        mediatype: 'application/json',
        encoding: 'utf-8',
        schema: {
          ...(code.length === 3 && { language: code }),
          fields: FIELDS,
          questions: Object.fromEntries(questions),
        },
      },
    ],
  };
}

function questionsOf(
  banks: QuizBanks,
  answered: readonly { readonly bank: string; readonly question: string; readonly option: string }[],
  only: string | undefined,
  language: string,
): [string, FlowResultsQuestion][] {
  const names = new Set(banks.map(({ id }) => id).filter((id) => only === undefined || id === only));
  const pairs = new Map<string, { bank: string; question: string }>();
  const add = (bank: string, question: string) => pairs.set(questionKey(bank, question), { bank, question });
  for (const name of names) for (const { id } of newestBank(banks, name)?.questions ?? []) add(name, id);
  for (const { bank, question } of answered) add(bank, question);
  return [...pairs].map(([key, { bank, question }]) => {
    const chosen = answered.filter((one) => one.bank === bank && one.question === question);
    return [key, describe(versionsOf(banks, bank), question, chosen, language)];
  });
}

/** An option that no version has any more is a choice still: a response must be one. */
function describe(
  versions: readonly QuizBank[],
  question: string,
  chosen: readonly { readonly option: string }[],
  language: string,
): FlowResultsQuestion {
  const known = versions.map((bank) => questionOf(bank, question)).filter((one) => one !== undefined);
  const labels = new Map<string, string>();
  for (const { options } of known)
    for (const { id, label } of options) if (!labels.has(id)) labels.set(id, inLanguage(label, language));
  for (const { option } of chosen) if (!labels.has(option)) labels.set(option, option);
  const [newest] = known;
  return {
    type: 'select_one',
    label: newest ? inLanguage(newest.text, language) : question,
    type_options: { choices: [...labels.keys()], choice_labels: Object.fromEntries(labels) },
  };
}

function versionsOf(banks: QuizBanks, id: string): QuizBank[] {
  return banks.filter((bank) => bank.id === id).sort((a, b) => b.version - a.version);
}

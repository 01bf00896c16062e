import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { stringify } from 'csv-stringify/sync';
import { answersOf } from '../../store/campaign-results.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import type { Db } from '../../store/connect.ts';
import {
  type FlowResultsPackage,
  type FlowResultsQuestion,
  type FlowResultsRow,
  languageCode,
  packageOf,
  wholeHour,
} from '../quiz/index.ts';
import { campaignResults, OTHER } from './results.ts';
import { inLanguage } from './words.ts';

/**
 * Counts, one a line: of each question and answer, of all and by language and medium; and of each commune that is
 * large enough. Nobody is in it.
 */
export async function csvOf(
  db: Db,
  campaign: CampaignRow,
  { language, placeLabel }: { language: string; placeLabel: (code: string) => string },
): Promise<Buffer> {
  const { questions, groups, leaderboard } = await campaignResults(db, campaign);
  const head = [
    'question',
    'text',
    'answer',
    'label',
    'is_right',
    'by',
    'group',
    'people',
    'answers',
    'right_answers',
  ];
  const lines: (string | number)[][] = [];
  for (const { n, question, choices, written, answers } of questions) {
    const text = inLanguage(question.text, language);
    const labelled = (id: string) =>
      inLanguage(question.choices.find((choice) => choice.id === id)?.label ?? { id }, language);
    lines.push([n, text, '', '', '', 'all', '', '', answers, '']);
    for (const { id, count, right } of choices) {
      const isRight = question.right === null ? '' : String(right);
      lines.push([n, text, id, labelled(id), isRight, 'all', '', '', count, '']);
      for (const { by, key, choices: cells } of groups) {
        const cell = cells.find((one) => one.n === n && one.id === id);
        if (cell) lines.push([n, text, id, labelled(id), isRight, by, key, '', cell.count, '']);
      }
    }
    for (const words of written) lines.push([n, text, '', words, '', 'all', '', '', 1, '']);
  }
  for (const { by, key, people, answers, right } of groups)
    lines.push(['', '', '', '', '', by, key, people, answers, right]);
  for (const { commune, people, right } of leaderboard) {
    const group = commune === null ? OTHER : placeLabel(commune);
    lines.push(['', '', '', '', '', 'commune', group, people, '', `${Math.round(right * 1000) / 10}%`]);
  }
  return Buffer.from(stringify([head, ...lines], { bom: true, escape_formulas: true }));
}

/**
 * The same, an answer a row, as a Flow Results data package. Nobody can be found in it: see
 * quiz/flow-results-export.ts, whose rules it keeps.
 */
export async function flowResultsOf(
  db: Db,
  campaign: CampaignRow,
  { language, now, path }: { language: string; now: Date; path: string },
): Promise<{ descriptor: FlowResultsPackage; rows: FlowResultsRow[] }> {
  const key = randomBytes(32);
  const pseudonym = (kind: string, id: string) =>
    createHmac('sha256', key).update(`${kind}:${id}`).digest('hex').slice(0, 32);
  const answers = await answersOf(db, { campaignId: campaign.id, salt: randomBytes(16).toString('hex') });
  const keyOf = (n: number) => `campaign-${campaign.number}.${n}-${campaign.questions[n - 1]?.id ?? n}`;
  const rows = answers.map((one): FlowResultsRow => {
    const session = pseudonym('run', one.participantId);
    const who =
      one.contactId === null ? pseudonym('nobody', one.participantId) : pseudonym('contact', one.contactId);
    const { language: spoken, medium, correct } = one;
    const beside = { language: languageCode(spoken), medium, ...(correct !== null && { correct }) };
    return [wholeHour(one.answeredAt), `${session}-${one.n}`, who, session, keyOf(one.n), one.answer, beside];
  });
  const questions = campaign.questions.map((question, at): [string, FlowResultsQuestion] => [
    keyOf(at + 1),
    describe(question, language),
  ]);
  const name = `campaign-${campaign.number}`;
  const descriptor = packageOf({
    ...{ name, title: campaign.title, questions, id: randomUUID() },
    now,
    language,
    path,
  });
  return { descriptor, rows };
}

function describe(question: CampaignRow['questions'][number], language: string): FlowResultsQuestion {
  const label = inLanguage(question.text, language);
  if (question.kind !== 'choice')
    return { type: question.kind === 'number' ? 'numeric' : 'open', label, type_options: {} };
  const labels = question.choices.map(({ id, label }) => [id, inLanguage(label, language)] as const);
  return {
    ...{ type: 'select_one', label },
    type_options: { choices: labels.map(([id]) => id), choice_labels: Object.fromEntries(labels) },
  };
}

import { v7 as uuidv7 } from 'uuid';
import type { QuizBank } from '../../country/quiz-bank.ts';
import {
  type CampaignQuestion,
  type CampaignRow,
  holdCampaign,
  insertCampaign,
  setCampaign,
} from '../../store/campaigns.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { type Actor, mayCompose } from '../bulletins/index.ts';
import type { CampaignDesk, CampaignRefusal } from './desk.ts';

export interface CampaignForm {
  /** For staff. */
  readonly title: string;
  readonly topic: string;
  readonly audience: CampaignRow['audience'];
  /** Of a quiz: whose questions they are. */
  readonly bank: string | null;
  /** Of a survey; a quiz takes those of its bank. */
  readonly questions: readonly CampaignQuestion[];
  /** `2026-08-30` */
  readonly startsOn: string | null;
  /** Since midnight, on the clock of the deployment. */
  readonly minutes: number;
  readonly remindHours: number | null;
}

export const QUESTIONS_MAX = 30;
export const CHOICES_MAX = 5;
const TEXT_MAX = 300;
const TITLE_MAX = 120;
/** Nine in the morning: nobody is asleep, and there is a day left to answer. */
const MINUTES = 9 * 60;
const REMIND_HOURS = 8;

const tidy = (title: string) =>
  title.replaceAll('\u0000', '').replace(/\s+/g, ' ').trim().slice(0, TITLE_MAX);

/** Begins one, empty; a quiz with the questions of its bank. */
export async function createCampaign(
  desk: CampaignDesk,
  of: { by: Actor; title: string; kind: CampaignRow['kind']; topic: string; bank?: string | undefined },
): Promise<CampaignRefusal | { id: string }> {
  const { by, title, kind, topic } = of;
  if (!mayCompose(by)) return 'rights';
  if (!desk.topics.some(({ id }) => id === topic)) return 'topic';
  const bank = kind === 'quiz' ? newest(desk, of.bank ?? '') : undefined;
  if (kind === 'quiz' && !bank) return 'bank';
  const id = uuidv7();
  return desk.store.db.transaction(async (tx: Transaction) => {
    await insertCampaign(tx, {
      ...{ id, title: tidy(title), kind, topic, authorId: by.id, editorId: by.id },
      ...{ bank: bank?.id ?? null, questions: bank ? questionsOf(bank) : [] },
      ...{ minutes: MINUTES, remindHours: REMIND_HOURS },
    });
    await addEvents(tx, [
      { at: desk.now(), subject: 'campaign', subjectId: id, actor: by.id, what: 'created' },
    ]);
    return { id };
  });
}

/** What an editor has written, instead of what was there. Only a draft, and only as it was seen. */
export async function saveCampaign(
  desk: CampaignDesk,
  of: { by: Actor; id: string; version: number; form: CampaignForm },
): Promise<CampaignRefusal | null> {
  const { by, id, version, form } = of;
  if (!mayCompose(by)) return 'rights';
  return desk.store.db.transaction(async (tx: Transaction) => {
    const found = await holdCampaign(tx, id);
    if (!found) return 'gone';
    if (found.state !== 'draft') return 'state';
    if (found.version !== version) return 'version';
    const bank = found.kind === 'quiz' ? newest(desk, form.bank ?? '') : undefined;
    if (found.kind === 'quiz' && !bank) return 'bank';
    const questions = bank ? questionsOf(bank) : form.questions;
    const fault = faultOf(desk, { ...form, questions });
    if (fault) return fault;
    const { title, topic, audience, startsOn, minutes, remindHours } = form;
    await setCampaign(tx, id, {
      ...{ title: tidy(title), topic, audience, startsOn, minutes, remindHours, questions },
      ...{ bank: bank?.id ?? null, version: version + 1, editorId: by.id },
    });
    await addEvents(tx, [
      { at: desk.now(), subject: 'campaign', subjectId: id, actor: by.id, what: 'written' },
    ]);
    return null;
  });
}

/** The newest version there is. */
const newest = ({ quizBanks }: CampaignDesk, id: string): QuizBank | undefined =>
  quizBanks.filter((bank) => bank.id === id).sort((a, b) => b.version - a.version)[0];

const questionsOf = (bank: QuizBank): CampaignQuestion[] =>
  bank.questions.map(({ id, text, options, right, reason }) => ({
    ...{ id, kind: 'choice' as const, text, choices: options, right, reason },
  }));

/** What may not even be kept as a draft. Whether it can go out is asked when it is proposed. */
function faultOf(desk: CampaignDesk, form: CampaignForm): CampaignRefusal | null {
  const { topic, questions, minutes, remindHours, startsOn } = form;
  if (!desk.topics.some(({ id }) => id === topic)) return 'topic';
  if (questions.length > QUESTIONS_MAX) return 'too_long';
  for (const { kind, choices, text } of questions) {
    const most = kind === 'choice' ? CHOICES_MAX : 0;
    if (choices.length > most || (kind === 'choice' && choices.length < 2)) return 'choices';
    const languages = new Set(choices.flatMap(({ label }) => Object.keys(label)));
    for (const language of languages) {
      const labels = choices.map(({ label }) => (label[language] ?? '').trim().toLowerCase());
      if (new Set(labels).size < labels.length) return 'choices';
    }
    const said = [text, ...choices.map(({ label }) => label)].flatMap((words) => Object.values(words));
    if (said.some((words) => words.length > TEXT_MAX)) return 'too_long';
  }
  const hour = Number.isInteger(minutes) && minutes >= 0 && minutes < 1_440;
  const reminds =
    remindHours === null || (Number.isInteger(remindHours) && remindHours >= 1 && remindHours <= 23);
  const day = startsOn === null || !Number.isNaN(Date.parse(`${startsOn}T00:00Z`));
  return hour && reminds && day ? null : 'time';
}

import { communesOf, countsOf, peopleOf, writtenTo } from '../../store/campaign-results.ts';
import type { CampaignQuestion, CampaignRow } from '../../store/campaigns.ts';
import type { Db } from '../../store/connect.ts';
import { asOfNow } from '../../store/quiz-results.ts';
import { FEWEST } from './desk.ts';
import { leaderboardOf, type Rank } from './leaderboard.ts';

export interface QuestionResult {
  /** From 1. */
  readonly n: number;
  readonly question: CampaignQuestion;
  readonly answers: number;
  /** In the order in which they are offered; of numbers, those that were given. */
  readonly choices: readonly { readonly id: string; readonly count: number; readonly right: boolean }[];
  /** Some of what was written freely. */
  readonly written: readonly string[];
}

/** People of one language or medium, where there are enough of them; `other` is the rest. */
export interface Group {
  readonly by: 'language' | 'medium';
  readonly key: string;
  readonly people: number;
  readonly answers: number;
  readonly right: number;
  readonly choices: readonly { readonly n: number; readonly id: string; readonly count: number }[];
}

export interface CampaignResults {
  readonly people: number;
  readonly answers: number;
  readonly right: number;
  readonly questions: readonly QuestionResult[];
  readonly groups: readonly Group[];
  readonly leaderboard: readonly Rank[];
}

const WRITTEN_MOST = 50;
export const OTHER = 'other';

/** How a campaign stands now. Fewer than five people of a language, a medium or a commune are shown with the others. */
export function campaignResults(
  db: Db,
  campaign: Pick<CampaignRow, 'id' | 'questions'>,
): Promise<CampaignResults> {
  return asOfNow(db, async (tx) => {
    const { id: campaignId } = campaign;
    const counts = await countsOf(tx, campaignId);
    const people = await peopleOf(tx, campaignId);
    const communes = await communesOf(tx, campaignId);
    const questions: QuestionResult[] = [];
    for (const [at, question] of campaign.questions.entries()) {
      const n = at + 1;
      const of = counts.filter((one) => one.n === n);
      const given = [...new Set(of.flatMap(({ answer }) => answer ?? []))];
      const ids = question.kind === 'choice' ? question.choices.map(({ id }) => id) : given.sort(byNumber);
      questions.push({
        ...{ n, question, answers: total(of) },
        choices: ids.map((id) => ({
          id,
          count: total(of.filter(({ answer }) => answer === id)),
          right: id === question.right,
        })),
        written: question.kind === 'text' ? await writtenTo(tx, { campaignId, n, most: WRITTEN_MOST }) : [],
      });
    }
    const groups = (['language', 'medium'] as const).flatMap((by) => {
      const large = people.filter((one) => one.by === by && one.people >= FEWEST);
      const keys = new Set(large.map(({ key }) => key));
      const small = people.filter((one) => one.by === by && one.people < FEWEST);
      const others = small.reduce((sum, one) => sum + one.people, 0);
      const all = [...large, ...(others >= FEWEST ? [{ key: OTHER, people: others }] : [])];
      return all.map(({ key, people }): Group => {
        const of = counts.filter((one) => (key === OTHER ? !keys.has(one[by]) : one[by] === key));
        const cells = new Map<string, { n: number; id: string; count: number }>();
        for (const { n, answer, count } of of) {
          if (answer === null) continue;
          const cell = cells.get(`${n}.${answer}`) ?? { n, id: answer, count: 0 };
          cells.set(`${n}.${answer}`, { ...cell, count: cell.count + count });
        }
        return { by, key, people, answers: total(of), right: rights(of), choices: [...cells.values()] };
      });
    });
    return {
      ...{ people: people.find(({ by }) => by === 'all')?.people ?? 0, answers: total(counts) },
      ...{ right: rights(counts), questions, groups, leaderboard: leaderboardOf(communes) },
    };
  });
}

const total = (rows: readonly { readonly count: number }[]) =>
  rows.reduce((sum, { count }) => sum + count, 0);
const rights = (rows: readonly { readonly right: number }[]) =>
  rows.reduce((sum, { right }) => sum + right, 0);
const byNumber = (a: string, b: string) => Number(a) - Number(b);

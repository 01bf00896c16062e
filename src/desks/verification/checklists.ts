import { type ClaimCheckRow, listClaimChecks, putClaimChecks } from '../../store/claim-checks.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { moveClaim } from './lease.ts';
import { stateAfter } from './moves.ts';

export const CHECK_ANSWERS = ['yes', 'no', 'does_not_apply'] as const;
type CheckAnswer = (typeof CHECK_ANSWERS)[number];

export interface Checklist {
  readonly key: string;
  /** When it is asked; several: any of them. */
  readonly when: 'always' | readonly ('files' | 'fake_poll')[];
  /** Its words are `checklist.<list>.<item>` in every language. Required ones are answered before a verdict is submitted. */
  readonly items: readonly { readonly key: string; readonly required: boolean }[];
}

const must = (key: string) => ({ key, required: true });
const may = (key: string) => ({ key, required: false });

/**
 * The method as questions, and the tests of content that may have been made or changed: after the steps and commitments
 * of iVerify and the IFCN. Keys stay for good: answers hold them.
 */
export const CHECKLISTS: readonly Checklist[] = [
  {
    key: 'method',
    when: 'always',
    items: [
      must('original_found'),
      must('date_place_verified'),
      must('all_sides_heard'),
      must('no_conflict'),
      may('experts_asked'),
      may('fact_not_opinion'),
      may('nobody_endangered'),
    ],
  },
  {
    key: 'content',
    when: ['files', 'fake_poll'],
    items: [
      must('first_published'),
      must('whole_picture'),
      must('context_matches'),
      may('generated'),
      may('cloned_voice'),
      may('fake_account'),
    ],
  },
  {
    key: 'poll',
    when: ['fake_poll'],
    items: [must('poll_exists'), may('poll_institute'), may('poll_sample')],
  },
];

/** The lists that are asked of a claim. */
export function checklistsFor(claim: { category: string | null; hasFiles: boolean }): readonly Checklist[] {
  const holds = { files: claim.hasFiles, fake_poll: claim.category === 'fake_poll' };
  return CHECKLISTS.filter(({ when }) => when === 'always' || when.some((each) => holds[each]));
}

/**
 * Answers items of one list; those that are left out stay as they are. The last answer counts, and every change is on
 * record. A `no` to what is required says why, or the next person can only guess.
 * @throws DeskError `checks_missing`, `check_unknown`, `check_note_missing`, and in review
 */
export async function answerChecks(
  desk: Desk,
  input: {
    readonly claimId: string;
    readonly staffId: string;
    readonly list: string;
    readonly answers: Readonly<Record<string, { readonly answer: CheckAnswer; readonly note: string }>>;
  },
): Promise<{ changed: number }> {
  const list = CHECKLISTS.find(({ key }) => key === input.list);
  const given = Object.entries(input.answers).map(([item, { answer, note }]) => ({
    item: list?.items.find(({ key }) => key === item),
    answer,
    note: tidy(note),
  }));
  if (!list || given.some(({ item, answer }) => !item || !CHECK_ANSWERS.includes(answer))) {
    throw new DeskError('check_unknown');
  }
  if (given.length === 0) throw new DeskError('checks_missing');
  if (given.some(({ item, answer, note }) => item?.required && answer === 'no' && note === '')) {
    throw new DeskError('check_note_missing');
  }
  return moveClaim(desk, input, async (tx, claim, now) => {
    stateAfter(claim.state, 'prepare');
    const before = answersOf(list.key, await listClaimChecks(tx, claim.id));
    const changed = given.flatMap(({ item, answer, note }) => {
      const known = item && before.get(item.key);
      if (!item || (known?.answer === answer && (known.note ?? '') === note)) return [];
      return [{ item: item.key, answer, note: note === '' ? null : note, was: known?.answer ?? null }];
    });
    await putClaimChecks(
      tx,
      changed.map(({ item, answer, note }) => ({
        claimId: claim.id,
        list: list.key,
        item,
        answer,
        note,
        by: input.staffId,
        at: now,
      })),
    );
    const events = changed.map(
      ({ item, answer, was }) =>
        ({
          subject: 'claim',
          subjectId: claim.id,
          what: 'check_answered',
          from: was === null ? null : `${list.key}.${item}: ${was}`,
          to: `${list.key}.${item}: ${answer}`,
        }) as const,
    );
    return { events, result: { changed: changed.length } };
  });
}

/** The answers of one list, by item. */
export function answersOf(list: string, rows: readonly ClaimCheckRow[]): ReadonlyMap<string, ClaimCheckRow> {
  return new Map(rows.filter((row) => row.list === list).map((row) => [row.item, row]));
}

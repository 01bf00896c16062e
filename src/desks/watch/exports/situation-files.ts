import writeExcelFile from 'write-excel-file/node';
import type { Institution } from '../../../country/watch.ts';
import { isoInZone } from '../../../language/wall-clock.ts';
import { type SituationSheet, situationPdf } from '../../../printing/situation.ts';
import { type DownloadFile, eventName, type FileWords, nameIn } from './files.ts';
import type { Median, Situation } from './situation.ts';

export interface SituationWords extends FileWords {
  readonly institutions: readonly Pick<Institution, 'id' | 'name'>[];
  readonly placeName: (code: string, language: string) => string;
  readonly timeZone: string;
  readonly now: Date;
  /** The institution for whose members it is: what it must not see is not in it. */
  readonly seenBy?: string;
}

/** To print. */
export async function situationAsPdf(situation: Situation, words: SituationWords): Promise<DownloadFile> {
  const content = await situationPdf(sheetOf(situation, words));
  return { content, type: 'application/pdf', extension: 'pdf' };
}

const BOLD = { fontWeight: 'bold' as const };
/** Excel opens no file with other signs, or more of them, in the name of a sheet. */
const sheetName = (title: string) => title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31);

/** To reckon with: a sheet for each table. An exercise says so at the top of each. */
export async function situationAsXlsx(situation: Situation, words: SituationWords): Promise<DownloadFile> {
  const sheet = sheetOf(situation, words);
  const { exercise, hours } = sheet;
  const alarm = exercise
    ? [[{ value: exercise.word, ...BOLD, fontSize: 24 }], [{ value: exercise.means, ...BOLD }]]
    : [];
  const tables = [
    {
      title: words.say('figures'),
      lines: [
        [{ value: sheet.title, ...BOLD }],
        [{ value: sheet.period }],
        ...sheet.figures.map(({ label, value }) => [
          { value: label },
          { value: /^\d+$/.test(value) ? Number(value) : value },
        ]),
        ...sheet.notes.map((value) => [{ value }]),
      ],
    },
    ...[
      ...sheet.tables,
      {
        title: hours.title,
        columns: [hours.title, words.say('figure.incidents')],
        rows: hours.counts.map((count, hour) => [String(hour), count] as const),
      },
    ].map(({ title, columns, rows }) => ({
      title,
      lines: [
        columns.map((value) => ({ value, ...BOLD })),
        ...rows.map((row) => row.map((value) => ({ value }))),
      ],
    })),
  ];
  const columns = [{ width: 34 }, { width: 14 }, { width: 14 }, { width: 14 }];
  const content = await writeExcelFile(
    tables.map(({ title, lines }) => ({ sheet: sheetName(title), columns, data: [...alarm, ...lines] })),
  ).toBuffer();
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { content, type, extension: 'xlsx' };
}

function sheetOf(situation: Situation, words: SituationWords): SituationSheet {
  const { say, language, institutions, placeName, timeZone, now, seenBy } = words;
  const time = (at: Date) => isoInZone(at, timeZone).slice(0, 16).replace('T', ' ');
  const institution = (id: string) => nameIn(institutions.find((one) => one.id === id)?.name, language) ?? id;
  const minutes = ({ minutes: n }: Median) => (n === null ? '–' : say('minutes', { n }));
  const table = (
    by: 'severity' | 'state' | 'code' | 'department',
    counts: readonly (readonly [string, number])[],
  ) => ({ title: say(`by.${by}`), columns: [say(`by.${by}`), say('figure.incidents')], rows: counts });
  const { incidents, reports, leftOut, took } = situation;
  const any = situation.states.length > 0;
  return {
    title: say('title'),
    period: say('period', { from: time(situation.from), until: time(situation.until) }),
    ...(situation.exercise && { exercise: { word: say('exercise'), means: say('not_real') } }),
    figures: [
      { label: say('figure.incidents'), value: String(incidents) },
      { label: say('figure.reports'), value: String(reports) },
      { label: say('figure.left_out'), value: String(leftOut) },
      ...(['triage', 'validation', 'transmission', 'acknowledgement'] as const).map((step) => ({
        label: say(`figure.${step}`),
        value: minutes(took[step]),
      })),
    ],
    hours: { title: say('by.hour'), counts: situation.hours },
    tables: [
      table(
        'severity',
        situation.severities.map(({ key, count }) => [say(`severity.${key}`), count]),
      ),
      table(
        'code',
        situation.codes.map(({ key, count }) => [`${key}  ${eventName(words, key)}`, count]),
      ),
      table(
        'department',
        situation.departments.map(({ key, count }) => [
          key === null ? say('unknown_place') : placeName(key, language),
          count,
        ]),
      ),
      table(
        'state',
        situation.states.map(({ key, count }) => [say(`state.${key}`), count]),
      ),
      {
        title: say('by.institution'),
        columns: [say('by.institution'), say('sent'), say('acknowledged'), say('overdue')],
        rows: situation.institutions.map(
          (one) => [institution(one.institution), one.sent, one.acknowledged, one.overdue] as const,
        ),
      },
    ],
    notes: [
      ...(any ? [say('half')] : [say('nothing')]),
      ...(leftOut > 0 ? [say('set_aside')] : []),
      ...(seenBy === undefined ? [] : [say('seen_by', { institution: institution(seenBy) })]),
      say('made', { at: time(now) }),
    ],
    page: (n, of) => say('page', { n, of }),
  };
}

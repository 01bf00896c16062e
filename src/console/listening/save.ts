import { stringify } from 'csv-stringify/sync';
import { listMarks } from '../../store/listening.ts';
import { leads } from '../guards.ts';
import { testing } from './guard.ts';
import { wordsHeard } from './sheet.ts';

/** Every mark; listeners are numbered, not named. For who leads, and for who has marked all. */
export const saveListening = testing(async (visit, { sheet }) => {
  const { deps, staff } = visit;
  const marks = await listMarks(deps.store.db);
  const own = new Set(
    marks
      .filter(({ staffId }) => staffId === staff.id)
      .map(({ sentence, engine }) => `${sentence} ${engine}`),
  );
  const isDone = sheet.every(({ sentence, takes }) =>
    takes.every(({ engine }) => own.has(`${sentence} ${engine}`)),
  );
  if (!isDone && !leads(staff)) return { refuse: 403 };
  const listeners = [...new Set(marks.map(({ staffId }) => staffId))];
  const textOf = new Map(sheet.map(({ sentence, text }) => [sentence, text]));
  const lines = marks.map(({ staffId, sentence, engine, mark, heard, markedAt }) => [
    listeners.indexOf(staffId) + 1,
    sentence,
    engine,
    mark,
    heard === '' ? '' : wordsHeard(textOf.get(sentence) ?? '', heard).toFixed(2),
    heard,
    markedAt.toISOString(),
  ]);
  const head = ['listener', 'sentence', 'engine', 'mark', 'words', 'heard', 'at'];
  const text = stringify([head, ...lines], { bom: true, escape_formulas: true });
  return { download: Buffer.from(text), type: 'text/csv; charset=utf-8', name: 'listening.csv' };
});

import { saveMark } from '../../store/listening.ts';
import { testing } from './guard.ts';

/** In UTF-16 units; a sentence has eighty. */
const HEARD_MAX = 500;

/** How well one take was understood, and what was heard. */
export const markTake = testing(async (visit, { sheet }) => {
  const { deps, form, staff } = visit;
  const item = sheet.find(({ sentence }) => sentence === form.get('sentence'));
  const take = item?.takes.find(({ letter }) => letter === form.get('letter'));
  const mark = Number(form.get('mark'));
  if (!item || !take) return { refuse: 404 };
  const back = `/listening#${item.sentence}`;
  if (!Number.isInteger(mark) || mark < 1 || mark > 5)
    return { redirect: '/listening', note: 'listening.error.mark' };
  const heard = form.get('heard').replaceAll('\u0000', '').trim().slice(0, HEARD_MAX);
  const { engine } = take;
  await saveMark(deps.store.db, {
    staffId: staff.id,
    sentence: item.sentence,
    engine,
    mark,
    heard,
    markedAt: deps.now(),
  });
  return { redirect: back };
});

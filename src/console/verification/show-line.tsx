import { DeskError, type LinePage, lineOf, splitLine } from '../../desks/verification/index.ts';
import { foldWords } from '../../language/fold.ts';
import { PostForm } from '../form.tsx';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import { Files, Origin } from '../media/files.tsx';
import { Pages, pageOf } from '../pages.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { TipFacts } from './tip-facts.tsx';

export const showLine = atDesk((visit) => {
  const tipId = visit.params.id ?? '';
  return isId(tipId) ? linePage(visit, tipId) : { refuse: 404 };
});

/** Takes the ticked messages out of the line that is shown. */
export const splitShownLine = atDesk(async (visit) => {
  const lineTipId = visit.params.id ?? '';
  if (!isId(lineTipId)) return { refuse: 404 };
  try {
    const tipIds = visit.form.all('tip').filter(isId);
    const { tipId } = await splitLine(visit.deps, { staffId: visit.staff.id, lineTipId, tipIds });
    return { redirect: `/verification/lines/${tipId}`, note: 'queue.done.split' };
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    return linePage(visit, lineTipId, error);
  }
});

async function linePage(visit: SignedVisit, tipId: string, refusal?: DeskError): Promise<Answer> {
  const { t } = visit;
  const line = await lineOf(visit.deps, tipId, pageOf(visit, 'page'));
  return {
    title: t('queue.group.title'),
    styles: ['verification.css', 'queue.css'],
    ...(refusal && { status: refusal.key === 'tip_taken' ? 409 : 422 }),
    page: (
      <>
        <p>
          <a href="/verification">{t('queue.group.back')}</a>
        </p>
        <h1>
          {t('queue.group.title')} <b class="badge">{line.count}</b>
        </h1>
        {refusal && (
          <p class="note bad" role="alert">
            {t(`desk.error.${refusal.key}`, refusal.values)}
          </p>
        )}
        {line.count === 0 ? (
          <p class="card empty">{t('queue.group.gone')}</p>
        ) : (
          <Tips visit={visit} tipId={tipId} line={line} />
        )}
      </>
    ),
  };
}

function Tips({ visit, tipId, line }: { visit: SignedVisit; tipId: string; line: LinePage }) {
  const { t, form } = visit;
  const ticked = new Set(form.all('tip'));
  const at = `/verification/lines/${tipId}`;
  const first = line.tips[0]?.text ?? '';
  return (
    <PostForm visit={visit} action={`${at}/split`} class="waiting-tips">
      <p class="hint">{t('queue.group.how')}</p>
      <ul class="lines">
        {line.tips.map((tip, i) => (
          <li class="card line" key={tip.id}>
            <input
              type="checkbox"
              id={`tip-${tip.id}`}
              name="tip"
              value={tip.id}
              checked={ticked.has(tip.id)}
            />
            <div>
              <label for={`tip-${tip.id}`} dir="auto">
                {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
              </label>
              {i > 0 && <Difference visit={visit} first={first} text={tip.text ?? ''} />}
              <Files visit={visit} files={tip.files} writeDown />
              <Origin visit={visit} origin={tip.origin} />
              <TipFacts
                visit={visit}
                {...tip}
                mediaCount={tip.files.length > 0 ? 0 : tip.mediaCount}
                since={tip.createdAt}
              />
            </div>
          </li>
        ))}
      </ul>
      <Pages visit={visit} name="page" path={at} total={line.count} size={line.pageSize} />
      <div class="bar card">
        {line.count > 1 && <button type="submit">{t('queue.group.split')}</button>}
        <button type="submit" class="second" name="only" value={tipId} formaction="/verification/claims">
          {t('queue.group.confirm')}
        </button>
      </div>
    </PostForm>
  );
}

/** The words that a message has and the first one has not: what to look at before saying that they are the same. */
function Difference({ visit, first, text }: { visit: SignedVisit; first: string; text: string }) {
  const { t } = visit;
  const known = new Set(foldWords(first).split(' '));
  const words = [...new Set(text.split(/\s+/))].filter((word) => {
    const folded = foldWords(word);
    return folded !== '' && !folded.split(' ').every((part) => known.has(part));
  });
  if (foldWords(first) === foldWords(text)) return <p class="hint">{t('queue.group.same')}</p>;
  if (words.length === 0) return null;
  return (
    <p class="hint">
      {t('queue.group.differs', { words: '' })}
      <mark>{words.slice(0, 20).join(' ')}</mark>
    </p>
  );
}

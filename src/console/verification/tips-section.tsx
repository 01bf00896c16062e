import type { ClaimView } from '../../desks/verification/index.ts';
import { PostForm } from '../form.tsx';
import { Files, Origin } from '../media/files.tsx';
import { Pages, pageOf } from '../pages.tsx';
import type { OnPage } from './on-page.ts';
import { mayRegroup, SPLIT_FORM, SplitPart } from './regroup-part.tsx';
import { TipFacts } from './tip-facts.tsx';

/** Enough to see what it is about; hundreds of the same words must not stand before the work, least on a phone. */
const SHOWN = 3;

export function TipsSection({ on }: { on: OnPage }) {
  const { visit, view } = on;
  const { t } = visit;
  const { claim, tips, counts, tipsPerPage } = view;
  const at = `/verification/claims/${claim.id}`;
  return (
    <section class="card" aria-labelledby="tips-title">
      <h2 id="tips-title">{t('verification.tips.title')}</h2>
      {counts.tips === 0 && <p class="empty">{t('verification.tips.none')}</p>}
      <TipList on={on} tips={tips.slice(0, SHOWN)} />
      {tips.length > SHOWN && (
        <details open={pageOf(visit, 'tips') > 0}>
          <summary>{t('verification.tips.more', { count: counts.tips - SHOWN })}</summary>
          <TipList on={on} tips={tips.slice(SHOWN)} />
          <Pages visit={visit} name="tips" path={at} total={counts.tips} size={tipsPerPage} />
        </details>
      )}
      <SplitPart on={on} />
    </section>
  );
}

function TipList({ on, tips }: { on: OnPage; tips: ClaimView['tips'] }) {
  const { visit, view, mine } = on;
  const { t } = visit;
  const ticked = on.typedInto('split')?.all('tip') ?? [];
  const { claim } = view;
  return (
    <ul class="tips">
      {tips.map((tip) => (
        <li key={tip.id}>
          <blockquote dir="auto">
            {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
          </blockquote>
          <Files visit={visit} files={tip.files} writeDown />
          <Origin visit={visit} origin={tip.origin} />
          <div class="row split">
            {mayRegroup(on) && (
              <label class="tick">
                <input
                  type="checkbox"
                  name="tip"
                  value={tip.id}
                  form={SPLIT_FORM}
                  checked={ticked.includes(tip.id)}
                />{' '}
                {t('regroup.split.tick')}
              </label>
            )}
            <TipFacts
              visit={visit}
              {...tip}
              mediaCount={tip.files.length > 0 ? 0 : tip.mediaCount}
              since={tip.createdAt}
            />
            {mine && claim.state !== 'published' && (
              <PostForm visit={visit} action={`/verification/claims/${claim.id}/tips/remove`}>
                <input type="hidden" name="tip" value={tip.id} />
                <button type="submit" class="quiet">
                  {t('verification.tips.remove')}
                </button>
              </PostForm>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

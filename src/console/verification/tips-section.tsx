import { PostForm } from '../form.tsx';
import { Pages } from '../pages.tsx';
import type { OnPage } from './on-page.ts';
import { TipFacts } from './tip-facts.tsx';

export function TipsSection({ on: { visit, view, mine } }: { on: OnPage }) {
  const { t } = visit;
  const { claim, tips, counts, tipsPerPage } = view;
  const at = `/verification/claims/${claim.id}`;
  return (
    <section class="card" aria-labelledby="tips-title">
      <h2 id="tips-title">{t('verification.tips.title')}</h2>
      {counts.tips === 0 && <p class="empty">{t('verification.tips.none')}</p>}
      <ul class="tips">
        {tips.map((tip) => (
          <li key={tip.id}>
            <blockquote dir="auto">
              {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
            </blockquote>
            <div class="row split">
              <TipFacts visit={visit} {...tip} since={tip.createdAt} />
              {mine && claim.state !== 'published' && (
                <PostForm visit={visit} action={`${at}/tips/remove`}>
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
      <Pages visit={visit} name="tips" path={at} total={counts.tips} size={tipsPerPage} />
    </section>
  );
}

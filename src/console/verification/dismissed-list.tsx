import type { QueuePage, QueueWanted } from '../../desks/verification/index.ts';
import { PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { addressOf, BACK_FIELD } from './queue-address.ts';

/** What somebody said is nothing to verify: another person may see it otherwise. */
export function DismissedList(props: {
  visit: SignedVisit;
  wanted: QueueWanted;
  tips: NonNullable<QueuePage['dismissed']>['tips'];
}) {
  const { visit, wanted, tips } = props;
  const { t } = visit;
  if (tips.length === 0) return <p class="card empty">{t('queue.dismissed.none')}</p>;
  return (
    <PostForm visit={visit} action="/verification/tips/restore">
      <input type="hidden" name={BACK_FIELD} value={addressOf(wanted)} />
      <ul class="lines">
        {tips.map((tip) => (
          <li class="card" key={tip.id}>
            <p class="said" dir="auto">
              {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
            </p>
            <p class="row facts">
              <span>{t(`console.medium.${tip.medium}`)}</span>
              <Since visit={visit} at={tip.createdAt} />
              <code>{tip.code}</code>
              <button type="submit" class="quiet" name="only" value={tip.id}>
                {t('queue.dismissed.restore')}
              </button>
            </p>
          </li>
        ))}
      </ul>
    </PostForm>
  );
}

import { PostForm, TOKEN_FIELD } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { HandOver } from './hand-over.tsx';
import type { OnPage } from './on-page.ts';
import { timeOfDay } from './time-of-day.ts';

/** Who works on the claim, so that two do not do the same work. A published claim needs nobody. */
export function LeaseLine({ on }: { on: OnPage }) {
  const { visit, view, mine } = on;
  const { t } = visit;
  const { claim, holder } = view;
  const at = `/verification/claims/${claim.id}`;
  if (claim.state === 'published' && !mine) return null;
  if (mine && holder) {
    return (
      <div class="lease mine row split">
        {/* Well before the ten minutes of a lease are over. Without a script every saving renews it, too. */}
        <form
          hx-post={`${at}/renew`}
          hx-trigger="every 180s"
          hx-target="#lease"
          hx-swap="innerHTML"
          class="renew"
        >
          <input type="hidden" name={TOKEN_FIELD} value={visit.formToken} />
          <span id="lease" role="status">
            <RenewedUntil visit={visit} until={holder.until} />
          </span>
        </form>
        <HandOver on={on} />
        <PostForm visit={visit} action={`${at}/release`}>
          <button type="submit" class="second">
            {t('verification.lease.release')}
          </button>
        </PostForm>
      </div>
    );
  }
  const isReview = claim.state === 'check' || claim.state === 'lead';
  if (holder) {
    return (
      <p class="lease">
        <b>{t('verification.lease.theirs', { name: holder.name, time: timeOfDay(visit, holder.until) })}</b>{' '}
        {!isReview && t('verification.lease.theirs_text')}
      </p>
    );
  }
  if (view.concerned.includes(visit.staff.id)) return null;
  // Nothing is left for the author to do; who checks needs it only to add evidence or to keep others from it.
  if (isReview && view.verdicts[0]?.authorId === visit.staff.id) return null;
  return (
    <div class="lease row split">
      <span>{t(isReview ? 'verification.lease.nobody_checks' : 'verification.lease.nobody')}</span>
      <PostForm visit={visit} action={`${at}/take`}>
        <button type="submit" class={isReview ? 'second' : undefined}>
          {t(isReview ? 'verification.lease.check' : 'verification.lease.take')}
        </button>
      </PostForm>
    </div>
  );
}

export function RenewedUntil({ visit, until }: { visit: SignedVisit; until: Date }) {
  return <>{visit.t('verification.lease.yours', { time: timeOfDay(visit, until) })}</>;
}

import type { QueueClaim } from '../../desks/verification/index.ts';
import type { SignedVisit, Visit } from '../route.ts';
import { timeOfDay } from './time-of-day.ts';

/** Claims under way; those that wait for a second person stand first. */
export function ClaimList({ visit, claims }: { visit: SignedVisit; claims: readonly QueueClaim[] }) {
  const { t } = visit;
  if (claims.length === 0) return <p class="card empty">{t('verification.queue.no_claims')}</p>;
  return (
    <ul class="lines">
      {claims.map((claim) => (
        <li class="card" key={claim.id}>
          <p class="title">
            <a href={`/verification/claims/${claim.id}`}>{claimName(visit, claim)}</a>
          </p>
          <p class="row facts">
            <span class={claim.state === 'check' || claim.state === 'lead' ? 'badge warn' : 'badge'}>
              {t(`desk.claim.${claim.state}`)}
            </span>
            <span>{t('verification.claim.asked', { count: claim.askers })}</span>
            {claim.holder && (
              <span class="soft">
                {claim.holder.staffId === visit.staff.id
                  ? t('verification.lease.yours_short', { time: timeOfDay(visit, claim.holder.until) })
                  : t('verification.lease.theirs', {
                      name: claim.holder.name,
                      time: timeOfDay(visit, claim.holder.until),
                    })}
              </span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** `#12 Voting day was moved`: in the reader's language, else in one that is there. */
export function claimName(
  visit: Visit,
  { seq, wording }: { seq: number; wording: Readonly<Record<string, string>> },
): string {
  const languages = [visit.language, ...visit.deps.texts.languages];
  const said = languages.map((language) => wording[language]).find((text) => text !== undefined);
  return `#${seq} ${said ?? visit.t('verification.claim.unworded')}`;
}

import type { QueueClaim } from '../../desks/verification/index.ts';
import type { SignedVisit, Visit } from '../route.ts';
import { Since } from '../time.tsx';
import { timeOfDay } from './time-of-day.ts';

/**
 * Claims with their next step, since when it waits, and who has it.
 * @param chosen not all are wanted
 */
export function ClaimList(props: { visit: SignedVisit; claims: readonly QueueClaim[]; chosen: boolean }) {
  const { visit, claims, chosen } = props;
  const { t } = visit;
  if (claims.length === 0) {
    return <p class="card empty">{t(chosen ? 'queue.claims.none' : 'verification.queue.no_claims')}</p>;
  }
  return (
    <ul class="lines">
      {claims.map((claim) => (
        <li class="card" key={claim.id}>
          <p class="title">
            <a href={`/verification/claims/${claim.id}`}>{claimName(visit, claim)}</a>
          </p>
          <p class="row facts">
            {claim.handedTo !== null && (
              <span class={claim.handedTo === visit.staff.id ? 'badge bad' : 'badge'}>
                {claim.handedTo === visit.staff.id
                  ? t('queue.claims.to_you')
                  : t('queue.claims.to', { name: claim.handedToName ?? '' })}
              </span>
            )}
            {claim.late && <span class="badge bad">{t('queue.claims.late')}</span>}
            <span class={claim.state === 'check' || claim.state === 'lead' ? 'badge warn' : 'badge'}>
              {t(`queue.state.${claim.state}`)}
            </span>
            <span>
              {t('queue.claims.since')} <Since visit={visit} at={claim.stateSince} />
            </span>
            <span>{t('verification.claim.asked', { count: claim.askers })}</span>
            {claim.harms.map((harm) => (
              <span class="badge bad" key={harm}>
                {t(`queue.harm.${harm}`)}
              </span>
            ))}
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

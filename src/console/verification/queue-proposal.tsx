import type { QueueLine } from '../../desks/verification/index.ts';
import type { SignedVisit } from '../route.ts';
import { claimName } from './claim-list.tsx';

/**
 * The claim that a line seems to be about, how sure that is and why, with one press for yes and one for no; or one that
 * holds the same words already.
 */
export function Proposal({ visit, line }: { visit: SignedVisit; line: QueueLine }) {
  const { t } = visit;
  const { suggested, claim, tipId } = line;
  if (suggested) {
    const { sure, why, id } = suggested;
    return (
      <div class="known">
        <p class="row">
          <span class="soft">{t('queue.suggest.says')}</span>
          <a href={`/verification/claims/${id}`}>{claimName(visit, suggested)}</a>
          <span class="badge">{t(`queue.state.${suggested.state}`)}</span>
          {sure !== null && (
            <span class="badge">{t('queue.suggest.sure', { percent: Math.round(sure * 100) })}</span>
          )}
        </p>
        {why.length > 0 && <p class="hint">{why.map((one) => because(visit, one)).join(' · ')}</p>}
        <p class="row">
          <Yes
            visit={visit}
            tipId={tipId}
            claimId={id}
            label={t('queue.suggest.yes', { seq: suggested.seq })}
          />
          <button
            type="submit"
            class="quiet"
            name="only"
            value={tipId}
            formaction={`/verification/lines/refuse?claim=${id}`}
          >
            {t('queue.suggest.no')}
          </button>
        </p>
      </div>
    );
  }
  if (!claim) return null;
  return (
    <p class="row known">
      <a href={`/verification/claims/${claim.id}`}>
        {t('verification.queue.known', { seq: claim.seq, state: t(`queue.state.${claim.state}`) })}
      </a>
      <Yes
        visit={visit}
        tipId={tipId}
        claimId={claim.id}
        label={t('verification.queue.add_known', { seq: claim.seq })}
      />
    </p>
  );
}

function Yes(props: { visit: SignedVisit; tipId: string; claimId: string; label: string }) {
  return (
    <button
      type="submit"
      class="second"
      name="only"
      value={props.tipId}
      formaction={`/verification/tips/add?claim=${props.claimId}`}
    >
      {props.label}
    </button>
  );
}

/** Words are those of the claim. A reason that has no text yet is left to its words. */
function because(
  visit: SignedVisit,
  one: { readonly key: string; readonly words?: readonly string[] },
): string {
  const key = `queue.because.${one.key}`;
  const said = visit.deps.texts.has(visit.language, key) ? visit.t(key) : '';
  const words = (one.words ?? []).join(', ');
  return [said, words].filter((part) => part !== '').join(': ');
}

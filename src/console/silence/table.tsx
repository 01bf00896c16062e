import type { Group, SilenceBoard } from '../../desks/watch/index.ts';
import { isoInZone } from '../../language/wall-clock.ts';
import type { SignedVisit } from '../route.ts';
import { placeOf } from './view.ts';

/** Only the hour, as the clock of the deployment shows it. */
export function Hour({ visit, at }: { visit: SignedVisit; at: Date }) {
  return <time dateTime={at.toISOString()}>{isoInZone(at, visit.deps.timeZone).slice(11, 16)}</time>;
}

/** Departments, and per hour how many were heard. */
export function Overview({ visit, board }: { visit: SignedVisit; board: SilenceBoard }) {
  const { t } = visit;
  // The last hour first: on a phone it is what one sees.
  const slots = board.slots.toReversed();
  return (
    <div class="scroll">
      <table class="card-table silence-table">
        <caption>{t('silence.heard_of')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('silence.department')}</th>
            {slots.map(({ at }) => (
              <th key={at.toISOString()} scope="col">
                <Hour visit={visit} at={at} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.departments.map(({ of, counts }) => (
            <tr key={of ?? ''}>
              <th scope="row">{placeOf(visit, of)}</th>
              {counts.toReversed().map((group, n) => (
                <td key={slots[n]?.at.toISOString()} class={group?.whole ? 'whole' : undefined}>
                  <Count visit={visit} group={group} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Count({ visit: { t }, group }: { visit: SignedVisit; group: Group | null }) {
  if (group === null) return <span class="soft">–</span>;
  const { expected, silent, whole } = group;
  return (
    <>
      <b>{expected - silent}</b>/{expected}
      {silent > 0 && (
        <span class={whole ? 'badge bad' : 'badge warn'}>{t('silence.silent', { n: silent })}</span>
      )}
    </>
  );
}

import type { Delivery } from '../../store/published.ts';
import type { Visit } from '../route.ts';

/** How many people have the answer and how many do not yet: numbers only, never who. */
export function DeliveryCounts({ visit, delivery }: { visit: Visit; delivery: Delivery }) {
  const { arrived, sent, underWay, failed, unknown, stopped } = delivery;
  const shown = [
    { key: 'arrived', count: arrived, tone: 'good' },
    { key: 'sent', count: sent, tone: '' },
    { key: 'under_way', count: underWay, tone: '' },
    { key: 'failed', count: failed, tone: 'bad' },
    { key: 'unknown', count: unknown, tone: 'warn' },
    { key: 'stopped', count: stopped, tone: '' },
  ].filter(({ count }) => count > 0);
  if (shown.length === 0) {
    return <span class="soft">{visit.t('verification.delivery.none')}</span>;
  }
  return (
    <>
      {shown.map(({ key, count, tone }) => (
        <span key={key} class={`badge ${tone}`}>
          {visit.t(`verification.delivery.${key}`, { count })}
        </span>
      ))}
    </>
  );
}

/** On the claim's own page: asks for itself again until every phone has confirmed it or failed. */
export function DeliveryLine(props: { visit: Visit; claimId: string; delivery: Delivery }) {
  const { visit, claimId, delivery } = props;
  const goesOn = delivery.underWay + delivery.sent + delivery.unknown > 0;
  return (
    <p
      class="row delivery"
      role="status"
      {...(goesOn && {
        'hx-get': `/verification/claims/${claimId}/delivery`,
        'hx-trigger': 'every 10s',
        'hx-swap': 'outerHTML',
      })}
    >
      <DeliveryCounts visit={visit} delivery={delivery} />
    </p>
  );
}

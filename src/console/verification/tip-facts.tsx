import type { Visit } from '../route.ts';
import { Since } from '../time.tsx';

/** What helps to judge a message. Never who sent it: that is nowhere on these pages. */
export function TipFacts(props: {
  visit: Visit;
  code: string;
  medium: string;
  mediaCount: number;
  forwarded: 'once' | 'often' | null;
  /** How it came to them, as they told. */
  source: 'forwarded' | 'seen' | null;
  /** Whether they said that their words may be quoted; where they were not asked they may not. */
  quotable: boolean | null;
  /** Different people; left out where each message stands for itself. */
  askers?: number;
  repeats: number;
  since: Date;
}) {
  const { visit, code, medium, mediaCount, forwarded, source, quotable, askers = 1, repeats, since } = props;
  const { t } = visit;
  return (
    <p class="row facts">
      {forwarded === 'often' && <span class="badge bad">{t('desk.rank.forwarded_often')}</span>}
      {forwarded === 'once' && <span class="badge warn">{t('desk.rank.forwarded')}</span>}
      {source === 'seen' && <span class="badge warn">{t('verification.tip.source.seen')}</span>}
      {source === 'forwarded' && forwarded === null && (
        <span class="badge">{t('verification.tip.source.forwarded')}</span>
      )}
      {askers > 1 && <span class="badge">{t('desk.rank.askers', { count: askers })}</span>}
      {repeats > 0 && <span class="badge">{t('desk.rank.repeats', { count: repeats })}</span>}
      {mediaCount > 0 && <span class="badge">{t('verification.tip.media', { count: mediaCount })}</span>}
      <span class={quotable ? 'badge good' : undefined}>
        {t(`verification.tip.${quotable ? 'quotable' : 'not_quotable'}`)}
      </span>
      <span>{t(`console.medium.${medium}`)}</span>
      <span>
        <Since visit={visit} at={since} />
      </span>
      <code>{code}</code>
    </p>
  );
}

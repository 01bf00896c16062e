import type { Visit } from '../route.ts';
import { Since } from '../time.tsx';

/** What helps to judge a message. Never who sent it: that is nowhere on these pages. */
export function TipFacts(props: {
  visit: Visit;
  code: string;
  medium: string;
  mediaCount: number;
  forwarded: 'once' | 'often' | null;
  /** Different people; left out where each message stands for itself. */
  askers?: number;
  repeats: number;
  since: Date;
}) {
  const { visit, code, medium, mediaCount, forwarded, askers = 1, repeats, since } = props;
  const { t } = visit;
  return (
    <p class="row facts">
      {forwarded === 'often' && <span class="badge bad">{t('desk.rank.forwarded_often')}</span>}
      {forwarded === 'once' && <span class="badge warn">{t('desk.rank.forwarded')}</span>}
      {askers > 1 && <span class="badge">{t('desk.rank.askers', { count: askers })}</span>}
      {repeats > 0 && <span class="badge">{t('desk.rank.repeats', { count: repeats })}</span>}
      {mediaCount > 0 && <span class="badge">{t('verification.tip.media', { count: mediaCount })}</span>}
      <span>{t(`console.medium.${medium}`)}</span>
      <span>
        <Since visit={visit} at={since} />
      </span>
      <code>{code}</code>
    </p>
  );
}

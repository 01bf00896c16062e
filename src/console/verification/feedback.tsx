import type { ClaimView } from '../../desks/verification/index.ts';
import { Files } from '../media/files.tsx';
import type { Visit } from '../route.ts';
import { At } from '../time.tsx';

/** What people answered to a verdict: how many found it useful, and why others did not. Never who. */
export function Feedback({ visit, feedback }: { visit: Visit; feedback: ClaimView['feedback'] }) {
  if (!feedback) return null;
  const { t } = visit;
  const { useful, useless, reasons } = feedback;
  return (
    <section class="feedback" aria-labelledby="feedback-title">
      <h3 id="feedback-title">{t('verification.feedback.title')}</h3>
      {useful + useless === 0 ? (
        <p class="soft">{t('verification.feedback.none')}</p>
      ) : (
        <p class="row">
          <span class="badge good">{t('verification.feedback.useful', { count: useful })}</span>
          <span class="badge warn">{t('verification.feedback.useless', { count: useless })}</span>
        </p>
      )}
      {reasons.length > 0 && (
        <details>
          <summary>{t('verification.feedback.reasons', { count: reasons.length })}</summary>
          <ul class="tips">
            {reasons.map(({ text, files, at, messageId }) => (
              <li key={messageId}>
                {text !== null && <blockquote dir="auto">{text}</blockquote>}
                <Files visit={visit} files={files} />
                <p class="soft">
                  <At visit={visit} at={at} />
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

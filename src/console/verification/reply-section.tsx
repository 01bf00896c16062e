import { isUnsafe, overdueReplies, REPLY_OUTCOMES, REPLY_REASONS } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { At } from '../time.tsx';
import { Folded } from './folded.tsx';
import type { OnPage } from './on-page.ts';

/** The right of reply: who was asked for their side, and what they said. */
export function ReplySection({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t, deps } = visit;
  const { replies, claim } = view;
  const isOpen = claim.state !== 'published' && claim.state !== 'closed';
  const late = new Set(overdueReplies(replies, deps.now()).map(({ id }) => id));
  return (
    <Folded
      id="reply"
      title={t('ledger.reply.title')}
      count={t('ledger.reply.count', { count: replies.length })}
      open={typedInto('reply') !== null || late.size > 0}
    >
      {replies.length === 0 && <p class="empty">{t('ledger.reply.none')}</p>}
      <ol class="evidence">
        {replies.map((row) => (
          <li key={row.id}>
            <p class="row facts">
              <span class={`badge ${row.reason === 'unsafe' ? 'bad' : ''}`}>
                {row.reason === null ? t(`ledger.outcome.${row.outcome}`) : t(`ledger.reason.${row.reason}`)}
              </span>
              <b dir="auto">{row.whom}</b>
              {row.way !== null && <span dir="auto">{row.way}</span>}
              {row.triedAt && <At visit={visit} at={row.triedAt} />}
            </p>
            {row.answer !== null && (
              <p class="said" dir="auto">
                {row.answer}
              </p>
            )}
            {late.has(row.id) && isOpen && <p class="note warn">{t('ledger.reply.late')}</p>}
            <p class="small soft">
              {row.addedByName}, <At visit={visit} at={row.addedAt} />
            </p>
          </li>
        ))}
      </ol>
      {isOpen && (mine || typedInto('reply')) && <ReplyForm on={on} />}
    </Folded>
  );
}

/** Called out to who releases: it is theirs to answer for. */
export function UnsafeNote({ on: { visit, view } }: { on: OnPage }) {
  if (!isUnsafe(view.replies) || view.claim.state === 'published') return null;
  const whom = view.replies.filter(({ reason }) => reason === 'unsafe').map((row) => row.whom);
  return (
    <p class="note bad" role="note">
      {visit.t('ledger.reply.unsafe', { whom: whom.join(', ') })} <a href="#reply">→</a>
    </p>
  );
}

function ReplyForm({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('reply');
  return (
    <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/reply`}>
      <input type="hidden" name="form" value="reply" />
      <p class="hint">{t('ledger.reply.hint')}</p>
      <div class="pair">
        <Field id="whom" label={t('ledger.reply.whom')}>
          <input id="whom" name="whom" maxLength={200} value={typed?.get('whom')} />
        </Field>
        <Field id="outcome" label={t('ledger.reply.outcome')}>
          <select id="outcome" name="outcome">
            {REPLY_OUTCOMES.map((each) => (
              <option key={each} value={each} selected={each === typed?.get('outcome')}>
                {t(`ledger.outcome.${each}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field id="way" label={t('ledger.reply.way')} hint={t('ledger.reply.way_hint')}>
          <input id="way" name="way" maxLength={200} value={typed?.get('way')} />
        </Field>
        <Field id="tried_at" label={t('ledger.reply.tried_at')} hint={t('ledger.reply.tried_at_hint')}>
          <input id="tried_at" name="tried_at" type="datetime-local" value={typed?.get('tried_at')} />
        </Field>
      </div>
      <Field id="answer" label={t('ledger.reply.answer')}>
        <textarea id="answer" name="answer" rows={2} maxLength={2000} class="low">
          {typed?.get('answer')}
        </textarea>
      </Field>
      <Field id="reason" label={t('ledger.reply.reason')}>
        <select id="reason" name="reason">
          <option value="">{t('ledger.reply.no_reason')}</option>
          {REPLY_REASONS.map((each) => (
            <option key={each} value={each} selected={each === typed?.get('reason')}>
              {t(`ledger.reason.${each}`)}
            </option>
          ))}
        </select>
      </Field>
      {mine && (
        <button type="submit" class="second">
          {t('ledger.reply.save')}
        </button>
      )}
    </PostForm>
  );
}

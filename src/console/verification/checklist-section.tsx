import { answersOf, CHECK_ANSWERS, type Checklist } from '../../desks/verification/index.ts';
import { PostForm } from '../form.tsx';
import { Folded } from './folded.tsx';
import type { OnPage } from './on-page.ts';
import { isBeforeSubmit } from './ready-section.tsx';

/** One checklist: its questions, how they were answered, and how many of them are. */
export function ChecklistSection({ on, list }: { on: OnPage; list: Checklist }) {
  const { visit, view, mine, typedInto } = on;
  const { t } = visit;
  const answers = answersOf(list.key, view.checks);
  const done = list.items.filter(({ key }) => answers.has(key)).length;
  const typed = typedInto(`check-${list.key}`);
  return (
    <Folded
      id={`check-${list.key}`}
      title={t(`checklist.${list.key}.title`)}
      count={t('ledger.checks.count', { done, of: list.items.length })}
      open={typed !== null}
    >
      {typed || (mine && isBeforeSubmit(view.claim.state)) ? (
        <ChecklistForm on={on} list={list} />
      ) : (
        <ul class="checks">
          {list.items.map(({ key }) => {
            const given = answers.get(key);
            return (
              <li key={key}>
                {t(`checklist.${list.key}.${key}`)}{' '}
                <b>{given ? t(`ledger.check.${given.answer}`) : t('ledger.checks.open')}</b>
                {given?.note && <q class="said">{given.note}</q>}
                {given && <span class="soft small"> {given.byName}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </Folded>
  );
}

function ChecklistForm({ on: { visit, view, mine, typedInto }, list }: { on: OnPage; list: Checklist }) {
  const { t } = visit;
  const typed = typedInto(`check-${list.key}`);
  const answers = answersOf(list.key, view.checks);
  return (
    <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/checks`}>
      <input type="hidden" name="form" value={`check-${list.key}`} />
      <input type="hidden" name="list" value={list.key} />
      {list.items.map(({ key, required }) => {
        const given = answers.get(key);
        const chosen = typed ? typed.get(`check.${key}`) : given?.answer;
        return (
          <fieldset key={key} class="check">
            <legend>
              {t(`checklist.${list.key}.${key}`)}{' '}
              {required && <span class="badge">{t('ledger.checks.required')}</span>}
            </legend>
            <p class="row">
              {CHECK_ANSWERS.map((answer) => (
                <label key={answer}>
                  <input type="radio" name={`check.${key}`} value={answer} checked={answer === chosen} />{' '}
                  {t(`ledger.check.${answer}`)}
                </label>
              ))}
            </p>
            <input
              name={`check_note.${key}`}
              maxLength={500}
              placeholder={t('ledger.checks.note')}
              aria-label={t('ledger.checks.note')}
              value={typed ? typed.get(`check_note.${key}`) : (given?.note ?? '')}
            />
          </fieldset>
        );
      })}
      {mine && (
        <button type="submit" class="second">
          {t('ledger.checks.save')}
        </button>
      )}
    </PostForm>
  );
}

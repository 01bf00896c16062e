import { BODY_MAX, CHANGED_MAX, SUMMARY_MAX, summarySize } from '../../desks/verification/index.ts';
import { RATINGS, type Rating } from '../../store/verdicts.ts';
import { Field, PostForm } from '../form.tsx';
import type { Visit } from '../route.ts';
import type { OnPage } from './on-page.ts';
import { VerdictShown } from './verdict-shown.tsx';

/** Writing the verdict, for who holds the claim; everybody else reads what is there. */
export function VerdictForm({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t } = visit;
  const [newest] = view.verdicts;
  const typed = typedInto('verdict');
  return (
    <section class="card" aria-labelledby="verdict-title">
      <h2 id="verdict-title">{t('verification.verdict.title')}</h2>
      {newest?.state === 'returned' && (
        <div class="note bad">
          <b>
            {t('verification.verdict.returned_by', { name: newest.leadName ?? newest.checkerName ?? '' })}
          </b>
          <p class="said">{newest.reason}</p>
        </div>
      )}
      {mine && newest?.state === 'draft' && newest.authorId !== visit.staff.id && (
        <p class="note warn">{t('verification.verdict.not_yours', { name: newest.authorName })}</p>
      )}
      {mine && view.told.length > 0 && <p class="note">{t('method.correction.note')}</p>}
      {typed && !mine && <p class="note warn">{t('verification.verdict.keep_text')}</p>}
      {mine || typed ? (
        <Writing on={on} />
      ) : newest ? (
        <VerdictShown visit={visit} verdict={newest} told={view.told} />
      ) : (
        <p class="empty">{t('verification.verdict.none')}</p>
      )}
    </section>
  );
}

function Writing({ on }: { on: OnPage }) {
  const { visit, view, mine, typedInto } = on;
  const { t, deps } = visit;
  const typed = typedInto('verdict');
  const [newest] = view.verdicts;
  const rating = typed ? typed.get('rating') : newest?.rating;
  return (
    <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/verdict`}>
      <input type="hidden" name="form" value="verdict" />
      <fieldset>
        <legend>{t('verification.verdict.rating')}</legend>
        <div class="ratings">
          {RATINGS.map((each) => (
            <label key={each}>
              <input type="radio" name="rating" value={each} checked={each === rating} required />{' '}
              {t(`verdict.rating.${each}`)}
            </label>
          ))}
        </div>
      </fieldset>
      {deps.texts.languages.map((language) => {
        const isRequired = visit.deps.verdictLanguages.includes(language);
        const saved = newest?.texts[language];
        const fields = (
          <LanguageFields
            visit={visit}
            language={language}
            rating={RATINGS.find((each) => each === rating)}
            summary={typed ? typed.get(`summary.${language}`) : (saved?.summary ?? '')}
            body={typed ? typed.get(`body.${language}`) : (saved?.body ?? '')}
            todo={typed ? typed.get(`todo.${language}`) : (saved?.todo ?? '')}
            changed={typed ? typed.get(`changed.${language}`) : (newest?.changed[language] ?? '')}
            told={view.told}
          />
        );
        const name = deps.texts.text(language, 'common.language_name');
        return isRequired ? (
          <fieldset key={language} lang={language}>
            <legend>{name}</legend>
            {fields}
          </fieldset>
        ) : (
          <details key={language} open={saved !== undefined || Boolean(typed?.get(`summary.${language}`))}>
            <summary>{t('verification.verdict.also_in', { language: name })}</summary>
            {fields}
          </details>
        );
      })}
      <Sources on={on} />
      {mine && (
        <p class="row">
          <button type="submit" name="then" value="save" class="second">
            {t('verification.verdict.save')}
          </button>
          <button type="submit" name="then" value="submit">
            {t('verification.verdict.submit')}
          </button>
        </p>
      )}
    </PostForm>
  );
}

/** What readers may follow: chosen from the ledger, and never a protected source. */
function Sources({ on: { visit, view, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('verdict')?.all('source');
  const chosen = view.verdicts[0]?.sources ?? [];
  const isChosen = (one: (typeof view.openSources)[number]) =>
    typed ? typed.includes(one.id) : chosen.some(({ title, url }) => title === one.title && url === one.url);
  return (
    <fieldset>
      <legend>{t('method.sources')}</legend>
      <p class="hint">{t(view.openSources.length > 0 ? 'method.sources_hint' : 'method.no_sources')}</p>
      {view.openSources.map((one) => (
        <label key={one.id} class="row">
          <input type="checkbox" name="source" value={one.id} checked={isChosen(one)} /> {one.title}
          {one.url && <span class="soft">{one.url}</span>}
        </label>
      ))}
    </fieldset>
  );
}

function LanguageFields(props: {
  visit: Visit;
  language: string;
  rating: Rating | undefined;
  summary: string;
  body: string;
  todo: string;
  changed: string;
  told: readonly Rating[];
}) {
  const { visit, language, rating, summary, body, todo, changed, told } = props;
  const { t } = visit;
  const room = roomForSummary(visit, language, rating, told);
  const id = (field: string) => `${field}.${language}`;
  const ids = { summary: id('summary'), body: id('body'), todo: id('todo'), changed: id('changed') };
  return (
    <>
      <Field
        id={ids.summary}
        label={t('verification.verdict.summary')}
        hint={t('verification.verdict.summary_hint', { room })}
      >
        <textarea
          id={ids.summary}
          name={ids.summary}
          lang={language}
          rows={3}
          class="low"
          data-segments={t('verification.verdict.summary_count', { room })}
        >
          {summary}
        </textarea>
      </Field>
      <Field
        id={ids.body}
        label={t('verification.verdict.body')}
        hint={t('verification.verdict.body_hint', { room: BODY_MAX })}
      >
        <textarea id={ids.body} name={ids.body} lang={language} rows={6} maxLength={BODY_MAX}>
          {body}
        </textarea>
      </Field>
      <Field id={ids.todo} label={t('method.todo')} hint={t('method.todo_hint')}>
        <textarea id={ids.todo} name={ids.todo} lang={language} rows={2} maxLength={BODY_MAX} class="low">
          {todo}
        </textarea>
      </Field>
      {told.length > 0 && (
        <Field
          id={ids.changed}
          label={t('method.correction.changed')}
          hint={t('method.correction.changed_hint', { room: CHANGED_MAX })}
        >
          <textarea
            id={ids.changed}
            name={ids.changed}
            lang={language}
            rows={2}
            maxLength={CHANGED_MAX}
            class="low"
          >
            {changed}
          </textarea>
        </Field>
      )}
    </>
  );
}

/** What is left of one SMS beside the rating's label and the code; for the longest label while none is chosen. */
function roomForSummary(
  visit: Visit,
  language: string,
  rating: Rating | undefined,
  corrected: readonly Rating[],
): number {
  const ratings = rating ? [rating] : RATINGS;
  const frames = ratings.map(
    (each) => summarySize(visit.deps.texts, language, { rating: each, summary: '', corrected }).units,
  );
  return SUMMARY_MAX - Math.max(...frames);
}

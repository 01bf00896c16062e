import { SEGMENTS_MAX, TEXT_MAX } from '../../desks/bulletins/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';
import { AudiencePart } from './audience-part.tsx';
import type { OnForm } from './fields.ts';
import type { Picking } from './verdict-part.tsx';
import { VerdictPart } from './verdict-part.tsx';
import { WhenPart } from './when-part.tsx';
import { languageName, topicName } from './words.ts';

/** All that an editor writes, in one form: whatever button is pressed, what was typed is kept. */
export function WriteForm(props: OnForm & { picking: Picking }) {
  const { visit, view, fields } = props;
  const { t } = visit;
  const { id, version, correctsRunId } = view.bulletin;
  return (
    <PostForm visit={visit} action={`/bulletins/${id}`} class="compose">
      <input type="hidden" name="version" value={version} />
      <section class="card">
        <Field id="title" label={t('bulletins.title')} hint={t('bulletins.title_hint')}>
          <input id="title" name="title" required maxLength={120} value={fields.title} autocomplete="off" />
        </Field>
        <TopicSelect visit={visit} topic={fields.topic} />
        <label class="tick">
          <input type="checkbox" name="digest" value="1" checked={fields.digest} /> {t('bulletins.digest')}
        </label>
        <p class="hint">{t('bulletins.digest_hint')}</p>
      </section>
      <TextsPart {...props} />
      <VerdictPart visit={visit} view={view} picking={props.picking} />
      {correctsRunId === null ? (
        <AudiencePart {...props} />
      ) : (
        <p class="note warn">{t('bulletins.reach.correction_text')}</p>
      )}
      <WhenPart {...props} />
      <p class="row buttons">
        <button type="submit" name="do" value="save">
          {t('bulletins.save')}
        </button>
        <button type="submit" name="do" value="count" class="second">
          {t('bulletins.count')}
        </button>
        <button type="submit" name="do" value="propose" class="second">
          {t('bulletins.propose')}
        </button>
      </p>
      <p class="hint">{t('bulletins.buttons_hint')}</p>
    </PostForm>
  );
}

export function TopicSelect({ visit, topic }: { visit: SignedVisit; topic: string }) {
  return (
    <Field id="topic" label={visit.t('bulletins.topic')}>
      <select id="topic" name="topic">
        {visit.deps.bulletins.topics.map(({ id }) => (
          <option key={id} value={id} selected={id === topic}>
            {topicName(visit, id)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The deployment's own languages stand open, the others where something is written. */
function TextsPart({ visit, fields }: OnForm) {
  const { deps, t } = visit;
  return (
    <section class="card">
      <h2>{t('bulletins.texts')}</h2>
      <p class="hint">{t('bulletins.texts_hint', { n: SEGMENTS_MAX })}</p>
      {deps.texts.languages.map((language) => (
        <details
          key={language}
          class="beside"
          open={deps.verdictLanguages.includes(language) || fields.texts[language] !== undefined}
        >
          <summary>{languageName(visit, language)}</summary>
          <Field id={`text_${language}`} label={t('bulletins.long')}>
            <textarea
              id={`text_${language}`}
              name={`text_${language}`}
              lang={language}
              maxLength={TEXT_MAX}
              rows={6}
            >
              {fields.texts[language]?.text}
            </textarea>
          </Field>
          <Field id={`short_${language}`} label={t('bulletins.short')}>
            <textarea
              id={`short_${language}`}
              name={`short_${language}`}
              lang={language}
              maxLength={TEXT_MAX}
              data-segments={t('console.person.sms_count')}
              data-behind={deps.texts.text(language, 'bulletin.way_out_short')}
            >
              {fields.texts[language]?.short}
            </textarea>
          </Field>
        </details>
      ))}
    </section>
  );
}

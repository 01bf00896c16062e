import { inLanguage, QUESTIONS_MAX } from '../../desks/campaigns/index.ts';
import type { CampaignQuestion, CampaignRow } from '../../store/campaigns.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';

const MEDIA = ['sms', 'whatsapp', 'telegram'] as const;
const EMPTY: CampaignQuestion = { id: '', kind: 'choice', text: {}, choices: [], right: null, reason: null };

/** Minutes since midnight as a clock shows them. */
export const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Everything of a draft in one form. A survey has one empty question more than are written: so the next is added. */
export function EditForm({ visit, campaign }: { visit: SignedVisit; campaign: CampaignRow }) {
  const { t, deps, language } = visit;
  const { id, kind, title, topic, bank, startsOn, minutes, remindHours, questions, audience } = campaign;
  const time = clockOf(minutes);
  const rows = kind === 'survey' ? [...questions, EMPTY].slice(0, QUESTIONS_MAX) : [];
  return (
    <PostForm visit={visit} action={`/campaigns/${id}`} class="card">
      <input type="hidden" name="version" value={campaign.version} />
      <Field id="title" label={t('campaigns.field.title')}>
        <input id="title" name="title" required maxLength={120} value={title} />
      </Field>
      {kind === 'quiz' && (
        <Field id="bank" label={t('campaigns.field.bank')}>
          <select id="bank" name="bank">
            {[...new Map(deps.campaigns.quizBanks.map((each) => [each.id, each])).values()].map((each) => (
              <option key={each.id} value={each.id} selected={each.id === bank}>
                {inLanguage(each.title, language)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field id="topic" label={t('campaigns.field.topic')}>
        <select id="topic" name="topic">
          {deps.campaigns.topics.map((each) => (
            <option key={each.id} value={each.id} selected={each.id === topic}>
              {inLanguage(each.name, language)}
            </option>
          ))}
        </select>
      </Field>
      <div class="row">
        <Field id="starts" label={t('campaigns.field.starts')}>
          <input id="starts" name="starts" type="date" value={startsOn ?? ''} />
        </Field>
        <Field id="time" label={t('campaigns.field.time')}>
          <input id="time" name="time" type="time" required value={time} />
        </Field>
        <Field id="remind" label={t('campaigns.field.remind')} hint={t('campaigns.field.remind_hint')}>
          <input id="remind" name="remind" type="number" min={1} max={23} value={remindHours ?? ''} />
        </Field>
      </div>
      <fieldset>
        <legend>{t('campaigns.field.audience')}</legend>
        <div class="row">
          {deps.texts.languages.map((each) => (
            <label key={each}>
              <input
                type="checkbox"
                name="languages"
                value={each}
                checked={audience.languages?.includes(each) ?? false}
              />{' '}
              {t(`campaigns.language.${each}`)}
            </label>
          ))}
          {MEDIA.map((each) => (
            <label key={each}>
              <input
                type="checkbox"
                name="media"
                value={each}
                checked={audience.media?.includes(each) ?? false}
              />{' '}
              {t(`campaigns.medium.${each}`)}
            </label>
          ))}
        </div>
        <p class="hint">{t('campaigns.field.audience_hint')}</p>
      </fieldset>
      {rows.map((question, n) => (
        <Question key={n} visit={visit} n={n} question={question} />
      ))}
      <button type="submit">{t('campaigns.do.save')}</button>
    </PostForm>
  );
}

function Question({ visit, n, question }: { visit: SignedVisit; n: number; question: CampaignQuestion }) {
  const { t, deps } = visit;
  return (
    <fieldset>
      <legend>{t('campaigns.days.question', { n: n + 1 })}</legend>
      <Field id={`kind-${n}`} label={t('campaigns.field.answers')}>
        <select id={`kind-${n}`} name={`kind-${n}`}>
          {(['choice', 'number', 'text'] as const).map((kind) => (
            <option key={kind} value={kind} selected={kind === question.kind}>
              {t(`campaigns.answers.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      {deps.texts.languages.map((language) => (
        <details
          key={language}
          lang={language}
          open={language === visit.language || language in question.text}
        >
          <summary>{t(`campaigns.language.${language}`)}</summary>
          <Field id={`text-${n}-${language}`} label={t('campaigns.field.question')}>
            <textarea id={`text-${n}-${language}`} name={`text-${n}-${language}`} rows={2} maxLength={300}>
              {question.text[language] ?? ''}
            </textarea>
          </Field>
          <Field
            id={`choices-${n}-${language}`}
            label={t('campaigns.field.choices')}
            hint={t('campaigns.field.choices_hint')}
          >
            <textarea id={`choices-${n}-${language}`} name={`choices-${n}-${language}`} rows={3}>
              {question.choices
                .map(({ label }) => label[language] ?? '')
                .join('\n')
                .trim()}
            </textarea>
          </Field>
        </details>
      ))}
    </fieldset>
  );
}

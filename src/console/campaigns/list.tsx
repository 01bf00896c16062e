import { type CampaignRow, listCampaigns } from '../../store/campaigns.ts';
import { Field, PostForm } from '../form.tsx';
import type { Visit } from '../route.ts';
import { composing } from './guard.ts';

const SHOWN = 200;

export const showCampaigns = composing(async (visit) => {
  const { t, deps } = visit;
  const campaigns = await listCampaigns(deps.store.db, SHOWN);
  return {
    title: t('campaigns.title'),
    page: (
      <>
        <h1>{t('campaigns.title')}</h1>
        <p class="soft">{t('campaigns.text')}</p>
        {campaigns.length === 0 ? (
          <p class="card empty">{t('campaigns.nothing')}</p>
        ) : (
          <table class="card-table stack">
            <thead>
              <tr>
                {(['name', 'kind', 'questions', 'starts', 'state'] as const).map((column) => (
                  <th scope="col" key={column}>
                    {t(`campaigns.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {campaigns.map((campaign) => (
                <Line key={campaign.id} visit={visit} campaign={campaign} />
              ))}
            </tbody>
          </table>
        )}
        <Begin visit={visit} />
      </>
    ),
  };
});

function Line({ visit: { t }, campaign }: { visit: Visit; campaign: CampaignRow }) {
  const { id, title, kind, questions, startsOn, state, number } = campaign;
  return (
    <tr>
      <td data-label={t('campaigns.column.name')}>
        <a href={`/campaigns/${id}`}>{title || `#${number}`}</a>
      </td>
      <td data-label={t('campaigns.column.kind')}>{t(`campaigns.kind.${kind}`)}</td>
      <td data-label={t('campaigns.column.questions')}>{questions.length}</td>
      <td data-label={t('campaigns.column.starts')}>{startsOn ?? '–'}</td>
      <td data-label={t('campaigns.column.state')}>
        <span class={state === 'running' ? 'badge good' : 'badge'}>{t(`campaigns.state.${state}`)}</span>
      </td>
    </tr>
  );
}

function Begin({ visit }: { visit: Visit }) {
  const { t, deps, language } = visit;
  const { quizBanks, topics } = deps.campaigns;
  const named = (names: Readonly<Record<string, string>>) => names[language] ?? Object.values(names)[0] ?? '';
  return (
    <section class="card" aria-labelledby="begin-title">
      <h2 id="begin-title">{t('campaigns.begin.title')}</h2>
      <PostForm visit={visit} action="/campaigns">
        <Field id="title" label={t('campaigns.field.title')}>
          <input id="title" name="title" required maxLength={120} />
        </Field>
        <Field id="kind" label={t('campaigns.field.kind')} hint={t('campaigns.begin.hint')}>
          <select id="kind" name="kind">
            <option value="quiz">{t('campaigns.kind.quiz')}</option>
            <option value="survey">{t('campaigns.kind.survey')}</option>
          </select>
        </Field>
        <Field id="bank" label={t('campaigns.field.bank')}>
          <select id="bank" name="bank">
            {[...new Map(quizBanks.map((bank) => [bank.id, bank])).values()].map(({ id, title }) => (
              <option key={id} value={id}>
                {named(title)}
              </option>
            ))}
          </select>
        </Field>
        <Field id="topic" label={t('campaigns.field.topic')}>
          <select id="topic" name="topic">
            {topics.map(({ id, name }) => (
              <option key={id} value={id}>
                {named(name)}
              </option>
            ))}
          </select>
        </Field>
        <button type="submit">{t('campaigns.begin.do')}</button>
      </PostForm>
    </section>
  );
}

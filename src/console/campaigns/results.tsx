import {
  campaignResults,
  type Group,
  inLanguage,
  OTHER,
  type QuestionResult,
  type Rank,
} from '../../desks/campaigns/index.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import type { SignedVisit, Visit } from '../route.ts';
import { ofCampaign } from './guard.ts';

const percent = (share: number) => `${Math.round(share * 100)} %`;

/** As they come in: the page asks for this piece again and again while it is open. */
export const refreshResults = ofCampaign(async (visit, campaign) => ({
  fragment: await resultsPiece(visit, campaign),
}));

export async function resultsPiece(visit: SignedVisit, campaign: CampaignRow) {
  const { t, deps } = visit;
  const { people, answers, right, questions, groups, leaderboard } = await campaignResults(
    deps.store.db,
    campaign,
  );
  const open = campaign.state === 'running' || campaign.state === 'approved';
  const live = open && { 'hx-get': `/campaigns/${campaign.id}/results`, 'hx-trigger': 'every 5s' };
  return (
    <section class="card" id="results" hx-swap="outerHTML" {...live}>
      <h2>{t('campaigns.results.title')}</h2>
      <p>
        {t('campaigns.results.people', { people, answers })}
        {campaign.kind === 'quiz' &&
          answers > 0 &&
          ` ${t('campaigns.results.right', { share: percent(right / answers) })}`}
      </p>
      {questions.map((one) => (
        <Question key={one.n} visit={visit} of={one} />
      ))}
      <Groups visit={visit} groups={groups} quiz={campaign.kind === 'quiz'} />
      {campaign.kind === 'quiz' && <Leaderboard visit={visit} ranks={leaderboard} />}
      <p class="hint">{t('campaigns.results.hint')}</p>
      <p class="row">
        <a class="button second" href={`/campaigns/${campaign.id}/results.csv`}>
          {t('campaigns.results.csv')}
        </a>
        <a class="button second" href={`/campaigns/${campaign.id}/flow-results.zip`}>
          {t('campaigns.results.package')}
        </a>
      </p>
    </section>
  );
}

function Question({ visit: { t, language }, of }: { visit: Visit; of: QuestionResult }) {
  const { n, question, answers, choices, written } = of;
  const labelOf = (id: string) => {
    const label = question.choices.find((choice) => choice.id === id)?.label;
    return label ? inLanguage(label, language) : id;
  };
  return (
    <>
      <h3>
        {n}. {inLanguage(question.text, language)} <small class="soft">({answers})</small>
      </h3>
      {choices.length > 0 && (
        <table class="bars">
          <tbody>
            {choices.map(({ id, count, right }) => (
              <tr key={id}>
                <th scope="row">
                  {labelOf(id)} {right && <span class="badge good">{t('campaigns.results.is_right')}</span>}
                </th>
                <td>
                  <meter min={0} max={Math.max(1, answers)} value={count} aria-label={labelOf(id)} />
                </td>
                <td>
                  {count} ({percent(answers === 0 ? 0 : count / answers)})
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {written.length > 0 && (
        <details>
          <summary>{t('campaigns.results.written', { n: written.length })}</summary>
          <ul>
            {written.map((words, at) => (
              <li key={at}>{words}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Groups({ visit: { t }, groups, quiz }: { visit: Visit; groups: readonly Group[]; quiz: boolean }) {
  if (groups.length === 0) return null;
  const columns = ['group', 'people', 'answers', ...(quiz ? ['right'] : [])];
  const named = ({ key, by }: Group) =>
    key === OTHER
      ? t('campaigns.results.other')
      : by === 'language'
        ? t(`campaigns.language.${key}`)
        : t(`campaigns.medium.${key}`);
  return (
    <>
      <h3>{t('campaigns.results.groups')}</h3>
      <table class="stack">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {t(`campaigns.results.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={`${group.by}-${group.key}`}>
              <th scope="row">{named(group)}</th>
              <td data-label={t('campaigns.results.column.people')}>{group.people}</td>
              <td data-label={t('campaigns.results.column.answers')}>{group.answers}</td>
              {quiz && (
                <td data-label={t('campaigns.results.column.right')}>
                  {percent(group.answers === 0 ? 0 : group.right / group.answers)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Leaderboard({ visit, ranks }: { visit: Visit; ranks: readonly Rank[] }) {
  const { t, deps } = visit;
  return (
    <>
      <h3>{t('campaigns.results.leaderboard')}</h3>
      {ranks.length === 0 ? (
        <p class="soft">{t('campaigns.results.too_few')}</p>
      ) : (
        <table class="stack">
          <thead>
            <tr>
              {(['commune', 'people', 'participation', 'right', 'score'] as const).map((column) => (
                <th scope="col" key={column}>
                  {t(`campaigns.results.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ranks.map(({ commune, people, participation, right, score }) => (
              <tr key={commune ?? OTHER}>
                <th scope="row">
                  {commune === null ? t('campaigns.results.other') : deps.placeLabel(commune)}
                </th>
                <td data-label={t('campaigns.results.column.people')}>{people}</td>
                <td data-label={t('campaigns.results.column.participation')}>{percent(participation)}</td>
                <td data-label={t('campaigns.results.column.right')}>{percent(right)}</td>
                <td data-label={t('campaigns.results.column.score')}>{Math.round(score * 100)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

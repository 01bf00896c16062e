import { inLanguage, smsForm } from '../../desks/campaigns/index.ts';
import { type CampaignRow, questionsOut } from '../../store/campaigns.ts';
import { listEvents } from '../../store/events.ts';
import { PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { clockOf, EditForm } from './edit-form.tsx';
import { ofCampaign } from './guard.ts';
import { resultsPiece } from './results.tsx';

/** One campaign: written while it is a draft, then read, approved and followed. */
export const showCampaign = ofCampaign(async (visit, campaign) => {
  const { t, deps } = visit;
  const { id, title, number, state, kind } = campaign;
  const out = await questionsOut(deps.store.db, id);
  const events = await listEvents(deps.store.db, [id]);
  const back = events.findLast(({ what }) => what === 'sent_back');
  const began = state === 'running' || state === 'ended' || state === 'approved';
  return {
    title: title || `#${number}`,
    styles: ['campaigns.css'],
    page: (
      <>
        <p>
          <a href="/campaigns">{t('campaigns.title')}</a>
        </p>
        <h1>
          {title || `#${number}`} <span class="badge">{t(`campaigns.state.${state}`)}</span>
        </h1>
        <p class="soft">{t(`campaigns.kind.${kind}`)}</p>
        {state === 'draft' && back?.why && (
          <p class="note bad">{t('campaigns.sent_back', { why: back.why })}</p>
        )}
        {state === 'draft' ? (
          <EditForm visit={visit} campaign={campaign} />
        ) : (
          <Facts visit={visit} campaign={campaign} />
        )}
        <Preview visit={visit} campaign={campaign} />
        <Moves visit={visit} campaign={campaign} />
        {began && <Days visit={visit} campaign={campaign} out={out} />}
        {began && (await resultsPiece(visit, campaign))}
      </>
    ),
  };
});

interface Of {
  readonly visit: SignedVisit;
  readonly campaign: CampaignRow;
}

function Facts({ visit: { t, deps, language }, campaign }: Of) {
  const { startsOn, minutes, remindHours, audience } = campaign;
  const topic = deps.campaigns.topics.find(({ id }) => id === campaign.topic);
  const limits = [
    ...(audience.languages ?? []).map((each) => t(`campaigns.language.${each}`)),
    ...(audience.media ?? []).map((each) => t(`campaigns.medium.${each}`)),
  ];
  return (
    <section class="card">
      <p>
        {t('campaigns.facts.days', {
          day: startsOn ?? '–',
          time: clockOf(minutes),
          n: campaign.questions.length,
        })}
      </p>
      <p>
        {remindHours === null
          ? t('campaigns.facts.no_reminder')
          : t('campaigns.facts.reminder', { n: remindHours })}
      </p>
      <p>
        {t('campaigns.field.topic')}: {topic ? inLanguage(topic.name, language) : campaign.topic}
        {limits.length > 0 && ` · ${limits.join(', ')}`}
      </p>
    </section>
  );
}

/** Each question as a telephone that knows SMS only shows it, and how many segments it is. */
function Preview({ visit: { t, deps }, campaign }: Of) {
  const { questions } = campaign;
  if (questions.length === 0) return null;
  return (
    <details class="card" open={campaign.state === 'proposed'}>
      <summary>{t('campaigns.preview.title', { n: questions.length })}</summary>
      {Object.keys(questions[0]?.text ?? {}).map((language) => (
        <section key={language} lang={language}>
          <h3>{t(`campaigns.language.${language}`)}</h3>
          {questions.map(({ id, right, reason, choices }, at) => {
            const { text, segments } = smsForm(deps.texts, language, {
              questions,
              n: at + 1,
              reminder: false,
            });
            const label = choices.find((choice) => choice.id === right)?.label;
            return (
              <div key={id} class="beside">
                <pre class="said">{text}</pre>
                <p class="small">
                  <span class={segments > 1 ? 'badge warn' : 'badge good'}>
                    {t('campaigns.preview.segments', { n: segments })}
                  </span>{' '}
                  {label && `${t('campaigns.results.is_right')}: ${inLanguage(label, language)}. `}
                  {reason && inLanguage(reason, language)}
                </p>
              </div>
            );
          })}
        </section>
      ))}
    </details>
  );
}

function Moves({ visit, campaign }: Of) {
  const { t, staff } = visit;
  const { id, state, version } = campaign;
  const may = leads(staff);
  const mine = campaign.authorId === staff.id || campaign.editorId === staff.id;
  const button = (to: string, second = false) => (
    <PostForm visit={visit} action={`/campaigns/${id}/${to}`}>
      <input type="hidden" name="version" value={version} />
      <button type="submit" class={second ? 'second' : undefined}>
        {t(`campaigns.do.${to}`)}
      </button>
    </PostForm>
  );
  if (state === 'ended') return null;
  return (
    <section class="card">
      <div class="row">
        {state === 'draft' && button('propose')}
        {state === 'proposed' && may && !mine && button('approve')}
        {(state === 'draft' || state === 'proposed' || may) && button('end', true)}
      </div>
      {state === 'proposed' && (
        <>
          {(mine || !may) && <p class="hint">{t('campaigns.second_person')}</p>}
          <PostForm visit={visit} action={`/campaigns/${id}/back`} class="row">
            <input type="hidden" name="version" value={version} />
            <input
              name="why"
              required
              maxLength={500}
              aria-label={t('campaigns.why')}
              placeholder={t('campaigns.why')}
            />
            <button type="submit" class="second">
              {t('campaigns.do.back')}
            </button>
          </PostForm>
        </>
      )}
    </section>
  );
}

/** Each question and reminder with how far it is. */
function Days({ visit, campaign, out }: Of & { out: Awaited<ReturnType<typeof questionsOut>> }) {
  const { t } = visit;
  return (
    <details class="card" open={campaign.state !== 'ended'}>
      <summary>{t('campaigns.days.title')}</summary>
      <table class="stack">
        <tbody>
          {out.map(({ bulletin, runs }) => {
            const run = runs.at(-1);
            const at = run?.startedAt ?? bulletin.startsAt;
            return (
              <tr key={bulletin.id}>
                <th scope="row">
                  {t(bulletin.reminder ? 'campaigns.days.reminder' : 'campaigns.days.question', {
                    n: bulletin.question ?? 0,
                  })}
                </th>
                <td>{at && <At visit={visit} at={at} />}</td>
                <td>
                  {run
                    ? `${t(`campaigns.run.${run.state}`)} · ${run.handled}/${run.planned}`
                    : t('campaigns.run.waits')}
                </td>
                <td>
                  {run && leads(visit.staff) && <Control visit={visit} campaign={campaign} run={run} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </details>
  );
}

function Control({ visit, campaign, run }: Of & { run: { id: string; state: string } }) {
  const { t } = visit;
  const offered =
    run.state === 'running' ? ['pause', 'cancel'] : run.state === 'paused' ? ['resume', 'cancel'] : [];
  if (offered.length === 0) return null;
  return (
    <PostForm visit={visit} action={`/campaigns/${campaign.id}/runs/${run.id}`} class="row">
      {offered.map((what) => (
        <button key={what} type="submit" name="what" value={what} class="second">
          {t(`campaigns.run.do.${what}`)}
        </button>
      ))}
    </PostForm>
  );
}

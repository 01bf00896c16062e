import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segments } from '../core/sms.ts';
import { cancelRun, sendBulletins } from '../desks/bulletins/index.ts';
import {
  approve,
  campaignResults,
  createCampaign,
  csvOf,
  dayOf,
  endOverCampaigns,
  flowResultsOf,
  propose,
  saveCampaign,
  sendBack,
  zipOf,
} from '../desks/campaigns/index.ts';
import { dayNumber, wallClock } from '../language/wall-clock.ts';
import { type CampaignQuestion, findCampaign, questionsOut } from '../store/campaigns.ts';
import { addStaff } from '../store/staff.ts';
import { saveSubscription } from '../store/subscriptions.ts';
import { bulletinsForTests } from '../testing/bulletin-desk.ts';
import { peopleIn } from '../testing/conversation-people.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { DELMAS, enterObservers, number as numberWithCheck } from '../testing/observers.ts';

const ZONE = 'America/Port-au-Prince';
const HOUR = 3_600_000;
/** Ahead of the real one, which stands in what the database writes by itself. */
let clock = new Date(Date.now() + 48 * HOUR);

let world: ConversationWorld;
let desk: ReturnType<typeof bulletinsForTests>;
const author = { id: '', role: 'verifier' as const };
const second = { id: '', role: 'lead' as const };
beforeAll(async () => {
  world = await openConversationWorld({ now: () => clock, answersPerHour: 10_000 });
  desk = bulletinsForTests(world.store, () => clock, world.deps.capabilities);
  for (const member of [author, second]) {
    const row = { name: member.role, role: member.role, passwordHash: 'none', language: 'ht' } as const;
    member.id = (await addStaff(world.store.db, row))?.id ?? '';
  }
});
afterAll(() => world.close());

const { of, says, known } = peopleIn(() => world);

async function subscribed(placeCode: string | null = null, topics = ['elections']): Promise<string> {
  const from = await known();
  const contactId = await world.contactOf(from);
  const [row] = await of(from, 'select id from address where contact_id = $1');
  await saveSubscription(
    world.store.db,
    contactId,
    {
      ...{ topics, form: 'text', frequency: 'daily', language: 'ht', placeCode },
      ...{ account: 'simulator-sms', addressId: row?.id },
    },
    clock,
  );
  return from;
}

/** What is queued leaves. @returns to whom, and what it said */
async function leave(): Promise<{ contact: string; text: string; choices: string[] }[]> {
  await sendBulletins(desk);
  const { rows } = await world.store.pool.query(
    `update reply set state = 'sent', created_at = $1, claimed_at = $1, finished_at = $1
     where state = 'queued' and run_id is not null
     returning contact_id, coalesce(content->>'short', content->>'text') as text, content->'choices' as choices`,
    [clock],
  );
  await sendBulletins(desk);
  return rows.map(({ contact_id, text, choices }) => ({
    ...{ contact: contact_id, text },
    choices: (choices ?? []).map(({ id }: { id: string }) => id),
  }));
}

const tomorrow = (): string => {
  const day = dayNumber(wallClock(clock, ZONE)) + 1;
  return new Date(day * 24 * HOUR).toISOString().slice(0, 10);
};

const survey = (...kinds: CampaignQuestion['kind'][]): CampaignQuestion[] =>
  kinds.map((kind, n) => ({
    ...{ id: `q${n + 1}`, kind, text: { ht: `Keksyon ${n + 1}?`, fr: `Question ${n + 1}?` } },
    choices:
      kind === 'choice'
        ? [
            { id: 'c1', label: { ht: 'Radyo', fr: 'Radio' } },
            { id: 'c2', label: { ht: 'Televizyon', fr: 'Télé' } },
          ]
        : [],
    ...{ right: null, reason: null },
  }));

const form = (more: Partial<Parameters<typeof saveCampaign>[1]['form']> = {}) => ({
  ...{ title: 'Kwiz', topic: 'elections', audience: {}, bank: 'voting', questions: [] },
  ...{ startsOn: tomorrow(), minutes: 9 * 60, remindHours: 6, ...more },
});

async function approved(kind: 'quiz' | 'survey', more: Parameters<typeof form>[0] = {}) {
  const made = await createCampaign(desk, {
    by: author,
    title: 'K',
    kind,
    topic: 'elections',
    bank: 'voting',
  });
  if (typeof made === 'string') throw new Error(made);
  const { id } = made;
  expect(await saveCampaign(desk, { by: author, id, version: 1, form: form(more) })).toBeNull();
  expect(await propose(desk, { by: author, id, version: 2 })).toBeNull();
  expect(await approve(desk, { by: second, id, version: 3 })).toBeNull();
  const campaign = await findCampaign(world.store.db, id);
  if (!campaign) throw new Error('gone');
  return {
    campaign,
    at: (n: number, hours = 0) => new Date(dayOf(desk, campaign, n).getTime() + hours * HOUR),
  };
}

/** Later tests begin with a day in which nothing is asked. */
async function over(at: Date) {
  clock = new Date(at.getTime() + 30 * HOUR);
  await endOverCampaigns(desk);
  await world.store.pool.query('delete from subscription');
}

test('it is proposed when it can go out, and approved by a second person, as it was read', async () => {
  expect(
    await createCampaign(desk, {
      by: { ...author, role: 'analyst' as never },
      title: 'x',
      kind: 'survey',
      topic: 'all',
    }),
  ).toBe('rights');
  expect(
    await createCampaign(desk, { by: author, title: 'x', kind: 'quiz', topic: 'all', bank: 'none' }),
  ).toBe('bank');
  const made = await createCampaign(desk, { by: second, title: 'x', kind: 'survey', topic: 'all' });
  if (typeof made === 'string') throw new Error(made);
  const { id } = made;
  const save = (version: number, more: Parameters<typeof form>[0]) =>
    saveCampaign(desk, { by: second, id, version, form: form({ topic: 'all', ...more }) });
  const [asked] = survey('choice');
  if (!asked) throw new Error('none');
  expect(await save(1, { questions: [{ ...asked, choices: asked.choices.slice(1) }] })).toBe('choices');
  expect(await save(1, { questions: [asked], startsOn: '2020-01-01' })).toBeNull();
  expect(await save(1, { questions: [asked] })).toBe('version');
  expect(await propose(desk, { by: second, id, version: 2 })).toBe('time');
  expect(await save(2, { questions: [{ ...asked, text: { ht: 'a'.repeat(300), fr: 'b' } }] })).toBeNull();
  expect(await propose(desk, { by: second, id, version: 3 })).toBe('too_long');
  expect(await save(3, { questions: [{ ...asked, text: { ...asked.text, en: 'Q?' } }] })).toBeNull();
  expect(await propose(desk, { by: second, id, version: 4 })).toBe('no_text');
  expect(await save(4, { questions: [asked] })).toBeNull();
  expect(await approve(desk, { by: second, id, version: 5 })).toBe('state');
  expect(await propose(desk, { by: second, id, version: 5 })).toBeNull();
  expect(await save(6, { questions: [asked] })).toBe('state');
  expect(await approve(desk, { by: author, id, version: 6 })).toBe('rights');
  expect(await approve(desk, { by: second, id, version: 6 })).toBe('same_person');
  expect(await sendBack(desk, { by: author, id, version: 6, why: ' ' })).toBe('why');
  expect(await sendBack(desk, { by: author, id, version: 6, why: 'twò kout' })).toBeNull();
  const { rows } = await world.store.pool.query('select what from event where subject_id = $1 order by id', [
    id,
  ]);
  expect(rows.map(({ what }) => what)).toEqual(
    ['created', ...Array(4).fill('written'), 'proposed', 'sent_back'].slice(0, 7),
  );
  expect(await questionsOut(world.store.db, id)).toEqual([]);
});

test('a question a day, answered at once; one reminder, to who has not answered, and never at night', async () => {
  const { campaign, at } = await approved('quiz');
  const [one, two, three, four] = [
    await subscribed(),
    await subscribed(),
    await subscribed(),
    await subscribed(),
  ];
  const other = await subscribed(null, ['security']);
  const ids = await Promise.all([one, two, three, four, other].map(world.contactOf));
  clock = at(1, -0.1);
  expect(await leave()).toEqual([]);
  clock = at(1);
  const asked = await leave();
  expect(asked.map(({ contact }) => contact).sort()).toEqual(ids.slice(0, 4).sort());
  expect(await leave()).toEqual([]);
  expect(asked[0]?.text).toBe(`1/${campaign.questions.length} Depi ki laj yon moun gen dwa vote? Fini: STOP`);
  expect(asked[0]?.choices).toEqual(
    ['sixteen', 'eighteen', 'twenty_one'].map((id) => `c.${campaign.number}.1.${id}`),
  );
  expect(await findCampaign(world.store.db, campaign.id)).toMatchObject({ state: 'running' });

  clock = at(1, 0.5);
  const heard = [await says(one, '2'), await says(two, 'depi 16 an')];
  expect(heard).toEqual([
    'Byen! Depi yon moun gen 18 an, li gen dwa vote. Pwen ou: 1/1.',
    'Non, se: Depi 18 an. Depi yon moun gen 18 an, li gen dwa vote. Pwen ou: 0/1.',
  ]);
  for (const text of heard) expect(segments(text)).toMatchObject({ segments: 1, alphabet: 'gsm7' });
  // The first answer counts.
  expect(await says(two, '2')).toMatch(/^Ou te reponn keksyon sa a deja/);
  expect(
    await of(
      two,
      `select a.answer, a.correct, a.medium, a.seconds from campaign_answer a
    join campaign_participant p on p.id = a.participant_id where contact_id = $1`,
    ),
  ).toEqual([{ answer: 'sixteen', correct: false, medium: 'sms', seconds: 1800 }]);

  // The reminder is queued, and one of them answers before it leaves.
  clock = at(1, 6);
  await sendBulletins(desk);
  expect(await says(three, '2')).toMatch(/^Byen!/);
  const reminded = await leave();
  expect(reminded.map(({ contact }) => contact)).toEqual([ids[3]]);
  expect(reminded[0]?.text).toMatch(/^N ap tann repons ou: Depi ki laj/);
  expect(await leave()).toEqual([]);
  clock = at(1, 9);
  expect(await leave()).toEqual([]);
  // A reminder is no bulletin more: the next question comes on the next day, to everybody.
  clock = at(2);
  expect((await leave()).length).toBe(4);
  expect(await says(four, '1')).not.toBe('');
  // Somebody who has stopped us is asked nothing, nor who has no bulletins any more.
  await says(one, 'STOP');
  await says(two, 'SISPANN BILTEN');
  clock = at(3);
  expect((await leave()).map(({ contact }) => contact).sort()).toEqual([ids[2], ids[3]].sort());
  // What people cancel is not reminded of.
  clock = at(4);
  await sendBulletins(desk);
  const fourth = (await questionsOut(world.store.db, campaign.id)).find(
    ({ bulletin }) => bulletin.question === 4,
  );
  expect(await cancelRun(desk, { by: second, runId: fourth?.runs[0]?.id ?? '', why: 'fo' })).toBeNull();
  expect(await leave()).toEqual([]);
  clock = at(4, 6);
  expect(await leave()).toEqual([]);
  await over(at(campaign.questions.length + 1));
  expect(await findCampaign(world.store.db, campaign.id)).toMatchObject({ state: 'ended' });
});

test('at night nobody is reminded, and a day that is over is not caught up', async () => {
  const { at } = await approved('survey', {
    questions: survey('choice', 'choice'),
    minutes: 17 * 60,
    remindHours: 7,
  });
  await subscribed();
  clock = at(1);
  expect((await leave()).length).toBe(1);
  clock = at(1, 7);
  expect(await leave()).toEqual([]);
  clock = at(1, 14.5);
  expect((await leave()).map(({ text }) => text)).toEqual(['N ap tann repons ou: Keksyon 1? Fini: STOP']);
  clock = at(3, 1);
  expect(await leave()).toEqual([]);
  await over(at(3));
});

describe('what is an answer', () => {
  let at: (n: number, hours?: number) => Date;
  let number = 0;
  let from: string[];
  const answers = async (who: string) =>
    (
      await of(
        who,
        `select a.answer from campaign_answer a join campaign_participant p on p.id = a.participant_id
        where contact_id = $1 order by a.n`,
      )
    ).map(({ answer }) => answer);
  beforeAll(async () => {
    const made = await approved('survey', {
      questions: survey('choice', 'number', 'text'),
      remindHours: null,
    });
    at = made.at;
    number = made.campaign.number;
    from = await Promise.all(Array.from({ length: 7 }, () => subscribed('HT0211')));
    clock = at(1);
    await leave();
    clock = at(1, 1);
  });

  test('a slip of the finger, a label in another language, or a word in a sentence', async () => {
    const [a = '', b = '', c = ''] = from;
    expect(await says(a, 'televizyn')).toBe('Mèsi! Nou kenbe repons ou.');
    expect(await says(b, 'Radio')).toBe('Mèsi! Nou kenbe repons ou.');
    expect(await says(c, 'se radyo')).toBe('Mèsi! Nou kenbe repons ou.');
    expect([await answers(a), await answers(b), await answers(c)]).toEqual([['c2'], ['c1'], ['c1']]);
  });

  test('not where an open question takes it; nor a rumor, a code or a cry for help that names a choice', async () => {
    const [, , , d = '', e = ''] = from;
    await says(d, 'BILTEN');
    await says(d, '1');
    expect(await answers(d)).toEqual([]);
    // The open question cannot take this: it goes on afterwards.
    expect(await says(d, 'radyo')).toBe('Mèsi! Nou kenbe repons ou.');
    expect(await says(d, '1')).toMatch(/^Ki jan ou vle yo/);
    await says(e, 'Yo di nan radyo vot la ranvwaye pou lòt mwa');
    expect(await answers(e)).toEqual([]);
    expect(await of(e, 'select count(*)::int as n from tip where contact_id = $1')).toEqual([{ n: 1 }]);
    // Who is in danger is told whom to call.
    expect(await says(e, 'anmwe radyo')).not.toMatch(/^Mèsi! Nou kenbe/);
    expect(await answers(e)).toEqual([]);
  });

  test('a button at any time before the end; never one of a question that they were not asked', async () => {
    const [, , , , , f = '', g = ''] = from;
    const tap = (who: string, choice: string) => world.says(who, '', { choice });
    expect((await tap(f, `c.${number}.2.c1`))[0]).not.toMatch(/^Mèsi! Nou kenbe/);
    const stranger = await known();
    expect((await tap(stranger, `c.${number}.1.c1`))[0]).not.toMatch(/^Mèsi! Nou kenbe/);
    clock = at(2);
    await leave();
    clock = at(2, 2);
    expect(await tap(f, `c.${number}.1.c2`)).toEqual(['Mèsi! Nou kenbe repons ou.']);
    // A number belongs to the last question.
    expect(await says(f, '42')).toBe('Mèsi! Nou kenbe repons ou.');
    expect(await answers(f)).toEqual(['c2', '42']);
    // After a day it is nothing that was asked.
    clock = at(2, 24.5);
    expect(await says(g, '7')).not.toMatch(/^Mèsi/);
    expect(await answers(g)).toEqual([]);
  });

  test('free words only where nothing was said since; results, and nobody in them', async () => {
    const [a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = from;
    clock = at(3, 1);
    await leave();
    // An observer's code always wins, also where any words would be an answer.
    await enterObservers(world.store, world.deps.observers.registry, [{ number: numberWithCheck('1234') }]);
    const report = `${numberWithCheck('1234')} ${numberWithCheck('21')} ${DELMAS} pòt la fèmen`;
    expect(await says(g, report)).toMatch(/: resevwa\. Mèsi\.$/);
    expect(await answers(g)).toEqual([]);
    await says(e, 'MENI');
    expect(await says(e, 'Mwen ta renmen plis wout nan komin nou an')).not.toMatch(/^Mèsi! Nou kenbe repons/);
    expect(await answers(e)).toEqual([]);
    expect(await says(a, 'Mwen ta renmen plis wout nan komin nou an')).toMatch(
      /^Mèsi! Nou kenbe repons ou\. Si se/,
    );
    expect(await answers(a)).toEqual(['c2', 'Mwen ta renmen plis wout nan komin nou an']);
    for (const who of [b, c, d, f]) await says(who, 'lekol');
    await world.store.pool.query('update campaign_participant set commune = $2 where contact_id = $1', [
      await world.contactOf(f),
      'HT0111',
    ]);
    const campaign = await findCampaign(world.store.db, (await questionOwner(a)) ?? '');
    if (!campaign) throw new Error('gone');
    const { db } = world.store;
    const seen = await campaignResults(db, campaign);
    expect(seen).toMatchObject({ people: 5, answers: 11 });
    expect(seen.questions.map(({ choices }) => choices.map(({ id, count }) => [id, count]))).toEqual([
      [
        ['c1', 3],
        ['c2', 2],
      ],
      [['42', 1]],
      [],
    ]);
    // Four of Jacmel and one of Port-au-Prince: neither is shown alone.
    expect(seen.leaderboard).toMatchObject([{ commune: null, people: 5 }]);
    expect(seen.groups.map(({ by, key, people }) => [by, key, people])).toEqual([
      ['language', 'ht', 5],
      ['medium', 'sms', 5],
    ]);
    // Who asks to be forgotten is counted on, and what they wrote is gone.
    await says(a, 'EFASE', '1');
    const after = await campaignResults(db, campaign);
    expect(after).toMatchObject({ people: 5, answers: 11 });
    const csv = (await csvOf(db, campaign, { language: 'ht', placeLabel: (code) => code })).toString();
    expect(csv).toContain('1,Keksyon 1?,c1,Radyo,,all,,,3,');
    expect(csv).not.toContain('plis wout');
    expect(csv).not.toMatch(/\+509|HT0/);
    const { descriptor, rows } = await flowResultsOf(db, campaign, {
      language: 'ht',
      now: clock,
      path: 'data.json',
    });
    expect(rows).toHaveLength(10);
    const { questions } = descriptor.resources[0].schema;
    expect(Object.values(questions).map(({ type }) => type)).toEqual(['select_one', 'numeric', 'open']);
    for (const [time, , contact, , question] of rows) {
      expect(time).toMatch(/:00:00\+00:00$/);
      expect(contact).toMatch(/^[0-9a-f]{32}$/);
      expect(questions[question]).toBeDefined();
    }
    const zip = zipOf([{ name: 'data.json', bytes: Buffer.from('[]') }]);
    expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
    clock = at(4, 1);
    await endOverCampaigns(desk);
    expect(await world.says(b, '', { choice: `c.${number}.1.c1` })).toEqual([
      'Keksyon sa yo fini. Mèsi anpil!',
    ]);
  });

  const questionOwner = async (who: string): Promise<string | undefined> =>
    (await of(who, 'select campaign_id from campaign_participant where contact_id = $1'))[0]?.campaign_id;
});

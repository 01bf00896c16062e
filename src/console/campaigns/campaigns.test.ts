import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCampaigns } from '../../store/campaigns.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { flowResultsDescriptor } from '../../testing/flow-results.ts';
import { newVisitor } from '../../testing/visitor.ts';

const clock = new Date('2026-08-01T10:00:00-04:00');

let desk: ConsoleUnderTest;
beforeAll(async () => {
  desk = await openConsole({ now: () => clock });
  await desk.addMember('Verifye Test', 'verifier', 'fr');
  await desk.addMember('Chèf Test', 'lead', 'fr');
  await desk.addMember('Analis Test', 'analyst', 'fr');
});
afterAll(() => desk.close());

async function visitorAs(name: string) {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

/** Answers of people whose commune is one of these, as if they had come by SMS. */
async function answersFrom(campaignId: string, communes: readonly string[]): Promise<void> {
  const { pool } = desk.store;
  for (const [at, commune] of communes.entries()) {
    const { rows } = await pool.query(
      `insert into campaign_participant (id, campaign_id, commune) values (gen_random_uuid(), $1, $2) returning id`,
      [campaignId, commune],
    );
    await pool.query(
      `insert into campaign_answer (participant_id, n, answer, medium, language, answered_at)
       values ($1, 1, $2, 'sms', 'ht', $3)`,
      [rows[0].id, at % 3 === 0 ? 'c2' : 'c1', clock],
    );
  }
}

const fields = {
  ...{ title: 'Sondaj wout', topic: 'all', starts: '2026-08-02', time: '09:00', remind: '6' },
  ...{ 'kind-0': 'choice', 'text-0-fr': 'Radio ou télé?', 'choices-0-fr': 'Radio\nTélé' },
  ...{ 'text-0-ht': 'Radyo oswa tele?', 'choices-0-ht': 'Radyo\nTele' },
};

test('a survey is written, proposed, approved by somebody else, followed and saved', async () => {
  const [author, lead, analyst] = [
    await visitorAs('Verifye Test'),
    await visitorAs('Chèf Test'),
    await visitorAs('Analis Test'),
  ];
  expect((await analyst.get('/campaigns')).status).toBe(403);
  const begun = await author.submit('/campaigns', '/campaigns', { title: 'S', kind: 'survey', topic: 'all' });
  const at = begun.location.split('?')[0] ?? '';
  expect(at).toMatch(/^\/campaigns\/[0-9a-f-]{36}$/);
  await author.submit(at, at, { ...fields, version: '1' });
  const written = (await author.get(at)).text;
  expect(written).toContain('Radyo oswa tele?');
  expect(written).toContain('1 Radyo\n2 Tele');
  // As it was read: a form that is older is refused.
  await author.submit(at, at, { ...fields, title: 'too late', version: '1' });
  expect((await author.get(at)).text).not.toContain('too late');
  await author.submit(at, `${at}/propose`, { version: '2' });
  await author.submit(at, `${at}/approve`, { version: '3' });
  const [proposed] = await listCampaigns(desk.store.db, 1);
  expect(proposed).toMatchObject({ state: 'proposed', title: 'Sondaj wout', minutes: 540, remindHours: 6 });
  await lead.submit(at, `${at}/approve`, { version: '3' });
  const [campaign] = await listCampaigns(desk.store.db, 1);
  expect(campaign).toMatchObject({ state: 'approved' });
  // Questions of campaigns are no bulletins of the desk next door.
  const { rows } = await desk.store.pool.query(
    'select question, reminder, next_at from bulletin where campaign_id = $1 order by next_at',
    [campaign?.id],
  );
  expect(rows).toEqual([
    { question: 1, reminder: false, next_at: new Date('2026-08-02T09:00:00-04:00') },
    { question: 1, reminder: true, next_at: new Date('2026-08-02T15:00:00-04:00') },
  ]);

  await answersFrom(campaign?.id ?? '', [...Array(6).fill('HT0211'), 'HT0111']);
  const piece = (await author.get(`${at}/results`)).text;
  expect(piece).toContain('7 personnes, 7 réponses');
  expect(piece).toMatch(/hx-trigger="every 5s"/);
  const csv = await author.get(`${at}/results.csv`);
  expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(csv.text).toContain('1,Radio ou télé?,c1,Radio,,all,,,4,');
  expect(csv.text).toMatch(/commune,Jacm|commune,Jakm/);
  expect(csv.text).not.toMatch(/Port-au-Prince|Pòtoprens/);
  const zip = await author.get(`${at}/flow-results.zip`);
  expect(zip.headers.get('content-type')).toMatch(/^application\/zip/);
  // Stored, not compressed: the descriptor stands in it as it is.
  const json = zip.text.slice(zip.text.indexOf('{'), zip.text.indexOf('}\n') + 1);
  expect(zip.text).toContain('datapackage.json');
  expect(
    JSON.parse(zip.text.slice(zip.text.indexOf('{\n "profile"'), zip.text.indexOf('\n}\n') + 2)),
  ).toSatisfy((descriptor: unknown) => flowResultsDescriptor.safeParse(descriptor).success);
  expect(json).not.toContain('HT0211');
});

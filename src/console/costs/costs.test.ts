import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Capabilities } from '../../core/channel.ts';
import { loadTexts } from '../../i18n.ts';
import { WHATSAPP } from '../../testing/accounts.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { openWhatsAppCloudWorld, type WhatsAppCloudWorld } from '../../testing/whatsapp-cloud.ts';

const NOW = new Date('2026-11-20T15:00:00Z');
const CLOUD = 'whatsapp-cloud';

let far: WhatsAppCloudWorld;
let desk: ConsoleUnderTest;
let lead: Visitor;
const en = (key: string, values?: Record<string, string | number>) => loadTexts().text('en', key, values);

beforeAll(async () => {
  far = await openWhatsAppCloudWorld();
  const { window } = far.channel.capabilities[CLOUD] as Capabilities;
  if (!window?.bulletins?.ht) throw new Error('no window');
  const bulletins = { ...window.bulletins, fr: { name: 'bulletin', language: 'fr_FR' } };
  desk = await openConsole({
    now: () => NOW,
    templates: [far.channel],
    capabilities: new Map([[CLOUD, { ...WHATSAPP, window: { ...window, bulletins } }]]),
  });
  for (const [name, role] of [
    ['Lead', 'lead'],
    ['Verifier', 'verifier'],
  ] as const)
    await desk.addMember(name, role, 'en');
  lead = newVisitor(desk.url);
  await lead.submit('/login', '/login', { name: 'Lead', password: PASSWORD });
  await desk.store.pool.query(`
    insert into cost (day, account, what, country, units, milli) values
      ('2026-11-20', 'digicel', 'verdict', '509', 40, 4000), ('2026-11-20', 'digicel', 'bulk', '509', 120, 12000),
      ('2026-11-20', 'digicel', 'bulk', '1', 10, 300), ('2026-11-02', 'cloud', 'alarm', '', 3, 51),
      ('2026-10-31', 'digicel', 'reply', '509', 7, 700)`);
  await desk.store.pool.query(
    `insert into spend values ((now() at time zone 'America/Port-au-Prince')::date, 'digicel', 'bulk', 130, 12300)`,
  );
});
afterAll(async () => {
  await desk.close();
  await far.close();
});

const said = async (path: string) =>
  (await lead.get(path)).text.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

test('a month is shown by account, country and day, with its sum, and today’s bulletins against their ceiling', async () => {
  const text = await said('/costs');
  expect(text).toContain(en('costs.bulk_today', { spent: '12.30 USD', most: '20.00 USD' }));
  for (const line of [
    /digicel – 4\.00 40 units 12\.30 130 units 16\.30 170 units/,
    /cloud 0\.05 3 units – – 0\.05 3 units/,
    /\+509 – 4\.00 40 units 12\.00 120 units 16\.00/,
    /\+1 – – 0\.30 10 units/,
    /\(no number\) 0\.05 3 units/,
    /2026-11-02 0\.05/,
    /Total 0\.05 3 units 4\.00 40 units 12\.30 130 units 16\.35 USD 173 units/,
  ])
    expect(text).toMatch(line);
  expect(text).not.toContain('2026-10-31');
  expect(await said('/costs?month=2026-10')).toContain('0.70 USD');
  for (const nonsense of ['2026-13', '%00', 'rubbish'])
    expect(await said(`/costs?month=${nonsense}`)).toContain('16.35 USD');
  expect(await said('/costs?month=2025-01')).toContain(en('costs.nothing'));
});

test('the file holds every row of the ledger', async () => {
  const csv = await lead.get('/costs.csv?month=2026-11');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="costs-2026-11.csv"');
  expect(csv.text.replace('\ufeff', '').trim().split('\n')).toEqual([
    'Day,Account,What,Country,Units,Cost,Currency',
    '2026-11-20,digicel,Bulletins,1,10,0.3,USD',
    '2026-11-20,digicel,Bulletins,509,120,12,USD',
    '2026-11-20,digicel,Verdicts,509,40,4,USD',
    '2026-11-02,cloud,Alarms,,3,0.051,USD',
  ]);
});

test('money is for leads and admins', async () => {
  const verifier = newVisitor(desk.url);
  await verifier.submit('/login', '/login', { name: 'Verifier', password: PASSWORD });
  for (const path of ['/costs', '/costs.csv']) {
    expect((await verifier.get(path)).status).toBe(403);
    expect((await newVisitor(desk.url).get(path)).status).toBe(303);
  }
  expect((await verifier.get('/waiting')).text).not.toContain('href="/costs"');
  expect((await lead.get('/waiting')).text).toContain('href="/costs"');
});

test('the page of channels shows each template as its provider has it', async () => {
  far.double.templates.set({ name: 'bulletin', language: 'fr', status: 'REJECTED', reason: 'PROMOTIONAL' });
  const text = await said('/channels');
  const row = (use: string, language: string) => `${CLOUD} ${en(`costs.templates.for.${use}`)} ${language}`;
  expect(text).toContain(
    `${row('knock', 'ht')} answer_ready ${en('costs.templates.filed', { language: 'fr' })} ${en('costs.templates.status.approved')}`,
  );
  expect(text).toContain(
    `${row('bulletin', 'ht')} bulletin ${en('costs.templates.filed', { language: 'fr' })} ${en('costs.templates.status.rejected')} PROMOTIONAL · marketing`,
  );
  expect(text).toContain(
    `${row('bulletin', 'fr')} bulletin ${en('costs.templates.filed', { language: 'fr_FR' })} ${en('costs.templates.status.missing')}`,
  );
});

import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { apiKey, webhookDelivery, webhookEndpoint } from '../../store/schema.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

let desk: ConsoleUnderTest;
let boss: Visitor;
let lead: Visitor;
beforeAll(async () => {
  desk = await openConsole();
  await desk.addMember('Chèf Test', 'admin');
  await desk.addMember('Lidè Test', 'lead');
  boss = await signIn('Chèf Test');
  lead = await signIn('Lidè Test');
});
afterAll(() => desk.close());
beforeEach(() => desk.store.db.execute(sql`truncate api_key, webhook_endpoint, webhook_event cascade`));

async function signIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}
const HOOK = 'https://partner.example/hook';
const endpoints = () => desk.store.db.select().from(webhookEndpoint);
const logged = () => desk.logged.join('\n');
const eventsOf = async (subject: string) =>
  (
    await desk.store.pool.query<{ what: string }>('select what from event where subject = $1 order by id', [
      subject,
    ])
  ).rows.map(({ what }) => what);
async function addHook(): Promise<{ id: string; secret: string }> {
  const page = await boss.submit('/partners', '/partners/webhooks', { url: HOOK });
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(page.text)?.[0] ?? '';
  return { secret, id: (await endpoints())[0]?.id ?? '' };
}

test('a secret is shown once, kept sealed, never logged, and changes with a day for the partner', async () => {
  const { secret, id } = await addHook();
  expect(secret).not.toBe('');
  const page = await boss.get(`/partners/webhooks/${id}`);
  expect(page.text).toContain('partner.example');
  expect(page.text + (await boss.get('/partners')).text).not.toContain(secret.slice(6, 20));
  expect(logged()).not.toContain(secret.slice(6, 20));
  expect(logged()).not.toContain('partner.example');

  const changed = await boss.submit('/partners', `/partners/webhooks/${id}/secret`, {});
  const fresh = /whsec_[A-Za-z0-9+/=]+/.exec(changed.text)?.[0];
  expect(fresh).toBeDefined();
  expect(fresh).not.toBe(secret);
  const [row] = await endpoints();
  const shown = (sealed: Buffer | null | undefined) =>
    sealed && `whsec_${desk.store.seal.unseal(sealed).toString('base64')}`;
  expect([shown(row?.secret), shown(row?.previousSecret)]).toEqual([fresh, secret]);
  const both = ((row?.previousUntil?.getTime() ?? 0) - Date.now()) / 3_600_000;
  expect(both).toBeGreaterThan(23);
  expect(both).toBeLessThanOrEqual(24);
});

test('what a partner wants is ticked by name; what we do not know is left out', async () => {
  const { text } = await boss.get('/partners');
  expect(text).toMatch(/name="categories" value="electoral"\/> [A-ZÉ]/);
  await boss.submit('/partners', '/partners/webhooks', { url: HOOK, categories: 'electoral' });
  await boss.submit('/partners', '/partners/webhooks', { url: HOOK, categories: 'goats' });
  const rows = await endpoints();
  expect(rows.map(({ categories }) => categories)).toEqual(expect.arrayContaining([['electoral'], []]));
  const id = rows.find(({ categories }) => categories.length > 0)?.id ?? '';
  expect((await boss.get(`/partners/webhooks/${id}`)).text).not.toContain('>electoral<');
});

test.each([
  ['', 'This is no address.'],
  ['partner', 'This is no address.'],
  ['http://partner.example/', 'must begin with https'],
  ['https://127.0.0.1/', 'in our own network'],
  ['https://[::ffff:10.0.0.1]/', 'in our own network'],
  ['https://me:pw@partner.example/', 'No name and password'],
])('the address %s is refused in words', async (url, says) => {
  const page = await boss.submit('/partners', '/partners/webhooks', { url });
  expect(page.status).toBe(422);
  expect(page.text).toContain(says);
  expect(await endpoints()).toEqual([]);
});

test('pause, resume, try, send again and remove, each on record', async () => {
  const { id } = await addHook();
  const move = (name: string, fields: Record<string, string> = {}) =>
    boss.submit('/partners', `/partners/webhooks/${id}/${name}`, fields);
  const note = async (name: string, fields?: Record<string, string>) =>
    new URL((await move(name, fields)).location, desk.url).searchParams.get('note');
  expect(await note('try')).toBe('partners.done.tried');
  expect(desk.woken).toContainEqual(['webhooks', [id]]);
  expect(await note('pause')).toBe('partners.done.paused');
  expect(await note('pause')).toBe('partners.error.gone');
  expect(await note('try')).toBe('partners.error.gone');
  expect(await note('resume')).toBe('partners.done.resumed');
  const [line] = await desk.store.db.select().from(webhookDelivery);
  await desk.store.db.update(webhookDelivery).set({ state: 'failed', status: 500 });
  const page = (await boss.get(`/partners/webhooks/${id}`)).text;
  expect(page).toContain('500');
  expect(page).toContain(`value="${line?.id}"`);
  expect(await note('again', { delivery: line?.id ?? '' })).toBe('partners.done.again');
  expect((await desk.store.db.select().from(webhookDelivery))[0]).toMatchObject({
    state: 'waiting',
    attempts: 0,
  });
  expect(await note('again', { delivery: 'x' })).toBe('partners.error.gone');
  expect(await note('since', { days: '3' })).toBe('partners.error.gone');
  expect(await note('remove')).toBe('partners.done.removed');
  expect((await boss.get(`/partners/webhooks/${id}`)).status).toBe(404);
  expect((await boss.get('/partners')).text).not.toContain(HOOK);
  expect(await eventsOf('webhook')).toEqual(
    expect.arrayContaining(['created', 'paused', 'resumed', 'removed']),
  );
  expect(await verifyEvents(desk.store.db)).toMatchObject({ whole: true });
});

test('a key is shown once, only its hash is kept, and it is revoked at once', async () => {
  const { text } = await boss.get('/partners');
  const form = new URLSearchParams({ _token: tokenIn(text), name: 'Radyo Test', days: '30' });
  form.append('scopes', 'tips:write');
  form.append('scopes', 'everything');
  const page = await boss.post('/partners/keys', Object.fromEntries(form));
  const key = /tdj_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/.exec(page.text)?.[0] ?? '';
  expect(key).not.toBe('');
  const secret = key.slice(17);
  const [row] = await desk.store.db.select().from(apiKey);
  expect(row).toMatchObject({ name: 'Radyo Test', revokedAt: null });
  expect(JSON.stringify(row)).not.toContain(secret);
  expect(((row?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000).toBeCloseTo(30, 1);
  expect((await boss.get('/partners')).text).not.toContain(secret);
  expect(logged()).not.toContain(secret);
  const gone = await boss.submit('/partners', `/partners/keys/${row?.id}/revoke`, {});
  expect(gone.location).toContain('partners.done.revoked');
  expect((await desk.store.db.select().from(apiKey))[0]?.revokedAt).not.toBeNull();
  expect((await boss.submit('/partners', `/partners/keys/${row?.id}/revoke`, {})).location).toContain(
    'error',
  );
  expect(await eventsOf('api_key')).toEqual(['created', 'revoked']);
  const nameless = await boss.submit('/partners', '/partners/keys', { name: ' ' });
  expect(nameless.status).toBe(422);
});

test('only admins see and change any of it', async () => {
  const { id } = await addHook();
  for (const path of ['/partners', `/partners/webhooks/${id}`])
    expect((await lead.get(path)).status).toBe(403);
  for (const path of ['/partners/keys', '/partners/webhooks', `/partners/webhooks/${id}/secret`]) {
    expect((await lead.submit('/waiting', path, { name: 'x', url: HOOK })).status).toBe(403);
  }
  expect((await lead.get('/waiting')).text).not.toContain('href="/partners"');
  expect(await endpoints()).toHaveLength(1);
});

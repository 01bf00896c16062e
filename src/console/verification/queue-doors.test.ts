import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openClaim, views } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { tip } from '../../store/schema.ts';
import { addStaff } from '../../store/staff.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { hashPassword } from '../session/passwords.ts';

const texts = loadTexts();
const fr = (key: string, values?: Record<string, string | number>) => texts.text('fr', key, values);

let desk: DeskPages;
let wilner: string;
let visitor: Visitor;
beforeEach(async () => {
  desk = await openDeskPages();
  wilner = await desk.member('Wilner');
  visitor = await signedIn('Wilner');
});
afterEach(() => desk.close());

async function signedIn(name: string): Promise<Visitor> {
  const one = newVisitor(desk.url);
  await one.submit('/login', '/login', { name, password: PASSWORD });
  return one;
}
const tipFrom = async (text: string) => (await desk.says(await desk.person(), text)).tipId;
const linesIn = (page: string) => page.match(/<li class="card line"/g)?.length ?? 0;

test('a filter stands in the address, is kept on the next page and comes back after a move', async () => {
  const danger = await tipFrom('gen tire bò biwo a');
  await tipFrom('yon lòt bagay');
  await desk.store.db
    .update(tip)
    .set({ harms: ['danger'] })
    .where(eq(tip.id, danger));
  const { text } = await visitor.get('/verification?harm=danger');
  expect(linesIn(text)).toBe(1);
  expect(text).toContain('value="harm=danger"');
  const done = await visitor.submit('/verification?harm=danger', '/verification/tips/dismiss', {
    back: 'harm=danger&nonsense=1',
    tip: danger,
    why: 'pa vre',
  });
  expect(done.location).toBe(
    `/verification?harm=danger&dismissed=${danger}&note=verification.done.dismissed`,
  );
  expect((await visitor.get('/verification?state=dismissed')).text).toContain('gen tire');
  expect((await visitor.get('/verification?category=electoral')).text).toContain('Élections');
  for (const odd of ['harm=%00', 'state=x&sort=x', `place=${'x'.repeat(99)}`, "place='%25", 'harm=a&harm=b'])
    expect((await visitor.get(`/verification?${odd}`)).status, odd).toBe(200);
});

test('words are looked for in the body alone, and what was found does not ask for itself again', async () => {
  const tipIds = [await tipFrom('x')];
  await openClaim(desk.desk, { staffId: wilner, tipIds, wording: { fr: 'Le scrutin est reporté' } });
  const { status, text } = await visitor.submit('/verification', '/verification/search', {
    words: 'REPORTE',
  });
  expect(status).toBe(200);
  expect(text).toContain('Le scrutin est reporté');
  expect(text).not.toContain('hx-get="/verification/queue');
  expect(text).not.toMatch(/(?:href|action)="[^"]*REPORTE/);
  const none = await visitor.submit('/verification', '/verification/search', { words: 'lòt' });
  expect(none.text).toContain(fr('queue.claims.none'));
});

test('lines are joined, opened, split and told apart again without a script', async () => {
  const [one, other] = [await tipFrom('premye fason'), await tipFrom('dezyèm fason')];
  const form = new URLSearchParams({ tip: one });
  form.append('tip', other);
  const token = /name="_token" value="([^"]+)"/.exec((await visitor.get('/verification')).text)?.[1] ?? '';
  form.set('_token', token);
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const post = (path: string) =>
    fetch(desk.url + path, { method: 'POST', body: form, headers: { cookie }, redirect: 'manual' });
  const joined = await post('/verification/lines/merge');
  const back = joined.headers.get('location') ?? '';
  expect(back).toContain(`merged=${other}`);
  const page = await visitor.get(back);
  expect(linesIn(page.text)).toBe(1);
  expect(page.text).toContain(fr('queue.undo_merge'));
  const line = await visitor.get(`/verification/lines/${one}`);
  expect(line.text).toMatch(/<mark>dezyèm<\/mark>/);
  const split = await visitor.submit(`/verification/lines/${one}`, `/verification/lines/${one}/split`, {
    tip: other,
  });
  expect(split.location).toContain(`/verification/lines/${other}`);
  expect(linesIn((await visitor.get('/verification')).text)).toBe(2);
  const all = await visitor.submit(`/verification/lines/${one}`, `/verification/lines/${one}/split`, {
    tip: one,
  });
  expect([all.status, all.text.includes(fr('desk.error.split_all').split("'")[0] ?? '')]).toEqual([
    422,
    true,
  ]);
});

test('a proposed claim is taken with one press, or refused with one', async () => {
  const { claimId, seq } = await openClaim(desk.desk, {
    staffId: wilner,
    tipIds: [await tipFrom('x')],
    wording: { fr: 'Le scrutin est reporté' },
  });
  const tips = [await tipFrom('vòt la ranvwaye'), await tipFrom('yo ranvwaye vòt la')];
  for (const id of tips)
    await desk.store.db
      .update(tip)
      .set({
        suggestedClaimId: claimId,
        suggestedSure: 0.83,
        suggestedWhy: [{ key: 'words', words: ['scrutin'] }],
      })
      .where(eq(tip.id, id));
  const { text } = await visitor.get('/verification');
  expect(text).toContain(fr('queue.suggest.yes', { seq }));
  expect(text).toContain(fr('queue.suggest.sure', { percent: 83 }));
  expect(text).toContain(`${fr('queue.because.words')}: scrutin`);
  const [yes = '', no = ''] = tips;
  await visitor.submit('/verification', `/verification/tips/add?claim=${claimId}`, { only: yes });
  const refused = await visitor.submit('/verification', `/verification/lines/refuse?claim=${claimId}`, {
    only: no,
  });
  expect(refused.location).toContain('queue.done.refused');
  const rows = await desk.store.db.select().from(tip);
  expect(rows.find(({ id }) => id === yes)).toMatchObject({ state: 'grouped', claimId });
  expect(rows.find(({ id }) => id === no)).toMatchObject({ state: 'waiting', suggestedClaimId: null });
  const byNumber = await visitor.submit('/verification', '/verification/tips/add', {
    tip: no,
    number: `#${seq}`,
  });
  expect(byNumber.location).toContain(claimId);
});

test('"yes, this claim" is no question of who works on it', async () => {
  const mirlande = await desk.member('Mirlande');
  const made = { staffId: mirlande, tipIds: [await tipFrom('x')], wording: {} };
  const { claimId } = await openClaim(desk.desk, made);
  const only = await tipFrom('menm bagay la');
  const done = await visitor.submit('/verification', `/verification/tips/add?claim=${claimId}`, { only });
  expect(done.location).toBe('/verification?note=verification.done.added_theirs');
  const [row] = await desk.store.db.select().from(tip).where(eq(tip.id, only));
  expect(row).toMatchObject({ state: 'grouped', claimId });
});

test('a saved view opens the page for the one who chose it; others see it where it is shared', async () => {
  await tipFrom('yon bagay');
  await visitor.submit('/verification', '/verification/views', {
    back: 'harm=danger',
    name: 'Danje',
    shared: '1',
  });
  const [view] = await views(desk.desk, wilner);
  expect(view).toMatchObject({ name: 'Danje', filter: 'harm=danger', shared: true });
  await visitor.submit('/verification', '/verification/views/open-with', { view: view?.id ?? '' });
  expect(linesIn((await visitor.get('/verification')).text)).toBe(0);
  expect(linesIn((await visitor.get('/verification?all=1')).text)).toBe(1);
  await desk.member('Mirlande');
  const other = await signedIn('Mirlande');
  const hers = await other.get('/verification');
  expect([linesIn(hers.text), hers.text.includes('Danje')]).toEqual([1, true]);
  const forged = await other.submit('/verification', `/verification/views/${view?.id}/delete`, {});
  expect(forged.status).toBe(422);
  expect(await views(desk.desk, wilner)).toHaveLength(1);
});

test('without our token, a session or the right role nothing of it is done', async () => {
  const id = await tipFrom('yon bagay');
  const passwordHash = await hashPassword(PASSWORD);
  await addStaff(desk.store.db, { name: 'Pwotèj', role: 'protection', passwordHash, language: 'fr' });
  const protector = await signedIn('Pwotèj');
  const posts = [
    'search',
    'views',
    'views/open-with',
    `views/${id}`,
    `views/${id}/delete`,
    `lines/${id}/split`,
  ];
  for (const path of [...posts, 'lines/merge', 'lines/unmerge', 'lines/refuse']) {
    const at = `/verification/${path}`;
    expect((await visitor.post(at, { tip: id, name: 'x' })).status, at).toBe(403);
    expect((await newVisitor(desk.url).post(at, { tip: id })).status, at).toBe(403);
    expect((await protector.submit('/', at, { tip: id, name: 'x' })).status, at).toBe(403);
    expect((await visitor.submit('/verification', at, { tip: 'x', view: 'x' })).status, at).toBeLessThan(500);
  }
  expect((await newVisitor(desk.url).get(`/verification/lines/${id}`)).status).toBe(303);
  expect((await protector.get(`/verification/lines/${id}`)).status).toBe(403);
  expect((await visitor.get('/verification/lines/x')).status).toBe(404);
  expect(await views(desk.desk, wilner)).toEqual([]);
});

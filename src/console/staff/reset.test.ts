import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { disableStaff, enableStaff, listStaff } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { makeInvite, makeResetLink } from './make-invite.ts';

const NEW = 'yon lot modpas tou long';

let desk: ConsoleUnderTest;
let boss: Visitor;
beforeAll(async () => {
  desk = await openConsole();
  await desk.addMember('Chèf Test', 'admin');
  boss = await signIn('Chèf Test');
});
afterAll(() => desk.close());

async function signIn(name: string, password = PASSWORD): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password });
  return visitor;
}
const isIn = async (who: Visitor) => (await who.get('/waiting')).status === 200;
const pathOf = (link: string) => new URL(link).pathname;
const choose = (who: Visitor, path: string, password = NEW) =>
  who.submit(path, path, { name: 'Lòt Non', password, again: password });

test('an admin’s link lets a colleague choose a password once; whoever was signed in as them is out', async () => {
  const member = await desk.addMember('Rose Test', 'lead');
  const old = await signIn('Rose Test');
  const page = await boss.submit('/staff', `/staff/${member.id}/reset`, {});
  const path = pathOf(/http:[^"]*\/reset\/[^"]+/.exec(page.text)?.[0] ?? 'http://no.link/');
  // Looking, and making the link, change nothing yet.
  expect((await newVisitor(desk.url).get(path)).text).toContain('Rose Test');
  expect(await isIn(old)).toBe(true);

  const rose = newVisitor(desk.url);
  expect((await choose(rose, path, 'kout')).status).toBe(422);
  expect(await choose(rose, path)).toMatchObject({ status: 303, location: '/?note=console.done.password' });
  expect(await Promise.all([rose, old].map(isIn))).toEqual([true, false]);
  expect(await isIn(await signIn('Rose Test', NEW))).toBe(true);
  expect(await isIn(await signIn('Rose Test', PASSWORD))).toBe(false);
  expect((await newVisitor(desk.url).get(path)).status).toBe(404);
  expect(await listStaff(desk.store.db)).toHaveLength(2);
  expect(desk.logged.join('\n')).not.toContain(path.slice('/reset/'.length));
});

test('two who use one link at the same moment: one of them sets the password', async () => {
  const member = await desk.addMember('Jean Test');
  const path = pathOf(await makeResetLink(desk.deps, member, member.id));
  const answers = await Promise.all(
    [`${NEW} 1`, `${NEW} 2`].map((password) => choose(newVisitor(desk.url), path, password)),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
});

test('each kind of link opens its own door only', async () => {
  const member = await desk.addMember('Nadine Test', 'admin');
  const token = pathOf(await makeResetLink(desk.deps, member, member.id)).slice('/reset/'.length);
  const invite = pathOf(await makeInvite(desk.deps, 'verifier', null)).slice('/invite/'.length);
  for (const path of [`/invite/${token}`, `/reset/${invite}`, '/reset/x']) {
    const visitor = newVisitor(desk.url);
    expect((await visitor.get(path)).status, path).toBe(404);
    expect((await visitor.submit('/login', path, { name: 'Vòlè', password: NEW, again: NEW })).status).toBe(
      404,
    );
  }
  expect((await listStaff(desk.store.db)).map(({ name }) => name)).not.toContain('Vòlè');
});

test('a link opens nothing for the disabled, not even after they are let in again', async () => {
  const member = await desk.addMember('Wilner Test');
  const path = pathOf(await makeResetLink(desk.deps, member, member.id));
  await disableStaff(desk.store.db, { staffId: member.id, by: null });
  expect((await newVisitor(desk.url).get(path)).status).toBe(404);
  const refused = await boss.submit('/staff', `/staff/${member.id}/reset`, {});
  expect(refused.location).toBe('/staff?note=console.error.not_changed');
  await enableStaff(desk.store.db, member.id);
  expect((await newVisitor(desk.url).get(path)).status).toBe(404);
});

test('one button closes every link that is still open', async () => {
  const member = await desk.addMember('Guerda Test');
  const paths = [
    pathOf(await makeInvite(desk.deps, 'lead', null)),
    pathOf(await makeResetLink(desk.deps, member, member.id)),
  ];
  expect((await boss.get('/staff')).text).toContain('action="/staff/invites/close"');
  expect((await boss.submit('/staff', '/staff/invites/close', {})).status).toBe(303);
  for (const path of paths) expect((await newVisitor(desk.url).get(path)).status).toBe(404);
  expect((await boss.get('/staff')).text).not.toContain('action="/staff/invites/close"');
});

test('only an admin makes or closes links, and nobody resets themselves past their old password', async () => {
  const member = await desk.addMember('Mirlande Test', 'lead');
  const lead = await signIn('Mirlande Test');
  for (const path of [`/staff/${member.id}/reset`, '/staff/invites/close']) {
    expect((await lead.submit('/waiting', path, {})).status).toBe(403);
  }
  const me = (await listStaff(desk.store.db)).find(({ name }) => name === 'Chèf Test');
  for (const id of [me?.id, 'x', '00000000-0000-7000-8000-000000000000']) {
    const { location } = await boss.submit('/staff', `/staff/${id}/reset`, {});
    expect(location).toBe('/staff?note=console.error.not_changed');
  }
});

test('who made a link and who used it stands in the chain of events: one person could otherwise be two', async () => {
  const admin = await desk.addMember('Adelin', 'admin');
  const member = await desk.addMember('Wozelò', 'verifier');
  await makeResetLink(desk.deps, member, admin.id);
  await makeInvite(desk.deps, 'lead', admin.id);
  const { rows } = await desk.store.pool.query(
    `select subject_id, what, to_state from event where subject = 'staff' and actor = $1 order by id`,
    [admin.id],
  );
  expect(rows).toEqual([
    { subject_id: member.id, what: 'reset_link_made', to_state: 'verifier' },
    { subject_id: 'invited', what: 'invited', to_state: 'lead' },
  ]);
  expect(await verifyEvents(desk.store.db)).toMatchObject({ whole: true });
});

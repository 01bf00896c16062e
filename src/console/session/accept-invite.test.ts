import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../../store/schema.ts';
import { listStaff } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor } from '../../testing/visitor.ts';
import { createFirstAdminLink } from '../staff/first-admin.ts';
import { makeInvite } from '../staff/make-invite.ts';

let desk: ConsoleUnderTest;
beforeAll(async () => {
  desk = await openConsole();
});
afterAll(() => desk.close());

const pathOf = (link: string | undefined) => new URL(link ?? 'http://no.link/').pathname;
const choice = (name: string) => ({ name, password: PASSWORD, again: PASSWORD });

test('the first start gives a link for one admin; using it closes every other such link', async () => {
  const [first, other] = [await createFirstAdminLink(desk.deps), await createFirstAdminLink(desk.deps)];
  const admin = newVisitor(desk.url);
  const joined = await admin.submit(pathOf(first), pathOf(first), choice('Premye Admin'));
  expect(joined).toMatchObject({ status: 303, location: '/?note=console.done.joined' });
  expect((await admin.get('/staff')).status).toBe(200);
  expect(await listStaff(desk.store.db)).toMatchObject([{ name: 'Premye Admin', role: 'admin' }]);
  expect((await newVisitor(desk.url).get(pathOf(other))).status).toBe(404);
  expect(await createFirstAdminLink(desk.deps)).toBeUndefined();
});

test('two who use one link at the same moment are one member', async () => {
  const path = pathOf(await makeInvite(desk.deps, 'verifier', null));
  const answers = await Promise.all(
    ['Yon Moun', 'Lòt Moun'].map((name) => newVisitor(desk.url).submit(path, path, choice(name))),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([303, 404]);
  const names = (await listStaff(desk.store.db)).map((member) => member.name);
  expect(names.filter((name) => name.endsWith('Moun'))).toHaveLength(1);
});

test('two first admins with two links at the same moment are one admin', async () => {
  const empty = await openConsole();
  try {
    const links = [await createFirstAdminLink(empty.deps), await createFirstAdminLink(empty.deps)].map(
      pathOf,
    );
    const answers = await Promise.all(
      links.map((path, n) => newVisitor(empty.url).submit(path, path, choice(`Admin ${n}`))),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([303, 404]);
    expect(await listStaff(empty.store.db)).toHaveLength(1);
  } finally {
    await empty.close();
  }
});

test('looking at a link does not use it up, and a mistake in the form does not either', async () => {
  const path = pathOf(await makeInvite(desk.deps, 'lead', null));
  const visitor = newVisitor(desk.url);
  await visitor.get(path);
  for (const wrong of [
    { name: 'Nouvo', password: 'kout', again: 'kout' },
    { name: 'Nouvo', password: PASSWORD, again: `${PASSWORD}.` },
    { name: 'N', password: PASSWORD, again: PASSWORD },
    { name: 'Nouvo Moun', password: 'nouvo moun 2026', again: 'nouvo moun 2026' },
    { name: 'Nouvo', password: 'aaaaaaaaaaaaaa', again: 'aaaaaaaaaaaaaa' },
    { name: ' premye  ADMIN ', password: PASSWORD, again: PASSWORD },
  ]) {
    const answer = await visitor.submit(path, path, wrong);
    expect([wrong.name, wrong.password, answer.status]).toEqual([wrong.name, wrong.password, 422]);
    expect(answer.text).toContain('class="mistake"');
  }
  expect((await visitor.submit(path, path, choice('Nouvo'))).status).toBe(303);
  expect((await visitor.get('/staff')).status).toBe(403);
});

test('a link is good for a day', async () => {
  const path = pathOf(await makeInvite(desk.deps, 'verifier', null));
  const left = await desk.store.db
    .select({ hours: sql<number>`extract(epoch from ${invite.expiresAt} - now())::float / 3600` })
    .from(invite)
    .where(sql`${invite.usedAt} is null`);
  expect(left[0]?.hours).toBeCloseTo(24, 1);
  await desk.store.db.update(invite).set({ expiresAt: sql`now() - interval '1 second'` });
  const late = newVisitor(desk.url);
  expect((await late.get(path)).status).toBe(404);
  const anyPage = await late.submit('/login', path, choice('Anreta'));
  expect(anyPage.status).toBe(404);
  expect((await listStaff(desk.store.db)).map(({ name }) => name)).not.toContain('Anreta');
});

test('neither the link nor a name reaches the log', async () => {
  const link = await makeInvite(desk.deps, 'verifier', null);
  const path = pathOf(link);
  await newVisitor(desk.url).submit(path, path, choice('Non Pa M'));
  expect(desk.logged.join('\n')).toContain('staff member joined');
  expect(desk.logged.join('\n')).not.toContain(path.slice('/invite/'.length));
  expect(desk.logged.join('\n')).not.toContain('Non Pa M');
});

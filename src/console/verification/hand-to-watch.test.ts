import { afterAll, beforeAll, expect, test } from 'vitest';
import { openClaim } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { addStaff, type StaffRole } from '../../store/staff.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { number } from '../../testing/observers.ts';
import { newVisitor } from '../../testing/visitor.ts';
import { hashPassword } from '../session/passwords.ts';

const fr = (key: string, values?: Record<string, string | number>) => loadTexts().text('fr', key, values);
const FORM = { form: 'watch', code: number('31'), place: 'Delmas', why: 'vu sur place' };

let desk: DeskPages;
let wilner: string;
beforeAll(async () => {
  desk = await openDeskPages();
  wilner = await desk.member('Wilner');
  await desk.member('Mirlande');
  await desk.member('Roselaure', 'fr', 'lead');
  await staff('Pnh Test', 'analyst', 'pnh');
  await staff('Rapèl Test', 'protection');
});
afterAll(() => desk.close());

async function staff(name: string, role: StaffRole, institution?: string) {
  const passwordHash = await hashPassword(PASSWORD);
  await addStaff(desk.store.db, {
    name,
    role,
    language: 'fr',
    passwordHash,
    ...(institution && { institution }),
  });
}
async function signedIn(name: string) {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}
async function claimOfWilner() {
  const { tipId } = await desk.says(await desk.person(), 'yo pote zam nan lari');
  return openClaim(desk.desk, { staffId: wilner, tipIds: [tipId], wording: {} });
}

test('who holds the claim hands it over; both pages say where it went, with a way there for who may go it', async () => {
  const { claimId, seq } = await claimOfWilner();
  const path = `/verification/claims/${claimId}`;
  const holder = await signedIn('Wilner');
  expect((await (await signedIn('Mirlande')).get(path)).text).not.toContain(`${path}/watch`);
  expect((await holder.get(path)).text).toContain(`action="${path}/watch"`);

  const unclear = await holder.submit(path, `${path}/watch`, { ...FORM, place: 'Xyzzk' });
  expect(unclear.status).toBe(422);
  // A slow link must not cost anybody their text.
  expect(unclear.text).toContain('vu sur place');
  expect(unclear.text).toContain('Xyzzk');
  const done = await holder.submit(path, `${path}/watch`, FORM);
  expect([done.status, done.location]).toEqual([303, `${path}?note=verification.done.handed_to_watch`]);
  const twice = await holder.submit(path, `${path}/watch`, FORM);
  const { rows } = await desk.store.pool.query('select id, number from incident');
  const [incident] = rows as { id: string; number: string }[];
  expect(rows).toHaveLength(1);
  expect(twice.status).toBe(409);
  expect(twice.text).toContain(fr('desk.error.watch_has_it', { number: incident?.number ?? '' }));

  const there = `/watch/incidents/${incident?.id}`;
  const shown = (await holder.get(path)).text;
  expect(shown).toContain(`<code>${incident?.number}</code>`);
  expect(shown).toContain('vu sur place');
  expect(shown).not.toContain(there);
  expect(shown).not.toContain(`${path}/watch"`);
  expect((await holder.get(there)).status).toBe(403);

  const lead = await signedIn('Roselaure');
  expect((await lead.get(path)).text).toContain(`href="${there}"`);
  expect((await lead.get(there)).text).toContain(`href="${path}"`);
  const police = await signedIn('Pnh Test');
  const page = (await police.get(there)).text;
  expect(page).toContain(`#${seq}`);
  expect(page).not.toContain(path);
  expect((await police.get(path)).status).toBe(403);
});

test('only who works at the desk that verifies rumors hands over, and only what they hold', async () => {
  const { claimId } = await claimOfWilner();
  const path = `/verification/claims/${claimId}`;
  for (const [name, status] of [
    ['Pnh Test', 403],
    ['Rapèl Test', 403],
    ['Mirlande', 409],
    ['Wilner', 303],
  ] as const) {
    const visitor = await signedIn(name);
    expect([name, (await visitor.submit('/account', `${path}/watch`, FORM)).status]).toEqual([name, status]);
  }
});

test('a published claim, which nobody holds, is handed over by who takes it with the same press', async () => {
  const { tipId } = await desk.says(await desk.person(), 'yo pote zam nan lari');
  const { claimId, verdictId } = await desk.inReview(wilner, [tipId]);
  await desk.publish(verdictId, await desk.colleague());
  const path = `/verification/claims/${claimId}`;
  const other = await signedIn('Mirlande');
  const page = (await other.get(path)).text;
  expect(page).toContain('name="take"');
  expect(page).toContain(fr('method.watch.stays'));
  expect((await other.submit(path, `${path}/watch`, { ...FORM, take: '1' })).status).toBe(303);
  expect((await other.get(path)).text).toContain(fr('method.watch.handed'));
});

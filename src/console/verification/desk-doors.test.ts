import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimView, openClaim, takeLease } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const fr = (key: string) => loadTexts().text('fr', key);
const SUNDAY = 'Yo di jou vòt la chanje: se dimanch y ap vote.';

let desk: DeskPages;
let wilner: string;
let claim: { claimId: string; verdictId: string };
let path: string;

beforeEach(async () => {
  desk = await openDeskPages();
  wilner = await desk.member('Wilner');
  const { tipId } = await desk.says(await desk.person(), SUNDAY);
  claim = await desk.inReview(wilner, [tipId]);
  path = `/verification/claims/${claim.claimId}`;
});
afterEach(() => desk.close());

async function signedIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  const { status } = await visitor.submit('/login', '/login', { name, password: PASSWORD });
  expect(status).toBe(303);
  return visitor;
}

const stateOfClaim = async () => (await claimView(desk.desk, claim.claimId)).claim.state;

test('an author who forges the form of approval is refused in words, and nothing goes out', async () => {
  const author = await signedIn('Wilner');
  const page = await author.submit(path, `${path}/approve`, { verdict: claim.verdictId });
  expect(page.status).toBe(409);
  expect(page.text).toContain(fr('desk.error.own_verdict'));
  expect(await stateOfClaim()).toBe('check');
  expect(desk.woken).toEqual([]);
});

test('of two who approve and two who release at once one does it: the second is told, and it is out once', async () => {
  await desk.member('Mirlande');
  await desk.member('Guerda');
  const checkers = await Promise.all(['Mirlande', 'Guerda'].map(signedIn));
  const pages = await Promise.all(
    checkers.map((checker) => checker.submit(path, `${path}/approve`, { verdict: claim.verdictId })),
  );
  expect(pages.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(pages.find(({ status }) => status === 409)?.text).toContain(fr('desk.error.not_in_review'));
  await desk.member('Roselaure', 'fr', 'lead');
  await desk.member('Edwidge', 'fr', 'admin');
  const leads = await Promise.all(['Roselaure', 'Edwidge'].map(signedIn));
  const released = await Promise.all(
    leads.map((lead) => lead.submit(path, `${path}/release-verdict`, { verdict: claim.verdictId })),
  );
  expect(released.map(({ status }) => status).sort()).toEqual([303, 409]);
  expect(released.find(({ status }) => status === 409)?.text).toContain(fr('desk.error.already_published'));
  expect((await claimView(desk.desk, claim.claimId)).delivery).toMatchObject({ underWay: 1 });
});

test('who is not signed in sees nothing and changes nothing', async () => {
  const stranger = newVisitor(desk.url);
  for (const page of ['/verification', '/verification/queue', path]) {
    const { status, location, text } = await stranger.get(page);
    expect([status, text]).toEqual([303, '']);
    expect(location).toMatch(/^\/login/);
  }
  await stranger.submit('/login', `${path}/approve`, { verdict: claim.verdictId });
  expect(await stateOfClaim()).toBe('check');
});

test('ids that cannot be, and claims that are not there, are a page that is not there', async () => {
  const visitor = await signedIn('Wilner');
  for (const id of ['1', "x'--", randomUUID()])
    expect((await visitor.get(`/verification/claims/${encodeURIComponent(id)}`)).status).toBe(404);
  const moves = ['take', 'renew', 'release', 'wording', 'evidence', 'tips/remove', 'verdict', 'approve'];
  moves.push('assess', 'close', 'reopen', 'release-verdict', 'correct', 'withdraw');
  moves.push('split/check', 'split', 'same/check', 'same');
  for (const move of [...moves, 'return']) {
    const fields = { tip: 'x', verdict: 'x', why: 'x', rating: 'x', kind: 'x', as: 'duplicate' };
    for (const id of ['x', randomUUID()]) {
      const at = `/verification/claims/${id}/${move}`;
      const { status } = await visitor.submit('/verification', at, fields);
      expect(status, at).toBeLessThan(500);
    }
  }
  for (const move of ['claims', 'tips/add', 'tips/dismiss', 'tips/restore']) {
    const page = await visitor.submit('/verification', `/verification/${move}`, { tip: 'x', claim: 'x' });
    expect(page.status, move).toBe(422);
  }
});

test('messages leave a claim by no forged form: not while a colleague has it, not all of them, not without a reason', async () => {
  const mirlande = await desk.member('Mirlande');
  const visitor = await signedIn('Wilner');
  const [only] = (await claimView(desk.desk, claim.claimId)).tips;
  const tip = only?.id ?? '';
  const all = await visitor.submit(path, `${path}/split/check`, { form: 'split', tip });
  expect([all.status, all.text.includes(fr('desk.error.split_all'))]).toEqual([422, true]);
  const { tipId } = await desk.says(await desk.person(), 'Yon lòt zafè nèt.');
  const other = await openClaim(desk.desk, { staffId: mirlande, tipIds: [tipId], wording: {} });
  const to = { form: 'split', tip, number: String(other.seq) };
  const unsaid = await visitor.submit(path, `${path}/split`, { ...to, why: ' ' });
  expect([unsaid.status, unsaid.text.includes(fr('desk.error.why_missing'))]).toEqual([422, true]);
  // It was taken for this alone, so others can have it.
  await takeLease(desk.desk, { claimId: claim.claimId, staffId: mirlande });
  const held = await visitor.submit(path, `${path}/split`, { ...to, why: 'x' });
  expect([held.status, held.text.includes('Mirlande')]).toEqual([409, true]);
  expect(held.text).not.toContain('split-form');
  expect((await claimView(desk.desk, claim.claimId)).counts.tips).toBe(1);
});

test('a page far behind the last one is empty, not an error', async () => {
  const visitor = await signedIn('Wilner');
  for (const page of ['?page=99&claims=99', '?page=-1', '?page=x', '?page=1e99', '?dismissed=x,y'])
    expect((await visitor.get(`/verification${page}`)).status, page).toBe(200);
});

test('what a colleague writes stays text, and a link leads only to the web', async () => {
  await desk.member('Mirlande');
  const visitor = await signedIn('Mirlande');
  await visitor.submit(path, `${path}/take`, {});
  const evidence = { form: 'evidence', kind: 'link', stance: 'refutes' };
  const note = '<img src=x onerror=alert(1)>';
  const refused = await visitor.submit(path, `${path}/evidence`, {
    ...evidence,
    note,
    url: 'javascript:alert(1)',
  });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(fr('desk.error.evidence_invalid').split("'")[0] ?? '');
  await visitor.submit(path, `${path}/evidence`, { ...evidence, note, url: 'https://kep.example/' });
  const { text } = await visitor.get(path);
  expect(text).toContain('&lt;img src=x');
  expect(text).not.toContain('<img');
  expect(text).not.toContain('href="javascript:');
});

test('the addresses of the desk carry neither what people wrote nor who they are', async () => {
  await desk.member('Mirlande');
  const visitor = await signedIn('Mirlande');
  await desk.says(await desk.person(), 'Sekrè mwen, pa di pèsonn.');
  const { text } = await visitor.get('/verification');
  const addresses = [...text.matchAll(/(?:href|action|formaction|hx-get)="([^"]*)"/g)].map(([, at]) => at);
  expect(addresses.length).toBeGreaterThan(5);
  for (const at of addresses) expect(at).not.toMatch(/Sekr|509\d{8}/);
  expect(text).not.toMatch(/\+509/);
});

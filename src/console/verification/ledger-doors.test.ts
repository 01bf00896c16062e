import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLinkCopier } from '../../desks/verification/copy-links.ts';
import { addEvidence, claimView, openClaim } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { drawing, withTraces } from '../../testing/files.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

const fr = (key: string, values = {}) => loadTexts().text('fr', key, values);

let desk: DeskPages;
let wilner: string;
let author: Visitor;
let colleague: Visitor;
let lead: Visitor;
beforeAll(async () => {
  desk = await openDeskPages();
  wilner = await desk.member('Wilner');
  await desk.member('Guerda');
  await desk.member('Roselaure', 'fr', 'lead');
  [author, colleague, lead] = [
    await signedIn('Wilner'),
    await signedIn('Guerda'),
    await signedIn('Roselaure'),
  ];
});
afterAll(() => desk.close());

async function signedIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  expect((await visitor.submit('/login', '/login', { name, password: PASSWORD })).status).toBe(303);
  return visitor;
}

let n = 0;
async function claimOfWilner() {
  const { tipId } = await desk.says(await desk.person(), `Yo di bagay nimewo ${++n} rive`);
  const { claimId } = await openClaim(desk.desk, { staffId: wilner, tipIds: [tipId], wording: {} });
  return { claimId, staffId: wilner, path: `/verification/claims/${claimId}` };
}
const reader = () => ({ id: wilner, role: 'verifier' }) as const;
const ledger = async (claimId: string) =>
  (await claimView(desk.desk, claimId, { reader: reader() })).evidence;

/** Sends the form as a browser does that has a file in it. */
async function uploads(visitor: Visitor, path: string, fields: Record<string, string>, file: Buffer) {
  const { text } = await visitor.get(path);
  const form = new FormData();
  for (const [name, value] of Object.entries({ _token: tokenIn(text), form: 'evidence', ...fields }))
    form.set(name, value);
  form.set('file', new Blob([new Uint8Array(file)]), 'Foto Wilner.jpg');
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const init = { method: 'POST', body: form, redirect: 'manual', headers: { cookie } } as const;
  const answer = await fetch(`${desk.url}${path}/evidence`, init);
  return { status: answer.status, text: await answer.text() };
}
const piece = { kind: 'document', stance: 'refutes', note: 'Sa foto a montre', source: 'Temwen Sekrè' };

test('a file is stripped and sealed, its sum is shown, and it opens for who works on the claim alone where protected', async () => {
  const { claimId, path } = await claimOfWilner();
  const picture = await withTraces(drawing(4)).jpeg().toBuffer();
  expect(picture.includes('Zwazofon')).toBe(true);
  expect((await uploads(author, path, { ...piece, protected: 'yes' }, picture)).status).toBe(303);
  const [row] = await ledger(claimId);
  const at = `${path}/evidence/${row?.id}`;
  const page = await author.get(path);
  expect(page.text).toContain(row?.sha256?.toString('hex'));
  expect(page.text).not.toContain('Foto Wilner');
  const got = await fetch(desk.url + at, {
    headers: { cookie: [...author.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  expect(Buffer.from(await got.arrayBuffer()).includes('Zwazofon')).toBe(false);
  expect(got.headers.get('content-type')).toBe('image/jpeg');
  for (const [who, status] of [
    [lead, 200],
    [colleague, 404],
    [newVisitor(desk.url), 303],
  ] as const)
    expect((await who.get(at)).status).toBe(status);
  // Not by the door of what people send either, for nobody.
  for (const door of [`/media/${row?.blobId}`, `/media/${row?.blobId}/small`])
    expect((await author.get(door)).status).toBe(404);

  const seen = (await colleague.get(path)).text;
  expect(seen).toContain(fr('ledger.evidence.hidden').replaceAll("'", '&#39;'));
  expect(seen).not.toMatch(/Temwen Sekrè|Sa foto a montre/);
  expect(seen).not.toContain(row?.sha256?.toString('hex'));
  // Of another claim there is no such entry.
  const other = await claimOfWilner();
  expect((await author.get(`${other.path}/evidence/${row?.id}`)).status).toBe(404);
});

test('a file that is not kept is said so, and what was typed stays', async () => {
  const { claimId, path } = await claimOfWilner();
  const refused = await uploads(author, path, piece, Buffer.from('MZ\x90\0 program'));
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(fr('desk.error.file_refused'));
  expect(refused.text).toContain('Sa foto a montre</textarea>');
  expect(refused.text).toContain('value="Temwen Sekrè"');
  expect(await ledger(claimId)).toEqual([]);
  const stranger = await uploads(newVisitor(desk.url), path, piece, Buffer.from('x'));
  expect(stranger.status).toBe(403);
});

test('the copy of a page goes out to be saved, and never runs here', async () => {
  const { claimId, path, ...mine } = await claimOfWilner();
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<script>alert(document.cookie)</script>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  try {
    const { evidenceId } = await addEvidence(desk.desk, {
      ...mine,
      claimId,
      kind: 'link',
      stance: 'refutes',
      note: 'x',
      url: `http://127.0.0.1:${port}/`,
    });
    const copier = openLinkCopier(desk.desk, { mayReach: (ip) => ip === '127.0.0.1' });
    await copier.copy([evidenceId]);
    const { status, headers } = await author.get(`${path}/evidence/${evidenceId}`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[0-9a-f]{8}\./);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
  } finally {
    server.close();
  }
});

test('every door of the notes asks for the lease, a form of ours, and takes any rubbish in words', async () => {
  const { path } = await claimOfWilner();
  const rubbish = {
    form: 'x',
    evidence: "x'--",
    list: 'x',
    outcome: 'x',
    first_seen_at: 'x',
    strike_why: 'x',
  };
  for (const door of ['evidence', 'evidence/strike', 'evidence/copy', 'facts', 'reply', 'checks']) {
    expect((await author.post(`${path}/${door}`, rubbish)).status, door).toBe(403);
    expect((await author.submit(path, `${path}/${door}`, rubbish)).status, door).toBe(422);
  }
  const facts = await colleague.submit(path, `${path}/facts`, { form: 'facts', claimant: 'Radyo <Tès>' });
  expect(facts.status).toBe(409);
  expect(facts.text).toContain('value="Radyo &lt;Tès>"');
});

test('a place that is not clear is asked for by name, and the choice is kept', async () => {
  const { claimId, path } = await claimOfWilner();
  const typed = { form: 'facts', place: 'Sen Michèl', claimant: 'Radyo Tès', harm: 'voting' };
  const asked = await author.submit(path, `${path}/facts`, typed);
  expect(asked.status).toBe(422);
  const codes = [...asked.text.matchAll(/<option value="(HT[\d-]+)"/g)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(1);
  expect(asked.text).toContain('value="Radyo Tès"');
  const [, second = ''] = codes;
  expect((await author.submit(path, `${path}/facts`, { ...typed, place_pick: second })).status).toBe(303);
  const { claim } = await claimView(desk.desk, claimId);
  expect(claim).toMatchObject({ placeCode: second, harms: ['voting'] });
  // Its name alone would be unclear again, and is left as it is.
  const page = (await author.get(path)).text;
  const label = /name="place"[^>]*value="([^"]*)"/.exec(page)?.[1] ?? '';
  const again = { ...typed, place: label, place_code: second, category: 'electoral' };
  expect((await author.submit(path, `${path}/facts`, again)).status).toBe(303);
  expect((await claimView(desk.desk, claimId)).claim).toMatchObject({
    placeCode: second,
    category: 'electoral',
  });
});

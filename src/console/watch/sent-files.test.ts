import { PDFiumLibrary } from '@hyzyla/pdfium';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withCheckDigit } from '../../codes/damm.ts';
import { transmitIncident } from '../../desks/watch/transmit.ts';
import { findIncident, setIncident } from '../../store/incidents.ts';
import { type TransmissionRow, transmissionsOf } from '../../store/transmissions.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { enterIncidents, type Happened } from '../../testing/many-incidents.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const NUMBER = withCheckDigit('531042');
const NOW = new Date('2026-08-30T14:00:00Z');

let desk: ConsoleUnderTest;
let pdfium: PDFiumLibrary;
let path: string;
let sent: readonly TransmissionRow[];
const to = (institution: string) => sent.find((one) => one.institution === institution)?.id ?? '';
beforeAll(async () => {
  [desk, pdfium] = await Promise.all([openConsole({ now: () => NOW }), PDFiumLibrary.init()]);
  const happened: Happened = {
    number: NUMBER,
    code: withCheckDigit('31'),
    severity: 'Severe',
    certainty: 'Likely',
    state: 'transmission',
    // A section of Delmas, and a summary that names it.
    placeCode: 'HT0112-01',
    latitude: 18.5512,
    longitude: -72.3014,
    summary: 'Twa moun ak zam nan Saint-Martin',
    reportsAt: [NOW],
  };
  await enterIncidents(desk.store, [happened], NOW);
  const incident = await findIncident(desk.store.db, { number: NUMBER });
  const incidentId = incident?.id ?? '';
  path = `/watch/incidents/${incidentId}`;
  const by = await desk.addMember('Opc Test', 'analyst', 'ht', 'opc');
  for (const id of ['pnh', 'fadh', 'ddh']) await desk.addMember(`${id} Test`, 'analyst', 'ht', id);
  for (const role of ['verifier', 'lead'] as const) await desk.addMember(`${role} Test`, role, 'ht');
  const institutions = ['pnh', 'fadh', 'osc'];
  expect(await transmitIncident(desk.deps.watch, { incidentId, by, institutions })).toBeNull();
  sent = await transmissionsOf(desk.store.db, incidentId);
  // What is known since: nothing of it was told then.
  await setIncident(desk.store.db, incidentId, {
    severity: 'Minor',
    certainty: 'Unlikely',
    placeCode: 'HT0111-01',
    latitude: 19.7,
    summary: 'Pa gen anyen',
    quantity: 77,
  });
});
afterAll(async () => {
  pdfium?.destroy();
  await desk?.close();
});

const visitors = new Map<string, Visitor>();
async function signedIn(name: string): Promise<Visitor> {
  const known = visitors.get(name);
  if (known) return known;
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  visitors.set(name, visitor);
  return visitor;
}
async function read(name: string, institution: string): Promise<string> {
  const visitor = await signedIn(name);
  const cookie = [...visitor.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
  const response = await fetch(`${desk.url}${path}/packet/${to(institution)}`, { headers: { cookie } });
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const document = await pdfium.loadDocument(Buffer.from(await response.arrayBuffer()));
  const [page] = [...document.pages()].map((each) => each.getText().replace(/\s+/g, ' '));
  document.destroy();
  return page ?? '';
}

test('an institution that knows the commune reads no section, and no summary that names it', async () => {
  const page = await read('Opc Test', 'osc');
  expect(page).toContain('Delmas');
  expect(page).toContain('15 km otou 18.6, -72.3');
  expect(page).not.toMatch(/Saint.?Martin|18\.55|Twa moun/);
  expect(page).toMatch(/Kote egzak la.*Yon ti tèks ki di kote egzak la/);
  expect(sent.find(({ institution }) => institution === 'osc')?.cap).not.toMatch(/Saint.?Martin/);
});

test('one that needs the point reads it, as it was told then', async () => {
  const page = await read('pnh Test', 'pnh');
  for (const each of [
    'Saint-Martin',
    '1 km otou 18.551, -72.301',
    'Twa moun ak zam',
    'grav',
    'pwobab',
    NUMBER,
  ])
    expect(page).toContain(each);
  expect(page).not.toContain('Sa nou pa di');
  for (const since of ['Turgeau', 'Pa gen anyen', '77', 'lejè', 'pa pwobab'])
    expect(page).not.toContain(since);
  expect(page).toContain(`RESEVWA ${sent.find(({ institution }) => institution === 'pnh')?.number}`);
});

test('an institution has only its own; who sends has all; nobody else any', async () => {
  const status = async (name: string, institution: string) =>
    (await (await signedIn(name)).get(`${path}/packet/${to(institution)}`)).status;
  expect(await status('pnh Test', 'pnh')).toBe(200);
  expect(await status('pnh Test', 'fadh')).toBe(404);
  expect(await status('fadh Test', 'pnh')).toBe(404);
  for (const institution of ['pnh', 'fadh', 'osc']) {
    expect(await status('Opc Test', institution)).toBe(200);
    expect(await status('lead Test', institution)).toBe(200);
  }
  expect(await status('verifier Test', 'pnh')).toBe(403);
  expect((await newVisitor(desk.url).get(`${path}/packet/${to('pnh')}`)).status).toBe(303);
  expect((await (await signedIn('pnh Test')).get(`${path}/packet/nothing`)).status).toBe(404);
  // On the page, the link stands beside the CAP message; the message tells what was told, and how to answer by text.
  const page = (await (await signedIn('Opc Test')).get(path)).text;
  for (const { id, number } of sent) {
    expect(page).toContain(`${path}/packet/${id}`);
    expect(page).toContain(`RESEVWA ${number}`);
  }
  expect(page).toMatch(/Saint-Martin\. Sa pwobab/);
  expect((await (await signedIn('pnh Test')).get(path)).text).not.toContain(`/packet/${to('fadh')}`);
});

test('an institution that turns out to be accused has no paper of it any more', async () => {
  const incident = await findIncident(desk.store.db, { number: NUMBER });
  await setIncident(desk.store.db, incident?.id ?? '', { accused: ['fadh'] });
  const fadh = await signedIn('fadh Test');
  expect((await fadh.get(`${path}/packet/${to('fadh')}`)).status).toBe(404);
});

test('what was sent before it was kept has no paper, and its link stands alone', async () => {
  await desk.store.pool.query('update transmission set told = null, number = null where id = $1', [
    to('osc'),
  ]);
  const visitor = await signedIn('Opc Test');
  expect((await visitor.get(`${path}/packet/${to('osc')}`)).status).toBe(404);
  const page = (await visitor.get(path)).text;
  expect(page).not.toContain(`/packet/${to('osc')}`);
  expect(page).toMatch(/>http:\/\/localhost:3000\/acknowledge\/[\w-]{43}</);
});

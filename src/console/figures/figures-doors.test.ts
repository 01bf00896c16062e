import readExcel from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gateSeen } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const fr = (key: string) => loadTexts().text('fr', key);

let desk: DeskPages;
let wilner: Visitor;
beforeAll(async () => {
  desk = await openDeskPages();
  await desk.member('Wilner');
  await desk.says(await desk.person(), 'Yo di biwo vòt yo fèmen a midi.');
  wilner = newVisitor(desk.url);
  await wilner.submit('/login', '/login', { name: 'Wilner', password: PASSWORD });
});
afterAll(() => desk.close());

test('the page counts what came, by what was asked for', async () => {
  const { status, text } = await wilner.get('/verification/figures?by=channel');
  expect(status).toBe(200);
  expect(text).toContain(fr('figures.split.channel'));
  expect(text).toContain('>SMS</th>');
  expect(text).not.toContain('midi');
});

test.each(['first=2026-02-30', 'first=rubbish&last=%00', 'by=people', 'first=2027-01-01&last=2026-01-01'])(
  'an address that makes no sense shows something that does: %s',
  async (query) => {
    expect((await wilner.get(`/verification/figures?${query}`)).status).toBe(200);
  },
);

test('both files hold every number by itself', async () => {
  const csv = await wilner.get('/verification/figures.csv?by=channel');
  expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="figures-channel-.*\.csv"$/);
  const [head, line] = csv.text.replace('\ufeff', '').split('\n');
  expect(head).toMatch(new RegExp(`^${fr('figures.split.channel')},${fr('figures.column.tips')},`));
  expect(line).toMatch(/^SMS,1,1,/);

  const cookie = [...wilner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const xlsx = await fetch(`${desk.url}/verification/figures.xlsx?by=channel`, { headers: { cookie } });
  const [sheet] = await readExcel(Buffer.from(await xlsx.arrayBuffer()));
  const [titles, values] = sheet?.data ?? [];
  expect(titles?.slice(0, 2)).toEqual([fr('figures.split.channel'), fr('figures.column.tips')]);
  expect(values?.slice(0, 3)).toEqual(['SMS', 1, 1]);
});

test('who is not signed in gets neither page nor file', async () => {
  const stranger = newVisitor(desk.url);
  for (const path of ['figures', 'figures.csv', 'figures.xlsx'])
    expect((await stranger.get(`/verification/${path}`)).status).toBe(303);
});

test('it says what answers without a person promise, and what came of it here', async () => {
  expect((await wilner.get('/verification/figures')).text).toContain(fr('figures.gate.none'));
  const person = await desk.person();
  await desk.says(person, 'Yo di biwo vòt yo fèmen a dizè.');
  await desk.store.pool.query(
    `update tip set mismatch_at = now() where id = (select id from tip order by created_at desc limit 1)`,
  );
  const { text } = await wilner.get('/verification/figures');
  const { gate } = await gateSeen(desk.store.db);
  const texts = loadTexts();
  const promise = { rate: String(gate.rate * 100), n: String(gate.queries) };
  for (const said of [
    texts.text('fr', 'figures.gate.promise', promise),
    texts.text('fr', 'figures.gate.seen', { answered: '1', mismatches: '1', share: '100' }),
  ])
    expect(text).toContain(said);
});

import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendBulletins } from '../../desks/bulletins/index.ts';
import { claim, verdict, verdictText } from '../../store/schema.ts';
import type { STAFF_ROLES } from '../../store/staff.ts';
import { saveSubscription } from '../../store/subscriptions.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { opusOf } from '../../testing/sounds.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

/** In the middle of a day of Haiti. */
let clock = new Date('2026-08-26T12:00:00-04:00');
const NOTHING = '<script>alert(1)</script>';

let desk: ConsoleUnderTest;
let [marie, jean, lika, rose]: Visitor[] = [];
beforeAll(async () => {
  desk = await openConsole({ now: () => clock });
  const arrive = async (name: string, role: (typeof STAFF_ROLES)[number]) => {
    await desk.addMember(name, role);
    const visitor = newVisitor(desk.url);
    await visitor.submit('/login', '/login', { name, password: PASSWORD });
    return visitor;
  };
  marie = await arrive('Marie Test', 'verifier');
  jean = await arrive('Jean Test', 'verifier');
  lika = await arrive('Lika Test', 'lead');
  rose = await arrive('Rose Test', 'admin');
  for (let n = 0; n < 6; n += 1) await subscribes(n);
});
afterAll(() => desk.close());

async function subscribes(n: number): Promise<void> {
  const account = n % 2 === 0 ? 'twilio-sms' : 'twilio-whatsapp';
  const { contactId } = await desk.waits({ phone: `+5093702000${n}`, text: 'BILTEN', account });
  const { rows } = await desk.store.pool.query('select id from address where contact_id = $1', [contactId]);
  const wanted = {
    topics: ['all'],
    form: 'both',
    language: 'ht',
    frequency: 'each',
    placeCode: null,
  } as const;
  const at = { account, addressId: rows[0].id as string };
  await saveSubscription(desk.store.db, contactId, { ...wanted, topics: [...wanted.topics], ...at }, clock);
}

/** A verdict that stands, in Creole and French. */
async function published(code: string, summary: string): Promise<{ claimId: string; verdictId: string }> {
  const { rows } = await desk.store.pool.query('select id from staff order by name');
  const [author, checker, lead] = rows.map(({ id }) => id as string);
  const [claimId, verdictId] = [uuidv7(), uuidv7()];
  const wording = { ht: `Yo di: ${summary}` };
  await desk.store.db
    .insert(claim)
    .values({ id: claimId, code, wording, state: 'published', createdBy: author ?? '' });
  const by = { authorId: author ?? '', checkerId: checker, leadId: lead, people: 3 } as const;
  const times = { submittedAt: clock, checkedAt: clock, decidedAt: clock };
  const row = { id: verdictId, claimId, version: 1, rating: 'false', state: 'published' } as const;
  await desk.store.db.insert(verdict).values({ ...row, ...by, ...times });
  for (const language of ['ht', 'fr'])
    await desk.store.db.insert(verdictText).values({ verdictId, language, summary, body: summary, todo: '' });
  return { claimId, verdictId };
}

const WORDS = {
  title: 'Biwo vòt',
  topic: 'all',
  text_ht: 'Biwo vòt yo louvri a 6è.',
  short_ht: 'Biwo yo louvri a 6e.',
  when: 'now',
  hours: '24',
};

async function begins(by: Visitor | undefined, title = 'Biwo vòt'): Promise<string> {
  const made = await by?.submit('/bulletins', '/bulletins', { title, topic: 'all' });
  expect(made?.status).toBe(303);
  return made?.location ?? '';
}
const versionIn = (html: string) => /name="version" value="(\d+)"/.exec(html)?.[1] ?? '';
async function sends(by: Visitor | undefined, here: string, fields: Record<string, string>, path = here) {
  const page = (await by?.get(here))?.text ?? '';
  const answer = await by?.post(path, { _token: tokenIn(page), version: versionIn(page), ...fields });
  if (!answer) throw new Error('nobody is there');
  return answer;
}
const read = async (by: Visitor | undefined, path: string) => (await by?.get(path))?.text ?? '';

/** Written, proposed and approved, and begun. @returns its page and that of its sending */
async function sent(
  title: string,
  more: Record<string, string> = {},
): Promise<{ here: string; run: string }> {
  const here = await begins(marie, title);
  await sends(marie, here, { ...WORDS, title, ...more, do: 'propose' });
  expect((await sends(lika, here, {}, `${here}/approve`)).location).toContain('done.approved');
  await sendBulletins(desk.deps.bulletins);
  const run = /href="(\/bulletins\/[^"]+\/runs\/[^"]+)"/.exec(await read(marie, here))?.[1] ?? '';
  return { here, run };
}

test('who writes bulletins, who approves them and stops them, and who sees nothing of it', async () => {
  const { here, run } = await sent('Dwa');
  for (const role of ['analyst', 'protection'] as const) {
    await desk.addMember(`${role} Test`, role);
    const other = newVisitor(desk.url);
    await other.submit('/login', '/login', { name: `${role} Test`, password: PASSWORD });
    for (const path of ['/bulletins', here, run, `${run}/results.csv`])
      expect([role, path, (await other.get(path)).status]).toEqual([role, path, 403]);
    expect(await read(other, '/account')).not.toContain('href="/bulletins"');
  }
  expect((await newVisitor(desk.url).get(here)).location).toContain('/login');
  const page = await read(marie, run);
  expect(page).not.toMatch(/\/(pause|resume|again|cancel)"/);
  for (const move of ['pause', 'resume', 'cancel', 'again'])
    expect([move, (await sends(marie, run, { why: 'x' }, `${run}/${move}`)).status]).toEqual([move, 403]);
  expect((await sends(marie, here, {}, `${here}/approve`)).status).toBe(403);
  for (const path of ['/bulletins/x', `${here}/runs/x`, `/bulletins/${uuidv7()}`, `${here}/runs/${uuidv7()}`])
    expect([path, (await marie?.get(path))?.status]).toEqual([path, 404]);
  // A sending is found only below its own bulletin.
  const other = await begins(marie);
  expect((await marie?.get(`${other}/runs/${run.split('/').at(-1)}`))?.status).toBe(404);
});

test('an editor sees each channel’s exact form, its segments and its price, and whom it reaches', async () => {
  const here = await begins(marie);
  const long = `${'Biwo vot yo louvri a 6e nan tout peyi a. '.repeat(5)}Fen.`;
  expect((await sends(marie, here, { ...WORDS, short_ht: long, do: 'save' })).location).toContain(
    'done.saved',
  );
  const page = await read(marie, here);
  const formOf = (form: string) =>
    page.slice(page.indexOf(`data-form="${form}"`)).split('data-form="')[1] ?? '';
  expect(formOf('twilio-sms ht')).toMatch(/<b>2 SMS<\/b> · 0\.20 USD a person/);
  const wayOut = desk.deps.texts.text('ht', 'bulletin.way_out_short');
  expect(formOf('twilio-sms ht')).toContain(wayOut);
  expect(formOf('twilio-whatsapp ht')).toContain('Biwo vòt yo louvri a 6è.');
  expect(formOf('twilio-whatsapp ht')).toContain('0.017 USD');
  expect(formOf('twilio-whatsapp ht')).not.toContain('template');
  // The counter counts what is put behind the words as well.
  expect(page).toContain(`data-behind="${wayOut}"`);
  expect((await sends(marie, here, { ...WORDS, short_ht: long, do: 'count' })).location).toBe(
    `${here}?count=1#reach`,
  );
  const counted = await read(marie, `${here}?count=1`);
  expect(counted).toContain('People: 6. Price: 0.651 USD.');
  await sends(marie, here, { ...WORDS, medium: 'whatsapp', do: 'save' });
  expect(await read(marie, `${here}?count=1`)).toContain('People: 3.');
});

test('verdicts are looked for, put into the text in each of their languages, and marked when they fall', async () => {
  const { verdictId } = await published('B7K2', 'Biwo yo pa femen a midi.');
  const here = await begins(marie);
  const found = await sends(marie, here, { ...WORDS, search: 'midi', do: 'search' });
  expect(found.location).toBe(`${here}?search=midi#verdicts`);
  expect(await read(marie, `${here}?search=midi`)).toContain(verdictId);
  expect(await read(marie, `${here}?search=zaboka`)).not.toContain(verdictId);
  await sends(marie, here, { ...WORDS, verdict: verdictId, do: 'add' });
  const page = await read(marie, here);
  expect(page.match(/Biwo yo pa femen a midi\./g)?.length).toBeGreaterThan(4);
  // What was typed beside it is kept, also where it was not saved before.
  expect(page).toContain('Biwo vòt yo louvri a 6è.');
  const fields = { ...WORDS, text_fr: 'Faux: les bureaux.', short_fr: 'Faux: bureaux.' };
  await sends(marie, here, { ...fields, do: 'propose' });
  await sends(lika, here, {}, `${here}/approve`);
  await sendBulletins(desk.deps.bulletins);
  expect(await read(marie, '/bulletins')).not.toContain('outdated');
  await desk.store.pool.query(`update verdict set state = 'superseded' where id = $1`, [verdictId]);
  for (const at of ['/bulletins', here]) expect(await read(marie, at)).toContain(`${here}/correct"`);
  const [, run = ''] = /name="run" value="([^"]+)"/.exec(await read(marie, here)) ?? [];
  const made = await sends(marie, here, { run }, `${here}/correct`);
  const correction = made.location.split('?')[0] ?? '';
  const draft = await read(marie, correction);
  expect(draft).toContain(desk.deps.texts.text('ht', 'bulletin.correction'));
  expect(draft).toContain('Biwo vòt yo louvri a 6è.');
  expect(draft.split(desk.deps.texts.text('ht', 'bulletin.way_out')).length).toBe(2);
  expect(await read(marie, here)).toContain(`href="${correction}"`);
  expect(await read(marie, here)).not.toContain(`${here}/correct"`);
});

test('a colleague was faster, or a field is wrong: the reason is said and nothing typed is lost', async () => {
  const here = await begins(marie);
  const old = await read(marie, here);
  const stale = { _token: tokenIn(old), version: versionIn(old) };
  await sends(jean, here, { ...WORDS, text_ht: 'Pa Jean', do: 'save' });
  const late = await marie?.post(here, {
    ...stale,
    ...WORDS,
    text_ht: `Pa Marie ${NOTHING}`,
    place: 'HT01',
    do: 'save',
  });
  expect(late?.status).toBe(409);
  expect(late?.text).toContain('A colleague has changed it since you opened it.');
  expect(late?.text).toContain('Pa Marie &lt;script>alert(1)&lt;/script>');
  expect(late?.text).not.toContain(NOTHING);
  expect(late?.text).toContain('Pa Jean');
  expect(late?.text).toMatch(/value="HT01" checked/);
  for (const [field, value] of [
    ['hours', '200'],
    ['money', 'anpil'],
    ['days', '-1'],
  ] as const) {
    const wrong = await sends(marie, here, { ...WORDS, text_ht: 'Toujou la', [field]: value, do: 'save' });
    expect([field, wrong.status]).toEqual([field, 422]);
    expect(wrong.text).toContain('Toujou la');
    expect(wrong.text).toContain(`value="${value}"`);
  }
  const past = await sends(marie, here, { ...WORDS, when: 'at', at: '2026-08-26T11:59', do: 'save' });
  expect([past.status, past.text.includes('The time is past')]).toEqual([422, true]);
  const half = await sends(marie, here, { ...WORDS, short_ht: '', do: 'propose' });
  expect([half.status, half.text.includes('Each language needs')]).toEqual([422, true]);
  await sends(marie, here, { ...WORDS, do: 'propose' });
  const gone = await sends(jean, here, { ...WORDS, text_ht: 'Twò ta', do: 'save' });
  expect([gone.status, gone.text.includes('Twò ta')]).toEqual([409, true]);
  // Their lead sends it back without a reason, and then with one.
  expect((await sends(lika, here, { why: '' }, `${here}/back`)).status).toBe(422);
  await sends(lika, here, { why: `Ki sous? ${NOTHING}` }, `${here}/back`);
  const back = await read(marie, here);
  expect(back).toContain('Ki sous? &lt;script>');
  expect(back).not.toContain(NOTHING);
});

test('a second person approves; who only looks at a draft and counts may still be the second one', async () => {
  const here = await begins(rose);
  await sends(rose, here, { ...WORDS, when: 'weekly', weekday: '1', time: '07:00', do: 'save' });
  const same = { ...WORDS, when: 'weekly', weekday: '1', time: '07:00' };
  await sends(lika, here, { ...same, do: 'count' });
  await sends(rose, here, { ...same, do: 'propose' });
  expect(await read(rose, here)).not.toContain(`${here}/approve"`);
  const own = await sends(rose, here, {}, `${here}/approve`);
  expect([own.status, own.text.includes('another person must approve')]).toEqual([422, true]);
  const page = await read(lika, here);
  for (const shown of [
    'every Monday at 07:00',
    'Biwo vòt yo louvri a 6è.',
    'Biwo yo louvri a 6e.',
    'Rose Test',
  ])
    expect(page).toContain(shown);
  expect((await sends(lika, here, {}, `${here}/approve`)).location).toContain('done.approved');
  // The next Monday at seven, on the clock of the place.
  expect(await read(lika, here)).toContain('31/08/2026 07:00');
  expect((await sends(lika, here, {}, `${here}/end`)).location).toContain('done.ended');
});

test('places are departments or communes, and what is chosen comes back as it was chosen', async () => {
  const here = await begins(marie);
  await sends(marie, here, { ...WORDS, place: 'HT01', do: 'save' });
  const { rows } = await desk.store.pool.query('select audience from bulletin where id = $1', [
    here.slice(-36),
  ]);
  expect(rows[0].audience.places).toEqual([...desk.deps.communesOf('HT01')]);
  expect((await read(marie, here)).match(/name="place" value="HT\d+" checked/g)).toEqual([
    'name="place" value="HT01" checked',
  ]);
});

test('a sending is paused, resumed, cancelled and sent again, says how it stands, and gives its results', async () => {
  const { run } = await sent('Voye', { money: '0,5' });
  const page = await read(lika, run);
  expect(page).toMatch(/<progress[^>]*value="0" max="6"/);
  expect(page).toMatch(/hx-get="[^"]+\/progress\?seen=running" hx-trigger="every 2s"/);
  const { pool } = desk.store;
  const id = run.slice(-36);
  await pool.query(
    `update reply set state = 'sent', finished_at = now() where run_id = $1 and account = 'twilio-whatsapp'`,
    [id],
  );
  clock = new Date(clock.getTime() + 60_000);
  const piece = await read(lika, `${run}/progress?seen=running`);
  expect(piece).toMatch(/^<section class="card" id="progress"/);
  expect(piece).toContain('3 of 6 sent');
  expect(piece).toContain('3 a minute · about 1 min left');
  expect(piece).not.toContain('run-moves');
  expect((await sends(lika, run, {}, `${run}/pause`)).location).toBe(`${run}?note=bulletins.done.paused`);
  const { rows } = await pool.query(`select 1 from reply where run_id = $1 and state = 'queued'`, [id]);
  expect(rows).toEqual([]);
  const paused = await read(lika, `${run}/progress?seen=running`);
  expect(paused).toContain('A colleague has paused it');
  expect(paused).toMatch(/id="run-moves"[^>]*hx-swap-oob="true"[\s\S]*\/resume"/);
  await pool.query(`update bulletin_run set paused_for = 'money' where id = $1`, [id]);
  expect(await read(lika, run)).toContain('It has cost what it may cost');
  expect((await sends(lika, run, {}, `${run}/resume`)).location).toContain('done.resumed');
  expect((await sends(lika, run, {}, `${run}/resume`)).location).toContain('bulletins.error.state');
  await pool.query(`update bulletin_run set rests_until = $2 where id = $1`, [
    id,
    new Date(clock.getTime() + 3_600_000),
  ]);
  expect(await read(lika, run)).toMatch(/Quiet hours: nothing leaves before <time/);
  expect((await sends(lika, run, { why: ' ' }, `${run}/cancel`)).location).toContain('bulletins.error.why');
  expect((await sends(lika, run, { why: 'Erè' }, `${run}/cancel`)).location).toContain('done.cancelled');
  const csv = await lika?.get(`${run}/results.csv`);
  expect(csv?.headers.get('content-disposition')).toContain('-1.csv"');
  expect(csv?.text).toContain('twilio-whatsapp,sent,,3,0');
  expect(csv?.text).toContain('twilio-sms,not sent in time,,3,0');
  const again = await sends(lika, run, {}, `${run}/again`);
  expect(again.location).toMatch(/\/runs\/[0-9a-f-]{36}\?note=bulletins\.done\.again$/);
  await sendBulletins(desk.deps.bulletins);
  expect(await read(lika, again.location.split('?')[0] ?? '')).toContain('0 of 3 sent');
  expect(await read(lika, run)).not.toContain(`${run}/again"`);
});

test('what is spoken is added per language and heard by the second person, and nothing else is taken', async () => {
  const here = await begins(marie);
  await sends(marie, here, { ...WORDS, do: 'save' });
  const page = await read(marie, here);
  const cookie = [...(marie?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  const records = async (bytes: Buffer) => {
    const form = new FormData();
    const now = await read(marie, here);
    for (const [name, value] of Object.entries({
      _token: tokenIn(page),
      version: versionIn(now),
      language: 'ht',
    }))
      form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), 'vwa.ogg');
    const init = { method: 'POST', body: form, headers: { cookie }, redirect: 'manual' } as const;
    return (await fetch(`${desk.url}${here}/voice`, init)).headers.get('location');
  };
  expect(await records(Buffer.from('pa yon son'))).toContain('bulletins.error.voice');
  expect(await records(opusOf('bilten'))).toContain('bulletins.done.voice_added');
  await sends(marie, here, { ...WORDS, do: 'propose' });
  const [, at = ''] = /<audio[^>]*src="([^"]+)"/.exec(await read(lika, here)) ?? [];
  expect((await lika?.get(at))?.text).toContain('OpusHead');
  expect((await lika?.get(at.replace('/ht', '/fr')))?.status).toBe(404);
});

test('no text of a bulletin reaches the log', () => {
  const logged = desk.logged.join('\n');
  expect(logged).toContain('bulletin written');
  expect(logged).not.toMatch(/Biwo|Pa Marie|Ki sous/);
});

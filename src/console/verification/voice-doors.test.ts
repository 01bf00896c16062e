import { afterAll, beforeAll, expect, test } from 'vitest';
import { assess } from '../../desks/verification/exits.ts';
import { claimView, openClaim, saveDraft } from '../../desks/verification/index.ts';
import { loadTexts } from '../../i18n.ts';
import { LARGEST_FILE } from '../../media/limits.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { opusOf } from '../../testing/sounds.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

const fr = (key: string, values = {}) => loadTexts().text('fr', key, values);

let desk: DeskPages;
let author: Visitor;
let colleague: Visitor;
let path: string;
let claimId: string;
beforeAll(async () => {
  desk = await openDeskPages();
  const staffId = await desk.member('Wilner');
  await desk.member('Guerda');
  [author, colleague] = [await signedIn('Wilner'), await signedIn('Guerda')];
  const { tipId } = await desk.says(await desk.person(), 'Yo di biwo yo fèmen a midi');
  const wording = { ht: 'Biwo yo fèmen a midi.', fr: 'Les bureaux ferment à midi.' };
  ({ claimId } = await openClaim(desk.desk, { staffId, tipIds: [tipId], wording }));
  path = `/verification/claims/${claimId}`;
  await assess(desk.desk, { claimId, staffId, why: 'Yon fè' });
  await makeReady(desk.desk, claimId, staffId);
  expect((await author.get(path)).text).toContain(fr('verification.voice.save_first'));
  await saveDraft(desk.desk, { claimId, staffId, rating: 'false', texts: WORDS });
});
afterAll(() => desk.close());

async function signedIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  expect((await visitor.submit('/login', '/login', { name, password: PASSWORD })).status).toBe(303);
  return visitor;
}
const newest = async () => (await claimView(desk.desk, claimId)).verdicts[0];
const cookieOf = (visitor: Visitor) => [...visitor.cookies].map((one) => one.join('=')).join('; ');

/** Sends the form as a browser does that has a file in it. */
async function records(visitor: Visitor, bytes: Buffer, language = 'ht') {
  const form = new FormData();
  const verdict = (await newest())?.id ?? '';
  for (const [name, value] of Object.entries({
    _token: tokenIn((await visitor.get(path)).text),
    verdict,
    language,
  }))
    form.set(name, value);
  form.set('file', new Blob([new Uint8Array(bytes)]), 'Vwa Wilner.opus');
  const init = {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie: cookieOf(visitor) },
  } as const;
  const answer = await fetch(`${desk.url}${path}/voice`, init);
  return { status: answer.status, text: await answer.text() };
}
const changes = async (what: string) =>
  author.submit(path, `${path}/voice`, { do: what, language: 'ht', verdict: (await newest())?.id ?? '' });
const players = (html: string) => [...html.matchAll(/<audio[^>]*src="([^"]+)"/g)].map(([, at = '']) => at);

test('an author records, hears, replaces and removes; who reviews hears the same, and nobody outside does', async () => {
  expect((await records(author, opusOf('premye'))).status).toBe(303);
  expect((await records(author, opusOf('dezyèm'))).status).toBe(303);
  const page = (await author.get(path)).text;
  expect(page).not.toContain('Vwa Wilner');
  const [at = '', ...others] = players(page);
  expect(others).toEqual([]);
  const heard = await fetch(desk.url + at, { headers: { cookie: cookieOf(author), range: 'bytes=28-35' } });
  expect([heard.status, await heard.text()]).toEqual([206, 'OpusHead']);
  expect(heard.headers.get('content-type')).toBe('audio/ogg');
  expect(heard.headers.get('cache-control')).toBe('private, no-store');
  expect((await newVisitor(desk.url).get(at)).status).toBe(303);
  // Of another language, of a claim that it is not of, and where there is nothing.
  for (const wrong of [`${at.slice(0, -2)}fr`, at.replace(claimId, (await newest())?.id ?? ''), `${at}/x`])
    expect((await author.get(wrong)).status).toBe(404);

  const words = Object.entries(WORDS).flatMap(([language, { summary, body }]) => [
    [`summary.${language}`, summary],
    [`body.${language}`, `${body} ${language === 'ht' ? 'Wi.' : ''}`],
  ]);
  const saved = { form: 'verdict', rating: 'false', ...Object.fromEntries(words) };
  const saves = (button: string) =>
    author.submit(path, `${path}/verdict`, { ...saved, ...Object.fromEntries([['then', button]]) });
  const refused = await saves('submit');
  expect(refused.status).toBe(422);
  expect(refused.text).toContain(fr('desk.error.audio_stale', { language: 'ht' }).slice(0, 20));
  expect(refused.text).toContain(fr('verification.voice.stale').split("'")[0]);
  expect((await changes('keep')).status).toBe(303);
  expect((await saves('submit')).status).toBe(303);

  const review = (await colleague.get(path)).text;
  expect(players(review)).toEqual([at]);
  expect(review).toContain('/approve"');
  // What is in review is as it was heard.
  expect((await changes('remove')).status).toBe(409);
  expect((await records(author, opusOf('apre'))).status).toBe(409);
  expect((await colleague.get(at)).text).toContain('OpusHead dez');

  const returned = { form: 'return', verdict: (await newest())?.id ?? '', why: 'Vwa a pa klè' };
  await colleague.submit(path, `${path}/return`, returned);
  await author.submit(path, `${path}/take`, {});
  await saves('save');
  expect((await author.get(path)).text).toContain('value="keep"');
  expect((await changes('remove')).status).toBe(303);
  expect(players((await author.get(path)).text)).toEqual([]);
});

test('what is no recording is said so, and is not kept; a colleague changes nobody’s draft', async () => {
  const blobs = async () =>
    (await desk.store.pool.query<{ n: number }>('select count(*)::int as n from blob')).rows[0]?.n;
  const before = await blobs();
  const sounds = [Buffer.from('MZ\x90\0 program'), Buffer.from('#!AMR\n'), Buffer.alloc(0)];
  for (const bytes of [...sounds, Buffer.alloc(LARGEST_FILE + 1, 'OggS')]) {
    const refused = await records(author, bytes);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('OGG, MP3 ou M4A');
  }
  expect((await records(colleague, opusOf('lòt'))).status).toBe(409);
  expect((await records(newVisitor(desk.url), opusOf('lòt'))).status).toBe(403);
  expect(await blobs()).toBe(before);
  expect((await newest())?.texts.ht?.audioId).toBeNull();
});

import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Actor,
  addVerdicts,
  approve,
  createBulletin,
  propose,
  radioScript,
  saveBulletin,
  setVoice,
  viewBulletin,
} from '../../desks/bulletins/index.ts';
import { claim, verdict, verdictText } from '../../store/schema.ts';
import { available } from '../../testing/available.ts';
import { FORM } from '../../testing/bulletin-world.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { soundFacts } from '../../testing/sound-tools.ts';
import { wavOf } from '../../testing/sounds.ts';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { encodeRecording, lufsOf } from '../../voice/index.ts';

const run = promisify(execFile);
const RATE = 48_000;

let desk: ConsoleUnderTest;
let pdfium: PDFiumLibrary;
let folder: string;
let [author, checker, lead]: Actor[] = [];
let visitor: Visitor;
beforeAll(async () => {
  desk = await openConsole({ now: () => new Date('2026-08-26T12:00:00-04:00') });
  pdfium = await PDFiumLibrary.init();
  folder = await tempFolder();
  author = await desk.addMember('Marie Test', 'verifier', 'ht');
  checker = await desk.addMember('Jean Test');
  lead = await desk.addMember('Lika Test', 'lead');
  visitor = await arrives('Marie Test');
});
afterAll(async () => {
  pdfium?.destroy();
  await desk.close();
  await clearFolder(folder);
});

async function arrives(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

const SUMMARY = 'CEP pa chanje dat la: biwo vòt yo louvri a 6è.';
const CLAIM = 'Yo fèmen tout biwo vòt yo';

async function published(code: string): Promise<string> {
  const [claimId, verdictId] = [uuidv7(), uuidv7()];
  const by = { authorId: author?.id ?? '', checkerId: checker?.id, leadId: lead?.id, people: 3 } as const;
  const at = new Date('2026-08-25T12:00:00Z');
  await desk.store.db
    .insert(claim)
    .values({ id: claimId, code, wording: { ht: CLAIM }, state: 'published', createdBy: by.authorId });
  await desk.store.db.insert(verdict).values({
    ...{ id: verdictId, claimId, version: 1, rating: 'false', state: 'published' as const, ...by },
    ...{ submittedAt: at, checkedAt: at, decidedAt: at },
  });
  await desk.store.db
    .insert(verdictText)
    .values({ verdictId, language: 'ht', summary: SUMMARY, body: SUMMARY, todo: 'Ale vote.' });
  return verdictId;
}

const by = (who: Actor | undefined, id: string, version: number) => {
  if (!who) throw new Error('nobody is there');
  return { by: who, id, version };
};

/** @param text of its own, in Creole */
async function written(text: string, verdictIds: string[] = [], voice?: Buffer): Promise<string> {
  const { bulletins } = desk.deps;
  const made = await createBulletin(bulletins, { ...by(author, '', 0), title: 'Semèn', topic: FORM.topic });
  if (typeof made === 'string') throw new Error(made);
  const { id } = made;
  const form = { ...FORM, texts: { ht: { text, short: 'Kout' } } };
  const done = [await saveBulletin(bulletins, { ...by(author, id, 1), form })];
  if (verdictIds.length > 0)
    done.push(await addVerdicts(bulletins, { ...by(author, id, 1 + done.length), verdictIds }));
  if (voice) {
    const kept = { contentType: 'audio/ogg', kind: 'audio' as const, bytes: voice, seconds: 6 };
    const file = { kept: { ...kept, perceptual: null, fingerprint: null }, received: voice };
    done.push(await setVoice(bulletins, { ...by(author, id, 1 + done.length), language: 'ht', file }));
  }
  expect(done.filter(Boolean)).toEqual([]);
  return id;
}

async function agreed(id: string): Promise<string> {
  const version = (await viewBulletin(desk.deps.bulletins, id))?.bulletin.version ?? 0;
  expect(await propose(desk.deps.bulletins, by(author, id, version))).toBeNull();
  expect(await approve(desk.deps.bulletins, by(lead, id, version + 1))).toBeNull();
  return `/bulletins/${id}/radio`;
}

async function saved(path: string): Promise<{ type: string | null; name: string | null; bytes: Buffer }> {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(desk.url + path, { headers: { cookie } });
  expect(answer.status).toBe(200);
  const [type, name] = ['content-type', 'content-disposition'].map((head) => answer.headers.get(head));
  return { type: type ?? null, name: name ?? null, bytes: Buffer.from(await answer.arrayBuffer()) };
}

interface Heard {
  readonly facts: Awaited<ReturnType<typeof soundFacts>>;
  readonly samples: Float32Array;
}

/** As a player of somebody else hears it. */
async function heard(bytes: Buffer): Promise<Heard> {
  const file = join(folder, `${uuidv7()}.mp3`);
  await writeFile(file, bytes);
  const raw = ['-v', 'error', '-i', file, '-f', 'f32le', '-ar', String(RATE), '-'];
  const { stdout } = await run('ffmpeg', raw, { encoding: 'buffer', maxBuffer: 200 * 1024 * 1024 });
  const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length));
  return { facts: await soundFacts(file), samples };
}

async function pagesOf(pdf: Buffer): Promise<{ texts: string[]; upright: boolean }> {
  const document = await pdfium.loadDocument(pdf);
  const pages = [...document.pages()];
  const { originalWidth, originalHeight } = pages[0]?.getOriginalSize() ?? {
    originalWidth: 0,
    originalHeight: 0,
  };
  const texts = pages.map((page) => page.getText().replace(/\s+/g, ' '));
  document.destroy();
  return { texts, upright: originalHeight > originalWidth };
}

const PARAGRAPH = 'Biwo vòt yo louvri a 6è. Chak moun ap vote nan biwo ki sou kat li a. Pote kat ou avè w.';

test('only what a second person approved and what still stands, for who writes bulletins', async () => {
  const verdictId = await published('4F7K');
  const id = await written(PARAGRAPH, [verdictId]);
  const here = `/bulletins/${id}/radio`;
  const files = [`${here}/ht.mp3`, `${here}/ht.mp3?short=1`, `${here}/ht.pdf`];
  for (const path of [here, ...files]) {
    const { status, text } = await visitor.get(path);
    expect([path, status]).toEqual([path, 409]);
    expect(text).toContain('yon dezyèm moun dakò');
  }
  await agreed(id);
  const page = await visitor.get(here);
  expect(page.status).toBe(200);
  for (const path of files) expect(page.text).toContain(`href="${path}"`);
  for (const path of [
    `${here}/fr.mp3`,
    `${here}/xx.pdf`,
    `/bulletins/x/radio`,
    `/bulletins/${uuidv7()}/radio/ht.pdf`,
  ])
    expect([path, (await visitor.get(path)).status]).toEqual([path, 404]);
  for (const role of ['analyst', 'protection'] as const) {
    await desk.addMember(`${role} Test`, role);
    const other = await arrives(`${role} Test`);
    for (const path of [here, ...files])
      expect([role, path, (await other.get(path)).status]).toEqual([role, path, 403]);
  }
  expect((await newVisitor(desk.url).get(`${here}/ht.pdf`)).location).toContain('/login');
  await desk.store.pool.query(`update verdict set state = 'withdrawn', withdrawn_at = now()`);
  for (const path of [here, ...files]) {
    const { status, text } = await visitor.get(path);
    expect([path, status]).toEqual([path, 409]);
    expect(text).toContain('yon repons nou pa di ankò');
  }
});

test('on paper: large, numbered, the rating before the rumor, with seconds, hints and codes, and a short version', async () => {
  const text = Array.from({ length: 4 }, (_, n) => `Nouvèl ${n + 1} sou vòt la. ${PARAGRAPH}`).join('\n\n');
  const here = await agreed(await written(text, [await published('9M2P')]));
  const { type, name, bytes } = await saved(`${here}/ht.pdf`);
  expect(type).toBe('application/pdf');
  expect(name).toMatch(/radio-[0-9a-f]{8}-ht\.pdf/);
  const { texts, upright } = await pagesOf(bytes);
  expect(upright).toBe(true);
  const all = texts.join(' ');
  for (const each of [
    'Bonjou tout moun. Men nouvèl nou verifye, mèkredi 26 out.',
    ...['1.', 'Nouvèl 4 sou vòt la.', '5.', 'Ale vote.', 'segonn', `/verdicts/9M2P`],
    'Voye l ban nou, n ap verifye l. Mèsi.',
    '6è = sizè',
  ])
    expect(all).toContain(each);
  expect(all).toMatch(/CEP = \S+ \S+ \S+/);
  expect(all).not.toContain('26 =');
  const [rating, rumor, truth] = ['Repons nou:', CLAIM, SUMMARY].map((each) => all.indexOf(each));
  expect(rating).toBeGreaterThan(0);
  expect(rumor).toBeGreaterThan(rating ?? 0);
  expect(truth).toBeGreaterThan(rumor ?? 0);
  for (const staff of ['Marie', 'Jean', 'Lika']) expect(all).not.toContain(staff);
  // The short one begins a sheet of its own: first sentences, no rumor, a minute at most.
  const short = texts.slice(texts.findIndex((page) => page.includes('Vèsyon kout'))).join(' ');
  expect(Number(/Vèsyon kout: anviwon (\d+) segonn/.exec(short)?.[1])).toBeLessThanOrEqual(60);
  expect(short).toContain('Nouvèl 1 sou vòt la.');
  for (const left of [CLAIM, 'Pote kat ou']) expect(short).not.toContain(left);
  // What fits in a minute has none.
  const brief = await agreed(await written(PARAGRAPH));
  expect((await pagesOf((await saved(`${brief}/ht.pdf`)).bytes)).texts.join(' ')).not.toContain(
    'Vèsyon kout',
  );
});

test('a digest tells what is new; a correction and an exercise say first what they are', async () => {
  const { bulletins } = desk.deps;
  const id = await written('Men sa ki nouvo.');
  await agreed(id);
  await published('7Q3X');
  const view = await viewBulletin(bulletins, id);
  if (!view) throw new Error('it is gone');
  const scriptOf = async (change: Partial<typeof view.bulletin>, training = false) => {
    const of = { ...view, bulletin: { ...view.bulletin, ...change } };
    const script = await radioScript(bulletins, of, { language: 'ht', training });
    return typeof script === 'string' ? script : script.parts;
  };
  const digest = await scriptOf({ digest: true });
  const said = typeof digest === 'string' ? digest : digest.map(({ lines, code }) => [lines[0], code]);
  expect(said).toContainEqual(['Men sa ki nouvo.', undefined]);
  expect(said).toContainEqual(['Repons nou: Fo.', '7Q3X']);
  const first = async (...asked: Parameters<typeof scriptOf>) => {
    const parts = await scriptOf(...asked);
    return typeof parts === 'string' ? [] : parts[0]?.lines;
  };
  expect(await first({}, true)).toEqual([
    expect.stringMatching(/^EGZÈSIS/),
    expect.stringMatching(/^Bonjou/),
  ]);
  const corrected = await first({ correctsRunId: uuidv7() });
  expect(corrected?.[1]).toContain('koreksyon');
  await desk.store.pool.query(`update verdict set state = 'withdrawn', withdrawn_at = now()`);
  expect(await scriptOf({ digest: true })).toBe('nothing_new');
});

test.runIf(available.soundTools)(
  'as sound: an MP3 of one loudness with intro, items and outro, spoken once, and a minute of it',
  async () => {
    const text = Array.from({ length: 4 }, (_, n) => `Nouvèl ${n + 1} sou vòt la. ${PARAGRAPH}`).join('\n\n');
    const here = await agreed(await written(text));
    const { type, name, bytes } = await saved(`${here}/ht.mp3`);
    expect([type, name]).toEqual(['audio/mpeg', expect.stringMatching(/radio-[0-9a-f]{8}-ht\.mp3/)]);
    const { facts } = await heard(bytes);
    expect(facts).toMatchObject({ codec: 'mp3 mp3', channels: 1, rate: RATE });
    expect(Math.abs(facts.lufs + 16)).toBeLessThan(1.5);
    const item = await desk.deps.voice.pcm(`Nouvèl 1 sou vòt la. ${PARAGRAPH}`, 'ht');
    expect(facts.seconds).toBeGreaterThan((4 * item.samples.length) / RATE);
    // The voice never breathes twice alike: the same bytes are the same reading.
    expect((await saved(`${here}/ht.mp3`)).bytes.equals(bytes)).toBe(true);
    const short = await saved(`${here}/ht.mp3?short=1`);
    expect(short.name).toContain('-60.mp3');
    const { facts: brief } = await heard(short.bytes);
    expect(brief.seconds).toBeLessThan(66);
    expect(brief.seconds).toBeGreaterThan(15);
    expect(Math.abs(brief.lufs + 16)).toBeLessThan(1.5);
  },
);

test.runIf(available.soundTools)(
  'what a person recorded is heard between the intro and the outro, as loud as they are; what cannot be played is spoken',
  async () => {
    const tone = Float32Array.from(
      { length: 6 * RATE },
      (_, n) => 0.02 * Math.sin((2 * Math.PI * 1_000 * n) / RATE),
    );
    const voice = (await encodeRecording(wavOf(tone, RATE))).bytes;
    const here = await agreed(await written(PARAGRAPH, [], voice));
    const { samples, facts } = await heard((await saved(`${here}/ht.mp3`)).bytes);
    const isTone = Array.from({ length: Math.floor((2 * samples.length) / RATE) }, (_, n) =>
      isOneTone(samples.subarray((n * RATE) / 2, ((n + 1) * RATE) / 2)),
    );
    const [first, last] = [isTone.indexOf(true), isTone.lastIndexOf(true)];
    // Six seconds in one piece, with words before and behind.
    expect(last - first).toBeGreaterThanOrEqual(9);
    expect(isTone.slice(first, last).every(Boolean)).toBe(true);
    expect(first).toBeGreaterThan(2);
    expect(isTone.length - last).toBeGreaterThan(3);
    const part = (from: number, to: number) => ({
      samples: samples.slice((from * RATE) / 2, (to * RATE) / 2),
    });
    for (const sound of [part(0, first - 2), part(first + 1, last), part(last + 3, isTone.length)])
      expect(Math.abs(lufsOf({ ...sound, rate: RATE }) + 16)).toBeLessThan(1.5);
    expect(Math.abs(facts.lufs + 16)).toBeLessThan(1.5);
    expect((await pagesOf((await saved(`${here}/ht.pdf`)).bytes)).texts[0]).toContain(
      'se yon moun ki li pati sa a',
    );

    const strange = await agreed(await written('Wi.', [], Buffer.from('ID3 no Opus')));
    expect((await saved(`${strange}/ht.mp3`)).bytes.length).toBeGreaterThan(20_000);
    expect(desk.logged.filter((line) => line.includes('cannot be put into a radio pack'))).toHaveLength(1);
  },
);

/** Whether nearly all of a sound is at 1000 Hz. */
function isOneTone(samples: Float32Array): boolean {
  let [re, im, all] = [0, 0, 0];
  for (const [n, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * 1_000 * n) / RATE);
    im += sample * Math.sin((2 * Math.PI * 1_000 * n) / RATE);
    all += sample * sample;
  }
  return (2 * (re * re + im * im)) / (samples.length * all + 1e-9) > 0.8;
}

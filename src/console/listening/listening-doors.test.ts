import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { countryOf } from '../../country/index.ts';
import { loadTexts } from '../../i18n.ts';
import { listMarks } from '../../store/listening.ts';
import { type DeskPages, openDeskPages, PASSWORD } from '../../testing/desk-pages.ts';
import { invented, wavOf } from '../../testing/sounds.ts';
import { tempFolder } from '../../testing/temp-folder.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { openVoice, type Voice } from '../../voice/index.ts';
import { outcomes, sheetOf, wordsHeard } from './sheet.ts';

const fr = (key: string, values = {}) => loadTexts().text('fr', key, values);
const test10 = countryOf('ht').listening;
if (!test10) throw new Error('there is no listening test');
const { sentences } = test10;

let voice: Voice;
let desk: DeskPages;
let wilner: Visitor;
let staffId: string;
beforeAll(async () => {
  // Another voice: a program of somebody's that answers with WAV, and is away for one of the sentences.
  const folder = await tempFolder();
  const sound = join(folder, 'voice.wav');
  await writeFile(sound, wavOf(invented(5, 2)));
  const program = join(folder, 'voice.mjs');
  await writeFile(
    program,
    `import { readFileSync } from 'node:fs';
    const said = readFileSync(0, 'utf8');
    if (/granmoun/i.test(said)) process.exit(1);
    process.stdout.write(readFileSync(${JSON.stringify(sound)}));`,
  );
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  voice = openVoice({ command: `${process.execPath} ${program}`, log });
  desk = await openDeskPages({ voice });
  staffId = await desk.member('Wilner');
  await desk.member('Lika', 'fr', 'lead');
  wilner = await signedIn('Wilner');
});
afterAll(async () => {
  await desk?.close();
  await voice?.close();
});

async function signedIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}
const mark = (sentence: string, letter: string, points: number | string, heard = '') =>
  wilner.submit('/listening', '/listening', { sentence, letter, mark: String(points), heard });
const cookieOf = (visitor: Visitor) => [...visitor.cookies].map((one) => one.join('=')).join('; ');
async function plays(sentence: string, letter: string) {
  const answer = await fetch(`${desk.url}/listening/${sentence}/${letter}`, {
    headers: { cookie: cookieOf(wilner) },
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, type: answer.headers.get('content-type'), bytes };
}

test('ten sentences, each by every voice, in an order of each listener’s own that nobody can guess', async () => {
  expect(sentences).toHaveLength(10);
  const sheet = sheetOf(staffId, test10, ['plugged', 'builtin']);
  expect(sheetOf(staffId, test10, ['plugged', 'builtin'])).toEqual(sheet);
  expect(sheetOf('another', test10, ['plugged', 'builtin'])).not.toEqual(sheet);
  // Neither voice is always the first.
  const firsts = sheet.map(({ takes }) => takes[0]?.engine);
  expect(new Set(firsts).size).toBe(2);
  const item = sheet.find(({ sentence }) => sentence !== 'elders');
  if (!item) throw new Error('the sheet is empty');
  const heard = await Promise.all(item.takes.map(({ letter }) => plays(item.sentence, letter)));
  expect(heard.map(({ status, type }) => [status, type])).toEqual([
    [200, 'audio/ogg'],
    [200, 'audio/ogg'],
  ]);
  expect(heard[0]?.bytes.equals(heard[1]?.bytes ?? Buffer.alloc(0))).toBe(false);
  // A voice that is away must not be judged by another's sound.
  const away = sheet.find(({ sentence }) => sentence === 'elders')?.takes ?? [];
  for (const { letter, engine } of away)
    expect((await plays('elders', letter)).status).toBe(engine === 'builtin' ? 200 : 404);
  for (const path of ['/listening/none/a', '/listening/opening/c'])
    expect((await wilner.get(path)).status).toBe(404);
  expect((await newVisitor(desk.url).get('/listening')).status).toBe(303);
});

test('where no voice is plugged in, ours is compared with eSpeak’s own rules for Creole, which sound otherwise', async () => {
  const alone = openVoice({ log: openLog(() => {}, 'silent') });
  const own = await openDeskPages({ voice: alone });
  try {
    await own.member('Wilner');
    const visitor = newVisitor(own.url);
    await visitor.submit('/login', '/login', { name: 'Wilner', password: PASSWORD });
    const takes = await Promise.all(
      ['a', 'b'].map(async (letter) => {
        const answer = await fetch(`${own.url}/listening/opening/${letter}`, {
          headers: { cookie: cookieOf(visitor) },
        });
        return [answer.status, Buffer.from(await answer.arrayBuffer()).length] as const;
      }),
    );
    expect(takes.map(([status]) => status)).toEqual([200, 200]);
    expect(takes[0]?.[1]).not.toBe(takes[1]?.[1]);
  } finally {
    await own.close();
    await alone.close();
  }
});

test('no voice is named, and no sentence shown, before all its takes are marked; each mark is kept once', async () => {
  const sheet = sheetOf(staffId, test10, voice.engines);
  const [first] = sheet;
  if (!first) throw new Error('the sheet is empty');
  const blind = async () => {
    const { text } = await wilner.get('/listening');
    return [text.includes(fr('listening.engine.plugged')), text.includes(first.text.slice(0, 20))];
  };
  expect(await blind()).toEqual([false, false]);
  await mark(first.sentence, 'a', 3, 'mwen pa tande');
  await mark(first.sentence, 'a', 4, first.text.toLowerCase());
  expect(await blind()).toEqual([false, false]);
  expect((await wilner.get('/listening.csv')).status).toBe(403);
  await mark(first.sentence, 'b', 1);
  expect(await blind()).toEqual([true, true]);
  const wrong = await mark(first.sentence, 'a', 6);
  expect(wrong.headers.get('location')).toContain('listening.error.mark');
  expect((await mark('none', 'a', 3)).status).toBe(404);
  const marks = await listMarks(desk.store.db, staffId);
  expect(marks.map(({ engine, mark }) => ({ engine, mark }))).toEqual([
    { engine: first.takes[0]?.engine, mark: 4 },
    { engine: first.takes[1]?.engine, mark: 1 },
  ]);
  const best = outcomes(marks, sentences).find(({ engine }) => engine === first.takes[0]?.engine);
  expect(best).toMatchObject({ marks: 1, listeners: 1, mean: 4, words: 1 });

  const lead = await signedIn('Lika');
  expect((await lead.get('/listening')).text).toContain(fr('listening.results'));
  const csv = (await lead.get('/listening.csv')).text;
  expect(csv).toContain(`1,${first.sentence},${first.takes[1]?.engine},1,,`);
  expect(csv).not.toContain('Wilner');
});

test('words are found however they are spelled, each once', () => {
  expect(wordsHeard('Kat ou a bon toujou', 'kat ou a bon toujou!')).toBe(1);
  expect(wordsHeard('Kat ou a bon toujou', 'kat, kat, kat')).toBeCloseTo(0.2);
  expect(wordsHeard('Kat ou a bon toujou', '')).toBe(0);
});

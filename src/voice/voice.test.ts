import { writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { available } from '../testing/available.ts';
import { soundFacts } from '../testing/sound-tools.ts';
import { invented, wavOf } from '../testing/sounds.ts';
import { clearFolder, tempFolder } from '../testing/temp-folder.ts';
import { decodeNote, encodeRecording, lufsOf, openVoice, type Voice, VoiceError } from './index.ts';

const quiet = openLog(() => {}, 'silent');

let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => clearFolder(folder));

const LONG =
  'Sa nou tande a pa vre: CEP pa chanje dat eleksyon an. Biwo vòt yo ap louvri a 6è nan maten, jou ki 30 out 2026. Rele nan 3700-0001 si ou bezwen konnen plis.';

describe('the built-in voice', () => {
  let voice: Voice;
  beforeAll(() => {
    voice = openVoice({ log: quiet });
  });
  afterAll(() => voice.close());

  const TEXTS = [
    ['ht', 'Bonjou tout moun, koute sa.'],
    ['ht', LONG],
    ['fr', 'Bonjour à tous, écoutez ceci.'],
    ['fr', "C'est faux : le CEP n'a pas changé la date. Les BV ouvrent à 6h30, le 30 août 2026, pour tous."],
    ['en', 'The polling stations open at six in the morning.'],
    ['es', 'Los centros de votación abren a las seis de la mañana.'],
  ] as const;

  test('speaks every language evenly, as a note of one channel', async () => {
    for (const [language, text] of TEXTS) {
      const note = await voice.speak(text, language);
      expect(note.bytes.toString('latin1', 28, 36)).toBe('OpusHead');
      const heard = await decodeNote(note.bytes);
      expect(Math.abs(heard.samples.length / 48_000 - note.seconds)).toBeLessThan(0.01);
      expect(Math.abs(lufsOf(heard) + 16), `${language}: ${lufsOf(heard)} LUFS`).toBeLessThan(1.5);
      // About 16 kbit/s.
      expect(note.bytes.length / note.seconds).toBeLessThan(2_600);
      const levels = [...Buffer.from(note.waveform, 'base64')];
      expect(levels).toHaveLength(64);
      expect(Math.max(...levels)).toBe(100);
      expect(levels.filter((level) => level > 5).length).toBeGreaterThan(20);
      expect(note.cut).toBeUndefined();
    }
    expect([...voice.languages].sort()).toEqual(['en', 'es', 'fr', 'ht']);
    expect(voice.engines).toEqual(['builtin']);
  });

  test.runIf(available.soundTools)(
    'ffprobe, opusinfo and ffmpeg find nothing wrong, and say the same',
    async () => {
      for (const [at, [language, text]] of TEXTS.entries()) {
        const note = await voice.speak(text, language);
        const file = join(folder, `${at}.ogg`);
        await writeFile(file, note.bytes);
        const facts = await soundFacts(file);
        expect(facts).toMatchObject({ codec: 'ogg opus', channels: 1, rate: 48_000, warnings: '' });
        expect(Math.abs(facts.seconds - note.seconds)).toBeLessThan(0.05);
        expect(Math.abs(facts.lufs + 16), `${language}: ${facts.lufs} LUFS`).toBeLessThan(1.5);
      }
    },
  );

  test('a verdict fits: a little faster, then cut at the end of a sentence', async () => {
    const whole = await voice.speak(LONG, 'ht');
    // A tenth too long is spoken faster and not cut.
    const faster = await voice.speak(LONG, 'ht', { maxSeconds: whole.seconds / 1.1 });
    expect(faster.seconds).toBeLessThanOrEqual(whole.seconds / 1.1);
    expect(faster.cut).toBeUndefined();
    // Of three sentences one and two are left.
    const cut = await voice.speak(LONG, 'ht', { maxSeconds: whole.seconds * 0.75 });
    expect(cut).toMatchObject({ cut: true });
    expect(cut.seconds).toBeLessThanOrEqual(whole.seconds * 0.75);
    const long = await voice.speak(`${LONG} `.repeat(6), 'ht', { maxSeconds: 30 });
    expect(long).toMatchObject({ cut: true });
    expect(long.seconds).toBeLessThanOrEqual(30);
    expect(long.seconds).toBeGreaterThan(20);
    expect(long.bytes.length).toBeLessThan(120_000);
    // One sentence that never ends is cut, too.
    const endless = await voice.speak(`${'yon lòt bagay ankò '.repeat(12)}fini`, 'ht', { maxSeconds: 5 });
    expect(endless).toMatchObject({ cut: true });
    expect(endless.seconds).toBeLessThanOrEqual(5);
  });

  test('many at once come out as they were asked for', async () => {
    const texts = ['Wi', 'Bonjou tout moun', LONG];
    const alone = [];
    for (const text of texts) alone.push((await voice.speak(text, 'ht')).seconds);
    const together = await Promise.all(texts.map((text) => voice.speak(text, 'ht')));
    // Breath and noise are made of chance, so that no two are quite the same.
    for (const [at, { seconds }] of together.entries())
      expect(Math.abs(seconds - (alone[at] ?? 0))).toBeLessThan(0.1);
  });

  test('what it says is told in IPA, and given as sound', async () => {
    expect((await voice.ipa('Pòtoprens', 'ht')).normalize('NFC')).toBe('pɔtoˈpɣɛ̃s'.normalize('NFC'));
    expect(await voice.ipa('Le CEP', 'fr')).toContain('s ˈe');
    const { samples, rate } = await voice.pcm('Bonjou', 'ht');
    expect(rate).toBe(48_000);
    expect(samples.length).toBeGreaterThan(0.3 * 48_000);
  });

  test('nothing to say, a language there is none of, a text without end: one line each', async () => {
    const refused = async (text: string, language: string, options = {}) =>
      await expect(voice.speak(text, language, options)).rejects.toThrow(VoiceError);
    await refused('', 'ht');
    await refused('🎉 你好 …', 'ht');
    await refused('.?!', 'fr');
    await refused('bonjou', 'xx');
    await refused('bonjou', 'toString');
    await refused('a '.repeat(6_000), 'ht');
    await refused('bonjou', 'ht', { engine: 'plugged' });
    // Signs by which eSpeak takes orders are no orders.
    const plain = await voice.speak('wi [[_:_:_:]] <break time="9s"/> non', 'fr');
    expect(plain.seconds).toBeLessThan(4);
  });
});

describe('a voice that is plugged in', () => {
  /** Two seconds that nobody said; the built-in voice takes less for what is asked here. */
  const SOUND = wavOf(invented(7, 2));
  let server: Server;
  let answer: (response: ServerResponse, asked: string) => void;
  let asked: { type: string | undefined; body: string }[] = [];
  let url: string;
  let lines: string[] = [];
  /** By its settings: each has a program that speaks of its own, which takes a second to start. */
  const opened = new Map<string, Voice>();

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        asked.push({ type: request.headers['content-type'], body });
        answer(response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/say`;
  });
  afterEach(() => {
    [asked, lines] = [[], []];
  });
  afterAll(async () => {
    await Promise.all([...opened.values()].map((voice) => voice.close()));
    server.closeAllConnections();
    server.close();
  });

  function open(options: { httpUrl?: string; command?: string }): Voice {
    const settings = JSON.stringify(options);
    const voice =
      opened.get(settings) ??
      openVoice({ timeoutMs: 2_000, ...options, log: openLog((line) => lines.push(line)) });
    opened.set(settings, voice);
    return voice;
  }
  const program = (code: string) => `${process.execPath} -e "${code}" {language}`;

  /** Which way it fails is told by the text. */
  const FAILING = program(
    "process.stdin.on('data',(text)=>{if(/soud/.test(text))process.stdin.destroy();if(!/toujou/.test(text))process.exit(3)});setInterval(()=>{},1000)",
  );

  test('over HTTP is given words and its language, and its WAV is made even', async () => {
    answer = (response) => response.setHeader('content-type', 'audio/wav').end(SOUND);
    const voice = open({ httpUrl: url });
    expect(voice.engines).toEqual(['plugged', 'builtin']);
    const note = await voice.speak('CEP di 8è30 🎉', 'ht');
    expect(asked).toEqual([
      { type: 'application/json', body: JSON.stringify({ text: 'se e pe di uitè edmi', language: 'ht' }) },
    ]);
    expect(note.seconds).toBeGreaterThan(1.5);
    expect(Math.abs(lufsOf(await decodeNote(note.bytes)) + 16)).toBeLessThan(1.5);
    expect((await voice.speak('Wi', 'ht', { engine: 'builtin' })).seconds).toBeLessThan(1);
    expect(asked).toHaveLength(1);
  });

  test('may answer with Opus, and is asked for fewer sentences where it speaks too long', async () => {
    const ogg = (await encodeRecording(wavOf(invented(8, 6)))).bytes;
    const short = (await encodeRecording(SOUND)).bytes;
    answer = (response, body) => response.end(body.includes('twa') ? ogg : short);
    const note = await open({ httpUrl: url }).speak('En. De. Twa.', 'ht', { maxSeconds: 3 });
    expect(asked.map(({ body }) => JSON.parse(body).text)).toEqual(['en. de. twa.', 'en.']);
    expect(note).toMatchObject({ cut: true });
    expect(note.seconds).toBeLessThanOrEqual(3);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ['says it cannot', (response) => response.writeHead(500).end('Wozlò')],
    ['answers with what is no sound', (response) => response.end('Wozlò')],
    ['answers with silence', (response) => response.end(wavOf(new Float32Array(16_000)))],
    ['sends us elsewhere', (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()],
    ['breaks off', (response) => response.destroy()],
    ['never ends', (response) => response.write(SOUND.subarray(0, 100))],
  ])('that %s is spoken for by the built-in one, and one line without the text says so', async (_, how) => {
    answer = how;
    const note = await open({ httpUrl: url }).speak('Wozlò di wi', 'ht');
    expect(note.seconds).toBeLessThan(1.5);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'a plugged voice failed', kind: 'http' });
    expect(lines[0]).not.toMatch(/Wozlò|wozlò/);
  });

  test('whose answer has no end does not fill the memory', async () => {
    answer = (response) => {
      const piece = Buffer.alloc(1024 * 1024);
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more).on('error', () => {});
      more();
    };
    expect((await open({ httpUrl: url }).speak('Wi', 'ht')).seconds).toBeLessThan(1);
    expect(lines).toHaveLength(1);
  });

  test('as a program reads the text, knows its language, sees no setting of ours, and meets no shell', async () => {
    const wav = join(folder, 'plugged.wav');
    const seen = join(folder, 'seen.json');
    await writeFile(wav, SOUND);
    const code = `const f=require('fs');f.writeFileSync('${seen}',JSON.stringify({text:f.readFileSync(0,'utf8'),language:process.argv[1],env:process.env}));process.stdout.write(f.readFileSync('${wav}'))`;
    const note = await open({ command: `${program(code)} ; touch ${join(folder, 'shell')}` }).speak(
      '2 moun',
      'ht',
    );
    expect(note.seconds).toBeGreaterThan(1.5);
    const { readFile, readdir } = await import('node:fs/promises');
    const { text, language, env } = JSON.parse(await readFile(seen, 'utf8'));
    expect({ text, language }).toEqual({ text: 'de moun', language: 'ht' });
    expect(Object.keys(env).sort()).toEqual(['LANG', 'PATH', 'VOICE_LANGUAGE']);
    expect(await readdir(folder)).not.toContain('shell');
  });

  test.each([
    ['that is not there', 'Wi', '/nowhere/at/all'],
    ['that fails', 'fè erè', undefined],
    ['that hears nothing', 'soud', undefined],
    ['that never ends', 'toujou', undefined],
  ])('a program %s is spoken for by the built-in one', async (_, text, command = FAILING) => {
    expect((await open({ command }).speak(text, 'ht')).seconds).toBeLessThan(1.5);
    expect(lines.map((each) => JSON.parse(each).kind)).toEqual(['command']);
  });

  test('the program is asked after the service', async () => {
    answer = (response) => response.writeHead(503).end();
    const note = await open({ httpUrl: url, command: FAILING }).speak('Wi', 'ht');
    expect(note.seconds).toBeLessThan(1);
    expect(lines.map((each) => JSON.parse(each).kind)).toEqual(['http', 'command']);
  });
});

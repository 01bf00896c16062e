import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { type Sentence, sayCreole } from '../creole/say.ts';
import { isVowel, SOUNDS } from '../creole/sounds.ts';
import { MNEMONICS, phonemesOf } from './phonemes.ts';
import { openSpeaker, type Speaker } from './speaker.ts';

/** What the French voice says for a Creole sound, in its own IPA. */
const HEARD: Readonly<Record<string, string>> = { ã: 'ɑ̃', ũ: 'u n', ɣ: 'ʁ', ɥ: 'y' };
const heard = (sound: string) => (HEARD[sound] ?? sound).normalize('NFD');

describe('Creole in the mouth of the French voice', () => {
  let speaker: Speaker;
  beforeAll(() => {
    speaker = openSpeaker();
  });
  afterAll(() => speaker.close());

  const spoken = async (text: string) => {
    const { ipa } = await speaker.speak({ voice: 'fr', rate: 200, text });
    return ipa.normalize('NFD').replace(/[ˈˌ]/g, '').replace(/\s+/g, ' ').trim();
  };

  test('every sound of Creole is one that it knows', async () => {
    expect(Object.keys(MNEMONICS).sort()).toEqual([...SOUNDS].sort());
    const wrong: string[] = [];
    for (const sound of SOUNDS) {
      // Between vowels, as consonants are heard best.
      const sounds = isVowel(sound) ? ['t', sound] : ['a', sound, 'a'];
      const sentence: Sentence = {
        phrases: [{ words: [{ sounds, stress: sounds.findLastIndex(isVowel) }] }],
        end: '.',
        text: '',
      };
      const said = await spoken(phonemesOf(sentence));
      if (said !== sounds.map(heard).join(' ')) wrong.push(`${sound}: ${said}`);
    }
    expect(wrong).toEqual([]);
  });

  const UD = new URL('../../../../shared/data/text/creole_sentences_ud_adolphe.csv', import.meta.url);
  test.runIf(existsSync(UD))(
    'it says just the sounds it is given, in whole sentences of people, too',
    async () => {
      const rows = parse<{ text_ht: string }>(readFileSync(UD), { columns: true });
      const wrong: string[] = [];
      for (const { text_ht } of rows.filter((_, at) => at % 8 === 0))
        for (const sentence of sayCreole(text_ht).sentences) {
          const meant = sentence.phrases
            .flatMap(({ words }) => words.flatMap(({ sounds }) => sounds))
            .map(heard);
          const said = await spoken(phonemesOf(sentence));
          if (said !== meant.join(' ')) wrong.push(`${meant.join(' ')} | ${said}`);
        }
      expect(wrong).toEqual([]);
    },
  );

  test('i before a vowel stays a vowel', async () => {
    const { sentences } = sayCreole('santi w, priyorite biologi');
    expect(await spoken(phonemesOf(sentences[0] as Sentence))).toBe(
      's ɑ̃ t i w p ʁ i j o ʁ i t e b i o l o ɡ i'.normalize('NFD'),
    );
  });

  test('the stress is where we put it', async () => {
    const { sentences } = sayCreole('bonjou pitit');
    const { ipa } = await speaker.speak({
      voice: 'fr',
      rate: 200,
      text: phonemesOf(sentences[0] as Sentence),
    });
    expect(ipa.normalize('NFD')).toBe('b ɔ̃ ʒ ˈu p i t ˈi t'.normalize('NFD'));
  });

  test('a voice that there is not is an error of one line', async () => {
    await expect(speaker.speak({ voice: 'xx-none', rate: 160, text: 'a' })).rejects.toThrow(
      'there is no voice xx-none',
    );
  });
});

describe('the program that speaks', () => {
  let folder: string;
  let entry: URL;
  beforeAll(async () => {
    folder = await tempFolder();
    entry = pathToFileURL(join(folder, 'program.mjs'));
    // It dies of one text always, of another the first time: as WebAssembly that aborts takes its process along.
    await writeFile(
      entry,
      `import { existsSync, writeFileSync } from 'node:fs';
      const once = new URL('./died', import.meta.url);
      process.on('message', ({ id, text }) => {
        if (text === 'deadly') process.abort();
        if (text === 'once' && !existsSync(once)) { writeFileSync(once, ''); process.abort(); }
        process.send({ id, samples: new Int16Array([0, 16384]), hertz: 22050, ipa: JSON.stringify(process.env) });
      });
      process.on('disconnect', () => process.exit(0));`,
    );
  });
  afterAll(() => clearFolder(folder));

  test('that dies is started again, and one text that always kills it harms no other', async () => {
    const speaker = openSpeaker(entry);
    const say = (text: string) => speaker.speak({ voice: 'fr', rate: 160, text });
    expect((await say('once')).samples).toEqual(new Float32Array([0, 0.5]));
    await expect(say('deadly')).rejects.toThrow('broke off twice');
    const both = await Promise.all([say('one'), say('two')]);
    expect(both.map(({ hertz }) => hertz)).toEqual([22_050, 22_050]);
    await speaker.close();
    // Closed for now, not for good.
    await say('again');
    await speaker.close();
  });

  test('is told nothing of our settings', async () => {
    const speaker = openSpeaker(entry);
    const { ipa } = await speaker.speak({ voice: 'fr', rate: 160, text: 'env' });
    expect(Object.keys(JSON.parse(ipa)).filter((name) => !name.startsWith('NODE_CHANNEL'))).toEqual([]);
    await speaker.close();
  });
});

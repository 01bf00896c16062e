import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBlob, voiceNotesOf } from '../../store/blobs.ts';
import { textsOf } from '../../store/verdicts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { invented, wavOf } from '../../testing/sounds.ts';
import { openVoice, type Voice, VoiceError } from '../../voice/index.ts';
import { addTips, openClaim } from './claims.ts';
import { assess } from './exits.ts';
import { takeLease } from './lease.ts';
import { recordingOf } from './recording.ts';
import { openSpeaking, type Speaking, wordsToSpeak } from './synthetic.ts';
import { saveDraft, submit } from './verdicts.ts';
import { attachVoice, removeVoice } from './voice.ts';

let world: DeskWorld;
let voice: Voice;
let speaking: Speaking;
let marie: string;
let jozef: string;
let lika: string;
beforeAll(async () => {
  world = await openDeskWorld();
  voice = openVoice({ log: world.desk.log });
  speaking = openSpeaking(world.desk, voice);
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lika = await world.colleague('Lika', 'lead');
});
afterAll(async () => {
  await voice.close();
  await world.close();
});

async function drafted() {
  const { tipId } = await world.says(await world.person(), 'Yo di biwo yo fèmen');
  const woken: (readonly string[])[] = [];
  const wake: typeof world.desk.wake = (queue, ids) => void (queue === 'voice' && woken.push(ids));
  const { claimId } = await openClaim(world.desk, {
    staffId: marie,
    tipIds: [tipId],
    wording: { ht: 'Biwo fèmen.' },
  });
  const mine = { claimId, staffId: marie };
  await assess(world.desk, { ...mine, why: 'Yon fè' });
  await makeReady(world.desk, claimId, marie);
  const { verdictId } = await saveDraft({ ...world.desk, wake }, { ...mine, rating: 'false', texts: WORDS });
  expect(woken).toEqual([[verdictId]]);
  return { ...mine, verdictId };
}
const spokenOf = async (verdictId: string, language = 'ht') => {
  const { audioId, audioSynthetic, audioStale } =
    (await textsOf(world.store.db, [verdictId])).get(verdictId)?.[language] ?? {};
  return { audioId: audioId ?? null, audioSynthetic, audioStale };
};
const NOTHING = { audioId: null, audioSynthetic: false, audioStale: false };
const blobs = async () => (await world.store.pool.query('select count(*)::int as n from blob')).rows[0]?.n;

test('a computer speaks each language until a person does, as small as phones need it, and anew when the words change', async () => {
  const draft = await drafted();
  // The wake-up was lost: the sweeper finds it.
  expect(await speaking.due()).toEqual([draft.verdictId]);
  await speaking.speak([draft.verdictId]);
  expect(await speaking.due()).toEqual([]);
  const first = await spokenOf(draft.verdictId);
  expect(first).toEqual({ audioId: expect.any(String), audioSynthetic: true, audioStale: false });
  expect(await spokenOf(draft.verdictId, 'fr')).toMatchObject({ audioSynthetic: true });
  const notes = await voiceNotesOf(world.store.db, [first.audioId ?? '']);
  const [note] = notes.values();
  expect(note).toMatchObject({ kind: 'voice', contentType: 'audio/ogg', saysText: true });
  expect(note?.size).toBeLessThan(120_000);
  expect(note?.seconds).toBeGreaterThan(1);
  expect(Buffer.from(note?.waveform ?? '', 'base64')).toHaveLength(64);

  // Saved as it is: it stays. Other words, or another rating: it goes, asks nobody, and is spoken anew.
  const again = { ...draft, rating: 'false' as const, texts: WORDS };
  await saveDraft(world.desk, again);
  expect(await spokenOf(draft.verdictId)).toEqual(first);
  const texts = { ...WORDS, ht: { ...WORDS.ht, body: 'KEP di biwo vòt yo louvri jiska 5è.' } };
  await saveDraft(world.desk, { ...again, texts });
  expect(await spokenOf(draft.verdictId)).toEqual(NOTHING);
  expect(await spokenOf(draft.verdictId, 'fr')).toMatchObject({ audioSynthetic: true });
  await speaking.speak([draft.verdictId]);
  const second = await spokenOf(draft.verdictId);
  expect(second.audioId).not.toBe(first.audioId);

  // A person's voice takes its place, in the same form, and no computer speaks over it.
  const before = await blobs();
  const recording = await recordingOf(wavOf(invented(3, 4)), undefined, { fromSeconds: 1, toSeconds: 3 });
  await attachVoice(world.desk, { ...draft, language: 'ht', ...recording });
  const human = await spokenOf(draft.verdictId);
  expect(human).toEqual({ audioId: expect.any(String), audioSynthetic: false, audioStale: false });
  expect(await blobs()).toBe(before);
  const [own] = (await voiceNotesOf(world.store.db, [human.audioId ?? ''])).values();
  expect(own).toMatchObject({ kind: 'voice', contentType: 'audio/ogg', seconds: 2, saysText: true });
  expect(Buffer.from(own?.waveform ?? '', 'base64')).toHaveLength(64);
  await saveDraft(world.desk, { ...again, texts, rating: 'misleading' });
  await speaking.speak([draft.verdictId]);
  expect(await spokenOf(draft.verdictId)).toEqual({ ...human, audioStale: true });
  // What came from a phone is cut the same way, and becomes smaller.
  const stored = await openBlob(world.store, human.audioId ?? '');
  const shorter = await recordingOf(stored, undefined, { fromSeconds: 0, toSeconds: 1 });
  expect(shorter.file).toMatchObject({ seconds: 1, contentType: 'audio/ogg' });
  await expect(recordingOf(wavOf(invented(3, 1)), undefined, { fromSeconds: 5 })).rejects.toMatchObject({
    key: 'audio_invalid',
  });
  // What its author took away does not come back for the same words.
  await removeVoice(world.desk, { ...draft, language: 'ht' });
  await saveDraft(world.desk, { ...again, texts, rating: 'misleading' });
  await speaking.speak([draft.verdictId]);
  expect(await spokenOf(draft.verdictId)).toEqual(NOTHING);
});

test('publication never waits for it: who is told later hears it, once it is there', async () => {
  const broken = openSpeaking(world.desk, {
    languages: voice.languages,
    speak: () => Promise.reject(new VoiceError('no sound today')),
  });
  const draft = await drafted();
  await broken.speak([draft.verdictId]);
  expect(await broken.due()).toEqual([]);
  await world.publish((await submit(world.desk, draft)).verdictId, jozef, lika);
  const told = async () =>
    (
      await world.store.pool.query<{ kind: string | null }>(
        `select content -> 'attachment' ->> 'kind' as kind from reply where verdict_id = $1 order by seq`,
        [draft.verdictId],
      )
    ).rows.map(({ kind }) => kind);
  expect(await told()).toEqual([null]);
  world.pass(10);
  expect(await speaking.due()).toEqual([draft.verdictId]);
  await speaking.speak([draft.verdictId]);
  const late = await world.person();
  await world.store.pool.query(`update contact set form = 'both' where id = $1`, [late.contactId]);
  const more = { account: 'far-whatsapp', medium: 'whatsapp' as const };
  const { tipId } = await world.says(late, 'Biwo yo fèmen ?', more);
  await takeLease(world.desk, draft);
  await addTips(world.desk, { ...draft, tipIds: [tipId] });
  expect(await told()).toEqual([null, 'voice']);
});

test('words that changed while it spoke are not spoken for, and what fails is left to people in the end', async () => {
  const draft = await drafted();
  const slow = openSpeaking(world.desk, {
    languages: ['ht'],
    speak: async (text, language, options) => {
      await saveDraft(world.desk, { ...draft, rating: 'true', texts: WORDS });
      return voice.speak(text, language, options);
    },
  });
  const before = await blobs();
  await slow.speak([draft.verdictId]);
  expect(await spokenOf(draft.verdictId)).toEqual(NOTHING);
  expect(await blobs()).toBe(before);
  const broken = openSpeaking(world.desk, {
    languages: ['ht'],
    speak: () => Promise.reject(new VoiceError('no sound today')),
  });
  let tries = 0;
  for (; (await broken.due()).includes(draft.verdictId); tries += 1) {
    await broken.speak([draft.verdictId]);
    world.pass(300);
  }
  expect(tries).toBe(6);
});

test('what is spoken is the rating and the words, without addresses; a long one is told by its sentence', async () => {
  const { texts } = world.desk;
  const body = 'KEP di biwo yo louvri. Gade https://kep.example/ore?x=1 oswa www.kep.example, ak cep.ht/ore.';
  const said = wordsToSpeak(texts, { language: 'ht', rating: 'false', body, todo: 'Pa pataje l.' });
  expect(said).toMatch(/^Fo\. KEP di biwo yo louvri\./);
  expect(said).toMatch(/Pa pataje l\.$/);
  expect(said).not.toMatch(/http|www|kep\.|cep\./);
  const asked: string[] = [];
  const long = openSpeaking(world.desk, {
    languages: ['ht'],
    speak: async (text, language, options) => {
      asked.push(text);
      const note = await voice.speak(text, language, options);
      return asked.length === 1 ? { ...note, cut: true } : note;
    },
  });
  await long.speak([(await drafted()).verdictId]);
  expect(asked).toEqual([`Fo. ${WORDS.ht.body}`, `Fo. ${WORDS.ht.summary}`]);
});

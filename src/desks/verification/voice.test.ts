import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutbound } from '../../outbound/deliver.ts';
import { openBlob } from '../../store/blobs.ts';
import { verifyEvents } from '../../store/events.ts';
import { SMS, WHATSAPP } from '../../testing/accounts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { type FarSide, startFarSide } from '../../testing/far-side.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { opusOf } from '../../testing/sounds.ts';
import { verdictAgain } from './answer.ts';
import { addTips, openClaim } from './claims.ts';
import { assess } from './exits.ts';
import { takeLease } from './lease.ts';
import { returnToAuthor } from './review.ts';
import { beginCorrection, saveDraft, submit } from './verdicts.ts';
import { attachVoice, keepVoice, removeVoice, voiceFile } from './voice.ts';

let world: DeskWorld;
let far: FarSide;
let marie: string;
let jozef: string;
let lika: string;
beforeAll(async () => {
  world = await openDeskWorld();
  far = await startFarSide();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lika = await world.colleague('Lika', 'lead');
});
afterAll(async () => {
  await far.close();
  await world.close();
});

const CHANGED = { ht: 'KEP bay yon nouvo dat.', fr: 'Le CEP a donné une nouvelle date.' };
const recording = (mark: string, contentType = 'audio/ogg') => {
  const bytes = opusOf(mark);
  const none = { perceptual: null, fingerprint: null };
  return { received: bytes, file: { contentType, kind: 'audio' as const, bytes, seconds: 7, ...none } };
};

/** A claim of these tips with a draft of Marie's. */
async function drafted(tipIds: readonly string[]) {
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds, wording: { ht: 'Biwo fèmen.' } });
  const mine = { claimId, staffId: marie };
  await assess(world.desk, { ...mine, why: 'Yon fè' });
  await makeReady(world.desk, claimId, marie);
  const { verdictId } = await saveDraft(world.desk, { ...mine, rating: 'false', texts: WORDS });
  return { ...mine, verdictId };
}
const someClaim = async () => {
  const { tipId } = await world.says(await world.person(), 'Yo di biwo yo fèmen');
  return drafted([tipId]);
};
const marked = async (of: { claimId: string; verdictId: string }, language: string) =>
  (await voiceFile(world.desk, { ...of, language }))?.bytes.toString('latin1', 28);

test('only its author changes the voice of a draft, one per language, and only of what phones play', async () => {
  const draft = await someClaim();
  const ht = { ...draft, language: 'ht' };
  await attachVoice(world.desk, { ...ht, ...recording('premye') });
  await attachVoice(world.desk, { ...ht, ...recording('dezyèm') });
  expect(await marked(draft, 'ht')).toContain('OpusHead dez');
  // The first is held by nothing any more.
  const { rows } = await world.store.pool.query('select count(*)::int as n from blob');
  expect(rows).toEqual([{ n: 1 }]);
  const vorbis = Buffer.from(opusOf('x').toString('latin1').replace('OpusHead', '\x01vorbis '), 'latin1');
  const other = { ...recording('x'), file: { ...recording('x').file, bytes: vorbis } };
  for (const file of [recording('x', 'audio/amr'), recording('x', 'audio/aac'), other])
    await expect(attachVoice(world.desk, { ...ht, ...file })).rejects.toMatchObject({ key: 'audio_invalid' });
  for (const type of ['audio/mpeg', 'audio/mp4'])
    await attachVoice(world.desk, { ...ht, ...recording(type, type) });
  const refused = (of: object, key: string) =>
    expect(attachVoice(world.desk, { ...ht, ...recording('lòt'), ...of })).rejects.toMatchObject({ key });
  await refused({ language: 'es' }, 'text_missing');
  const french = { ...draft, language: 'fr' };
  await expect(removeVoice(world.desk, french)).rejects.toMatchObject({ key: 'text_missing' });
  await refused({ staffId: jozef }, 'lease_held');
  world.pass(11);
  await takeLease(world.desk, { ...draft, staffId: jozef });
  await refused({ staffId: jozef }, 'not_author');
  world.pass(11);
  await takeLease(world.desk, draft);
  await removeVoice(world.desk, ht);
  expect(await marked(draft, 'ht')).toBeUndefined();
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('what was approved is what was heard: another recording is another version that needs approval anew', async () => {
  const draft = await someClaim();
  const ht = { ...draft, language: 'ht' };
  await attachVoice(world.desk, { ...ht, ...recording('apwouve') });
  await submit(world.desk, draft);
  const late = { ...ht, ...recording('lòt') };
  const refused = async (key: string) => {
    for (const act of [() => attachVoice(world.desk, late), () => removeVoice(world.desk, ht)])
      await expect(act()).rejects.toMatchObject({ key });
  };
  await takeLease(world.desk, draft);
  await refused('in_review');
  await returnToAuthor(world.desk, { verdictId: draft.verdictId, staffId: jozef, why: 'Vwa a pa klè' });
  await takeLease(world.desk, draft);
  // What was returned stays as it was heard.
  await refused('no_draft');
  const next = await saveDraft(world.desk, { ...draft, rating: 'false', texts: WORDS });
  await refused('no_draft');
  await attachVoice(world.desk, { ...late, verdictId: next.verdictId });
  expect(await marked(draft, 'ht')).toContain('apwouve');
  const { verdictId } = await submit(world.desk, draft);
  await world.publish(verdictId, jozef, lika);
  await takeLease(world.desk, draft);
  await refused('already_published');
});

test('a recording follows into a new version or other words only when its author says so', async () => {
  const draft = await someClaim();
  const again = { ...draft, rating: 'false' as const };
  for (const language of ['ht', 'fr'])
    await attachVoice(world.desk, { ...draft, language, ...recording(language) });
  // Saved once more as it was: nothing to ask.
  await saveDraft(world.desk, { ...again, texts: WORDS });
  const stale = (language: string) =>
    expect(submit(world.desk, draft)).rejects.toMatchObject({ key: 'audio_stale', values: { language } });
  const texts = { ...WORDS, ht: { ...WORDS.ht, body: 'KEP di biwo vòt yo fèmen a 4è.' } };
  await saveDraft(world.desk, { ...again, texts });
  await stale('ht');
  await keepVoice(world.desk, { ...draft, language: 'ht' });
  await saveDraft(world.desk, { ...again, rating: 'misleading', texts });
  for (const language of ['fr', 'ht']) await keepVoice(world.desk, { ...draft, language });
  const published = await submit(world.desk, draft);
  await world.publish(published.verdictId, jozef, lika);

  await takeLease(world.desk, draft);
  const { verdictId } = await beginCorrection(world.desk, draft);
  const correction = { ...draft, verdictId };
  await saveDraft(world.desk, { ...again, rating: 'misleading', texts, changed: CHANGED });
  await keepVoice(world.desk, { ...correction, language: 'ht' });
  await stale('fr');
  await removeVoice(world.desk, { ...correction, language: 'fr' });
  await world.publish((await submit(world.desk, draft)).verdictId, jozef, lika);
  expect(await marked(correction, 'ht')).toContain('OpusHead ht');
  expect(await marked(correction, 'fr')).toBeUndefined();
  expect(await marked(draft, 'fr')).toContain('OpusHead fr');
});

/** One line beside a note, or the whole text: both tell what it is rated. */
const LENGTHS: Readonly<Record<number, string>> = { 1: 'a line' };
const ACCOUNTS = { 'far-whatsapp': WHATSAPP, 'far-sms': SMS };

/** Somebody asks: by voice or in writing. */
async function asks(language: string, medium: 'whatsapp' | 'sms', voice = true) {
  const person = await world.person(language);
  const account = `far-${medium}`;
  const { tipId } = await world.says(person, 'Biwo yo fèmen ?', { account, medium });
  const media = voice ? [{ kind: 'voice', url: 'far:1', contentType: 'audio/ogg' }] : [];
  const sql = 'update message set media = $2 where id = (select message_id from tip where id = $1)';
  await world.store.pool.query(sql, [tipId, JSON.stringify(media)]);
  return { ...person, tipId };
}

test('each who spoke to us hears every version once, in their language, beside the text; by SMS it is the text', async () => {
  const all = {
    spoke: await asks('ht', 'whatsapp'),
    french: await asks('fr', 'whatsapp'),
    // No text in their language: the deployment's first, and its voice.
    spanish: await asks('es', 'whatsapp'),
    wrote: await asks('ht', 'whatsapp', false),
    chose: await asks('fr', 'whatsapp', false),
    sms: await asks('ht', 'sms'),
    // Each chose for themselves, whatever they did before.
    written: await asks('ht', 'whatsapp'),
    spoken: await asks('ht', 'whatsapp', false),
    both: await asks('fr', 'whatsapp', false),
    spokenBySms: await asks('ht', 'sms'),
  };
  const chose = (contactId: string, form: string) =>
    world.store.pool.query('update contact set form = $2 where id = $1', [contactId, form]);
  await chose(all.written.contactId, 'text');
  for (const { contactId } of [all.spoken, all.spokenBySms]) await chose(contactId, 'voice');
  await chose(all.both.contactId, 'both');
  await world.store.pool.query(
    `insert into subscription (contact_id, topics, form, language, frequency)
      values ($1, '{verdicts}', 'both', 'fr', 'each')`,
    [all.chose.contactId],
  );
  const phoneOf = async (addressId: string) => {
    const sql = 'select sealed from address where id = $1';
    const { rows } = await world.store.pool.query<{ sealed: Buffer }>(sql, [addressId]);
    return world.store.seal.unsealAddress(rows[0]?.sealed ?? Buffer.alloc(0)).value;
  };
  const outbound = openOutbound({
    store: world.store,
    channels: new Map(Object.keys(ACCOUNTS).map((name) => [name, far.channel(ACCOUNTS)])),
    files: { open: (id) => openBlob(world.store, id), linkTo: () => 'https://example.org/m/abc' },
    log: world.desk.log,
  });
  /** Since the last time, by person: what was heard, then what was read. */
  const heard = async (people: Readonly<Record<string, { addressId: string }>> = all) => {
    const from = far.taken.length;
    // The clock of the desk runs ahead of that of the database.
    await world.store.pool.query('update reply set due_at = now()');
    for (let n = 0; n < 2; n += 1) for (const name of Object.keys(ACCOUNTS)) await outbound.drain(name);
    const since = far.taken.slice(from);
    const said: Record<string, (string | boolean)[]> = {};
    for (const [name, { addressId }] of Object.entries(people)) {
      const phone = await phoneOf(addressId);
      const calls = since.filter(({ to }) => to === phone);
      said[name] = calls.map(
        ({ file, text }) => file?.content.slice(37) ?? LENGTHS[text.split('\n').length] ?? true,
      );
    }
    return said;
  };

  const phones = { spoken: await phoneOf(all.spoken.addressId) };
  const draft = await drafted(Object.values(all).map(({ tipId }) => tipId));
  for (const language of ['ht', 'fr'])
    await attachVoice(world.desk, { ...draft, language, ...recording(`${language} 1`) });
  await world.publish((await submit(world.desk, draft)).verdictId, jozef, lika);
  expect(await heard()).toEqual({
    spoke: ['ht 1', true],
    french: ['fr 1', true],
    spanish: ['ht 1', true],
    wrote: [true],
    chose: ['fr 1', true],
    sms: ['a line'],
    written: [true],
    spoken: ['ht 1', 'a line'],
    both: ['fr 1', true],
    spokenBySms: ['a line'],
  });
  const [line] = far.taken.flatMap(({ to, text }) => (to === phones.spoken && text !== '' ? [text] : []));
  expect(line).toMatch(/^Fo \(kòd [A-Z0-9]{4}\): Biwo vòt yo louvri/);
  expect(far.taken.some(({ text }) => text.includes('https://example.org'))).toBe(false);
  expect(await heard()).toEqual(Object.fromEntries(Object.keys(all).map((name) => [name, []])));

  await takeLease(world.desk, draft);
  const { verdictId } = await beginCorrection(world.desk, draft);
  await saveDraft(world.desk, { ...draft, rating: 'true', texts: WORDS, changed: CHANGED });
  await attachVoice(world.desk, { ...draft, verdictId, language: 'ht', ...recording('ht 2') });
  await removeVoice(world.desk, { ...draft, verdictId, language: 'fr' });
  await world.publish((await submit(world.desk, draft)).verdictId, jozef, lika);
  const corrected = { spoke: ['ht 2', true], french: [true], spanish: ['ht 2', true] };
  expect(await heard()).toEqual({
    ...corrected,
    wrote: [true],
    chose: [true],
    sms: ['a line'],
    written: [true],
    spoken: ['ht 2', 'a line'],
    // Nothing is spoken in French this time: the text does not wait.
    both: [true],
    spokenBySms: ['a line'],
  });

  // Who comes late hears what stands, and nobody else hears it again.
  const late = await asks('ht', 'whatsapp');
  await takeLease(world.desk, draft);
  await addTips(world.desk, { ...draft, tipIds: [late.tipId] });
  const nobody = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
  expect(await heard({ ...all, late })).toEqual({ ...nobody, late: ['ht 2', true] });
  // So do those who ask again, as they chose.
  const again = async ({ tipId, contactId }: typeof late, form: 'text' | 'voice' | null) => {
    const [row] = (
      await world.store.pool.query<{ code: string }>('select code from tip where id = $1', [tipId])
    ).rows;
    const asked = { texts: world.desk.texts, code: row?.code ?? '', contactId, language: 'ht', form };
    const { text, beside, attachment } = (await verdictAgain(world.store.db, asked))?.content ?? { text: '' };
    return [text.length > 100, beside?.length, attachment?.kind];
  };
  expect(await again(late, null)).toEqual([true, undefined, 'voice']);
  expect(await again(late, 'text')).toEqual([true, undefined, undefined]);
  expect(await again(all.wrote, null)).toEqual([true, undefined, undefined]);
  expect(await again(all.wrote, 'voice')).toEqual([true, expect.any(Number), 'voice']);
  await outbound.stop();
});

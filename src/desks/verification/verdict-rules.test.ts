import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Content } from '../../core/message.ts';
import { foldToGsm7, segments } from '../../core/sms.ts';
import { foldWords } from '../../language/fold.ts';
import { RATINGS, type Rating } from '../../store/verdicts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { openClaim } from './claims.ts';
import { DESK_ERRORS } from './desk.ts';
import { assess } from './exits.ts';
import { frameVerdict, summarySize } from './frame.ts';
import { saveDraft, submit } from './verdicts.ts';

let world: DeskWorld;
let marie: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
});
afterAll(() => world.close());

const tipFrom = async () => world.says(await world.person(), 'Yo di bagay la rive');

test('a verdict goes to a second person only when it is complete', async () => {
  const { tipId } = await tipFrom();
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} });
  const mine = { claimId, staffId: marie };
  const save = (texts: Record<string, { summary: string; body: string }>) =>
    saveDraft(world.desk, { ...mine, rating: 'unproven', texts });
  const tries = async (key: string, values = {}) =>
    expect(submit(world.desk, mine)).rejects.toMatchObject({ key, values });
  await tries('triage_first');
  await assess(world.desk, { ...mine, why: 'Yon fè' });
  await tries('no_draft');
  await save({ ht: WORDS.ht });
  // Two wordings, sources, the other side, the list of the method: see readiness.test.ts.
  await tries('not_ready', { open: 5 });
  await makeReady(world.desk, claimId, marie);
  await tries('text_missing', { language: 'fr' });
  await save({ ht: WORDS.ht, fr: { summary: 'Rien ne le montre.', body: '' } });
  await tries('text_missing', { language: 'fr' });
  await save({ ht: WORDS.ht, fr: WORDS.fr, en: { summary: ' ', body: '' } });
  await submit(world.desk, mine);
});

test('a draft must fit an SMS with its frame, and says by how much it does not', async () => {
  const { tipId } = await tipFrom();
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} });
  await assess(world.desk, { claimId, staffId: marie, why: 'Yon fè' });
  const save = (summary: string, body = 'x', language = 'ht', rating: Rating = 'half_true') =>
    saveDraft(world.desk, { claimId, staffId: marie, rating, texts: { [language]: { summary, body } } });
  const room = 160 - 'Mwatye vre (kòd 4F7K): '.length;
  await save('a'.repeat(room));
  await expect(save('a'.repeat(room + 3))).rejects.toMatchObject({
    key: 'summary_too_long',
    values: { language: 'ht', units: 163, max: 160, over: 3 },
  });
  // `ê` and a curly quote are folded; an escaped sign costs two; an emoji cannot be said.
  await save(`${'a'.repeat(room - 3)}ê’ç`);
  await expect(save(`${'a'.repeat(room - 1)}€`)).rejects.toMatchObject({ key: 'summary_too_long' });
  await expect(save('Se fo 🔥')).rejects.toMatchObject({
    key: 'summary_not_gsm7',
    values: { strange: '🔥' },
  });
  await save('x', 'b'.repeat(700));
  await expect(save('x', 'b'.repeat(701))).rejects.toMatchObject({ key: 'body_too_long' });
  await expect(save('x', 'x', 'pt')).rejects.toMatchObject({ key: 'language_unknown' });
  await expect(save('x', 'x', 'ht', 'fake' as Rating)).rejects.toMatchObject({ key: 'rating_unknown' });
});

test('every rating in every language is one SMS with room for an answer, and is said by its own word', () => {
  for (const language of world.desk.texts.languages) {
    const labels = RATINGS.map((rating) => world.desk.texts.text(language, `verdict.rating.${rating}`));
    expect(new Set(labels).size).toBe(6);
    for (const rating of RATINGS) {
      expect(world.desk.texts.has(language, `verdict.rating.${rating}`)).toBe(true);
      const { units, strange } = summarySize(world.desk.texts, language, { rating, summary: '' });
      expect({ units: units < 35, strange }).toEqual({ units: true, strange: '' });
      const said: Content = frameVerdict(world.desk.texts, language, {
        rating,
        code: '4F7K',
        summary: 's',
        body: 'b',
      });
      for (const form of [said.short ?? '', said.text]) {
        expect(form.startsWith(labels[RATINGS.indexOf(rating)] ?? '?')).toBe(true);
        expect(segments(form).alphabet).toBe('gsm7');
        expect(foldToGsm7(form)).toBe(form);
      }
    }
  }
});

test('every reason for a refusal is said in every language', () => {
  for (const language of world.desk.texts.languages) {
    const missing = DESK_ERRORS.filter((key) => !world.desk.texts.has(language, `desk.error.${key}`));
    expect({ language, missing }).toEqual({ language, missing: [] });
  }
});

test('where there is room a verdict ends by asking whether it was useful, in words that are understood', () => {
  const { texts } = world.desk;
  const words = texts.words('common.words');
  for (const language of texts.languages) {
    const verdict = { rating: 'false', code: '4F7K', summary: 'x', body: 'y' } as const;
    const { text, short = '' } = frameVerdict(texts, language, verdict);
    const last = text.split('\n').at(-1) ?? '';
    const meant = [...last.matchAll(/\p{Lu}{2,}(?: \p{Lu}{2,})*/gu)].map(([word]) =>
      words.get(foldWords(word)),
    );
    expect(meant, last).toEqual(['useful', 'useless']);
    // An SMS has no room for it.
    expect(short).not.toContain(last);
  }
});

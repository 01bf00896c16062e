import { v7 as uuidv7 } from 'uuid';
import { keepBlob, type NewBlob } from '../../store/blobs.ts';
import {
  addBulletinVerdicts,
  type BulletinRow,
  bulletinTexts,
  findRun,
  holdBulletin,
  insertBulletin,
  setBulletin,
  setBulletinAudio,
  setBulletinTexts,
} from '../../store/bulletins.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { listStandingByIds } from '../../store/published-verdicts.ts';
import type { Audience, Weekly } from '../../store/schema/bulletins.ts';
import { type Actor, type BulletinDesk, type BulletinRefusal, mayCompose } from './desk.ts';
import { lineOf, SEGMENTS_MAX, segmentsOf, TEXT_MAX } from './words.ts';

export interface BulletinForm {
  /** For staff. */
  readonly title: string;
  readonly topic: string;
  readonly audience: Audience;
  readonly digest: boolean;
  /** Null: as soon as it is approved. */
  readonly startsAt: Date | null;
  readonly weekly: Weekly | null;
  readonly validHours: number;
  readonly mostMilli: number | null;
  /** By language; empty ones are left out. */
  readonly texts: Readonly<Record<string, { readonly text: string; readonly short: string }>>;
}

/** Begins one, empty. @param correctsRunId where it sets right what that sending said */
export async function createBulletin(
  desk: BulletinDesk,
  of: { by: Actor; title: string; topic: string; correctsRunId?: string },
): Promise<BulletinRefusal | { id: string }> {
  const { by, title, topic, correctsRunId } = of;
  if (!mayCompose(by)) return 'rights';
  if (!desk.topics.some(({ id }) => id === topic)) return 'topic';
  const now = desk.now();
  const id = uuidv7();
  return desk.store.db.transaction(async (tx: Transaction) => {
    if (correctsRunId !== undefined && !(await findRun(tx, correctsRunId))) return 'gone';
    await insertBulletin(tx, {
      ...{ id, title: tidy(title), topic, authorId: by.id, editorId: by.id },
      ...(correctsRunId !== undefined && { correctsRunId }),
    });
    await addEvents(tx, [{ at: now, subject: 'bulletin', subjectId: id, actor: by.id, what: 'created' }]);
    return { id };
  });
}

/** What an editor has written, instead of what was there. @param version the one they had before them */
export function saveBulletin(
  desk: BulletinDesk,
  of: { by: Actor; id: string; version: number; form: BulletinForm },
): Promise<BulletinRefusal | null> {
  const { form } = of;
  return change(desk, of, 'written', async (tx, found) => {
    const refusal = faultOf(desk, form);
    if (refusal) return refusal;
    const { texts, ...rest } = form;
    await setBulletin(tx, found.id, { ...rest, title: tidy(rest.title) });
    await setBulletinTexts(tx, found.id, texts);
    return null;
  });
}

/** Puts a line of each of these verdicts below what is written, in each language that has one. */
export function addVerdicts(
  desk: BulletinDesk,
  of: { by: Actor; id: string; version: number; verdictIds: readonly string[] },
): Promise<BulletinRefusal | null> {
  return change(desk, of, 'verdicts_added', async (tx, found) => {
    const verdicts = await listStandingByIds(tx, of.verdictIds);
    if (verdicts.length === 0) return 'outdated';
    const before = await bulletinTexts(tx, found.id);
    const languages = new Set([
      ...Object.keys(before),
      ...verdicts.flatMap(({ texts }) => Object.keys(texts)),
    ]);
    const joined = (old: string | undefined, lines: readonly string[], by: string) =>
      [old ?? '', ...lines].filter((one) => one !== '').join(by);
    const words = Object.fromEntries(
      [...languages].map((language) => {
        const lines = verdicts.map((one) => lineOf(desk.texts, language, one));
        const old = before[language];
        return [language, { text: joined(old?.text, lines, '\n\n'), short: joined(old?.short, lines, '\n') }];
      }),
    );
    await setBulletinTexts(tx, found.id, words);
    await addBulletinVerdicts(
      tx,
      found.id,
      verdicts.map(({ verdictId }) => verdictId),
    );
    return null;
  });
}

/** What is spoken in one language; null takes it away. */
export function setVoice(
  desk: BulletinDesk,
  of: {
    by: Actor;
    id: string;
    version: number;
    language: string;
    file: { kept: NewBlob; received: Buffer } | null;
  },
): Promise<BulletinRefusal | null> {
  const { language, file } = of;
  return change(desk, of, file ? 'voice_added' : 'voice_removed', async (tx, found) => {
    if (!(language in (await bulletinTexts(tx, found.id)))) return 'no_text';
    const { seal } = desk.store;
    const audioId = file
      ? await keepBlob(tx, { seal, hash: seal.hashBytes(file.received), file: file.kept })
      : null;
    await setBulletinAudio(tx, { id: found.id, language, audioId });
    return null;
  });
}

/** Only a draft is changed, and only as it was seen. */
async function change(
  desk: BulletinDesk,
  { by, id, version }: { by: Actor; id: string; version: number },
  what: string,
  act: (tx: Transaction, found: BulletinRow) => Promise<BulletinRefusal | null>,
): Promise<BulletinRefusal | null> {
  if (!mayCompose(by)) return 'rights';
  return desk.store.db.transaction(async (tx: Transaction) => {
    const found = await holdBulletin(tx, id);
    if (!found) return 'gone';
    if (found.state !== 'draft') return 'state';
    if (found.version !== version) return 'version';
    const refusal = await act(tx, found);
    if (refusal) return refusal;
    await setBulletin(tx, id, { version: version + 1, editorId: by.id });
    await addEvents(tx, [{ at: desk.now(), subject: 'bulletin', subjectId: id, actor: by.id, what }]);
    return null;
  });
}

/** What may not even be kept as a draft. Whether it can go out is asked when it is proposed. */
function faultOf(desk: BulletinDesk, form: BulletinForm): BulletinRefusal | null {
  const { topic, texts, weekly, validHours, audience } = form;
  if (!desk.topics.some(({ id }) => id === topic)) return 'topic';
  if (!Object.keys(texts).every((language) => desk.texts.languages.includes(language))) return 'no_text';
  if (Object.values(texts).some(({ text, short }) => text.length > TEXT_MAX || short.length > TEXT_MAX)) {
    return 'too_long';
  }
  const time =
    weekly === null ||
    (weekly.weekday >= 0 && weekly.weekday <= 6 && weekly.minutes >= 0 && weekly.minutes < 1_440);
  if (!time || validHours < 1 || validHours > 7 * 24) return 'time';
  if (audience.activeDays !== undefined && audience.activeDays < 1) return 'audience';
  return null;
}

/** Whether these words can go out as they are. A digest may have few of its own. */
export function wordsFault(
  desk: BulletinDesk,
  texts: Readonly<Record<string, { readonly text: string; readonly short: string }>>,
): BulletinRefusal | null {
  const all = Object.entries(texts);
  if (all.length === 0 || all.some(([, { text, short }]) => text.trim() === '' || short.trim() === ''))
    return 'no_text';
  if (all.some(([language, words]) => segmentsOf(desk.texts, language, words) > SEGMENTS_MAX))
    return 'too_long';
  return null;
}

const TITLE_MAX = 120;
const tidy = (title: string) =>
  title.replaceAll('\u0000', '').replace(/\s+/g, ' ').trim().slice(0, TITLE_MAX);

import { aloud, secondsAloud } from '../../../language/aloud.ts';
import { dayInWords } from '../../../language/dates.ts';
import { listStanding, listStandingByIds, type StandingVerdict } from '../../../store/published-verdicts.ts';
import type { BulletinDesk } from '../desk.ts';
import type { BulletinView } from '../view.ts';
import { ITEMS_MAX, lineOf } from '../words.ts';

/** What a station has between two songs. */
const SHORT_SECONDS = 60;
/** A digest says what is new by the week. */
const DIGEST_MS = 7 * 86_400_000;

export interface RadioPart {
  readonly kind: 'intro' | 'item' | 'outro';
  /** A sentence or some each, as they are read out. */
  readonly lines: readonly string[];
  /** Of its verdict, to look it up. */
  readonly code?: string;
  readonly seconds: number;
}

/** What is read out, in one language. */
export interface RadioScript {
  readonly bulletinId: string;
  readonly language: string;
  /** On which it was approved, in words. */
  readonly day: string;
  readonly parts: readonly RadioPart[];
  /** The same in a minute; null where the whole takes no longer. */
  readonly short: readonly RadioPart[] | null;
  /** A recording by a person, of the items. */
  readonly audioId: string | null;
}

/** Why there is none: a key of `airtime.error.*`, but for a language in which there are no words. */
export type RadioRefusal = 'not_approved' | 'outdated' | 'nothing_new' | 'no_text';

/**
 * The script of an approved bulletin. A paragraph that repeats a verdict becomes an item of its own, its rating first;
 * the words of its editors stay as they were approved.
 * @param training exercises say so first
 */
export async function radioScript(
  desk: BulletinDesk,
  { bulletin, texts, verdictIds, outdated }: BulletinView,
  { language, training }: { language: string; training: boolean },
): Promise<RadioScript | RadioRefusal> {
  const words = texts[language];
  if (!words) return 'no_text';
  if (bulletin.state !== 'approved') return 'not_approved';
  // Who hears it now would hear what we do not say any more: as with sending, see begin.ts.
  if (outdated) return 'outdated';
  const { db } = desk.store;
  const { digest } = bulletin;
  const since = new Date(desk.now().getTime() - DIGEST_MS);
  const verdicts = digest
    ? await listStanding(db, { since, language }, { limit: ITEMS_MAX })
    : await listStandingByIds(db, verdictIds);
  if (digest && verdicts.length === 0) return 'nothing_new';
  const own = words.text.split(/\n\s*\n/).filter((one) => one.trim() !== '');
  const items = [
    ...own.map((paragraph) => itemOf(desk, language, paragraph, verdicts)),
    ...(digest ? verdicts.map((verdict) => ofVerdict(desk, language, verdict)) : []),
  ];
  const at = digest ? desk.now() : (bulletin.approvedAt ?? desk.now());
  const day = dayInWords(at, language, desk.timeZone);
  const t = (key: string, values = {}) => desk.texts.text(language, key, values);
  const intro = part('intro', [
    ...(training ? [t('public.training')] : []),
    t('airtime.open', { day }),
    ...(bulletin.correctsRunId === null ? [] : [t('airtime.correction')]),
  ]);
  const parts = [intro, ...items.map(({ whole }) => whole), part('outro', [t('radio.close')])];
  const fits = secondsOf(parts) <= SHORT_SECONDS;
  return {
    ...{ bulletinId: bulletin.id, language, day, parts },
    short: fits ? null : shortened(intro, items, part('outro', [t('airtime.short_close')])),
    // The voice of a computer speaks the whole script itself.
    audioId: digest || words.synthetic ? null : words.audioId,
  };
}

/** Of all of them, with a breath between. */
export const secondsOf = (parts: readonly RadioPart[]): number =>
  parts.reduce((sum, { seconds }) => sum + seconds, 0) + parts.length - 1;

interface Item {
  readonly whole: RadioPart;
  /** What is left where time is short. */
  readonly brief: RadioPart;
}

function part(kind: RadioPart['kind'], lines: readonly string[], code?: string): RadioPart {
  const said = lines.map(aloud).filter((line) => line !== '');
  return { kind, lines: said, seconds: secondsAloud(said), ...(code !== undefined && { code }) };
}

function itemOf(
  desk: BulletinDesk,
  language: string,
  paragraph: string,
  verdicts: readonly StandingVerdict[],
): Item {
  const said = paragraph.trim();
  const verdict = verdicts.find((one) => lineOf(desk.texts, language, one) === said);
  if (verdict) return ofVerdict(desk, language, verdict);
  // Where its line was rewritten, what was approved is what is said.
  const code = verdicts.find((one) => said.includes(one.texts[language]?.summary ?? '\n'))?.code;
  const lines = said.split('\n');
  const [first = ''] = /^.*?[.!?…](?=\s|$)/s.exec(said) ?? [said];
  return { whole: part('item', lines, code), brief: part('item', [first], code) };
}

/** The rating first, so that the rumor is never heard alone, and what is so last. */
function ofVerdict({ texts }: BulletinDesk, language: string, verdict: StandingVerdict): Item {
  const { code, wording, changed } = verdict;
  const text = verdict.texts[language];
  const t = (key: string, values: Record<string, string>) => texts.text(language, key, values);
  const rating = t('radio.rating', { rating: texts.text(language, `verdict.rating.${verdict.rating}`) });
  const summary = text?.summary ?? '';
  const lines = [
    rating,
    // In another language nobody could read it out.
    wording[language] ? t('radio.claim', { claim: wording[language] }) : '',
    summary,
    changed[language] ? t('radio.changed', { changed: changed[language] }) : '',
    text?.todo ? t('radio.todo', { todo: text.todo }) : '',
  ];
  return { whole: part('item', lines, code), brief: part('item', [rating, summary], code) };
}

/** As many items as there is time for; the first one always. */
function shortened(intro: RadioPart, items: readonly Item[], outro: RadioPart): RadioPart[] {
  let kept = items.map(({ brief }) => brief);
  while (kept.length > 1 && secondsOf([intro, ...kept, outro]) > SHORT_SECONDS) kept = kept.slice(0, -1);
  return [intro, ...kept, outro];
}

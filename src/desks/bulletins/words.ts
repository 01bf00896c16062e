import { choiceId } from '../../core/campaign-choice.ts';
import type { Content } from '../../core/message.ts';
import { foldToGsm7, segments } from '../../core/sms.ts';
import type { Texts } from '../../i18n.ts';
import { voiceNotesOf } from '../../store/blobs.ts';
import type { BulletinTexts } from '../../store/bulletins.ts';
import type { Queryable } from '../../store/connect.ts';
import type { StandingVerdict } from '../../store/published-verdicts.ts';
import type { CampaignQuestion } from '../../store/schema/campaigns.ts';

/** UTF-16 units of the long form: what is read on a small screen, and one message everywhere but on SMS. */
export const TEXT_MAX = 1_200;
/** Segments of the short form with the way out behind it: each costs, and is one more that may get lost. */
export const SEGMENTS_MAX = 3;
/** Of a list of verdicts: who hears more at once keeps nothing. */
export const ITEMS_MAX = 5;

/** One verdict in one line. @returns '' where it has no words in this language */
export function lineOf(texts: Texts, language: string, verdict: StandingVerdict): string {
  const summary = verdict.texts[language]?.summary;
  if (!summary) return '';
  const rating = texts.text(language, `verdict.rating.${verdict.rating}`);
  return texts.text(language, 'bulletin.line', { rating, summary });
}

/** Behind the words of an editor, how to stop; the same in writing where it is spoken. */
export async function contentOf(
  q: Queryable,
  texts: Texts,
  words: BulletinTexts,
): Promise<Record<string, Content>> {
  const notes = await voiceNotesOf(
    q,
    Object.values(words).flatMap(({ audioId }) => audioId ?? []),
  );
  return Object.fromEntries(
    Object.entries(words).map(([language, { text, short, audioId }]) => {
      const attachment = audioId ? notes.get(audioId) : undefined;
      return [language, { ...framed(texts, language, { text, short }), ...(attachment && { attachment }) }];
    }),
  );
}

/** What a campaign asks, with what may be chosen. */
export function withChoices(
  content: Readonly<Record<string, Content>>,
  asked: { readonly number: number; readonly question: CampaignQuestion } | undefined,
  n: number,
): Record<string, Content> {
  const { choices = [] } = asked?.question ?? {};
  return Object.fromEntries(
    Object.entries(content).map(([language, said]) => {
      const offered = choices.map(({ id, label }) => ({
        id: choiceId({ campaign: asked?.number ?? 0, n, choice: id }),
        label: label[language] ?? Object.values(label)[0] ?? id,
      }));
      return [language, { ...said, ...(offered.length > 0 && { choices: offered }) }];
    }),
  );
}

interface Words {
  readonly text: string;
  readonly short: string;
}

/** With how to stop behind it. */
export function framed(texts: Texts, language: string, { text, short }: Words): Words {
  return {
    text: `${text}\n\n${texts.text(language, 'bulletin.way_out')}`,
    short: `${short} ${texts.text(language, 'bulletin.way_out_short')}`,
  };
}

/** What an editor wrote of it. */
export function unframed(texts: Texts, language: string, { text, short = text }: Content): Words {
  const without = (said: string, end: string) =>
    said.endsWith(end) ? said.slice(0, -end.length).trim() : said;
  return {
    text: without(text, texts.text(language, 'bulletin.way_out')),
    short: without(short, texts.text(language, 'bulletin.way_out_short')),
  };
}

/** How many segments of SMS the short form is, as it leaves. */
export function segmentsOf(texts: Texts, language: string, words: Words): number {
  return segments(foldToGsm7(framed(texts, language, words).short)).segments;
}

/**
 * What a digest says: its own words, and below them the newest verdicts; by SMS as many as there is room for.
 * @param verdicts newest first
 * @returns only languages in which there is something to say
 */
export function digestOf(
  texts: Texts,
  words: BulletinTexts,
  verdicts: readonly StandingVerdict[],
): BulletinTexts {
  return Object.fromEntries(
    Object.entries(words).flatMap(([language, { text, short }]) => {
      const lines = verdicts.map((one) => lineOf(texts, language, one)).filter((line) => line !== '');
      if (lines.length === 0) return [];
      const long = [text, ...lines.slice(0, ITEMS_MAX)].join('\n\n');
      let brief = short;
      for (const line of lines.slice(0, ITEMS_MAX)) {
        const longer = `${brief}\n${line}`;
        if (segmentsOf(texts, language, { text, short: longer }) > SEGMENTS_MAX) break;
        brief = longer;
      }
      // The first one always: an introduction alone says nothing.
      if (brief === short) brief = lines[0] ?? short;
      return [[language, { text: long, short: brief, audioId: null, synthetic: false }]];
    }),
  );
}

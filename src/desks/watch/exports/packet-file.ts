import type { Institution } from '../../../country/watch.ts';
import { isoInZone } from '../../../language/wall-clock.ts';
import { type PacketPart, type PacketSheet, packetPdf } from '../../../printing/packet.ts';
import type { ToldPacket } from '../../../store/schema/watch.ts';
import type { TransmissionRow } from '../../../store/transmissions.ts';
import { type DownloadFile, nameIn } from './files.ts';

/** What was sent, with what was told then; what was sent before that was kept has no paper. */
export type KeptTransmission = TransmissionRow & { readonly told: ToldPacket; readonly number: string };

export const isKept = (sent: TransmissionRow): sent is KeptTransmission =>
  sent.told !== null && sent.number !== null;

export interface PacketWords {
  /** The reader's; and the one that offices write in. One part where they are the same. */
  readonly languages: readonly string[];
  /** The full key. */
  readonly say: (language: string, key: string, values?: Readonly<Record<string, string | number>>) => string;
  readonly institution: Pick<Institution, 'name'>;
  /** Of the incident. */
  readonly number: string;
  /** By language, what is texted before the number of what was sent. */
  readonly received: Readonly<Record<string, readonly string[]>>;
  readonly timeZone: string;
  readonly link: string;
}

/** One transmission on paper, for the institution to which it went: what was told then, whatever is known since. */
export async function packetFile(sent: KeptTransmission, words: PacketWords): Promise<DownloadFile> {
  const { languages, say, number } = words;
  const [first = '', second] = [...new Set(languages)];
  const in2 = (key: string) => [...new Set([first, second ?? first].map((each) => say(each, key)))];
  const one = partOf(sent, words, first);
  const sheet: PacketSheet = {
    title: `${say(first, `watch.cap.${sent.type}`)} ${number}`,
    ...(sent.told.exercise && {
      exercise: { word: in2('situation.exercise').join(' · '), means: in2('packet.not_real').join(' ') },
    }),
    parts: second === undefined ? [one] : [one, partOf(sent, words, second)],
    link: words.link,
  };
  return { content: await packetPdf(sheet), type: 'application/pdf', extension: 'pdf' };
}

/** No paper is as wide as a word without end. */
const breakable = (text: string) => text.replace(/\S{24}(?=\S)/g, '$& ');

function partOf(
  { told, left, type, sentAt, dueAt, capIdentifier, number }: KeptTransmission,
  words: PacketWords,
  language: string,
): PacketPart {
  const say = (key: string, values?: Readonly<Record<string, string | number>>) =>
    words.say(language, key, values);
  const time = (at: Date) => isoInZone(at, words.timeZone).slice(0, 16).replace('T', ' ');
  const [from, until] = [time(new Date(told.from)), time(new Date(told.until))];
  const { circle, quantity, summary, replaces } = told;
  const facts: (readonly [key: string, value: string])[] = [
    ['to', nameIn(words.institution.name, language) ?? ''],
    ['number', words.number],
    ['event', nameIn(told.event, language) ?? '?'],
    ...(quantity === undefined ? [] : [['quantity', String(quantity)] as const]),
    ['place', nameIn(told.place, language) ?? '?'],
    ...(circle ? [['circle', say('packet.within', { ...circle, km: circle.radiusKm })] as const] : []),
    ['seen', from === until ? from : `${from} – ${until}`],
    ['severity', say(`watch.severity.${told.severity}`)],
    ['urgency', say(`packet.urgencies.${told.urgency}`)],
    ['certainty', say(`watch.certainty.${told.certainty}`)],
    [
      'sources',
      `${say('watch.reports', { count: told.reports })}, ${say('watch.independent', { count: told.independent })}`,
    ],
    ...(summary === undefined ? [] : [['summary', breakable(summary)] as const]),
    ...(left.length === 0 ? [] : [['left', left.map((key) => say(`packet.kept.${key}`)).join(' ')] as const]),
    ['sent', time(sentAt)],
    ['due', time(dueAt)],
    ['cap', breakable(capIdentifier)],
    ...(replaces === undefined ? [] : [['replaces', breakable(replaces)] as const]),
  ];
  return {
    kind: say(`watch.cap.${type}`).toUpperCase(),
    title: say('packet.title'),
    facts: facts.map(([key, value]) => ({ label: say(`packet.${key}`), value })),
    how: {
      title: say('packet.how'),
      byLink: say('packet.by_link'),
      byText: say('packet.by_text'),
      texted: `${words.received[language]?.[0] ?? Object.values(words.received)[0]?.[0] ?? ''} ${number}`,
      keep: say('packet.keep'),
    },
  };
}

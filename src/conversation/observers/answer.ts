import { segments } from '../../core/sms.ts';
import type { ObserverCode } from '../../country/observer-code.ts';
import { emergencyNumbers } from '../actions/reports.ts';
import type { Turn } from '../in-hand.ts';
import { say, textFor } from '../speak.ts';
import type { ObserverText } from './read.ts';

/** What an observer hears: their own language, and as much as they want to hear on a phone that others may look at. */
export function hear(
  turn: Turn,
  { sender, writer, taken }: Pick<ObserverText, 'sender' | 'writer' | 'taken'>,
  key: string,
  values: Readonly<Record<string, string>>,
): void {
  const { contact, deps, flood } = turn;
  // As the phone is held: whose number stands in the text may be anybody's.
  const verbosity = sender?.verbosity ?? 'full';
  if (verbosity === 'silent' || flood) return;
  const language =
    sender?.language ?? contact.language ?? contact.guessedLanguage ?? writer?.language ?? null;
  const who = { deps, contact: { language, guessedLanguage: null } };
  const mark = taken === null ? '' : `${textFor(who, markOf(taken))} `;
  if (verbosity === 'short' && !ASKS.test(key)) {
    say(turn, { text: `${mark}${values.reference ?? ''}` }, key);
    return;
  }
  const emergency = key === 'observer.help' ? emergencyNumbers(turn) : '';
  const { short, ...all } = values;
  const text = `${mark}${textFor(who, key, { ...all, emergency })}`;
  say(
    turn,
    short === undefined ? { text } : { text, short: `${mark}${textFor(who, key, { ...all, codes: short })}` },
    key,
  );
}

/** In front of all that is heard while a national exercise runs: whether it was taken as one. */
const markOf = (taken: NonNullable<ObserverText['taken']>) => `observer.mark.${taken}`;

/** What a number alone would not say. */
const ASKS = /^observer\.(ask|standing|own_card)\b/;

const GRAVEST: readonly ObserverCode['severity'][] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

/** The card of an observer: where there is room all of it, in an SMS the gravest lines that fit. */
export function cardFor(turn: Turn, { sender, taken }: ObserverText): Readonly<Record<string, string>> {
  const { deps } = turn;
  const language = sender?.language ?? deps.texts.languages[0] ?? '';
  const values = { number: sender?.number ?? '-', place: sender?.placeNumber ?? '-' };
  const lines = [...deps.observers.lines].map(([code, line]) => ({
    code,
    name: line.name[language] ?? Object.values(line.name)[0] ?? '',
    weight: line.kind === 'help' ? -1 : GRAVEST.indexOf(line.severity),
  }));
  const written = ({ code, name }: { code: string; name: string }) => `${code} ${name}`;
  const mark = taken === null ? '' : `${deps.texts.text(language, markOf(taken))} `;
  let short = '';
  for (const line of lines.toSorted((a, b) => a.weight - b.weight)) {
    const longer = short === '' ? written(line) : `${short}, ${written(line)}`;
    const text = deps.texts.text(language, 'observer.own_card', { ...values, codes: longer });
    if (segments(`${mark}${text}`).segments > 1) break;
    short = longer;
  }
  return { ...values, codes: `\n${lines.map(written).join('\n')}`, short };
}

import { foldToGsm7, segments } from '../core/sms.ts';
import { reportStatus } from '../desks/reports/index.ts';
import { tipStatus } from '../desks/verification/tips.ts';
import { findRecord, type StandingVerdict } from '../store/published-verdicts.ts';
import type { Turn } from './in-hand.ts';
import { begin } from './play.ts';
import { say, sayText } from './speak.ts';

/** What an SMS of one segment holds, in septets. */
const SMS_MAX = 160;

/**
 * Whether a card going round is really ours (`VERIFYE 4F7K`). What is not ours, what was never published and the code
 * of somebody else's tip are answered alike, word for word. Their own code is taken for what they most likely mean.
 * @param code undefined: none was written; null: what was written can be no code of ours
 */
export async function checkCard(turn: Turn, code: string | null | undefined): Promise<unknown> {
  const { tx, contact, deps } = turn;
  if (code === undefined) return sayText(turn, 'check.ask');
  if (code === null) return sayText(turn, 'check.unreadable');
  const own = { code, contactId: contact.id };
  const record = await findRecord(tx, code);
  if ((await tipStatus(tx, own)) !== null || (await reportStatus(tx, own)) !== null)
    return begin(turn, 'status', undefined, { code });
  if (!record) return sayText(turn, 'check.unknown');
  if (record.standing) return sayStanding(turn, record.standing, record.versions.length > 1);
  const [last] = record.versions;
  const at = last?.withdrawnAt ?? last?.decidedAt ?? deps.now();
  return sayText(turn, 'check.withdrawn', { code, date: figures(turn, at, true) });
}

function sayStanding(turn: Turn, verdict: StandingVerdict, corrected: boolean): void {
  const { texts } = turn.deps;
  const { language: chosen, guessedLanguage } = turn.contact;
  // Nothing is published without a text.
  const language = [chosen ?? guessedLanguage ?? '', ...texts.languages].find(
    (each) => each in verdict.texts,
  ) as string;
  const kind = corrected ? '_corrected' : '';
  const rating = texts.text(language, `verdict.rating.${verdict.rating}`);
  const summary = verdict.texts[language]?.summary ?? '';
  const short = (said: string) =>
    texts.text(language, `check.short${kind}`, {
      rating,
      summary: said,
      day: figures(turn, verdict.decidedAt, false),
    });
  const text = texts.text(language, `check.text${kind}`, {
    rating,
    summary,
    code: verdict.code,
    date: figures(turn, verdict.decidedAt, true),
  });
  say(turn, { short: inOneSms(short, summary), text }, 'check.text');
}

/** The whole summary where it goes in, else as many words of it as do, and dots. */
function inOneSms(frame: (summary: string) => string, summary: string): string {
  const goesIn = (text: string) => segments(foldToGsm7(text)).units <= SMS_MAX;
  const words = summary.split(' ');
  while (words.length > 1 && !goesIn(frame(end(words, summary)))) words.pop();
  return frame(end(words, summary));
}

const end = (words: readonly string[], summary: string) => {
  const said = words.join(' ');
  return said === summary ? said : `${said}...`;
};

function figures({ deps }: Turn, at: Date, year: boolean): string {
  return new Intl.DateTimeFormat('fr', {
    timeZone: deps.country.timeZone,
    day: '2-digit',
    month: '2-digit',
    ...(year && { year: 'numeric' }),
  }).format(at);
}

import type { BulletinView } from '../../desks/bulletins/index.ts';
import type { Outcome } from '../../store/bulletin-results.ts';
import { mediumInWords } from '../pseudonym.ts';
import type { Visit } from '../route.ts';

/** @param milli thousandths of the country's currency */
export function money({ deps, language }: Visit, milli: number): string {
  // Intl knows no Creole, which writes figures as French does.
  const figures = new Intl.NumberFormat(language === 'ht' ? 'fr' : language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 3,
  });
  return `${figures.format(milli / 1_000)} ${deps.money.prices.currency}`;
}

export const count = ({ language }: Visit, n: number) =>
  new Intl.NumberFormat(language === 'ht' ? 'fr' : language).format(n);

/** A sender account as staff know it: its kind, and its own name. */
export const accountName = (visit: Visit, account: string) => `${mediumInWords(visit, account)} (${account})`;

export const languageName = ({ deps }: Visit, language: string) =>
  deps.texts.text(language, 'common.language_name');

export function topicName({ deps, language }: Visit, topic: string): string {
  const name = deps.bulletins.topics.find(({ id }) => id === topic)?.name ?? {};
  return name[language] ?? Object.values(name)[0] ?? topic;
}

export const titleOf = ({ t }: Visit, { title }: Pick<BulletinView['bulletin'], 'title'>) =>
  title === '' ? t('bulletins.untitled') : title;

/** Why somebody got none, or what went wrong. A kind that has no words is shown as it is. */
export function reasonInWords({ t, deps, language }: Visit, { outcome, reason }: Outcome): string {
  if (reason === null) return '';
  const key = `bulletins.${outcome === 'skipped' ? 'skipped' : 'reason'}.${reason}`;
  return deps.texts.has(language, key) ? t(key) : reason;
}

/** Minutes since midnight, as `<input type="time">` has it. */
export const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

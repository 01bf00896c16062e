import type { StandingVerdict } from '../store/published-verdicts.ts';
import type { PublicDeps } from './deps.ts';

/** Who reads, as far as we care: in which language. */
export interface Reader {
  readonly language: string;
  t(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** A day in words: Intl knows no Creole. */
  day(at: Date): string;
}

export function readerIn({ texts, timeZone }: PublicDeps, language: string): Reader {
  const t: Reader['t'] = (key, values) => texts.text(language, key, values);
  const days = new Intl.DateTimeFormat('en', { timeZone, day: 'numeric', month: 'numeric', year: 'numeric' });
  return {
    language,
    t,
    day(at) {
      const part = Object.fromEntries(days.formatToParts(at).map(({ type, value }) => [type, value]));
      const day = part.day === '1' ? t('public.first_day') : (part.day ?? '');
      return t('public.date', { day, month: t(`public.month.${part.month}`), year: part.year ?? '' });
    },
  };
}

/** The languages a verdict is written in, in the deployment's order. */
export const languagesOf = ({ texts }: PublicDeps, verdict: StandingVerdict): readonly string[] =>
  texts.languages.filter((language) => language in verdict.texts);

/** A text that is there in some languages only: in the reader's, else in the first that has it. */
export function inLanguage(
  { texts }: PublicDeps,
  language: string,
  by: Readonly<Record<string, string>>,
): { readonly language: string; readonly text: string } | null {
  for (const each of [language, ...texts.languages, ...Object.keys(by)]) {
    const text = by[each];
    if (text !== undefined && text !== '') return { language: each, text };
  }
  return null;
}

/** The name of a claim's category; a key that the country does not know any more is not shown. */
export function categoryName(
  deps: PublicDeps,
  language: string,
  category: string | null,
): string | undefined {
  const found = deps.categories.find(({ id }) => id === category);
  return found && (found.name[language] ?? Object.values(found.name)[0]);
}

/** How many asked, so that nobody can be counted out of it: nothing below ten, then the ten or fifty below. */
export function roundedAskers(askers: number): number | null {
  if (askers <= 10) return null;
  const step = askers <= 100 ? 10 : askers <= 1_000 ? 50 : 100;
  return Math.floor((askers - 1) / step) * step;
}

import type { Named } from '../../../country/named.ts';
import type { ObserverCode } from '../../../country/observer-code.ts';
import type { PlacedIncident } from './placed.ts';

/** How files call things. */
export interface FileWords {
  readonly language: string;
  /** Texts of locales/<language>/situation.json, by what follows `situation.`. */
  readonly say: (key: string, values?: Readonly<Record<string, string | number>>) => string;
  /** Lines of the observers' card, by code with its check digit. */
  readonly lines: ReadonlyMap<string, Pick<ObserverCode, 'name' | 'acled'>>;
}

export interface DownloadFile {
  readonly content: Buffer;
  /** Media type. */
  readonly type: string;
  /** What its name ends in. */
  readonly extension: string;
}

export const CSV = 'text/csv; charset=utf-8';

export const nameIn = (named: Named | undefined, language: string): string | undefined =>
  named?.[language] ?? Object.values(named ?? {})[0];

export const eventName = ({ lines, language }: FileWords, code: string): string =>
  nameIn(lines.get(code)?.name, language) ?? code;

/** As CAP 1.2 says it. */
export const statusOf = ({ exercise }: Pick<PlacedIncident, 'exercise'>): 'Exercise' | 'Actual' =>
  exercise ? 'Exercise' : 'Actual';

export const dayOf = ({ at }: Pick<PlacedIncident, 'at'>): string => at.slice(0, 10);

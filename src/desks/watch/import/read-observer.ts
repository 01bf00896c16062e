import { LENGTH } from '../../../codes/book.ts';
import { hasCheckDigit } from '../../../codes/damm.ts';
import { foldWords } from '../../../language/fold.ts';
import { type SheetRow, SLIPPED } from './sheet.ts';

/** Columns of a sheet of observers, with what else they may be called. */
export const OBSERVER_COLUMNS = {
  number: ['numéro', 'nimewo', 'no', 'code'],
  name: ['nom', 'non'],
  phones: ['phone', 'téléphone', 'téléphones', 'telefòn', 'tel'],
  organisation: ['organization', 'organisasyon', 'òganizasyon', 'institution'],
  language: ['langue', 'lang'],
  place: ['lieu', 'kote', 'centre', 'sant'],
  supervisor: ['superviseur', 'sipèvizè'],
  buddy: ['binôme', 'kanmarad'],
  deputy_of: ['deputy of', 'suppléant de', 'ranplasan', 'adjoint de'],
  verbosity: ['replies', 'réponses', 'repons'],
  training: ['exercise', 'exercice', 'egzèsis', 'formation'],
  silent: ['duress', 'signal'],
} as const;

/** An observer as a row says; a column that is not in the sheet is undefined, an empty cell null. */
export interface ObserverDraft {
  readonly row: number;
  readonly number: string | null;
  readonly name: string;
  /** E.164. */
  readonly phones?: readonly string[];
  readonly organisation: string;
  readonly language?: string;
  readonly placeNumber?: string | null;
  /** By their number or phone. */
  readonly supervisor?: string | null;
  readonly buddy?: string | null;
  readonly deputyOf?: string | null;
  readonly verbosity?: 'full' | 'short' | 'silent';
  readonly training?: boolean;
  readonly silent?: number | null;
}

/** How cells are read that depend on the deployment. */
export interface CellReading {
  readonly languages: readonly string[];
  /** E.164, or null. */
  phone(text: string): string | null;
  /** The six digits of the places that a cell may name: by number, code or name. */
  places(text: string): readonly string[];
}

const VERBOSITY: Readonly<Record<string, 'full' | 'short' | 'silent'>> = {
  '': 'full',
  full: 'full',
  complet: 'full',
  tout: 'full',
  konple: 'full',
  short: 'short',
  court: 'short',
  kout: 'short',
  silent: 'silent',
  silencieux: 'silent',
  silans: 'silent',
};
const YES: ReadonlySet<string> = new Set(['yes', 'oui', 'wi', 'true', '1', 'x', 'si']);
const NO: ReadonlySet<string> = new Set(['', 'no', 'non', 'false', '0']);
const LONGEST_NAME = 100;

/** An observer's number: five digits, the last a check digit, the first not 0 (which would change no check digit). */
const isObserverNumber = (text: string) =>
  text.length === LENGTH.observer && /^[1-9]\d*$/.test(text) && hasCheckDigit(text);

/** A count that a colleague who is well would not give: two digits, no round number. */
export const isSilent = (count: number) =>
  Number.isInteger(count) && count > 10 && count < 100 && count % 10 !== 0;

/**
 * Reads one row.
 * @param fault called for each cell that cannot be
 * @returns null where the row cannot be taken
 */
export function readObserverRow(
  { row, cells, slipped }: SheetRow,
  reading: CellReading,
  fault: (column: string, what: string) => void,
): ObserverDraft | null {
  let good = true;
  const wrong = (column: string, what: string) => {
    good = false;
    fault(column, what);
  };
  const cell = (column: keyof typeof OBSERVER_COLUMNS) => cells[column];
  const required = (column: 'name' | 'organisation') => {
    const text = cell(column) ?? '';
    if (text.length < 2 || text.length > LONGEST_NAME) wrong(column, 'must have 2 to 100 letters');
    return text;
  };
  if (slipped) {
    wrong('row', SLIPPED);
    return null;
  }
  const number = (cell('number') ?? '').replace(/\s/g, '') || null;
  if (number !== null && !isObserverNumber(number))
    wrong(
      'number',
      `${number} is no observer's number: five digits, the last a check digit, the first not 0`,
    );
  const draft = {
    row,
    number,
    name: required('name'),
    organisation: required('organisation'),
    ...one('phones', phonesOf),
    ...one('language', (text) => {
      const language = text === '' ? (reading.languages[0] ?? '') : foldWords(text);
      if (!reading.languages.includes(language))
        wrong('language', `there is no language ${text}: use ${reading.languages.join(', ')}`);
      return language;
    }),
    ...one('place', placeOf, 'placeNumber'),
    ...one('supervisor', (text) => text || null),
    ...one('buddy', (text) => text || null),
    ...one('deputy_of', (text) => text || null, 'deputyOf'),
    ...one('verbosity', (text) => {
      const found = VERBOSITY[foldWords(text)];
      if (!found) wrong('verbosity', `${text} is none: use full, short or silent`);
      return found ?? 'full';
    }),
    ...one('training', (text) => {
      const said = foldWords(text);
      if (!YES.has(said) && !NO.has(said)) wrong('training', `${text} is neither yes nor no`);
      return YES.has(said);
    }),
    ...one('silent', (text) => {
      if (text === '') return null;
      if (!isSilent(Number(text)))
        wrong('silent', `${text} cannot be: use two digits that are no round number, e.g. 47`);
      return Number(text);
    }),
  };
  return good ? (draft as ObserverDraft) : null;

  function one<T>(column: keyof typeof OBSERVER_COLUMNS, read: (text: string) => T, as: string = column) {
    const text = cell(column);
    return text === undefined ? {} : { [as]: read(text) };
  }

  function phonesOf(text: string): string[] {
    const phones = text.split(/[,;/\n]+/).flatMap((each) => {
      if (each.trim() === '') return [];
      const phone = reading.phone(each);
      // The file is open before whoever reads this: the number itself is not repeated.
      if (phone === null) wrong('phones', 'one of the numbers is no phone number');
      return phone === null ? [] : [phone];
    });
    return [...new Set(phones)];
  }

  function placeOf(text: string): string | null {
    if (text === '') return null;
    const found = reading.places(text);
    if (found.length === 0)
      wrong('place', `${text} is not known: use its six digits, its P-code or its name`);
    if (found.length > 1) wrong('place', `${text} may be ${found.join(' or ')}: use the six digits`);
    return found[0] ?? null;
  }
}

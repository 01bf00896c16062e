import type { Country, Named } from '../country/country.ts';
import type { ObserverCard, ObserverCode } from '../country/observer-code.ts';

/** Whose card it is. No name: a card that is taken must not say whom it was taken from. */
export interface CardOf {
  /** Five digits. */
  readonly number: string;
  readonly language: string;
  /** Where they observe, if that is settled; else there is a line to write it on. */
  readonly place?: {
    /** Six digits. */
    readonly number: string;
    readonly label: string;
  };
}

/** A line of the card. `code` as it is written: three digits, the last one its check digit. */
export type CardCode = Pick<ObserverCode, 'code' | 'name' | 'worded'>;

/** What stands on every card. */
export interface CardWords {
  /** In the order of the card. */
  readonly codes: readonly CardCode[];
  readonly card: Pick<ObserverCard, 'edition' | 'families' | 'words'>;
  /** Three digits of a code that can be counted, and that raises no alarm when somebody sends the example itself. */
  readonly example: string;
  readonly emergency: Country['emergency'];
  readonly protection: Country['protection'];
  /** Where an SMS goes to, as it is dialled. */
  readonly phones: readonly string[];
  /** Digits with the country's code. */
  readonly whatsapp?: string;
  /** The bot's name. */
  readonly telegram?: string;
  /** The group `observer.card` of the texts. */
  readonly say: (
    language: string,
    text: CardText,
    values?: Readonly<Record<string, string | number>>,
  ) => string;
}

export type CardText =
  | 'title'
  | 'edition'
  | 'nameless'
  | 'number'
  | 'place'
  | 'place_later'
  | 'report'
  | 'report_how'
  | 'example'
  | `part.${'who' | 'what' | 'where' | 'when'}`
  | 'short'
  | 'comment'
  | 'worded'
  | 'send'
  | 'danger'
  | 'protection'
  | 'child'
  | 'codes'
  | 'codes_how'
  | 'words'
  | `word.${keyof ObserverCard['words']}`;

export const nameIn = (named: Named, language: string): string =>
  named[language] ?? Object.values(named)[0] ?? '';

const DIGITS = { 3: /^\d{3}$/, 5: /^\d{5}$/, 6: /^\d{6}$/ } as const;

/** A wrong digit on paper cannot be called back. @throws RangeError for what is no number of this length */
export function checkNumbers(cards: readonly CardOf[], { codes, example }: CardWords): void {
  const check = (length: keyof typeof DIGITS, written: string, what: string) => {
    if (!DIGITS[length].test(written)) throw new RangeError(`${what} ${written} is not ${length} digits`);
  };
  for (const { code } of codes) check(3, code, 'the code');
  for (const { number, place } of cards) {
    check(5, number, "the observer's number");
    if (place) check(6, place.number, 'the number of the place');
  }
  if (!codes.some(({ code }) => code === example))
    throw new RangeError(`the code ${example} of the example is not on the card`);
}

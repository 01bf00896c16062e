import type { CodeBook, Keywords } from '../../codes/book.ts';
import { bookOf, keywordsOf } from '../../codes/book-of.ts';
import { withCheckDigit } from '../../codes/damm.ts';
import { callsForHelp, readReport } from '../../codes/read.ts';
import type { Country } from '../../country/country.ts';
import type { ObserverCode } from '../../country/observer-code.ts';
import { openRegistry, type RegistryKeeper } from '../../desks/watch/index.ts';
import { foldWords } from '../../language/fold.ts';

/** What observers' texts are read by. */
export interface ObserverCards {
  readonly book: CodeBook;
  readonly keywords: Keywords;
  /** What an institution writes to say that it has what was sent to it, folded, with its language. */
  readonly received: ReadonlyMap<string, string>;
  readonly registry: RegistryKeeper;
  /** Lines of the card, by code with its check digit. */
  readonly lines: ReadonlyMap<string, ObserverCode>;
  /** Whether a text, or a piece of one, calls for help: then nothing is waited for. */
  isUrgent(text: string): boolean;
  /** What stands beside the codes. */
  commentIn(text: string): string | null;
}

/** @throws Error where the country's card contradicts itself */
export function openObserverCards(
  country: Pick<Country, 'observerCard' | 'places' | 'placeNumbers'>,
): ObserverCards {
  const { codes, words, received } = country.observerCard;
  const [book, keywords] = [bookOf(codes), keywordsOf(words)];
  return {
    book,
    keywords,
    received: new Map(
      Object.entries(received).flatMap(([language, each]) =>
        each.map((word) => [foldWords(word), language] as const),
      ),
    ),
    registry: openRegistry(country),
    lines: new Map(codes.map((line) => [withCheckDigit(line.code), line])),
    isUrgent(text) {
      const { reading } = readReport(text, book, keywords);
      return reading !== null && callsForHelp(reading, book);
    },
    commentIn(text) {
      // Who wrote it and where is known elsewhere: only the words are asked for.
      const { reading } = readReport(text, book, keywords, { sender: '0', placeOf: () => '0' });
      return reading?.comment ?? null;
    },
  };
}

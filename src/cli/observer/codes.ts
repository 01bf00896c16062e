import { rm, writeFile } from 'node:fs/promises';
import { ONCE } from '../../codes/book.ts';
import { readCountry } from '../../config.ts';
import { countryOf } from '../../country/index.ts';
import { makeOnceSheet } from '../../desks/watch/index.ts';
import { loadTexts } from '../../i18n.ts';
import { MOST_CODES, onceSheet } from '../../printing/once-sheet.ts';
import { withStore } from '../with-store.ts';

/**
 * Prints a sheet of one-time codes for an observer; one that they had before is void.
 * @throws Error with one line where the number is nobody's, or the count does not fit on a sheet
 */
export async function runObserverCodes(
  number: string,
  options: { count: string; out?: string; lang?: string },
): Promise<void> {
  const count = Number(options.count);
  if (!Number.isInteger(count) || count < 1 || count > MOST_CODES)
    throw new Error(`--count ${options.count}: a sheet has from 1 to ${MOST_CODES} codes`);
  const texts = loadTexts();
  if (options.lang !== undefined && !texts.languages.includes(options.lang))
    throw new Error(`there is no language ${options.lang}: use ${texts.languages.join(', ')}`);
  const out = options.out ?? 'codes.pdf';
  const country = countryOf(readCountry().country);
  const print = async (codes: readonly string[], language: string) => {
    const pdf = await onceSheet(
      codes.map((code) => `${ONCE.letter}${code}`),
      (text) => texts.text(options.lang ?? language, `observer.codes.${text}`),
    );
    // Nobody else on this machine may read it, whatever lay there before.
    await rm(out, { force: true });
    await writeFile(out, pdf, { mode: 0o600, flag: 'wx' });
  };
  await withStore((store) => makeOnceSheet(store, country, { number, count, now: new Date(), print }));
  console.log(`${out}: ${count} codes for ${number}; print it, hand it over, and delete the file`);
}

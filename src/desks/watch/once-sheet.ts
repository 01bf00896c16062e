import { randomInt } from 'node:crypto';
import { withCheckDigit } from '../../codes/damm.ts';
import type { Country } from '../../country/country.ts';
import type { Store } from '../../store/connect.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import { replaceCodes } from '../../store/observer-codes.ts';
import { listCentres, listKnown, lockObserver } from '../../store/observers.ts';
import { placesByNumber } from './registry.ts';

/**
 * Draws one-time codes for an observer, and hands them over once: afterwards only a keyed hash of each is kept. The codes
 * of an older sheet are void from then on.
 * @param of.print puts them on paper; where it fails the older sheet stays good
 * @throws Error with one line where the number is nobody's
 */
export async function makeOnceSheet(
  store: Store,
  country: Pick<Country, 'places' | 'placeNumbers'>,
  of: {
    number: string;
    count: number;
    now: Date;
    print: (codes: readonly string[], language: string) => Promise<void>;
  },
): Promise<void> {
  const { db, seal } = store;
  const known = (await listKnown(db)).find((one) => one.number === of.number);
  if (!known) throw new Error(`${of.number} is no observer's number: see teledjol observer list`);
  const taken = new Set([
    ...placesByNumber(country).keys(),
    ...(await listCentres(db)).map((centre) => centre.number),
  ]);
  const codes = drawCodes(of.count, taken);
  await db.transaction(async (tx: Transaction) => {
    await lockObserver(tx, known.id);
    await replaceCodes(
      tx,
      known.id,
      codes.map((code) => seal.hashOnce(known.id, code)),
    );
    await of.print(codes, known.language);
    await addEvents(tx, [
      {
        at: of.now,
        subject: 'observer',
        subjectId: known.id,
        actor: 'system',
        what: 'once_codes_made',
        why: String(of.count),
      },
    ]);
  });
}

/** Five digits by the system's random source and their check digit; none begins with 0, and none is a place. */
function drawCodes(count: number, taken: ReadonlySet<string>): string[] {
  const codes = new Set<string>();
  while (codes.size < count) {
    const code = withCheckDigit(String(randomInt(10_000, 100_000)));
    if (!taken.has(code)) codes.add(code);
  }
  return [...codes];
}

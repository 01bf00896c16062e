/** The table of H. Michael Damm's thesis (2004): a quasigroup that finds every single slip and every swap of neighbours. */
const TABLE = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
].map((row) => Uint8Array.from(row, Number));

/** @returns 0 to 9, or -1 where one of the signs is no digit */
function interimOf(digits: string): number {
  let interim = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const next = TABLE[interim]?.[digits.charCodeAt(at) - 48];
    if (next === undefined) return -1;
    interim = next;
  }
  return interim;
}

/** Whether the last of these digits is the right check digit of the others. @param digits 0-9 only */
export function hasCheckDigit(digits: string): boolean {
  return interimOf(digits) === 0;
}

/** The digits with their check digit behind them. @param digits 0-9 only @throws RangeError for anything else */
export function withCheckDigit(digits: string): string {
  const interim = interimOf(digits);
  if (interim < 0) throw new RangeError('a check digit is of digits');
  // The diagonal of the table is zero: what leads back to 0 is the interim digit itself.
  return `${digits}${interim}`;
}

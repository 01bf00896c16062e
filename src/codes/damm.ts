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
];

/** Whether the last of these digits is the right check digit of the others. @param digits 0-9 only */
export function hasCheckDigit(digits: string): boolean {
  let interim = 0;
  for (const digit of digits) interim = Number(TABLE[interim]?.[Number(digit)] ?? Number.NaN);
  return interim === 0;
}

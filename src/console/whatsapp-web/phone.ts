import type { Phones } from '../../country/country.ts';

/**
 * Reads the number of our own phone as people write it: with spaces, dots, dashes, brackets, and `+` or `00` in front.
 * @param home whose a number is that is as long as theirs and names no country: WhatsApp would call somebody else
 * @returns digits with the country code in front (ITU-T E.164: 15 at most); null where it cannot be one
 */
export function readPhone(typed: string, home: Phones): string | null {
  const bare = typed.replace(/[\s().\u2010-\u2015-]/g, '');
  const digits = bare.replace(/^(\+|00)/, '');
  if (!/^[1-9]\d*$/.test(digits)) return null;
  const full = digits === bare && digits.length === home.digits ? home.callingCode + digits : digits;
  return full.length >= 10 && full.length <= 15 ? full : null;
}

/**
 * Reads the number of our own phone as people write it: with spaces, dots, dashes, brackets, and `+` or `00` in front.
 * @returns digits with the country code in front (ITU-T E.164: 15 at most); null where it cannot be one
 */
export function readPhone(typed: string): string | null {
  const digits = typed.replace(/[\s().\u2010-\u2015-]/g, '').replace(/^(\+|00)/, '');
  // Eight digits are a Haitian number without its country: WhatsApp would call somebody else.
  return /^[1-9]\d{9,14}$/.test(digits) ? digits : null;
}

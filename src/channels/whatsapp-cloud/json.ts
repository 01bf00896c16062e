/** Walking through JSON of which nothing is certain: each step gives what is there, or nothing. Never throws. */

export type Json = Readonly<Record<string, unknown>>;

export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** The objects of a list; what is none is passed over. */
export function objects(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.map(object).filter((one) => one !== undefined);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A number, also where it comes as text. */
export function number(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'string' && /^[+-]?\d{1,20}(\.\d{1,20})?$/.test(value) ? Number(value) : undefined;
}

/** @returns undefined where it is no JSON of an object */
export function readJson(from: string | Buffer): Json | undefined {
  try {
    return object(JSON.parse(from.toString()));
  } catch {
    return undefined;
  }
}

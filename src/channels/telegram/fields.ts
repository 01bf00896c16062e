/** A JSON object that somebody else wrote: nothing in it is what it should be until it has been looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The object of that name; an empty one where it is missing or something else. */
export function inner(fields: Fields, name: string): Fields {
  return asFields(own(fields, name)) ?? {};
}

export function listOf(fields: Fields, name: string): Fields[] {
  const value = own(fields, name);
  return Array.isArray(value) ? value.map(asFields).filter((one) => one !== undefined) : [];
}

export function textOf(fields: Fields, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}

export function integerOf(fields: Fields, name: string): number | undefined {
  const value = own(fields, name);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

export function has(fields: Fields, name: string): boolean {
  return own(fields, name) !== undefined;
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** What Baileys hands over is what somebody wrote: nothing in it is what it should be until it has been looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function asFields(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The object of that name; undefined where it is missing, null or something else. */
export function inner(fields: Fields | undefined, name: string): Fields | undefined {
  return asFields(own(fields, name));
}

export function has(fields: Fields | undefined, name: string): boolean {
  const value = own(fields, name);
  return value !== undefined && value !== null;
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(asFields).filter((one) => one !== undefined) : [];
}

export function textOf(fields: Fields | undefined, name: string): string {
  const value = own(fields, name);
  return typeof value === 'string' ? value : '';
}

/** A number, or protobuf's own of 64 bits, which is a text once it has been through JSON. */
export function numberOf(fields: Fields | undefined, name: string): number | undefined {
  const value = own(fields, name);
  const long = asFields(value);
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
  const number =
    long && typeof long.low === 'number' && typeof long.high === 'number'
      ? long.high * 2 ** 32 + (long.low >>> 0)
      : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Bytes, base64 of them, or bytes that have been through JSON. */
export function bytesOf(fields: Fields | undefined, name: string): Buffer | undefined {
  const value = own(fields, name);
  if (value instanceof Uint8Array) return value.length > 0 ? Buffer.from(value) : undefined;
  const told = typeof value === 'string' ? value : asFields(value)?.data;
  if (typeof told !== 'string' || told === '' || !/^[\w+/-]+=*$/.test(told)) return undefined;
  return Buffer.from(told, 'base64');
}

function own(fields: Fields | undefined, name: string): unknown {
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

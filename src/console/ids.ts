/** Whether a part of an address can be an id at all: PostgreSQL fails on what is no uuid, and a page is not there. */
export function isId(value: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value);
}

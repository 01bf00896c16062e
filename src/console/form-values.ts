/**
 * What a browser sent in a form or a query. Everything is text, nothing is trusted: U+0000, which PostgreSQL
 * cannot keep, is taken out, and line ends become `\n`.
 */
export interface Form {
  /** The first value, trimmed; empty where there is none. */
  get(name: string): string;
  /** All values of a name, e.g. of ticked boxes, without empty ones. */
  all(name: string): readonly string[];
  /** As typed, for passwords. */
  exact(name: string): string;
  /** Everything that was sent, as typed. */
  entries(): readonly (readonly [name: string, value: string])[];
}

/** @param values as @fastify/formbody or the query parser hands them over */
export function readForm(values: unknown): Form {
  const found = (name: string): string[] => {
    if (typeof values !== 'object' || values === null || !Object.hasOwn(values, name)) return [];
    const value: unknown = Reflect.get(values, name);
    return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
  };
  const clean = (value: string) => value.replaceAll('\u0000', '').replace(/\r\n?/g, '\n').trim();
  return {
    get: (name) => clean(found(name)[0] ?? ''),
    all: (name) =>
      found(name)
        .map(clean)
        .filter((value) => value !== ''),
    exact: (name) => found(name)[0] ?? '',
    entries: () =>
      Object.keys(typeof values === 'object' && values !== null ? values : {}).flatMap((name) =>
        found(name).map((value) => [name, value] as const),
      ),
  };
}

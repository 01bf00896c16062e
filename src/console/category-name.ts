import type { Visit } from './route.ts';

/** What a category is called in the reader's language; its key where the country does not know it any more. */
export function categoryName({ language, deps }: Visit, key: string): string {
  const name = deps.categories.find(({ id }) => id === key)?.name ?? {};
  return name[language] ?? Object.values(name)[0] ?? key;
}

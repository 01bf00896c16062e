import type { Visit } from './route.ts';

/** Which page was asked for, from 0; anything strange is the first. */
export function pageOf({ query }: Visit, name: string): number {
  const page = Number.parseInt(query.get(name), 10);
  return Number.isSafeInteger(page) && page > 0 && page < 1_000_000 ? page : 0;
}

/** Newer and older, where one page does not hold all. */
export function Pages(props: {
  visit: Visit;
  /** Name in the address; others of the address are kept out, but for `keep`. */
  name: string;
  /** A query that every page keeps, e.g. of a filter. */
  keep?: string;
  path: string;
  total: number;
  size: number;
  /** The page that is shown, where it is not the one that was asked for. */
  page?: number;
}) {
  const { visit, name, path, total, size, keep = '' } = props;
  const page = props.page ?? pageOf(visit, name);
  const last = Math.max(0, Math.ceil(total / size) - 1);
  if (last === 0 && page === 0) return null;
  const link = (to: number, key: string) => (
    <a href={`${path}?${keep && `${keep}&`}${name}=${to}`}>{visit.t(key)}</a>
  );
  return (
    <p class="row pages">
      {page > 0 && link(page - 1, 'console.pages.back')}
      <span class="soft">{visit.t('console.pages.at', { page: page + 1, pages: last + 1 })}</span>
      {page < last && link(page + 1, 'console.pages.next')}
    </p>
  );
}

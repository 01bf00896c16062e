/**
 * A path to go on to that came with a form or an address: only ever one of ours, so that no link can use our
 * sign-in page to lead people elsewhere.
 * @returns the path and query, `/` where it leads anywhere else
 */
export function pathOfOurs(wanted: string): string {
  const here = 'https://here.invalid';
  if (!wanted.startsWith('/') || !URL.canParse(wanted, here)) return '/';
  const url = new URL(wanted, here);
  // `//elsewhere` and `/\elsewhere` parse as another host.
  return url.origin === here && !url.pathname.startsWith('//') ? url.pathname + url.search : '/';
}

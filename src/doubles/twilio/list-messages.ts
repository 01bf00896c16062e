import type { Refusal } from './refusal.ts';

/** The parameters of ListMessage. A test compares them with Twilio's published specification. */
export const LIST_PARAMETERS: ReadonlySet<string> = new Set([
  'To',
  'From',
  'DateSent',
  'DateSent<',
  'DateSent>',
  'PageSize',
  'Page',
  'PageToken',
]);

interface Resource {
  readonly [name: string]: unknown;
}

/**
 * One page of a list, the newest first.
 * @param all every message of the account, as resources, in the order in which they came
 */
export function pageOf(all: readonly Resource[], path: string, query: URLSearchParams): object | Refusal {
  for (const name of query.keys())
    if (!LIST_PARAMETERS.has(name))
      return { status: 400, code: 20001, message: `unknown parameter ${name}` } satisfies Refusal;
  const size = Number(query.get('PageSize') ?? 50);
  const page = Number(query.get('Page') ?? 0);
  const since = query.get('DateSent>');
  const matching = all
    .filter((one) => is(query.get('To'), one.to) && is(query.get('From'), one.from))
    .filter((one) => since === null || isSince(one.date_sent, since))
    .toReversed();
  const begin = page * size;
  const more = new URLSearchParams(query);
  more.set('Page', String(page + 1));
  more.set('PageToken', `PA${matching.length}`);
  return {
    messages: matching.slice(begin, begin + size),
    page,
    page_size: size,
    start: begin,
    end: Math.min(begin + size, matching.length) - 1,
    uri: `${path}?${query}`,
    first_page_uri: path,
    previous_page_uri: null,
    next_page_uri: begin + size < matching.length ? `${path}?${more}` : null,
  };
}

const is = (wanted: string | null, value: unknown) => wanted === null || wanted === value;

/** Twilio knows the second and no more; a message that has not left yet has no such date. */
function isSince(dateSent: unknown, since: string): boolean {
  return typeof dateSent === 'string' && Date.parse(dateSent) >= Math.floor(Date.parse(since) / 1000) * 1000;
}

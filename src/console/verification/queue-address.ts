import { EVERYTHING, QUEUE_ORDERS, QUEUE_STATES, type QueueWanted } from '../../desks/verification/index.ts';
import { type Form, readForm } from '../form-values.ts';

/** What can be chosen, by its name in the address. Words that are searched for are never in an address. */
const LISTS = {
  category: 'categories',
  place: 'places',
  channel: 'channels',
  language: 'languages',
  harm: 'harms',
  medium: 'kinds',
} as const;
type ListName = keyof typeof LISTS;
export const LIST_NAMES = Object.keys(LISTS) as ListName[];

/** The field in which every form of the queue carries what was shown, to come back to it. */
export const BACK_FIELD = 'back';

/** Keys of ours and of the country's tables; anything else is no choice. */
const KEY = /^[\w-]{1,32}$/;
const MOST = 100;

export function chosenIn(wanted: QueueWanted, name: ListName): readonly string[] {
  return wanted[LISTS[name]];
}

/** @param form an address's query, or what {@link addressOf} wrote */
export function readWanted(form: Form): QueueWanted {
  const keys = (name: string) => [...new Set(form.all(name).filter((key) => KEY.test(key)))].slice(0, MOST);
  const states = keys('state');
  return {
    ...EVERYTHING,
    ...Object.fromEntries(LIST_NAMES.map((name) => [LISTS[name], keys(name)])),
    states: QUEUE_STATES.filter((state) => states.includes(state)),
    order: QUEUE_ORDERS.find((order) => order === form.get('sort')) ?? EVERYTHING.order,
  };
}

/** The same choices always make the same text: it is what a saved view holds. */
export function addressOf(wanted: QueueWanted): string {
  const address = new URLSearchParams();
  for (const state of wanted.states) address.append('state', state);
  for (const name of LIST_NAMES)
    for (const key of [...chosenIn(wanted, name)].sort()) address.append(name, key);
  if (wanted.order !== EVERYTHING.order) address.set('sort', wanted.order);
  return address.toString();
}

export function fromAddress(address: string): QueueWanted {
  const values: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(address)) {
    if (KEY.test(name)) values[name] = [...(values[name] ?? []), value];
  }
  return readWanted(readForm(values));
}

/** Whether anything is said of what to show, be it `all`: else the view opens that somebody chose for it. */
export function saysWhat(query: Form): boolean {
  return ['all', 'state', 'sort', ...LIST_NAMES].some((name) => query.get(name) !== '');
}

/** The page of the queue, with what is wanted. */
export function pathOf(wanted: QueueWanted, more: Readonly<Record<string, string>> = {}): string {
  const address = new URLSearchParams(addressOf(wanted));
  if (address.size === 0) address.set('all', '1');
  for (const [name, value] of Object.entries(more)) address.set(name, value);
  return `/verification?${address}`;
}

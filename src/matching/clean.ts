import { canonicalLink, LINK } from './links.ts';

/** A text as it is compared: what somebody says, apart from the links, names of accounts and signature around it. */
export interface Cleaned {
  /** As it was written, without links and signature. */
  readonly said: string;
  /** In their canonical form, each once. */
  readonly links: readonly string[];
  /** Who signed it, where it is a post that was copied with its author: rumors are often about who is quoted. */
  readonly signed: string;
  /** The name of the account that signed it, as words. */
  readonly account: string;
  /** The date of the post, as written. */
  readonly dated: string;
}

/** `— Name (@handle) January 6, 2020`, as posts are quoted on web pages. */
const SIGNATURE =
  /\s*[—–-]\s*([^—–\n]{0,80}?)\s*\(@(\w+)\)\s*(\p{L}+\.? \d{1,2},? \d{4}|\d{1,2} \p{L}+\.? \d{4})?\s*$/u;
const CAMEL = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})/gu;
/** @param text a tip or a claim as it came, of any length */
export function clean(text: string): Cleaned {
  const links = new Set<string>();
  const unlinked = text.replace(LINK, (link) => {
    const canonical = canonicalLink(link);
    if (canonical) links.add(canonical);
    return ' ';
  });
  const signature = SIGNATURE.exec(unlinked);
  const body = signature ? unlinked.slice(0, signature.index) : unlinked;
  return {
    // `#NationalComingOutDay` and `@RealPerson` are words that lost their spaces.
    said: body.replace(/[#@](\w+)/g, (_, tag: string) => ` ${apart(tag)} `).trim(),
    links: [...links],
    signed: apart(signature?.[1] ?? ''),
    account: apart(signature?.[2] ?? ''),
    dated: signature?.[3] ?? '',
  };
}

const apart = (name: string) => name.replace(CAMEL, ' ').replace(/_/g, ' ');

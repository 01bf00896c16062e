import type { Log } from '../core/log.ts';
import type { Texts } from '../i18n.ts';
import type { Store } from '../store/connect.ts';

/** Under which name verdicts go out, as the deployment's settings say. */
export interface Publisher {
  readonly name: string;
  /** Where readers complain or ask for a correction: an address of any kind, or empty. */
  readonly contact: string;
  /** A page about the organisation and who pays for it, or empty. */
  readonly about: string;
}

/** What the public pages, feeds and cards are made with. */
export interface PublicDeps {
  readonly store: Store;
  readonly texts: Texts;
  readonly publisher: Publisher;
  /** Without a slash at the end; in it stand canonical addresses, feeds and cards. */
  readonly publicUrl: string;
  /** Cards that were drawn are kept in it. */
  readonly dataDir: string;
  /** IANA name. */
  readonly timeZone: string;
  /** What claims are about, by the country's own list. */
  readonly categories: readonly { readonly id: string; readonly name: Readonly<Record<string, string>> }[];
  /** Exercises: every page and card says so, and no search engine takes one. */
  readonly training: boolean;
  readonly log: Log;
  now(): Date;
}

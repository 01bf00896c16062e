import type { ComponentChildren, VNode } from 'preact';
import type { OpenedFile } from '../store/blobs.ts';
import type { StaffMember } from '../store/staff.ts';
import type { Asset } from './assets.ts';
import type { ConsoleDeps } from './deps.ts';
import type { Form } from './form-values.ts';
import type { Upload } from './upload.ts';

/** One request, read: what a handler has in its hands. Handlers never see the request or the reply. */
export interface Visit {
  readonly deps: ConsoleDeps;
  /** Values of `:name` in the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Form;
  /** Empty on GET. On POST its token and origin have been checked before the handler runs. */
  readonly form: Form;
  readonly method: 'GET' | 'POST';
  /** The file of the form, where its route takes one and the form is one of ours. */
  readonly upload: Upload | null;
  /** Asked by htmx: only a piece of the page that is open. */
  readonly piece: boolean;
  /** Path and query as asked, e.g. to come back after signing in. */
  readonly url: string;
  /** The address the request came from: for limits, never shown or logged. */
  readonly from: string;
  readonly language: string;
  /** The text in the visitor's language; the full key, e.g. `console.waiting.title`. */
  t(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Null where nobody is signed in; `signedIn` narrows it. */
  readonly staff: StaffMember | null;
  /** Goes into every form that changes something: `<PostForm>` does it. */
  readonly formToken: string;
  readonly cookies: Readonly<Record<string, string | undefined>>;
  /** Address of a file of a room, with its fingerprint, e.g. `asset('console.css')`. */
  asset(name: string): string;
}

/** A visit of somebody who is signed in. */
export interface SignedVisit extends Visit {
  readonly staff: StaffMember;
}

export interface CookieChange {
  readonly name: string;
  /** Null takes the cookie away. */
  readonly value: string | null;
  /** Left out: until the browser closes. */
  readonly maxAgeSeconds?: number;
}

/** What a handler gives back; serve.tsx makes it into HTTP. */
export type Answer =
  /** A whole page inside the layout. `scripts` are names of assets. 200 unless told; 422 for a form with a mistake. */
  | {
      readonly page: ComponentChildren;
      readonly title: string;
      readonly status?: 200 | 401 | 403 | 404 | 409 | 422 | 429;
      readonly scripts?: readonly string[];
      readonly styles?: readonly string[];
      /** For tables and phones that stand side by side; text pages stay narrow enough to read. */
      readonly wide?: boolean;
      /** Its script may ask for the microphone. No other page's may. */
      readonly microphone?: true;
      readonly cookies?: readonly CookieChange[];
      /** Who the page is for, where that changed with this very answer. */
      readonly visit?: Visit;
    }
  /** A piece of a page for htmx to put in place; null leaves the page as it is. */
  | { readonly fragment: VNode | null }
  /**
   * 303 to a path of ours. `note` is a text key `<file>.done.<name>` (green) or `<file>.error.<name>` (red) that the
   * next page shows on top.
   */
  | { readonly redirect: string; readonly note?: string; readonly cookies?: readonly CookieChange[] }
  /** A file that somebody sent, as what its bytes are; players may ask for a piece of it. */
  | { readonly file: OpenedFile & { readonly name: string } }
  /** A file that we made, to be saved. */
  | { readonly download: Buffer; readonly type: string; readonly name: string }
  /** 403 or 404, in words. */
  | { readonly refuse: 403 | 404 };

export type Handler<V extends Visit = Visit> = (visit: V) => Answer | Promise<Answer>;

export interface Route {
  readonly method: 'GET' | 'POST';
  /** e.g. `/waiting/:id` */
  readonly path: string;
  /** Wrapped in a guard (guards.ts) unless the page is for everybody. */
  readonly handle: Handler;
  /** Refuses with 429 what one address asks more often than this in a minute: for doors without a guard. */
  readonly perMinute?: number;
  /** People write at length here: where their session has ended meanwhile, the sign-in page keeps what they sent. */
  readonly keepsText?: true;
  /** Its form may carry one file. */
  readonly takesFile?: true;
}

/** A part of the console: its route table and the files that it serves under `/assets`. */
export interface Room {
  readonly routes: readonly Route[];
  readonly assets?: readonly Asset[];
}

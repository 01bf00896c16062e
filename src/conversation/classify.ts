import { foldWords } from '../language/fold.ts';
import { type OptOutWords, optOutOf } from './opt-out.ts';

/** What a message is about, before any flow has seen it. */
export type Meaning =
  | {
      readonly kind:
        | 'stop'
        | 'start'
        | 'help'
        | 'menu'
        | 'language'
        | 'person'
        | 'greeting'
        | 'tip'
        | 'short'
        | 'nothing';
    }
  | { readonly kind: 'status'; readonly code?: string };

/** The words people type, folded, from `locales/<language>/common.json`. */
export interface Words {
  /** Folded word or phrase to the name of its list. */
  readonly meaning: ReadonlyMap<string, string>;
  readonly optOut: OptOutWords;
  readonly greetings: readonly string[];
  readonly status: readonly string[];
  /** Reads a case code that stands alone in a text; null where it is something else. */
  readCode(text: string): string | null;
}

export interface Said {
  readonly text: string;
  readonly mediaCount: number;
  readonly forwarded: boolean;
  readonly choice: boolean;
}

/** From here on a first message is a rumor; below, it is asked about once. */
const TIP_WORDS = 5;
const LINK = /https?:\/\/|\bwww\.|\b[a-z0-9-]{2,}\.(com|ht|org|net|info|me|ly|tv|co|fr|ca|be|io|app)\b/i;
const GLOBAL = new Set(['help', 'menu', 'language', 'person']);

/** Takes greetings off the front: what follows is what the person came to say. */
function withoutGreeting(folded: string, greetings: readonly string[]): string {
  let rest = folded;
  for (;;) {
    const greeting = greetings
      .filter((words) => rest === words || rest.startsWith(`${words} `))
      .reduce((longest, words) => (words.length > longest.length ? words : longest), '');
    if (greeting === '') return rest;
    rest = rest.slice(greeting.length).trimStart();
  }
}

function statusOf(text: string, folded: string, words: Words): Meaning | undefined {
  const alone = words.readCode(text);
  if (alone !== null) return { kind: 'status', code: alone };
  for (const keyword of words.status) {
    if (folded === keyword) return { kind: 'status' };
    if (!folded.startsWith(`${keyword} `)) continue;
    const code = words.readCode(folded.slice(keyword.length + 1));
    // `ki kote biwo vot mwen` asks for a polling place, not for a case.
    if (code !== null) return { kind: 'status', code };
  }
  return undefined;
}

/**
 * A forward, a link or a picture is a tip whatever words stand beside it; STOP is STOP even then. Five words or
 * more that are no greeting are a tip, fewer are asked about, and a greeting alone is never one.
 */
export function classify(said: Said, words: Words): Meaning {
  const folded = foldWords(said.text);
  const optOut = optOutOf(folded, words.optOut);
  if (optOut !== null) return { kind: optOut };
  const global = words.meaning.get(folded);
  if (said.forwarded || said.mediaCount > 0 || LINK.test(said.text)) return { kind: 'tip' };
  if (said.text.trim() === '') return { kind: said.choice ? 'short' : 'nothing' };
  if (global !== undefined && GLOBAL.has(global))
    return { kind: global as 'help' | 'menu' | 'language' | 'person' };
  const status = statusOf(said.text, folded, words);
  if (status) return status;
  const rest = withoutGreeting(folded, words.greetings);
  // An emoji alone folds to nothing: a kind of greeting, not a rumor.
  if (rest === '') return { kind: 'greeting' };
  return { kind: rest.split(' ').length >= TIP_WORDS ? 'tip' : 'short' };
}

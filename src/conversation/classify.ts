import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import { foldSpelling } from '../language/spelling.ts';
import { DOOR_WORDS } from './doors.ts';
import { type OptOutWords, optOutOf } from './opt-out.ts';

/** What a message is about, before any flow has seen it. */
export type Meaning =
  | { readonly kind: 'stop' | 'start' | 'danger' | 'greeting' | 'tip' | 'nothing' }
  /** A word that leads somewhere from everywhere: see doors.ts. */
  | { readonly kind: 'door'; readonly door: string }
  /** A few words. `door`: they may be a misspelt word of the former kind. */
  | { readonly kind: 'short'; readonly door?: string }
  | { readonly kind: 'status'; readonly code?: string }
  /** Is a card really ours? Without `code`: none stands there; null: what stands there can be no code of ours. */
  | { readonly kind: 'check'; readonly code?: string | null };

/** The words people type, folded, from `locales/<language>/common.json`. */
export interface Words {
  /** Folded word or phrase to the name of its list. */
  readonly meaning: ReadonlyMap<string, string>;
  /** The words of doors alone, with their lists. */
  readonly doors: ReadonlyMap<string, string>;
  /** They once more, in the spelling fold. */
  readonly spelled: ReadonlyMap<string, string>;
  readonly optOut: OptOutWords;
  readonly greetings: readonly string[];
  readonly status: readonly string[];
  /** What asks whether a card is ours; all mean the same. */
  readonly check: ReadonlyMap<string, string>;
  /** Phrases, in the spelling fold, that say that somebody is in danger now. */
  readonly danger: readonly string[];
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

/** A cry for help is short; a longer text that holds one of its phrases tells of something else. */
const DANGER_WORDS = 30;

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

/** `verifye kòd 4f7k silvouplè`: in more words a slip for the keyword is another word. */
const CHECK_WORDS = 5;
/** As codes look to who misreads one: with an O for 0, an I for 1. */
const LIKE_A_CODE = /^(?=.*\d)[a-z0-9]{3,6}$/;

/**
 * `VERIFYE 4F7K`, also within the whole text of a card that was copied. The word in a sentence asks nothing of us, so
 * a code must follow it, or it stands alone.
 */
function checkOf(folded: string, words: Words): Meaning | undefined {
  const said = folded.split(' ');
  const few = said.length <= CHECK_WORDS;
  for (const [n, word] of said.entries()) {
    if (!words.check.has(word) && !(few && nearest(word, words.check) !== null)) continue;
    const next = said.slice(n + 1);
    if (next.length === 0 && n === 0) return { kind: 'check' };
    const code = words.readCode(next[0] ?? '') ?? words.readCode(next.slice(0, 2).join(' '));
    if (code !== null) return { kind: 'check', code };
    if (few && next.slice(0, 2).some((each) => LIKE_A_CODE.test(each))) return { kind: 'check', code: null };
  }
  return undefined;
}

/** More words than any keyword with a slip in it: `talk to a persn` has four. */
const KEYWORD_WORDS = 4;

/** The door that a few words may mean in another spelling, or with a slip of the finger. */
function doorNear(folded: string, words: Words): string | undefined {
  if (folded.split(' ').length > KEYWORD_WORDS) return undefined;
  const same = words.spelled.get(foldSpelling(folded));
  if (same !== undefined) return same;
  return nearest(folded, words.doors) ?? undefined;
}

function isDanger(folded: string, words: Words): boolean {
  if (folded.split(' ').length > DANGER_WORDS) return false;
  const spelled = ` ${foldSpelling(folded)} `;
  return words.danger.some((phrase) => spelled.includes(` ${phrase} `));
}

/**
 * STOP is STOP whatever stands beside it. A forward, a link or a picture is a tip whatever words stand beside it. Five words or more that are no greeting are a tip, fewer are asked about, and a
 * greeting alone is never one.
 */
export function classify(said: Said, words: Words): Meaning {
  const folded = foldWords(said.text);
  const optOut = optOutOf(folded, words.optOut);
  if (optOut !== null) return { kind: optOut };
  // Before links: whoever copies the text of a card copies its address, too.
  const check = said.forwarded || said.mediaCount > 0 ? undefined : checkOf(folded, words);
  if (check) return check;
  if (said.forwarded || said.mediaCount > 0 || LINK.test(said.text)) return { kind: 'tip' };
  if (said.text.trim() === '') return { kind: said.choice ? 'short' : 'nothing' };
  const list = words.meaning.get(folded);
  if (list !== undefined && DOOR_WORDS.has(list)) return { kind: 'door', door: list };
  const status = statusOf(said.text, folded, words);
  if (status) return status;
  if (isDanger(folded, words)) return { kind: 'danger' };
  const rest = withoutGreeting(folded, words.greetings);
  // An emoji alone folds to nothing: a kind of greeting, not a rumor.
  if (rest === '') return { kind: 'greeting' };
  if (rest.split(' ').length >= TIP_WORDS) return { kind: 'tip' };
  const door = doorNear(rest, words);
  return { kind: 'short', ...(door !== undefined && { door }) };
}

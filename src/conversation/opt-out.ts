/** What people write when they want to hear nothing more, or to hear again. Folded (see language/fold). */
export interface OptOutWords {
  readonly stop: readonly string[];
  readonly start: readonly string[];
  /** What may stand around it without changing what is meant: `tanpri sispann`, `stop s'il vous plaît`. */
  readonly courtesies: readonly string[];
}

/** Nobody needs more to say that they want no more; beyond, it is about something else. */
const LONGEST = 160;

/** Letters that a thumb held down: `STOOOP`, `sispannn`. */
const squeeze = (words: string) => words.replace(/(\p{L})\1+/gu, '$1');

/** The longest first, so that `pa ekri m anko` is not read as `pa ekri m` and something more. */
const prepare = (phrases: readonly string[]) =>
  [...new Set(phrases.map(squeeze))].sort((a, b) => b.length - a.length);

export function openOptOutWords(words: OptOutWords): OptOutWords {
  return {
    stop: prepare(words.stop),
    start: prepare(words.start),
    courtesies: prepare(words.courtesies),
  };
}

/**
 * Whether a message as a whole, and not only a word of it, asks to stop or to start again: the word itself, said
 * once or often, with courtesies around it. Within a sentence about something else it is a word like any other:
 * `yo di pou n sispann vote` is a rumor.
 *
 * @param folded see language/fold: emoji, quotes and punctuation are gone already
 */
export function optOutOf(folded: string, words: OptOutWords): 'stop' | 'start' | null {
  if (folded === '' || folded.length > LONGEST) return null;
  // `S.T.O.P` and `s t o p`: whoever spells it out wants to be sure that it is understood.
  const spelled = /^\p{L}( \p{L}){2,}$/u.test(folded) ? folded.replaceAll(' ', '') : folded;
  // Looked at after every courtesy that is taken off: `no more messages` begins with one.
  for (let said: string | null = squeeze(spelled); said !== null; said = lessPolite(said, words.courtesies)) {
    for (const kind of ['stop', 'start'] as const) if (isOnly(said, words[kind])) return kind;
  }
  return null;
}

/** Without one courtesy at either end; null where there is none, or nothing else. */
function lessPolite(said: string, courtesies: readonly string[]): string | null {
  for (const courtesy of courtesies) {
    if (said.startsWith(`${courtesy} `)) return said.slice(courtesy.length + 1);
    if (said.endsWith(` ${courtesy}`)) return said.slice(0, -courtesy.length - 1);
  }
  return null;
}

/** Nothing but these phrases, one after the other. */
function isOnly(said: string, phrases: readonly string[]): boolean {
  return phrases.some(
    (phrase) =>
      said === phrase || (said.startsWith(`${phrase} `) && isOnly(said.slice(phrase.length + 1), phrases)),
  );
}

/**
 * Words that lead somewhere from everywhere: each is a list of `common.words` in the locales. `help` and `back` depend
 * on the open question and stand in turn.ts.
 */
export const DOORS: Readonly<Record<string, { readonly flow: string; readonly state?: string }>> = {
  menu: { flow: 'start', state: 'settle' },
  language: { flow: 'start', state: 'language' },
  person: { flow: 'start', state: 'asked_for_person' },
  another: { flow: 'start', state: 'another_person' },
  send: { flow: 'rumor', state: 'tell' },
  incident: { flow: 'incident' },
  quiz: { flow: 'quiz' },
  subscribe: { flow: 'subscribe' },
  form: { flow: 'form' },
  unsubscribe: { flow: 'subscribe', state: 'unsubscribe' },
  useful: { flow: 'feedback', state: 'useful' },
  useless: { flow: 'feedback', state: 'useless' },
  mismatch: { flow: 'mismatch' },
  community: { flow: 'community' },
  sensitive: { flow: 'sensitive' },
  privacy: { flow: 'privacy' },
  erase: { flow: 'privacy', state: 'sure' },
};

/** Every list of words that is a door. */
export const DOOR_WORDS: ReadonlySet<string> = new Set([...Object.keys(DOORS), 'help', 'back']);

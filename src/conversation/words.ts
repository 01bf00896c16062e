import type { Texts } from '../i18n.ts';
import type { Words } from './classify.ts';
import { openOptOutWords } from './opt-out.ts';

/** The word lists of every language together: people mix them, and STOP must work in all. */
export function openWords(texts: Texts, readCode: (text: string) => string | null): Words {
  return {
    meaning: texts.words('common.words'),
    optOut: openOptOutWords({
      stop: texts.list('common.words.stop'),
      start: texts.list('common.words.start'),
      courtesies: texts.list('common.courtesies'),
    }),
    greetings: texts.list('common.words.greeting'),
    status: texts.list('common.words.status'),
    readCode,
  };
}

import type { Texts } from '../i18n.ts';
import { foldSpelling } from '../language/spelling.ts';
import type { Words } from './classify.ts';
import { DOOR_WORDS } from './doors.ts';
import { openOptOutWords } from './opt-out.ts';

/** The word lists of every language together: people mix them, and STOP must work in all. */
export function openWords(texts: Texts, readCode: (text: string) => string | null): Words {
  const meaning = texts.words('common.words');
  const doors = [...meaning].filter(([, list]) => DOOR_WORDS.has(list));
  return {
    meaning,
    doors: new Map(doors),
    spelled: new Map(doors.map(([word, list]) => [foldSpelling(word), list])),
    danger: texts.list('common.danger').map(foldSpelling),
    optOut: openOptOutWords({
      stop: texts.list('common.words.stop'),
      start: texts.list('common.words.start'),
      courtesies: texts.list('common.courtesies'),
    }),
    greetings: texts.list('common.words.greeting'),
    status: texts.list('common.words.status'),
    check: new Map(texts.list('common.words.check').map((word) => [word, 'check'])),
    readCode,
  };
}

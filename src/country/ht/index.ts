import type { Country } from '../country.ts';
import { type Exercise, readExercises } from '../exercise.ts';
import { type QuizBank, readBanks } from '../quiz-bank.ts';
import { categories } from './categories.ts';
import { emergency, protection } from './help-lines.ts';
import { listening } from './listening.ts';
import { observerCard } from './observer-card.ts';
import { outline, places } from './places/index.ts';
import { FIRST_CENTRE, numberOf } from './places/numbers.ts';
import { prices } from './prices.ts';
import { topics } from './topics.ts';
import { watch } from './watch.ts';

let exercises: readonly Exercise[] | undefined;
let banks: readonly QuizBank[] | undefined;

/** Haiti: two official languages (Constitution of 1987, article 5), one time zone. */
export const country: Country = {
  timeZone: 'America/Port-au-Prince',
  verdictLanguages: ['ht', 'fr'],
  // iVerify asks for an answer within a day or two; who waits for a colleague waits for less.
  deskHours: { triage: 4, research: 24, draft: 12, check: 4, lead: 4 },
  lineHours: 6,
  prices,
  phones: { callingCode: '509', digits: 8 },
  emergency,
  protection,
  topics,
  categories,
  observerCard,
  listening,
  watch,
  quietHours: { from: 21, until: 7 },
  bulletinsPerDay: 3,
  // Not at import: a faulty file must end a command in one line, and only those that ask for it.
  get quizBanks() {
    banks ??= readBanks(new URL('./quiz/', import.meta.url));
    return banks;
  },
  get exercises() {
    exercises ??= readExercises(new URL('./exercises/', import.meta.url));
    return exercises;
  },
  places,
  outline,
  placeNumbers: { of: numberOf, firstCentre: FIRST_CENTRE },
};

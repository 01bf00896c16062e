import type { Turn } from '../in-hand.ts';
import { FEEDBACK } from './feedback.ts';
import { FORM } from './form.ts';
import type { ActionName } from './outcomes.ts';
import { PERSON } from './person.ts';
import { PROTECTION } from './protection.ts';
import { QUIZ } from './quiz.ts';
import { REPORTS } from './reports.ts';
import { RUMORS } from './rumors.ts';
import type { Actions, Given } from './run.ts';
import { SUBSCRIPTION } from './subscription.ts';

export type { ActionName } from './outcomes.ts';

const actions: Actions<ActionName> = {
  ...PERSON,
  ...RUMORS,
  ...REPORTS,
  ...QUIZ,
  ...SUBSCRIPTION,
  ...FORM,
  ...FEEDBACK,
  ...PROTECTION,
};

export function runAction(name: ActionName, turn: Turn, given: Given) {
  return actions[name](turn, given);
}

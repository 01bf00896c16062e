import { atDesk } from '../guards.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { type Item, sheetOf } from './sheet.ts';

export interface ListeningTest {
  readonly language: string;
  readonly sheet: readonly Item[];
}

/** For the desks, where the country has sentences to be listened to. */
export function testing(
  handle: (visit: SignedVisit, test: ListeningTest) => Answer | Promise<Answer>,
): Handler {
  return atDesk((visit) => {
    const { listening, voice } = visit.deps;
    if (!listening) return { refuse: 404 };
    // Two are compared: what is plugged in with ours, or ours with what it stands on.
    const engines = voice.engines.length > 1 ? voice.engines : (['builtin', 'bare'] as const);
    const sheet = sheetOf(visit.staff.id, listening, engines);
    return handle(visit, { language: listening.language, sheet });
  });
}

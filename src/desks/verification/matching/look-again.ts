import { forgetMatched } from '../../../store/match-tips.ts';
import type { Desk } from '../desk.ts';

/**
 * Has waiting tips matched anew: a claim that they may mean has been worded since. A wake-up that is lost is made good by
 * the sweeper, and two processes that both ask for it do no more than one.
 */
export async function lookAgain(desk: Desk, tipIds: readonly string[]): Promise<void> {
  const waiting = await forgetMatched(desk.store.db, tipIds);
  if (waiting.length > 0) desk.wake('verification', waiting);
}

import {
  type CallbackRefusal,
  closeCallback,
  releaseCallback,
  reopenCallback,
  takeCallback,
} from '../../desks/protection/index.ts';
import type { ConsoleDeps } from '../deps.ts';
import { protecting } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler } from '../route.ts';

type Move = (deps: ConsoleDeps, by: { id: string; staffId: string }) => Promise<CallbackRefusal | null>;

/** One move on the call-back of the path, and back to the list. */
function onCallback(done: string, act: Move): Handler {
  return protecting(async ({ deps, params, staff }) => {
    const id = params.id ?? '';
    const refusal = isId(id) ? await act(deps, { id, staffId: staff.id }) : 'gone';
    return {
      redirect: '/protection',
      note: refusal === null ? `protection.done.${done}` : `protection.error.${refusal}`,
    };
  });
}

export const take = onCallback('taken', takeCallback);
export const release = onCallback('released', releaseCallback);
export const close = onCallback('closed', closeCallback);
export const reopen = onCallback('reopened', reopenCallback);

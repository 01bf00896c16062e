import { neighbourhood } from '../../core/neighbourhood.ts';
import { findStaffByName, oneSpelling } from '../../store/staff.ts';
import { cookieNames } from '../cookies.ts';
import { pathOfOurs } from '../own-path.ts';
import type { Handler, Visit } from '../route.ts';
import type { Attempts } from './attempts.ts';
import { readHeld } from './held-form.ts';
import { heldPage } from './held-page.tsx';
import { readDevice } from './known-device.ts';
import { loginPage } from './login-page.tsx';
import { openSession } from './open-session.ts';
import { isPassword } from './passwords.ts';

/** Tries are counted before the password is looked at: many at once count as many. */
export interface LoginLimits {
  /** For a name, wherever the tries come from. */
  readonly byName: Attempts;
  /** For a place, whatever names are tried. An office shares one. */
  readonly byPlace: Attempts;
  /** For a browser that the name has signed in from before. */
  readonly byDevice: Attempts;
}

export function signIn(limits: LoginLimits): Handler {
  return async (visit) => {
    const { deps, form } = visit;
    const name = form.get('name').slice(0, 80);
    const typed = { name, next: pathOfOurs(form.get('next')), held: form.exact('held') };
    const counted = countTry(visit, limits, name);
    if (!counted.allowed) {
      deps.log.warn('sign-in refused: too many tries');
      return loginPage(visit, { ...typed, fault: 'too_many' });
    }
    const member = await findStaffByName(deps.store.db, name);
    const usable = member && member.disabledAt === null ? member : undefined;
    if (!(await isPassword(usable?.passwordHash, form.exact('password'))) || !usable) {
      deps.log.warn('sign-in failed', usable ? { staffId: usable.id } : {});
      return loginPage(visit, { ...typed, fault: 'wrong' });
    }
    counted.forgive();
    deps.log.info('signed in', { staffId: usable.id });
    const cookies = await openSession(visit, usable);
    const held = readHeld(deps.store.seal.internalKey, typed.held);
    if (!held) return { redirect: typed.next, cookies };
    const { session } = cookieNames(deps.publicUrl);
    const token = cookies.find((cookie) => cookie.name === session)?.value ?? '';
    return heldPage(visit, held, { member: usable, token, cookies });
  };
}

function countTry(visit: Visit, limits: LoginLimits, name: string): { allowed: boolean; forgive(): void } {
  const mark = visit.cookies[cookieNames(visit.deps.publicUrl).known];
  const device = readDevice(visit.deps.store.seal.internalKey, name, mark);
  if (device !== null) {
    return { allowed: limits.byDevice.allow(device), forgive: () => limits.byDevice.forgive(device) };
  }
  const place = neighbourhood(visit.from);
  const spelling = oneSpelling(name);
  // Both are counted, whatever the other says.
  const allowed = [limits.byPlace.allow(place), limits.byName.allow(spelling)].every(Boolean);
  // The place is not forgiven: whoever guesses could reset it with an account of their own.
  return { allowed, forgive: () => limits.byName.forgive(spelling) };
}

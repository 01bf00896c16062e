import { passwordHashOf, setPassword } from '../../store/staff.ts';
import { signedIn } from '../guards.ts';
import type { Handler } from '../route.ts';
import type { Attempts } from '../session/attempts.ts';
import { passwordMistakes } from '../session/new-password.tsx';
import { openSession } from '../session/open-session.ts';
import { hashPassword, isPassword } from '../session/passwords.ts';
import { accountPage } from './account-page.tsx';

/**
 * A new password for oneself, for who knows the old one: an unlocked phone on a table must not be enough. All other
 * sessions of the member end; this browser gets a new one.
 * @param tries counted by member: guessing at the old password here is no easier than at the login
 */
export function changePassword(tries: Attempts): Handler {
  return signedIn(async (visit) => {
    const { deps, form, staff, t } = visit;
    if (!tries.allow(staff.id)) {
      deps.log.warn('password change refused: too many tries', { staffId: staff.id });
      return accountPage(visit, { old: t('console.login.too_many') }, 429);
    }
    if (!(await isPassword(await passwordHashOf(deps.store.db, staff.id), form.exact('old')))) {
      return accountPage(visit, { old: t('console.account.wrong') });
    }
    tries.forgive(staff.id);
    const mistakes = passwordMistakes(visit, staff.name);
    if (Object.keys(mistakes).length > 0) return accountPage(visit, mistakes);
    const passwordHash = await hashPassword(form.exact('password'));
    const changed = await setPassword(deps.store.db, { staffId: staff.id, passwordHash });
    if (!changed) return { redirect: '/login' };
    deps.log.info('password changed', { staffId: staff.id });
    return { redirect: '/account', note: 'console.done.password', cookies: await openSession(visit, staff) };
  });
}

import { acceptReset, findReset } from '../../store/invites.ts';
import { hashToken } from '../cookies.ts';
import type { Handler } from '../route.ts';
import { inviteGone } from './invite-page.tsx';
import { passwordMistakes } from './new-password.tsx';
import { openSession } from './open-session.ts';
import { hashPassword } from './passwords.ts';
import { resetPage } from './reset-page.tsx';

/** Looking uses nothing up: programs that preview links in chats must not burn it. */
export const showReset: Handler = async (visit) => {
  const token = visit.params.token ?? '';
  const member = await findReset(visit.deps.store.db, hashToken(token));
  return member ? resetPage(visit, { token, member }) : inviteGone(visit);
};

/** Whoever has the link chooses a new password for that colleague and is signed in, here and nowhere else. */
export const resetPassword: Handler = async (visit) => {
  const { deps, form } = visit;
  const token = visit.params.token ?? '';
  const member = await findReset(deps.store.db, hashToken(token));
  if (!member) return inviteGone(visit);
  const mistakes = passwordMistakes(visit, member.name);
  if (Object.keys(mistakes).length > 0) return resetPage(visit, { token, member, mistakes });
  const passwordHash = await hashPassword(form.exact('password'));
  const outcome = await acceptReset(deps.store.db, { tokenHash: hashToken(token), passwordHash });
  if (outcome === 'gone') return inviteGone(visit);
  deps.log.info('password reset by a link', { staffId: outcome.id });
  return { redirect: '/', note: 'console.done.password', cookies: await openSession(visit, outcome) };
};

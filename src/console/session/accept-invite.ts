import { acceptInvite, findInvite } from '../../store/invites.ts';
import { hashToken } from '../cookies.ts';
import type { Handler, Visit } from '../route.ts';
import { type InviteMistakes, inviteGone, invitePage } from './invite-page.tsx';
import { passwordMistakes } from './new-password.tsx';
import { openSession } from './open-session.ts';
import { hashPassword } from './passwords.ts';

export const becomeStaff: Handler = async (visit) => {
  const { deps, form } = visit;
  const token = visit.params.token ?? '';
  const name = form.get('name');
  const invite = await findInvite(deps.store.db, hashToken(token));
  if (!invite) return inviteGone(visit);
  const mistakes = findMistakes(visit, name);
  if (mistakes) return invitePage(visit, { token, role: invite.role, name, mistakes });
  const outcome = await acceptInvite(deps.store.db, {
    tokenHash: hashToken(token),
    name,
    passwordHash: await hashPassword(form.exact('password')),
    language: visit.language,
  });
  if (outcome === 'gone') return inviteGone(visit);
  if (outcome === 'name_taken') {
    return invitePage(visit, {
      token,
      role: invite.role,
      name,
      mistakes: { name: visit.t('console.invite.name_taken') },
    });
  }
  deps.log.info('staff member joined', { staffId: outcome.id, role: outcome.role });
  return { redirect: '/', note: 'console.done.joined', cookies: await openSession(visit, outcome) };
};

function findMistakes(visit: Visit, name: string): InviteMistakes | null {
  const letters = [...name].length;
  const mistakes: InviteMistakes = {
    ...((letters < 2 || letters > 60) && { name: visit.t('console.invite.name_length') }),
    ...passwordMistakes(visit, name),
  };
  return Object.keys(mistakes).length > 0 ? mistakes : null;
}

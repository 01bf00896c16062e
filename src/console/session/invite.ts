import { findInvite } from '../../store/invites.ts';
import { hashToken } from '../cookies.ts';
import type { Handler } from '../route.ts';
import { inviteGone, invitePage } from './invite-page.tsx';

/** Looking uses nothing up: programs that preview links in chats must not burn it. */
export const showInvite: Handler = async (visit) => {
  const token = visit.params.token ?? '';
  const invite = await findInvite(visit.deps.store.db, hashToken(token));
  return invite ? invitePage(visit, { token, role: invite.role, name: '' }) : inviteGone(visit);
};

import { endSession } from '../../store/sessions.ts';
import { cookieNames, hashToken } from '../cookies.ts';
import type { Handler } from '../route.ts';

export const signOut: Handler = async ({ deps, cookies }) => {
  const { session } = cookieNames(deps.publicUrl);
  const token = cookies[session];
  if (token) await endSession(deps.store.db, hashToken(token));
  return {
    redirect: '/login',
    note: 'console.done.signed_out',
    cookies: [{ name: session, value: null }],
  };
};

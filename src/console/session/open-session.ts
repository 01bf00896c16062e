import { randomBytes } from 'node:crypto';
import { addSession, dropEndedSessions, endSession } from '../../store/sessions.ts';
import type { StaffMember } from '../../store/staff.ts';
import { cookieNames, hashToken } from '../cookies.ts';
import type { CookieChange, Visit } from '../route.ts';
import { markDevice } from './known-device.ts';

const HALF_A_YEAR_IN_SECONDS = 15_552_000;

/** Signs a member in with a new token; what was open in this browser ends. @returns the cookies to set */
export async function openSession(visit: Visit, member: StaffMember): Promise<readonly CookieChange[]> {
  const { db, seal } = visit.deps.store;
  const names = cookieNames(visit.deps.publicUrl);
  const old = visit.cookies[names.session];
  if (old) await endSession(db, hashToken(old));
  await dropEndedSessions(db);
  const token = randomBytes(32).toString('base64url');
  await addSession(db, { tokenHash: hashToken(token), staffId: member.id });
  return [
    { name: names.session, value: token },
    { name: names.visitor, value: null },
    {
      name: names.known,
      value: markDevice(seal.internalKey, member.name),
      maxAgeSeconds: HALF_A_YEAR_IN_SECONDS,
    },
  ];
}

import { setStaffLanguage } from '../store/staff.ts';
import { cookieNames } from './cookies.ts';
import { protects, signedIn } from './guards.ts';
import { pathOfOurs } from './own-path.ts';
import type { Handler, Room } from './route.ts';

/** The first page after signing in is what must not wait. */
const home: Handler = signedIn(({ staff }) => ({
  redirect: protects(staff) ? '/protection' : staff.role === 'analyst' ? '/watch' : '/waiting',
}));

const A_YEAR_IN_SECONDS = 31_536_000;

/** Staff keep their language with their name, others with their browser. */
const chooseLanguage: Handler = async ({ deps, form, staff }) => {
  const language = form.get('language');
  const redirect = pathOfOurs(form.get('back'));
  if (!deps.texts.languages.includes(language)) return { redirect };
  if (staff) await setStaffLanguage(deps.store.db, staff.id, language);
  const { language: name } = cookieNames(deps.publicUrl);
  return { redirect, cookies: [{ name, value: language, maxAgeSeconds: A_YEAR_IN_SECONDS }] };
};

export const homeRoom: Room = {
  routes: [
    { method: 'GET', path: '/', handle: home },
    { method: 'POST', path: '/language', handle: chooseLanguage },
  ],
};

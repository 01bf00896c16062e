import { pathOfOurs } from '../own-path.ts';
import type { Handler } from '../route.ts';
import { loginPage } from './login-page.tsx';

export const showLogin: Handler = (visit) => {
  const next = pathOfOurs(visit.query.get('next'));
  return visit.staff ? { redirect: next } : loginPage(visit, { name: '', next });
};

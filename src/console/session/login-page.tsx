import { Field, PostForm } from '../form.tsx';
import type { Answer, Visit } from '../route.ts';

export type LoginFault = 'wrong' | 'too_many' | 'ended';

/**
 * Says the same for a wrong name and a wrong password.
 * @param typed `held`: see held-form.ts
 */
export function loginPage(
  visit: Visit,
  typed: { name: string; next: string; fault?: LoginFault; held?: string },
): Answer {
  const { t } = visit;
  const status = { wrong: 401, too_many: 429, ended: 401 } as const;
  const held = typed.held ?? '';
  return {
    title: t('console.login.title'),
    ...(typed.fault && { status: status[typed.fault] }),
    page: (
      <article class="narrow">
        <h1>{t('console.login.title')}</h1>
        {typed.fault && (
          <p class="note bad" role="alert">
            {t(`console.login.${typed.fault}`)}
          </p>
        )}
        {held !== '' && <p class="note good">{t('console.held.kept')}</p>}
        <PostForm visit={visit} action="/login">
          {held !== '' && <input type="hidden" name="held" value={held} />}
          <input type="hidden" name="next" value={typed.next} />
          <Field id="name" label={t('console.login.name')}>
            <input
              id="name"
              name="name"
              value={typed.name}
              autocomplete="username"
              autocapitalize="none"
              required
              maxLength={80}
            />
          </Field>
          <Field id="password" label={t('console.login.password')}>
            <input
              id="password"
              name="password"
              type="password"
              autocomplete="current-password"
              required
              maxLength={200}
            />
          </Field>
          <button type="submit">{t('console.login.submit')}</button>
        </PostForm>
      </article>
    ),
  };
}

import { Field, PostForm } from '../form.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { NewPasswordFields, type PasswordMistakes } from '../session/new-password.tsx';

export interface AccountMistakes extends PasswordMistakes {
  readonly old?: string;
}

/** One's own name and role, and a new password. */
export function accountPage(visit: SignedVisit, mistakes?: AccountMistakes, status: 422 | 429 = 422): Answer {
  const { t, staff } = visit;
  return {
    title: t('console.account.title'),
    ...(mistakes && { status }),
    page: (
      <article class="narrow">
        <h1>{t('console.account.title')}</h1>
        <p>
          <b>{staff.name}</b>, {t(`console.role.${staff.role}`)}
        </p>
        <h2>{t('console.account.password')}</h2>
        <p class="hint">{t('console.account.text')}</p>
        <PostForm visit={visit} action="/account/password">
          {/* Unseen, for the browser's own list of passwords. */}
          <input type="text" name="name" value={staff.name} autocomplete="username" hidden readOnly />
          <Field id="old" label={t('console.account.old')} mistake={mistakes?.old}>
            <input
              id="old"
              name="old"
              type="password"
              autocomplete="current-password"
              required
              maxLength={200}
            />
          </Field>
          <NewPasswordFields visit={visit} label={t('console.account.new')} mistakes={mistakes ?? {}} />
          <button type="submit">{t('console.account.save')}</button>
        </PostForm>
      </article>
    ),
  };
}

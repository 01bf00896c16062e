import type { StaffRole } from '../../store/staff.ts';
import { Field, PostForm } from '../form.tsx';
import type { Answer, Visit } from '../route.ts';
import { NewPasswordFields, type PasswordMistakes } from './new-password.tsx';

export interface InviteMistakes extends PasswordMistakes {
  readonly name?: string;
}

export function invitePage(
  visit: Visit,
  invite: { token: string; role: StaffRole; name: string; mistakes?: InviteMistakes },
): Answer {
  const { t } = visit;
  const mistakes = invite.mistakes ?? {};
  return {
    title: t('console.invite.title'),
    ...(invite.mistakes && { status: 422 }),
    page: (
      <article class="narrow">
        <h1>{t('console.invite.title')}</h1>
        <p>{t('console.invite.text', { role: t(`console.role.${invite.role}`) })}</p>
        <PostForm visit={visit} action={`/invite/${encodeURIComponent(invite.token)}`}>
          <Field
            id="name"
            label={t('console.login.name')}
            hint={t('console.invite.name_hint')}
            mistake={mistakes.name}
          >
            <input
              id="name"
              name="name"
              value={invite.name}
              autocomplete="username"
              autocapitalize="none"
              required
              maxLength={60}
            />
          </Field>
          <NewPasswordFields visit={visit} label={t('console.login.password')} mistakes={mistakes} />
          <button type="submit">{t('console.invite.submit')}</button>
        </PostForm>
      </article>
    ),
  };
}

/** The same for a link that was used, is too old or never was. */
export function inviteGone(visit: Visit): Answer {
  const { t } = visit;
  return {
    title: t('console.invite.gone_title'),
    status: 404,
    page: (
      <article class="narrow">
        <h1>{t('console.invite.gone_title')}</h1>
        <p>{t('console.invite.gone_text')}</p>
        <p>
          <a class="button" href="/login">
            {t('console.login.title')}
          </a>
        </p>
      </article>
    ),
  };
}

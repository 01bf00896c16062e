import type { StaffMember } from '../../store/staff.ts';
import { PostForm } from '../form.tsx';
import type { Answer, Visit } from '../route.ts';
import { NewPasswordFields, type PasswordMistakes } from './new-password.tsx';

export function resetPage(
  visit: Visit,
  reset: { token: string; member: StaffMember; mistakes?: PasswordMistakes },
): Answer {
  const { t } = visit;
  const { token, member, mistakes } = reset;
  return {
    title: t('console.reset.title'),
    ...(mistakes && { status: 422 }),
    page: (
      <article class="narrow">
        <h1>{t('console.reset.title')}</h1>
        <p>{t('console.reset.text', { name: member.name })}</p>
        <PostForm visit={visit} action={`/reset/${encodeURIComponent(token)}`}>
          {/* Unseen, for the browser's own list of passwords. */}
          <input type="text" name="name" value={member.name} autocomplete="username" hidden readOnly />
          <NewPasswordFields visit={visit} label={t('console.account.new')} mistakes={mistakes ?? {}} />
          <button type="submit">{t('console.account.save')}</button>
        </PostForm>
      </article>
    ),
  };
}

import type { StaffMember } from '../../store/staff.ts';
import { PostForm } from '../form.tsx';
import { formTokenOf } from '../form-token.ts';
import type { Answer, CookieChange, Visit } from '../route.ts';
import type { HeldForm } from './held-form.ts';

/**
 * Signed in again: what they had typed is shown and one press sends it. Not by itself: somebody else may have signed
 * in on this phone.
 * @param opened the session that was just opened, for which the form must carry a token
 */
export function heldPage(
  visit: Visit,
  held: HeldForm,
  opened: { member: StaffMember; token: string; cookies: readonly CookieChange[] },
): Answer {
  const { deps } = visit;
  const { member, token, cookies } = opened;
  const { language } = member;
  const signed: Visit = {
    ...visit,
    language,
    t: (text, values) => deps.texts.text(language, text, values),
    staff: member,
    formToken: formTokenOf(deps.store.seal.internalKey, token),
  };
  // What has several words was typed by hand; the rest are names of choices.
  const typed = held.fields.filter(([, value]) => /\S\s+\S/.test(value));
  return {
    title: signed.t('console.held.title'),
    cookies,
    visit: signed,
    page: (
      <article>
        <h1>{signed.t('console.held.title')}</h1>
        <p>{signed.t('console.held.text', { name: member.name })}</p>
        {typed.map(([name, value]) => (
          <p class="held" dir="auto" key={name}>
            {value}
          </p>
        ))}
        <PostForm visit={signed} action={held.to} class="row">
          {held.fields.map(([name, value], n) => (
            <input type="hidden" name={name} value={value} key={`${n} ${name}`} />
          ))}
          <button type="submit">{signed.t('console.held.send')}</button>
          <a href="/">{signed.t('console.held.leave')}</a>
        </PostForm>
      </article>
    ),
  };
}

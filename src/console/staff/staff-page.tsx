import { INVITE_HOURS } from '../../store/invites.ts';
import { STAFF_ROLES, type StaffRow } from '../../store/staff.ts';
import { Field, PostForm } from '../form.tsx';
import type { Answer, SignedVisit } from '../route.ts';

/** @param link an invite that was just made: shown this once, kept nowhere */
export function staffPage(visit: SignedVisit, staff: readonly StaffRow[], link?: string): Answer {
  const { t } = visit;
  return {
    title: t('console.nav.staff'),
    page: (
      <>
        <h1>{t('console.nav.staff')}</h1>
        {link !== undefined && <InviteLink visit={visit} link={link} />}
        <table class="stack card-table">
          <thead>
            <tr>
              <th>{t('console.staff.name')}</th>
              <th>{t('console.staff.role')}</th>
              <th>{t('console.staff.state')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {staff.map((member) => (
              <StaffLine key={member.id} visit={visit} member={member} />
            ))}
          </tbody>
        </table>
        <section class="card">
          <h2>{t('console.staff.invite')}</h2>
          <p>{t('console.staff.invite_text', { hours: INVITE_HOURS })}</p>
          <PostForm visit={visit} action="/staff/invites" class="row">
            <label class="inline" for="role">
              {t('console.staff.role')}
            </label>
            <select id="role" name="role" class="short">
              {STAFF_ROLES.map((role) => (
                <option key={role} value={role}>
                  {t(`console.role.${role}`)}
                </option>
              ))}
            </select>
            <button type="submit">{t('console.staff.make_invite')}</button>
          </PostForm>
        </section>
      </>
    ),
  };
}

function InviteLink(props: { visit: SignedVisit; link: string }) {
  const { t } = props.visit;
  return (
    <section class="note good" role="status">
      <Field id="link" label={t('console.staff.link')} hint={t('console.staff.link_hint')}>
        <input id="link" value={props.link} readOnly />
      </Field>
    </section>
  );
}

function StaffLine(props: { visit: SignedVisit; member: StaffRow }) {
  const { visit, member } = props;
  const { t } = visit;
  const action = member.disabledAt === null ? 'disable' : 'enable';
  return (
    <tr>
      <td data-label={t('console.staff.name')}>{member.name}</td>
      <td data-label={t('console.staff.role')}>{t(`console.role.${member.role}`)}</td>
      <td data-label={t('console.staff.state')}>
        {member.disabledAt === null ? (
          <span class="badge good">{t('console.staff.active')}</span>
        ) : (
          <span class="badge bad">{t('console.staff.disabled')}</span>
        )}
      </td>
      <td>
        {member.id === visit.staff.id ? (
          <span class="soft">{t('console.staff.you')}</span>
        ) : (
          <PostForm visit={visit} action={`/staff/${member.id}/${action}`}>
            <button type="submit" class={action === 'disable' ? 'danger small' : 'second small'}>
              {t(`console.staff.${action}`)}
            </button>
          </PostForm>
        )}
      </td>
    </tr>
  );
}

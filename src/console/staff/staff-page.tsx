import { countOpenInvites, INVITE_HOURS } from '../../store/invites.ts';
import { listStaff, STAFF_ROLES, type StaffRow } from '../../store/staff.ts';
import { Field, PostForm } from '../form.tsx';
import type { Answer, SignedVisit } from '../route.ts';

interface MadeLink {
  readonly link: string;
  readonly label: string;
}

/** @param made a link that was just made: shown this once, kept nowhere */
export async function showStaffWith(visit: SignedVisit, made?: MadeLink): Promise<Answer> {
  const { t, deps } = visit;
  const [staff, openLinks] = await Promise.all([listStaff(deps.store.db), countOpenInvites(deps.store.db)]);
  return {
    title: t('console.nav.staff'),
    page: (
      <>
        <h1>{t('console.nav.staff')}</h1>
        {made && <NewLink visit={visit} made={made} />}
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
          {openLinks > 0 && (
            <PostForm visit={visit} action="/staff/invites/close" class="row open-links">
              <span class="soft">{t('console.staff.open_links', { count: openLinks })}</span>
              <button type="submit" class="danger small">
                {t('console.staff.close_links')}
              </button>
            </PostForm>
          )}
        </section>
      </>
    ),
  };
}

function NewLink({ visit, made }: { visit: SignedVisit; made: MadeLink }) {
  const { t } = visit;
  return (
    <section class="note good" role="status">
      <Field id="link" label={made.label} hint={t('console.staff.link_hint')}>
        <input id="link" value={made.link} readOnly />
      </Field>
    </section>
  );
}

/** For whom they speak in the watch cell. */
function InstitutionForm({ visit, member }: { visit: SignedVisit; member: StaffRow }) {
  const { t, deps, language } = visit;
  return (
    <PostForm visit={visit} action={`/staff/${member.id}/institution`} class="row">
      <select name="institution" class="short" aria-label={t('console.staff.institution')}>
        <option value="">{t('console.staff.no_institution')}</option>
        {deps.watch.cell.institutions.map(({ id, name }) => (
          <option key={id} value={id} selected={id === member.institution}>
            {name[language] ?? Object.values(name)[0]}
          </option>
        ))}
      </select>
      <button type="submit" class="second small">
        {t('console.staff.set_institution')}
      </button>
    </PostForm>
  );
}

function StaffLine(props: { visit: SignedVisit; member: StaffRow }) {
  const { visit, member } = props;
  const { t } = visit;
  const action = member.disabledAt === null ? 'disable' : 'enable';
  return (
    <tr>
      <td data-label={t('console.staff.name')}>{member.name}</td>
      <td data-label={t('console.staff.role')}>
        {t(`console.role.${member.role}`)}
        {(member.role === 'analyst' || member.institution !== null) && (
          <InstitutionForm visit={visit} member={member} />
        )}
      </td>
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
          <div class="row">
            {action === 'disable' && (
              <PostForm visit={visit} action={`/staff/${member.id}/reset`}>
                <button type="submit" class="second small">
                  {t('console.staff.reset')}
                </button>
              </PostForm>
            )}
            <PostForm visit={visit} action={`/staff/${member.id}/${action}`}>
              <button type="submit" class={action === 'disable' ? 'danger small' : 'second small'}>
                {t(`console.staff.${action}`)}
              </button>
            </PostForm>
          </div>
        )}
      </td>
    </tr>
  );
}

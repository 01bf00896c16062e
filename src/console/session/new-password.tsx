import { Field } from '../form.tsx';
import type { Visit } from '../route.ts';
import { passwordFault, SHORTEST_PASSWORD } from './passwords.ts';

export interface PasswordMistakes {
  readonly password?: string;
  readonly again?: string;
}

/** A new password, twice: the same fields for joining, for a reset and for changing one's own. */
export function NewPasswordFields(props: { visit: Visit; label: string; mistakes: PasswordMistakes }) {
  const { visit, label, mistakes } = props;
  const { t } = visit;
  return (
    <>
      <Field
        id="password"
        label={label}
        hint={t('console.invite.password_hint', { n: SHORTEST_PASSWORD })}
        mistake={mistakes.password}
      >
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="new-password"
          required
          maxLength={200}
        />
      </Field>
      <Field id="again" label={t('console.invite.again')} mistake={mistakes.again}>
        <input id="again" name="again" type="password" autocomplete="new-password" required maxLength={200} />
      </Field>
    </>
  );
}

/** What is wrong with the two fields; empty where nothing is. */
export function passwordMistakes({ form, t }: Visit, name: string): PasswordMistakes {
  const password = form.exact('password');
  const fault = passwordFault(name, password);
  if (fault) {
    return { password: t(`console.password.${fault}`, fault === 'short' ? { n: SHORTEST_PASSWORD } : {}) };
  }
  return form.exact('again') === password ? {} : { again: t('console.invite.not_same') };
}

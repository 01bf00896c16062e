import { text } from 'node:stream/consumers';
import { readCountry } from '../config.ts';
import { hashPassword, passwordFault, SHORTEST_PASSWORD } from '../console/session/passwords.ts';
import { countryOf } from '../country/index.ts';
import { loadTexts } from '../i18n.ts';
import { addStaff, STAFF_ROLES } from '../store/staff.ts';
import { withStore } from './with-store.ts';

const FAULTS = {
  short: `the password is too short: use at least ${SHORTEST_PASSWORD} characters`,
  long: 'the password is too long',
  name: 'the name must not be in the password',
  same: 'the password is too easy: use more different characters',
} as const;

/** @throws Error with one line that says what is wrong; then nobody was added */
export async function runUserAdd(
  name: string,
  options: { role: string; lang?: string; institution?: string; json?: boolean },
): Promise<void> {
  const role = STAFF_ROLES.find((each) => each === options.role);
  if (!role) throw new Error(`there is no role ${options.role}: use ${STAFF_ROLES.join(', ')}`);
  const { institutions } = countryOf(readCountry().country).watch;
  const { institution } = options;
  if (institution !== undefined && !institutions.some(({ id }) => id === institution))
    throw new Error(
      `there is no institution ${institution}: use ${institutions.map(({ id }) => id).join(', ')}`,
    );
  if (role === 'analyst' && institution === undefined)
    throw new Error('an analyst speaks for an institution: add --institution ID');
  const letters = [...name.trim()].length;
  if (letters < 2 || letters > 60) throw new Error('the name must have 2 to 60 letters');
  const { languages } = loadTexts();
  const language = options.lang ?? languages[0] ?? 'en';
  if (!languages.includes(language)) {
    throw new Error(`there is no language ${language}: use ${languages.join(', ')}`);
  }
  // `echo` puts a line end after it, which nobody types when they sign in.
  const password = (await text(process.stdin)).replace(/\r?\n$/, '');
  const fault = passwordFault(name, password);
  if (fault) throw new Error(FAULTS[fault]);
  const passwordHash = await hashPassword(password);
  const member = await withStore((store) =>
    addStaff(store.db, { name, role, passwordHash, language, ...(institution && { institution }) }),
  );
  if (!member) throw new Error(`somebody is called ${name} already`);
  console.log(options.json ? JSON.stringify(member) : `${member.name} may sign in as ${member.role}`);
}

import { enableStaff, findStaffByName } from '../store/staff.ts';
import { withStore } from './with-store.ts';

/** @throws Error where nobody has that name or their access is open already */
export async function runUserEnable(name: string): Promise<void> {
  await withStore(async (store) => {
    const member = await findStaffByName(store.db, name);
    if (!member) throw new Error(`nobody is called ${name}`);
    if (!(await enableStaff(store.db, member.id))) throw new Error(`${member.name} was not disabled`);
    console.log(`${member.name} may sign in again, with the password they had`);
  });
}

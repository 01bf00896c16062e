import { disableStaff, findStaffByName } from '../store/staff.ts';
import { withStore } from './with-store.ts';

/** @throws Error where nobody has that name or their access is closed already */
export async function runUserDisable(name: string): Promise<void> {
  await withStore(async (store) => {
    const member = await findStaffByName(store.db, name);
    if (!member) throw new Error(`nobody is called ${name}`);
    if (!(await disableStaff(store.db, { staffId: member.id, by: null }))) {
      throw new Error(`${member.name} was disabled already`);
    }
    console.log(`${member.name} can no longer sign in`);
  });
}

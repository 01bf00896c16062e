import { listStaff } from '../store/staff.ts';
import { withStore } from './with-store.ts';

export async function runUserList(options: { json?: boolean }): Promise<void> {
  const staff = await withStore((store) => listStaff(store.db));
  for (const { id, name, role, language, disabledAt } of staff) {
    const disabled = disabledAt !== null;
    console.log(
      options.json
        ? JSON.stringify({ id, name, role, language, disabled })
        : `${name}  ${role}${disabled ? '  (disabled)' : ''}`,
    );
  }
  if (staff.length === 0 && !options.json)
    console.log('nobody yet: teledjol user add NAME --role admin --password-stdin');
}

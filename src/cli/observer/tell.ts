import type { Fault } from '../../desks/watch/index.ts';

/**
 * Says what was entered and what is wrong, row by row.
 * @throws Error with one line where a row was left out: whoever calls this in a script must see it
 */
export function tellImport(
  done: { readonly added: number; readonly changed: number; readonly faults: readonly Fault[] },
  { check, json }: { check?: boolean; json?: boolean },
  what: string,
): void {
  const { added, changed, faults } = done;
  if (json) console.log(JSON.stringify(done));
  else {
    for (const { row, column, what: wrong } of faults) console.log(`row ${row}, ${column}: ${wrong}`);
    console.log(`${what}: ${added} new, ${changed} known${check ? ' (nothing was changed)' : ''}`);
  }
  const rows = new Set(faults.map(({ row }) => row)).size;
  if (rows > 0)
    throw new Error(`${rows} of the rows ${check ? 'cannot be' : 'were not'} taken: mend and import again`);
}

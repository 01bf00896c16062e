import { addEvents } from '../../store/events.ts';
import { allObservers, unsealPerson } from '../../store/observers.ts';
import { table } from '../table.ts';
import { withStore } from '../with-store.ts';

/**
 * Everybody who observes, by number. Names and the counts for duress are sealed, and shown only where asked for:
 * whoever trains observers tells each their own by word of mouth.
 */
export async function runObserverList(options: { sealed?: boolean; json?: boolean }): Promise<void> {
  const rows = await withStore(async (store) => {
    const all = await allObservers(store.db);
    if (options.sealed)
      await store.db.transaction((tx) =>
        addEvents(tx, [
          { at: new Date(), subject: 'observer', subjectId: 'all', actor: 'system', what: 'opened' },
        ]),
      );
    return all.map((row) => ({
      number: row.number,
      organisation: row.organisation,
      language: row.language,
      place: row.placeNumber ?? '',
      replies: row.verbosity,
      training: row.training,
      state: row.endedAt ? 'left' : row.blockedAt ? 'blocked' : 'active',
      ...(options.sealed && unsealPerson(store.seal, row.sealed)),
    }));
  });
  if (options.json) for (const row of rows) console.log(JSON.stringify(row));
  else if (rows.length === 0) console.log('nobody yet: teledjol observer import FILE');
  else
    console.log(
      table(
        Object.keys(rows[0] ?? {}),
        rows.map((row) => Object.values(row).map(String)),
      ),
    );
}

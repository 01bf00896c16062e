import type { Queryable } from './connect.ts';
import { addEvents } from './events.ts';

/**
 * Writes into the chain of events who linked a device with one of our accounts, or took it away: whoever does the
 * first reads every message from then on, and after the second nobody is answered.
 * @param by `what`: a key, e.g. `asked_qr`; no number of anybody
 */
export async function noteLinkAsked(
  q: Queryable,
  by: { at: Date; account: string; staffId: string; what: string },
): Promise<void> {
  await q.transaction((tx) =>
    addEvents(tx, [
      { at: by.at, subject: 'account', subjectId: by.account, actor: by.staffId, what: by.what },
    ]),
  );
}

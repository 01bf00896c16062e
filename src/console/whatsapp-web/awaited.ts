import type { Ask, Pairing } from '../../channels/whatsapp-web/pairing.ts';
import type { Visit } from '../route.ts';
import { DEVICE } from './path.ts';

/** Whoever holds the connection looks for asks every second or two. After this the page says how it stands instead. */
const WAIT_MS = 20_000;

/** The page that waits for an ask of this moment: until it is taken, all stands as before. */
export function pageAwaiting(ask: Ask['do'], now: Date): string {
  return `${DEVICE}?asked=${ask}.${now.getTime()}`;
}

/** What this page still waits for; undefined where nothing was asked, or it came, or nobody takes it. */
export function awaitedBy(visit: Visit, pairing: Pairing): Ask['do'] | undefined {
  const [, what, at] = /^(qr|code|unlink)\.(\d{1,15})$/.exec(visit.query.get('asked')) ?? [];
  const age = visit.deps.now().getTime() - Number(at);
  if (what === undefined || !(age >= 0 && age < WAIT_MS)) return undefined;
  const came = what === 'unlink' ? pairing.note === 'unlinked' : pairing.stands === 'up';
  return came ? undefined : (what as Ask['do']);
}

import { request } from 'undici';
import type { Log } from './core/log.ts';
import type { Store } from './store/connect.ts';
import { alertLate } from './store/waiting.ts';

/**
 * Raises the alarm for people who have waited too long, each once: in the log, on every console page, in the
 * metrics, and at `alertUrl`. The line says how many and where to look, never who.
 */
export async function raiseAlarm(deps: {
  store: Store;
  log: Log;
  minutes: number;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const late = await alertLate(deps.store.db, deps.minutes);
  if (late.length === 0) return;
  deps.log.warn('people have waited too long for a person', { count: late.length });
  if (deps.alertUrl === undefined) return;
  const line = `Teledjol: ${late.length} waiting for more than ${deps.minutes} minutes. ${deps.publicUrl}/waiting`;
  try {
    const { statusCode, body } = await request(deps.alertUrl, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: line,
      headersTimeout: 10_000,
      bodyTimeout: 10_000,
    });
    await body.dump();
    if (statusCode >= 300) deps.log.error('the alert address refused the alarm', { status: statusCode });
  } catch (error) {
    deps.log.error('the alert address could not be reached', { error });
  }
}

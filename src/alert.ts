import { request } from 'undici';
import type { Log } from './core/log.ts';
import { tellLate, tellSilenceAlarms, tellWarnings, type WatchDesk } from './desks/watch/index.ts';
import type { Store } from './store/connect.ts';
import { markReminded, type StateHours, unmarkReminded } from './store/late-claims.ts';
import { markLateLines, unmarkLateLines } from './store/late-lines.ts';
import { alertTroubled } from './store/sender-health.ts';
import { alertDanger, alertLate } from './store/waiting.ts';
import { alertDisabled } from './store/webhooks.ts';

/**
 * Raises the alarm for people who have waited too long and for accounts that have been in trouble as long, each
 * once: in the log, on every console page, in the metrics, and at `alertUrl`. A line says how many or which account
 * and where to look, never who.
 *
 * @param accounts the sender accounts that are open
 */
export async function raiseAlarm(deps: {
  store: Store;
  log: Log;
  accounts: readonly string[];
  minutes: number;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { store, log, minutes, publicUrl } = deps;
  const late = await alertLate(store.db, minutes);
  if (late.length > 0) {
    log.warn('people have waited too long for a person', { count: late.length });
    await tell(
      deps,
      `Teledjol: ${late.length} waiting for more than ${minutes} minutes. ${publicUrl}/waiting`,
    );
  }
  const troubled = await alertTroubled(store.db, deps.accounts, minutes);
  if (troubled.length > 0) {
    for (const account of troubled) log.error('an account has been in trouble for too long', { account });
    const which = troubled.join(', ');
    await tell(
      deps,
      `Teledjol: in trouble for more than ${minutes} minutes: ${which}. ${publicUrl}/channels`,
    );
  }
}

/**
 * Tells the duty officer of incidents that stand too long where they stand, and of what an institution has not
 * acknowledged in time, each once. The line bears where to look, and nothing of what happened.
 */
export async function raiseLateIncidents(deps: {
  watch: WatchDesk;
  log: Log;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { watch, log, publicUrl } = deps;
  await tellLate(watch, async ({ incidentId, what, institution }) => {
    log.warn(`incident ${what}`, { incidentId, ...(institution && { institution }) });
    const why = what === 'standing' ? 'an incident stands too long' : `${institution} has not acknowledged`;
    return tell(deps, `Teledjol: ${why}. ${publicUrl}/watch/incidents/${incidentId}`);
  });
}

/** Tells the duty officer where several reports together say that something begins, once for the time of the rule. */
export async function raiseWarnings(deps: {
  watch: WatchDesk;
  log: Log;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { watch, log, publicUrl } = deps;
  await tellWarnings(watch, async ({ rule, reports }) => {
    log.warn('a warning rule is reached', { rule: rule.id, count: reports });
    return tell(deps, `Teledjol: warning rule ${rule.id} is reached. ${publicUrl}/watch`);
  });
}

/** As many numbers as a telephone shows; the page has them all. */
const MOST_NUMBERS = 20;

/**
 * Tells the duty officer of each alarm that a colleague gave for observers who are silent: numbers as on their cards,
 * where they are expected, and where to look.
 */
export async function raiseSilenceAlarms(deps: {
  watch: WatchDesk;
  /** In which departments are named. */
  language: string;
  log: Log;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { watch, language, log, publicUrl } = deps;
  await tellSilenceAlarms(watch, async ({ numbers, departments }) => {
    log.warn('the alarm was given for silent observers', { count: numbers.length });
    const more = numbers.length - MOST_NUMBERS;
    const who = `${numbers.slice(0, MOST_NUMBERS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    const names = departments.map((code) => watch.placeName(code, language)).join(', ');
    const where = names === '' ? '' : ` (${names})`;
    return tell(deps, `Teledjol: alarm for silent observers: ${who}${where}. ${publicUrl}/watch/silence`);
  });
}

/**
 * Raises the alarm at once for people who may be in danger, each once; where the address cannot be told, again at the
 * next sweep. The line bears the code of the report and where to look: no words, no number, no place.
 */
export async function raiseDangerAlarm(deps: {
  store: Store;
  log: Log;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { store, log, publicUrl } = deps;
  await alertDanger(store.db, async ({ waitingId, report }) => {
    log.warn('somebody may be in danger', { waitingId, ...(report && { reportId: report.id }) });
    const who = report
      ? `: ${report.code}. ${publicUrl}/reports/${report.id}`
      : `. ${publicUrl}/waiting/${waitingId}`;
    return tell(deps, `Teledjol: somebody may be in danger${who}`);
  });
}

/** Raises the alarm for endpoints of webhooks that are off because they said so or failed for days, each once. */
export async function raiseWebhookAlarm(deps: {
  store: Store;
  log: Log;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  for (const { id, host, why } of await alertDisabled(deps.store.db)) {
    const reason = why === 'gone' ? 'it said that it is gone (410)' : 'it has failed for days';
    await tell(
      deps,
      `Teledjol: no more webhooks to ${host}: ${reason}. ${deps.publicUrl}/partners/webhooks/${id}`,
    );
  }
}

/** Raises the alarm for claims that stay too long where they are, once in each state and every day: numbers, no words. */
export async function raiseLateClaims(deps: {
  store: Store;
  log: Log;
  hours: StateHours;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { store, log, hours, publicUrl } = deps;
  const late = await markReminded(store.db, hours, new Date());
  if (late.length === 0) return;
  log.warn('claims stay too long where they are', { count: late.length });
  const which = late.map(({ seq, state }) => `#${seq} (${state})`).join(', ');
  const told = await tell(deps, `Teledjol: claims wait too long: ${which}. ${publicUrl}/verification`);
  if (told) return;
  await unmarkReminded(
    store.db,
    late.map(({ id }) => id),
  );
}

/** Raises the alarm for lines of the queue that nobody has opened for too long, once and every day: their number alone. */
export async function raiseLateLines(deps: {
  store: Store;
  log: Log;
  hours: number;
  alertUrl: string | undefined;
  publicUrl: string;
}): Promise<void> {
  const { store, log, hours, publicUrl } = deps;
  const count = await markLateLines(store.db, hours, new Date());
  if (count === 0) return;
  log.warn('new messages wait too long', { count });
  const line = `Teledjol: new messages wait longer than ${hours} hours: ${count}. ${publicUrl}/verification`;
  if (!(await tell(deps, line))) await unmarkLateLines(store.db);
}

/** @returns false where there is an address and it did not take the line */
async function tell(
  { alertUrl, log }: { alertUrl: string | undefined; log: Log },
  line: string,
): Promise<boolean> {
  if (alertUrl === undefined) return true;
  try {
    const { statusCode, body } = await request(alertUrl, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: line,
      headersTimeout: 10_000,
      bodyTimeout: 10_000,
    });
    await body.dump();
    if (statusCode >= 300) log.error('the alert address refused the alarm', { status: statusCode });
    return statusCode < 300;
  } catch (error) {
    log.error('the alert address could not be reached', { error });
    return false;
  }
}

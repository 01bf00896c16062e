import { dayNumber, instantAt, isoInZone } from '../language/wall-clock.ts';

/**
 * What `<input type="datetime-local">` sends, as the clock of the deployment shows it; without a script a browser may
 * send what somebody typed.
 * @returns null where nothing was given; undefined where it is no time
 */
export function readLocalTime(text: string, timeZone: string): Date | null | undefined {
  if (text === '') return null;
  const [, ...parts] = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::\d\d)?$/.exec(text) ?? [];
  const [year, month, day, hour, minute] = parts.map(Number);
  if (!year || !month || !day || hour === undefined || minute === undefined) return undefined;
  if (month > 12 || day > 31 || hour > 23 || minute > 59) return undefined;
  return instantAt(dayNumber({ year, month, day }), hour * 60 + minute, timeZone);
}

/** The value for such a field. */
export function localTime(at: Date | null, timeZone: string): string {
  return at === null ? '' : isoInZone(at, timeZone).slice(0, 16);
}

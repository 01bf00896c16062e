/** Words a minute of a calm reading; a presenter who hurries has time left. */
const PACE = 140;

/** As it is read out: nobody reads an address aloud, so of a link its host is said. */
export const aloud = (text: string): string =>
  text
    .replace(/https?:\/\/(?:www\.)?([^\s/]+)\S*/g, '$1')
    .replace(/[ \t]+/g, ' ')
    .trim();

/** How long these lines take to be read out calmly, in whole seconds, rounded up. */
export function secondsAloud(lines: readonly string[]): number {
  const words = lines.join(' ').split(/\s+/).filter(Boolean).length;
  return Math.ceil((words / PACE) * 60);
}

import { getDomain } from 'tldts';
import { foldWords } from '../../language/fold.ts';
import type { EvidenceRow } from '../../store/evidence.ts';

/** So many sources that do not come from each other a verdict rests on: the habit of the trade. */
export const SOURCES_NEEDED = 2;

/** What somebody says there is not said by the house: two pages of Facebook may be two sources, where they are named. */
const PLATFORMS = new Set([
  'facebook.com',
  'fb.watch',
  'instagram.com',
  'x.com',
  'twitter.com',
  'tiktok.com',
  'youtube.com',
  'youtu.be',
  'whatsapp.com',
  't.me',
  'telegram.me',
  'archive.org',
  'archive.ph',
]);

type Entry = Pick<EvidenceRow, 'source' | 'url' | 'sha256' | 'stance' | 'struckAt'>;

/**
 * How many independent sources stand behind entries: the same name, however it is written, the same house on the web or
 * the same file is one source, also by way of a third entry. Entries that name nobody and lead nowhere are one
 * together. An official record is one like any other.
 */
export function independentSources(entries: readonly Entry[]): number {
  const groups: Set<string>[] = [];
  for (const entry of entries) {
    if (entry.struckAt !== null || entry.stance === 'context') continue;
    const marks = marksOf(entry);
    const alike = groups.filter((group) => marks.some((mark) => group.has(mark)));
    for (const group of alike) groups.splice(groups.indexOf(group), 1);
    groups.push(new Set([...marks, ...alike.flatMap((group) => [...group])]));
  }
  return groups.length;
}

function marksOf({ source, url, sha256 }: Entry): string[] {
  const name = foldWords(source ?? '');
  const house = url === null ? '' : (getDomain(url) ?? hostOf(url));
  const marks = [
    ...(name === '' ? [] : [`name ${name}`]),
    ...(house === '' || (PLATFORMS.has(house) && name !== '') ? [] : [`house ${house}`]),
    ...(sha256 === null ? [] : [`file ${sha256.toString('hex')}`]),
  ];
  return marks.length > 0 ? marks : ['nobody'];
}

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : url);

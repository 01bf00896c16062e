/** The names of the letters, as Haitian schools say them. R and U are those of French in Creole's sounds. */
const NAMES: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'be',
  c: 'se',
  d: 'de',
  e: 'e',
  f: 'èf',
  g: 'je',
  h: 'ach',
  i: 'i',
  j: 'ji',
  k: 'ka',
  l: 'èl',
  m: 'èm',
  n: 'èn',
  o: 'o',
  p: 'pe',
  q: 'ki',
  r: 'è',
  s: 'ès',
  t: 'te',
  u: 'i',
  v: 've',
  w: 'doubleve',
  x: 'iks',
  y: 'igrèk',
  z: 'zèd',
};

/** @param letters of any case; accents do not count */
export function spell(letters: string): string {
  return [...letters.normalize('NFD').toLowerCase()]
    .map((letter) => NAMES[letter])
    .filter(Boolean)
    .join(' ');
}

/** What is not spelt although it is written in capitals: said as a word, or in full. */
const SAID: Readonly<Record<string, string>> = {
  BED: 'bèd',
  BEK: 'bèk',
  ONU: 'oni',
  ONI: 'oni',
  KEP: 'kèp',
  HTG: 'goud',
  UNICEF: 'inisèf',
  INICEF: 'inisèf',
  PNUD: 'pnid',
  UCREF: 'ikrèf',
  OK: 'oke',
  OFNAC: 'ofnak',
  CARICOM: 'karikòm',
  ULCC: 'i èl se se',
  MINUSTAH: 'minista',
  BINUH: 'binou',
  USAID: 'i ès èd',
  STOP: 'stòp',
};

/** How a syllable may begin in Creole. */
const BEGINS =
  /^(?:s[ptkm]?[lrwy]?|[bdfgpktv][lr]?[wy]?|(?:ch|tch|dj|[jlmnrz])[wy]?|[mn][bdg]w?|h|w|y)?(?:ou|ui|[aeioàèòé])/;

/** Creole words, among them the keywords people send us, may be written in capitals: those are words, not letters. */
function isWord(capitals: string): boolean {
  const word = capitals.toLowerCase();
  if (/^(?:ch|ou|ui|[abdeéfghijklmnoprstvwyzàèò])+$/.test(word))
    return BEGINS.test(word) && !/[bdfgjkprstvz]{2}$/.test(word);
  // A French word (MENU, INCIDENT): longer than most abbreviations, and with its vowels.
  return (
    word.length > 3 &&
    /^s?[^aeiouy]?[lrh]?[aeiouy]/.test(word) &&
    !/[^aeiouyn]{3}|[^aeiouynrls]{2}$/.test(word)
  );
}

/** Those that could be words and are not. */
const SPELT = new Set([
  'OEA',
  'UE',
  'EU',
  'AFP',
  'PM',
  'AM',
  'PDF',
  'SMS',
  'USA',
  'ID',
  'BV',
  'CEP',
  'CNVE',
  'PNH',
  'FMI',
  'BM',
]);

/** What is written in capitals alone, as it is said: a word, in full, or letter by letter. */
export function abbreviation(capitals: string): string {
  const said = SAID[capitals];
  if (said !== undefined) return said;
  return !SPELT.has(capitals) && isWord(capitals) ? capitals.toLowerCase() : spell(capitals);
}

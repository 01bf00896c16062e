/**
 * Words that no rule of sounds explains: what is typed (without accents, in lower case) and how the orthography has it.
 * Shorthand of SMS, words that French and Creole share but spell apart, and French words that a rule would turn into
 * another Creole word.
 */
const ONE_BY_ONE: readonly (readonly [written: string, typed: string])[] = [
  ['mwen', 'mwn mw mwem mwin mwenn mwwen m8n m1n'],
  ['pou', 'pr'],
  ['ak', 'avek avec avk av ave aveck akk'],
  ['tout', 'tt tts tous toute toutes'],
  ['bonjou', 'bjr bjou bonjr bnjr bonjours'],
  ['bonswa', 'bsr bswa bonsoir bonswar'],
  ['mesaj', 'msj msg mesag mesage'],
  ['souple', 'svp stp svpl silvouple sivouple siouple silvoupli'],
  ['tanpri', 'tanpw tampri tnpri tpr tanpwi tanpi'],
  ['mesi', 'msi mrc mci mersi'],
  ['yon', 'youn yonn yn un une on'],
  ['moun', 'mn moune mounn'],
  ['kouman', 'koman kman kmn kmnt kouma comment coman komant'],
  ['kote', 'kot kt cot'],
  ['gen', 'gn gin gin gegne'],
  ['genyen', 'ginyin ginyen ginen genyin'],
  ['menm', 'minm mem meme'],
  ['renmen', 'rinmin renmin rinmen remin'],
  ['byen', 'bin bn'],
  ['anpil', 'ampil enpil anpl ampill'],
  ['toujou', 'tjr tjrs tjs tjou toujours'],
  ['demen', '2men dmen demin demain'],
  ['tande', 'tan2'],
  ['jodi a', 'jodia jdia jodya jordi jordia'],
  ['kounye a', 'kounyea kounya kounyeya konya kouniea kounia koulyea kounieya'],
  ['paske', 'pask pcq pske paskeu'],
  ['konbyen', 'kb konben konbe konbn'],
  ['ayisyen', 'haitien haitienne haitiens ayisien ayitien'],
  ['fanm', 'femme femmes fam'],
  ['fanmi', 'famille fami familles fanmiy'],
  ['madanm', 'madame madam mdm mme'],
  ['msye', 'monsieur mesye mr'],
  ['fo', 'faut faux'],
  ['kafou', 'carrefour karefou carefour'],
  ['peyi', 'pays peii'],
  ['nou', 'nous'],
  ['vou', 'vous'],
  ['jamè', 'jamais janme'],
  ['jwenn', 'jwen join jouin jouen jwin'],
  ['elektè', 'electeur electeurs'],
  ['komanse', 'commence comence commencer koumanse'],
  ['manje', 'mange'],
  ['chanje', 'change'],
  ['gwo', 'gros'],
  // A French e that is not said, where no rule can tell it from the e that Creole says.
  ['wout', 'route routes'],
  ['zòn', 'zone zones'],
  ['komin', 'commune communes komine'],
  ['pwoblèm', 'probleme problemes'],
  ['telefòn', 'telephone telefone'],
  ['enpas', 'impasse'],
  ['avni', 'avenue'],
  ['kèk', 'quelque quelques kelke'],
  ['paspò', 'passeport passport pasport'],
  ['minis', 'ministre ministe ministres'],
  ['ijans', 'urgence urgences'],
  ['lafen', 'lafin'],
  ['djòb', 'job dyob'],
  ['tranbleman', 'tremblement trambleman trableman tranblemann'],
  ['gouvènman', 'gouvneman'],
  ['refijye', 'refije refugie'],
  ['ti moun', 'timoun'],
  ['ou byen', 'oubyen'],
  ['poko', 'pako'],
  ['mezi', 'mesure mezure'],
  // A rule would make them another word: car is not ka (can), sur not si (if), ten and six not di and si.
  ['pa', 'pas'],
  ['paske', 'car'],
  ['sou', 'sur'],
  ['sis', 'six'],
  ['dis', 'dix'],
  // Asked in one word or two.
  ['ki sa', 'kisa kissa'],
  ['ki kote', 'kikote kikot'],
  ['ki moun', 'kimoun'],
  ['ki jan', 'kijan kijann'],
  ['ki lè', 'kile'],
  ['ki bò', 'kibo'],
  ['ki fè', 'kife'],
  ['pou ki sa', 'poukisa pkisa poukissa'],
  ['sa ki', 'sak'],
  ['sa ki ap', 'sakap sakapp'],
  ['sa ki pase', 'sakpase sakpasse'],
  ['lòt moun', 'lotmoun'],
  ['se pa', 'sepa'],
  ['se te', 'sete'],
  ['pa te', 'pat'],
  ['pa ap', 'pap'],
  ['te ap', 'tap'],
  ['ki ap', 'kap'],
];

/** Short forms that lean on the word after or before them (m ap, ede n); alone they may be a letter of a menu. */
export const SHORT_FORMS: Readonly<Record<string, string>> = {
  m: 'mwen',
  n: 'nou',
  l: 'li',
  y: 'yo',
  w: 'ou',
  k: 'ki',
  t: 'te',
};

/** What people write in one word with a short form before it: map, nap, mpa, nta, yte, wvle. */
const AFTER_SHORT_FORM =
  'ap te ta pa pral prale pap pat tap vle ka kapab bezwen gen genyen konnen jwenn mande voye renmen tande se di fe';
/** And after it: poum, kotew, fanmil, ladann. Not where that is another word: poul (chicken), bann (band), fem (shut). */
const BEFORE_SHORT_FORM: Readonly<Record<string, string>> = {
  m: 'pou paske kote fanmi lakay kay peyi ede rele ban kisa eske zanmi ekri voye mande kite touye manman papa di pa ave bay le ke',
  n: 'pou kote fanmi peyi ede rele zanmi voye touye bay le ke pou',
  l: 'kote fanmi lakay peyi ede rele ban eske zanmi ekri voye kite touye manman papa di ave bay le ke',
  w: 'pou paske kote fanmi lakay kay peyi ede rele ban kisa eske zanmi ekri voye koman kijan manman papa di sa ave bay le ke',
};
/** A word that takes in the one after it: mwenmenm, pounou, paka, pagen. */
const IN_ONE_WORD: readonly (readonly [first: string, second: string])[] = [
  ['mwen mw nou ou li yo', 'menm'],
  ['pou ban bay ede', 'mwen nou yo'],
  ['pa', 'ka kapab gen genyen janm vle konnen fe'],
  ['te', 'gen ka'],
  ['ta', 'renmen vle'],
  ['ki', 'pa gen nan'],
];

/**
 * Kept letter by letter: the rules would make them pa (not), pat (did not), kap (who is), ak (with), mèsi (thanks), tre (very), se (is).
 */
const KEPT = ['par', 'part', 'cap', 'avez', 'avait', 'avais', 'mezi', 'trez', 'sez'];

function list(words: string): string[] {
  return words.split(' ');
}

/** All of the above: what is typed, and the words of the orthography that it stands for. */
export function* wordsAsTyped(): Generator<readonly [typed: string, written: string]> {
  for (const word of KEPT) yield [word, word];
  for (const [short, long] of Object.entries(SHORT_FORMS)) {
    for (const helper of list(AFTER_SHORT_FORM)) yield [short + helper, `${long} ${helper}`];
    for (const base of list(BEFORE_SHORT_FORM[short] ?? ''))
      if (base) yield [base + short, `${base} ${long}`];
  }
  for (const [firsts, seconds] of IN_ONE_WORD) {
    for (const first of list(firsts)) {
      for (const second of list(seconds)) yield [first + second, `${first} ${second}`];
    }
  }
  yield ['mwenm', 'mwen menm'];
  for (const [written, typed] of ONE_BY_ONE) for (const word of list(typed)) yield [word, written];
}

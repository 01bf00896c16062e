/**
 * Names and foreign words that stand inside Creole texts as French or English writes them, as people say them: the
 * Creole spelling of the place registers and newspapers where there is one, else what is heard. Lower case; a hyphen
 * also matches a space.
 */
const NAMES: Readonly<Record<string, string>> = {
  // Places.
  'port-au-prince': 'pòtoprens',
  'port-au-prens': 'pòtoprens',
  'port-de-paix': 'pòdepè',
  'port-salut': 'pòsali',
  'port-à-piment': 'pòtapiman',
  'cap-haïtien': 'kapayisyen',
  'cap-haitien': 'kapayisyen',
  'les-cayes': 'okay',
  cayes: 'okay',
  jacmel: 'jakmèl',
  léogâne: 'leyogàn',
  leogane: 'leyogàn',
  gonaïves: 'gonayiv',
  gonaives: 'gonayiv',
  'les-gonaïves': 'gonayiv',
  jérémie: 'jeremi',
  jeremie: 'jeremi',
  hinche: 'ench',
  'saint-marc': 'senmak',
  'saint-louis': 'senlwi',
  'saint-michel': 'senmichèl',
  'saint-raphaël': 'senrafayèl',
  'saint-jean': 'senjan',
  'petit-goâve': 'tigwav',
  'petit-goave': 'tigwav',
  'grand-goâve': 'gran gwav',
  'grand-goave': 'gran gwav',
  miragoâne: 'miragwàn',
  miragoane: 'miragwàn',
  mirebalais: 'mibalè',
  delmas: 'dèlma',
  carrefour: 'kafou',
  'cité-soleil': 'site solèy',
  'cite-soleil': 'site solèy',
  'croix-des-bouquets': 'kwadèboukè',
  'pétion-ville': 'petyonvil',
  pétionville: 'petyonvil',
  petionville: 'petyonvil',
  tabarre: 'taba',
  gressier: 'gresye',
  kenscoff: 'kennskòf',
  arcahaie: 'lakayè',
  "l'arcahaie": 'lakayè',
  cabaret: 'kabarè',
  'fort-liberté': 'fòlibète',
  ouanaminthe: 'wanament',
  limbé: 'lenbe',
  milot: 'milo',
  dessalines: 'desalin',
  verrettes: 'vèrèt',
  artibonite: 'latibonit',
  "l'artibonite": 'latibonit',
  'grand-anse': 'grandans',
  "grand'anse": 'grandans',
  nippes: 'nip',
  'nord-ouest': 'nòdwès',
  'nord-est': 'nòdès',
  'sud-est': 'sidès',
  nord: 'nò',
  sud: 'sid',
  ouest: 'lwès',
  centre: 'sant',
  'champ-de-mars': 'chandmas',
  martissant: 'matisan',
  bicentenaire: 'bisantnè',
  'bel-air': 'bèlè',
  'la-saline': 'lasalin',
  haïti: 'ayiti',
  haiti: 'ayiti',
  // People's names.
  jean: 'jan',
  'jean-baptiste': 'janbatis',
  baptiste: 'batis',
  pierre: 'pyè',
  jacques: 'jak',
  joseph: 'jozèf',
  charles: 'chal',
  louis: 'lwi',
  françois: 'franswa',
  françoise: 'franswaz',
  michel: 'michèl',
  michèle: 'michèl',
  claude: 'klod',
  marie: 'mari',
  rose: 'wòz',
  paul: 'pòl',
  andré: 'andre',
  antoine: 'antwàn',
  guy: 'gi',
  henri: 'anri',
  henry: 'anri',
  eric: 'erik',
  éric: 'erik',
  exumé: 'egzime',
  louverture: 'louvèti',
  toussaint: 'tousen',
  christophe: 'kristòf',
  pétion: 'petyon',
  guillaume: 'giyòm',
  hugues: 'ig',
  yves: 'iv',
  luc: 'lik',
  lucien: 'lisyen',
  célestin: 'selesten',
  estimé: 'estime',
  fils: 'fis',
  moïse: 'moyiz',
  // Titles and written short.
  dr: 'doktè',
  mme: 'madanm',
  mr: 'mesye',
  mlle: 'madmwazèl',
  me: 'me',
  etc: 'elatriye',
  elt: 'elatriye',
  no: 'no',
  // What is called so everywhere.
  whatsapp: 'watsap',
  facebook: 'fesbouk',
  twitter: 'twitè',
  telegram: 'telegram',
  youtube: 'youtoub',
  tiktok: 'tiktòk',
  instagram: 'enstagram',
  google: 'gougèl',
  internet: 'entènèt',
  online: 'onnlayn',
  iverify: 'ay verifay',
  email: 'imel',
  'e-mail': 'imel',
  covid: 'kovid',
  digicel: 'dijisèl',
  natcom: 'natkòm',
  // As phones write them.
  mw: 'mwen',
  mwn: 'mwen',
  pcq: 'paske',
  bjr: 'bonjou',
  bsr: 'bonswa',
  svp: 'silvouplè',
  km: 'kilomèt',
  kg: 'kilo',
};

const written = (name: string) =>
  name
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('-', '[- ]')
    .replaceAll("'", "' ?");

/** Longer ones first: Jean-Baptiste before Jean. */
const ANY = new RegExp(
  `(?<![\\p{L}\\p{N}'-])(?:${Object.keys(NAMES)
    .sort((a, b) => b.length - a.length)
    .map(written)
    .join('|')})(?![\\p{L}\\p{N}'])`,
  'giu',
);

/** Puts the Creole spelling of what is said otherwise than it is written. @param text in NFC */
export function respellNames(text: string): string {
  return text.replace(ANY, (name) => {
    const key = name.toLowerCase().replaceAll("' ", "'");
    // A title needs its capital: "me" and "no" are Creole words.
    return NAMES[key] ?? NAMES[key.replaceAll(' ', '-')] ?? name;
  });
}

/**
 * What French letters sound like in Creole, in the order in which they apply: for names that no list can know. It
 * comes out in Creole spelling, roughly as people would say it.
 */
const FRENCH: readonly (readonly [RegExp, string])[] = [
  [/œu|œ|æ/g, 'eu'],
  [/[âä]/g, 'a'],
  [/[êë]/g, 'è'],
  [/[îï]/g, 'i'],
  [/[ôö]/g, 'o'],
  [/[ûùü]/g, 'u'],
  [/ñ/g, 'ny'],
  [/ç/g, 's'],
  [/[áãå]/g, 'a'],
  [/[íì]/g, 'i'],
  [/[óõø]/g, 'o'],
  [/ú/g, 'ou'],
  [/ph/g, 'f'],
  [/th/g, 't'],
  [/sch|sh/g, 'ch'],
  [/(?<=.{3})(?:ents|ent)$/, 'an'],
  [/(?<=.[aeiouéèyn])(?:[dtpxz]s?|s)$/, ''],
  [/m[pb]s?$/, 'n'],
  [/gnes?$/, 'yə'],
  [/er[tdsc]$/, 'èr'],
  [/(?<=r)[tdsc]$/, ''],
  [/er$/, 'é'],
  [/eaux?|aux?$|au/g, 'o'],
  [/(?<=[aeo])ill(?=e|$|i|a)e?|(?<=[aeo])il$/g, 'y'],
  [/ill(?=[aeoé])/g, 'iy'],
  [/gn/g, 'ny'],
  [/qu/g, 'k'],
  [/gu(?=[eéèi])/g, 'gg'],
  [/g(?=[eéèiy])(?<!gg)/g, 'j'],
  [/ggg?/g, 'g'],
  [/cc(?=[eéèiy])/g, 'ks'],
  [/c(?=[eéèiy])/g, 's'],
  [/ck|cc|q|c(?!h)/g, 'k'],
  [/tion/g, 'syon'],
  [/ex(?=[aeiouéèh])/g, 'egz'],
  [/x/g, 'ks'],
  [/(?<=[aeiouéèy])s(?=[aeiouéèy])/g, 'z'],
  [/([bdfgklmprstv])\1/g, '$1'],
  [/(?<=.[bdfgjklmnprstvzy])es?$/, 'ə'],
  [/(?<=[bdfgkptv])[lr]ə?$/, 'ə'],
  [/(?:ain|ein|aim|yn|ym(?=[bp])|in|un|im(?=[bp]))(?![aeiouéèynə])/g, 'ɛn'],
  [/(?<=[ié])en(?![aeiouéèynə])/g, 'ɛn'],
  [/oin(?![aeiouéèynə])/g, 'wɛn'],
  [/em(?=[bp])|en(?![aeiouéèynə])|am(?=[bp])/g, 'an'],
  [/om(?=[bp])/g, 'on'],
  [/ai|ei/g, 'è'],
  [/oy(?=[aeiouéè])/g, 'way'],
  [/oi/g, 'wa'],
  [/ou(?=[aeiéè])/g, 'w'],
  [/eu/g, 'è'],
  [/i(?=[aeoéèɛ])/g, 'y'],
  [/u(?=[aeéèɛ])/g, 'w'],
  [/(?<!o)u(?!i)/g, 'i'],
  [/é/g, 'e'],
  // Creole says no r behind a vowel (porte, pòt).
  [/er(?=[bdfgjklmnpstvz]|$|ə)/g, 'è'],
  [/or(?=[bdfgjklmnpstvz]|$|ə)/g, 'ò'],
  [/(?<=[aiouèò])r(?=[bdfgjklmnpstvz]|$|ə)/g, ''],
  [/e(?=[klrt](?:$|[bdfgjklmnprstvzə]))/g, 'è'],
  [/ɛ/g, 'e'],
  [/ə/g, ''],
];

/** @param word one word in lower case and NFC that is not spelt as Creole is */
export function frenchInCreole(word: string): string {
  let said = word;
  for (const [pattern, instead] of FRENCH) said = said.replace(pattern, instead);
  return said
    .normalize('NFD')
    .replace(/(?<![aeo])\p{M}|[\u0301-\u036f]/gu, '')
    .normalize('NFC');
}

import { foldSpelling } from './spelling.ts';

/**
 * What to look for in a lower-case French word with its accents, what Creole wrote for the sound, and an example.
 * In the order in which they apply. General knowledge of the two orthographies: most political words of Creole are
 * French ones as they are heard.
 */
const RULES: readonly (readonly [pattern: RegExp, written: string, example: string])[] = [
  [/œu|œ/g, 'eu', 'sœur/sè, œuvre/èv'],
  [/[àâä]/g, 'a', 'là, âge/laj'],
  [/[îï]/g, 'i', 'île/il'],
  [/[ôö]/g, 'o', 'hôpital/opital'],
  [/[ûùü]/g, 'u', 'sûr/si, août/out'],
  [/ç/g, 's', 'français/franse'],
  [/é(?=[ue]|a(?!u))/g, 'éi', 'réunion/reyinyon, création/kreyasyon'],
  // Silent endings. A plural is heard like its singular.
  [/^(.{3,}[^siu])s$/, '$1', 'droits/dwa, personnes/pèsòn'],
  [/^(.{2,}(?:au|eu|ou))x$/, '$1', 'travaux/travo, lieux/lye'],
  [/aux$/, 'o', 'nationaux/nasyono'],
  [/ées?$/, 'é', 'pensée/panse, année/ane'],
  [/ies?$/, 'i', 'vie/vi, démocratie/demokrasi'],
  [/(?<=[aeiouy].*)(?:ai|oi)ent$/, 'é', 'étaient'],
  [/(?<=[^m]e)ment$|ement$/, 'man', 'gouvernement/gouvènman'],
  [/amment$|emment$/, 'aman', 'évidemment/evidaman'],
  [/ment$/, 'man', 'document/dokiman'],
  [/(?<=v|iss|nn)ent$/, '', 'doivent, finissent, viennent'],
  [/tion/g, 'sion', 'élection/eleksyon'],
  [/tie(?=l|ux)/g, 'sie', 'présidentiel/prezidansyèl'],
  [/(?<=c)ratie?$/, 'rasi', 'démocratie/demokrasi'],
  [/er$|ez$/, 'é', 'voter/vote, votez/vote'],
  [/mps?$/, 'n', 'temps/tan'],
  [/(?<=[aeiouyéèên])[tdp]$/, '', 'candidat/kandida, droit/dwa'],
  [/(?<=n)g$/, '', 'sang/san, long/lon'],
  [/(?<=r)[tdsc]$/, '', 'mort/mò, accord/akò'],
  [/(?<=[aioé])s$/, '', 'mois/mwa'],
  [/(?<=[bcdfglmnpqrstvz])é?iers?$/, 'ié', 'quartier/katye'],
  [/ière$/, 'iè', 'frontière/fwontyè'],
  [/eurs?$|eure$|euse$/, 'eu', 'électeur/elektè, heure/lè'],
  [/aires?$/, 'é', 'militaire/militè'],
  [/oires?$/, 'oi', 'victoire/viktwa'],
  [/(?<=[^aeo])ure$/, 'i', 'nourriture/nouriti, voiture/vwati'],
  // Two consonants and an e that is not said: Creole keeps the first.
  [/stre$|ste$/, 'sə', 'ministre/minis, liste/lis'],
  [/cte$/, 'kə', 'acte/ak'],
  [/cembre$/, 'sanmə', 'décembre/desanm'],
  [/[ea]mbre$/, 'anmə', 'membre/manm, chambre/chanm'],
  [/endre$|andre$/, 'anə', 'prendre/pran'],
  [/c[rl]e$/, 'kə', 'article/atik, siècle/syèk'],
  [/(?<=[bdfgptv])[rl]e$/, 'ə', 'centre/sant, peuple/pèp'],
  [/r?re$/, 'rə', 'guerre/gè, encore/ankò'],
  [/(?<=[aeo])ille$|(?<=[aeo])il$/, 'ï', 'travail/travay, bataille/batay'],
  [/(?<=[^v])ille$/, 'i', 'famille/fanmi, fille/fi'],
  [/gne$/, 'ïə', 'campagne/kanpay, ligne/liy'],
  [/que$/, 'kə', 'politique/politik'],
  [/gue$/, 'ggə', 'langue/lang'],
  [
    /(?<=[it]t|[lbrvénciu]it|u[bl]li[tc]|[aei]n[cit]it|ert|aut|aint|ét)e$/,
    'é',
    'egalite, liberte typed without accents',
  ],
  [/ge$/, 'jə', 'message/mesaj'],
  [/ce$/, 'sə', 'police/polis'],
  [/(?<=[aeiouéèy])se$/, 'zə', 'cause/koz'],
  [/(.)\1e$/, '$1ə', 'personne/pèsòn, ville/vil'],
  [/(?<=[aeiouyéèê].*[bcdfgjklmnpqrstvxz])e$/, 'ə', 'machine/machin, toute/tout'],
  // Consonants.
  [/sc(?=[eéèêəiy])/g, 's', 'science/syans'],
  [/cc(?=[eéèêəiy])/g, 'ks', 'accès/aksè'],
  [/c(?=[eéèêəiy])/g, 's', 'cité/site'],
  [/gu(?=[eéèêəiy])/g, 'gg', 'guerre/gè'],
  [/(?<!g)g(?=[eéèêəiy])/g, 'j', 'religion/relijyon, général/jeneral'],
  [/gg/g, 'g', 'guerre/gè'],
  [/je(?=[aou])/g, 'j', 'mangeons/manjon'],
  [/gn(?=e?m)/g, 'ï', 'enseignement/ansèyman'],
  [/gn/g, 'ni', 'magnifique/manyifik'],
  [/(?<=[aeiouyéè][lv])e(?=[lp]?[lp]e?[mr])/g, '', 'développement/devlopman'],
  [/qu/g, 'k', 'quartier/katye'],
  [/ex(?=[aeiouéèêh])/g, 'egz', 'examen/egzamen'],
  // Nasal vowels: en is an, in and un are en. After i, y and é it is en as it stands.
  [/(?:ain|ein|aim|eim)(?![aeiouyéèêəhnm])/g, 'ɛ̃', 'main/men, plein/plen'],
  [/(?<=[iyé])en(?![aeiouyéèêəhnm]|[tc])/g, 'ɛ̃', 'citoyen/sitwayen, bien/byen'],
  [/oin(?![aeiouyéèêəhnm])/g, 'wɛ̃', 'besoin/bezwen'],
  [/(?:in|yn|un|ïn)(?![aeiouyéèêəhnm])|(?:im|ym|um)(?=[bp])/g, 'ɛ̃', 'principe/prensip, commun, simple/senp'],
  [/(?:en|an)(?![aeiouyéèêəhnm])|(?:em|am)(?=[bpm])/g, 'an', 'enfant, ensemble/ansanm, temps/tan'],
  [/emm(?=e)/g, 'am', 'femme/fanm'],
  [/ɛ̃/g, 'en', ''],
  // Vowels.
  [/e?au/g, 'o', 'bureau/biwo'],
  [/aî|ai|ei/g, 'è', 'aide/èd, maison/mezon, peine/penn'],
  [/o[iy](?=[aeouéèê])/g, 'waii', 'moyen/mwayen'],
  [/oi/g, 'wa', 'loi/lwa'],
  [/eu/g, 'è', 'docteur/doktè'],
  [/[éèêë]/g, 'e', ''],
  [/ə/g, '', ''],
  [/ï/g, 'i', ''],
];

const LONGEST_WORD = 32;

/**
 * A French word as Creole would spell its sound, folded like `foldSpelling`: `élection`, `eleksyon` and `eleksion`
 * meet, and so do `machine` and `machin`. For comparing, not for showing; words that Creole did not take over come
 * out as what it would have made of them.
 *
 * @param word one French word, with its accents where they were typed; without them endings are guessed
 * @returns the fold; a text is folded word by word
 */
export function foldFrench(word: string): string {
  let said = word.normalize('NFC').toLowerCase();
  if (said.length < 3 || said.length > LONGEST_WORD) return foldSpelling(said);
  for (const [pattern, written] of RULES) said = said.replace(pattern, written);
  // With a word beside it: alone it would be read as an answer to a menu.
  return foldSpelling(said);
}

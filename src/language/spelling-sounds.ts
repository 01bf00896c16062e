/**
 * Letters that a word must have for the rule to be tried (`doubled`: two alike in a row; a look at them is far cheaper than the pattern), what to
 * look for in a word of unaccented lower-case letters, what to write instead, and why.
 */
type Sound = readonly [letters: string, pattern: RegExp, written: string, reason: string];

/**
 * How sounds are written, brought to one way, in the order in which they apply. The yardstick is the official
 * orthography (IPN 1979, decree of 31 January 1980): one sound, one sign; no c, q or x; no silent letter; no r before
 * a consonant or at the end. What people write instead comes from school, which was French; the variants were
 * counted in Creole SMS of 2010.
 *
 * Every rule shortens the word or takes away a letter that no later rule brings back, so that applying them again
 * and again comes to an end.
 */
export const sounds: readonly Sound[] = [
  ['doubled', /([a-z])\1{2,}/g, '$1', 'wiiiii, nonnnn, bonjouuu'],
  ['y', /y/g, 'i', 'pyè/piè, bagay/bagai, sitiyasyon/sitiasyon; Ayiti/Haïti'],

  // Consonants with two signs.
  ['sh', /sh/g, 'ch', 'as in English: shak for chak'],
  ['ph', /ph/g, 'f', 'téléphone/telefòn'],
  ['th', /th/g, 't', 'Thomassin/Tomasen'],
  ['gn', /gn(?=[aeiou])/g, 'ni', 'campagne/kanpany; a bare gn is shorthand'],
  ['ti', /ti(?=on|ence|el(?:le)?s?$)/g, 'si', 'élection/eleksyon, présidentiel/prezidansyèl'],

  // French endings, while the letters that give them away are still there.
  ['nce', /[ea]nces?$/, 'ans', 'urgence/ijans, assistance/asistans'],
  ['ce', /(?<=[aiu]|[eo]r)ces?$/, 's', 'place/plas, police/polis, force/fòs'],
  ['que', /(?<=..)ques?$/, 'k', 'politique/politik; que itself is ke'],
  ['gue', /gues?$/, 'g', 'langue/lang'],
  ['age', /ages?$/, 'aj', 'message/mesaj'],
  ['ange', /anger?$/, 'anje', 'manger/manje, danger/danje'],
  ['ge', /ge(?=[ao])/g, 'j', 'bourgeois/boujwa'],
  ['ment', /e?ments?$/, 'man', 'gouvernement/gouvènman'],
  ['dent', /dents?$/, 'dan', 'président/prezidan'],
  ['vile', /villes?$/, 'vil', 'Pétion-Ville/Petyonvil'],
  ['aile', /ailles?$/, 'ai', 'travaille/travay'],
  ['eil', /eilles?$/, 'ei', 'bouteille/boutèy'],
  ['ile', /(?<=[bdfgnr])illes?$/, 'i', 'famille/fanmi, fille/fi'],
  ['il', /(?<=[ae])il$/, 'i', 'travail/travay, soleil/solèy'],
  ['il', /(?<=[ae]|[bdfgp])ill(?=[aeo])/g, 'i', 'travailler/travay, pillage/piyaj'],
  ['aire', /aires?$/, 'e', 'militaire/militè'],
  ['ai', /(?<=..)ai[st]$/, 'e', 'jamais/janmè, français/franse'],
  ['oire', /oires?$/, 'wa', 'histoire/istwa'],
  ['ure', /(?<=.[^aeo])ures?$/, 'i', 'nourriture/nouriti'],
  ['ier', /ieres?$/, 'ie', 'rivière/rivyè'],
  ['uets', /(?<=..)uets$/, 'ue', 'Bouquets/boukè'],
  ['ez', /(?<=..)ez$/, 'e', 'votez/vote'],
  ['ions', /ions$/, 'ion', 'élections/eleksyon'],
  ['x', /(?<=[aeiou])x$/, '', 'deux/de, prix/pri'],

  // k, s, ks.
  ['q', /qu?/g, 'k', 'quartier/katye'],
  ['ck', /ck/g, 'k', 'Jackmel/Jakmèl'],
  ['c', /s?c(?=[ei])/g, 's', 'merci/mèsi, sciences/syans'],
  ['c', /c(?!h)/g, 'k', 'cote/kote'],
  ['h', /(?<!c)h/g, '', 'hôpital/opital, Hinche/Ench'],
  ['x', /x/g, 'ks', 'examen/eksamen'],
  ['gz', /gz/g, 'ks', 'egzamen/eksamen'],
  ['z', /(?<=[aeiou])z(?=[aeiouw])/g, 's', 'raison/rezon, président/prezidan'],

  // Vowels.
  ['eau', /eau/g, 'o', 'bureau/biwo'],
  ['au', /au/g, 'o', 'faut/fo'],
  ['eu', /oeu|eu/g, 'e', 'soeur/sè, docteur/doktè'],
  ['ou', /ou(?=[aei])/g, 'w', 'oui/wi, bonsoua/bonswa'],
  ['w', /(?<![aeiouw])w(?![aeiouw])/g, 'ou', 'nw/nou, pw/pou, a lone w'],
  ['oin', /oin/g, 'wen', 'besoin/bezwen, moin/mwen'],
  ['oi', /oi[st]$/, 'wa', 'mois/mwa, droit/dwa'],
  ['oi', /oi(?=[aeo])/g, 'wai', 'moyen/mwayen'],
  ['oi', /oi/g, 'wa', 'fois/fwa, droit/dwa'],
  ['gu', /gu(?=[ei])/g, 'g', 'guerre/gè'],
  ['ui', /(?<![ou])ui/g, 'wi', 'nuit/nwit, depuis/depwi'],
  ['ue', /(?<=.)ue$/, 'i', 'rue/ri, Lalue/Lali'],
  ['u', /(?<!o)u/g, 'i', 'plus/plis; the u of French is i in Creole'],
  ['in', /iin/g, 'ien', 'byin/byen, anyin/anyen'],
  ['in', /(?<=[nw])in$/, 'en', 'mwin/mwen, konnin/konnen'],

  // r is not said where a vowel does not follow, and is w before a round one.
  ['r', /(?<=[aeiou])rs?$/, '', 'pour/pou, jours/jou, demander/demande'],
  ['r', /(?<=[aeiou])r(?=[bcdfgjklmnpqstvz])/g, '', 'personne/pèsòn, port/pò'],
  ['rw', /rw/g, 'w', 'roi/wa, droit/dwa, trois/twa'],
  ['r', /r(?=o)/g, 'w', 'problème/pwoblèm, gros/gwo, route/wout'],

  // Nasal vowels.
  ['m', /m(?=[pb])/g, 'n', 'tampri/tanpri, combien/konbyen'],
  ['in', /^in(?=[bdfgjklpstv])/, 'en', 'information/enfòmasyon, impasse/enpas'],
  ['nm', /(?<=[aeo])n+m/g, 'm', 'fanm/fam, janm/jam, renmen/remen'],

  [
    'doubled',
    /([a-vxz])\1+/g,
    '$1',
    'an/ann, en/enn, on/onn, pesonn/pesòn; wiiii. Not w, which is two sounds in wout and ou',
  ],
];

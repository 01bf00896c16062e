/**
 * Number words of Creole, French, English and Spanish, without accents. People mix the languages within a sentence,
 * so there is one list; a word that is something else in a neighbouring language is listed in number.ts.
 */
const listed = (from: number, words: string): [string, number][] =>
  words
    .split(' ')
    .flatMap((forms, at) => forms.split('|').map((form): [string, number] => [form, from + at]));

/** 0 to 19, and what Creole and Spanish write as one word up to 99. */
export const SMALL: ReadonlyMap<string, number> = new Map([
  ...listed(0, 'zewo|zero|cero yon|youn|yonn|enn|un|une|one|uno|una|en de|deux|two|dos twa|trois|three|tres'),
  ...listed(4, 'kat|quatre|four|cuatro senk|cinq|five|cinco sis|six|seis set|sept|seven|siete'),
  ...listed(8, 'wit|uit|ywit|huit|eight|ocho nef|neuf|nine|nueve dis|dix|ten|diez onz|onze|eleven|once'),
  ...listed(12, 'douz|douze|twelve|doce trez|treize|thirteen|trece katoz|quatorze|fourteen|catorce'),
  ...listed(15, 'kenz|quinze|fifteen|quince sez|seize|sixteen|dieciseis diset|diseet|seventeen|diecisiete'),
  ...listed(18, 'dizwit|dizuit|eighteen|dieciocho diznef|nineteen|diecinueve'),
  ...listed(21, 'veintiuno|veintiun|veintiuna veintidos veintitres veinticuatro veinticinco veintiseis'),
  ...listed(27, 'veintisiete veintiocho veintinueve'),
  ...gluedTens(),
]);

export const TENS: ReadonlyMap<string, number> = new Map([
  ...[
    'ven|vin|vingt|vingts|twenty|veinte',
    'trant|trent|trente|thirty|treinta',
    'karant|quarante|forty|fourty|cuarenta',
    'senkant|cinquante|fifty|cincuenta',
    'swasant|soixante|sixty|sesenta',
    'swasanndis|septante|seventy|setenta',
    'katreven|katrevin|huitante|octante|eighty|ochenta',
    'katrevendis|katrevindis|nonante|ninety|noventa',
  ].flatMap((forms, at) => forms.split('|').map((form): [string, number] => [form, 10 * (at + 2)])),
]);

/** What follows a count: `de san`, `trois cents`. */
export const HUNDRED: ReadonlySet<string> = new Set(['san', 'cent', 'cents', 'hundred', 'cien', 'ciento']);
export const THOUSAND: ReadonlySet<string> = new Set(['mil', 'mille', 'thousand']);
export const MILLION: ReadonlySet<string> = new Set('milyon million millions millon millones'.split(' '));

/** Hundreds and thousands written as one word. */
export const HUNDREDS: ReadonlyMap<string, number> = new Map([
  ...listed(
    2,
    'desan|doscientos|doscientas twasan|trescientos|trescientas katsan|cuatrocientos|cuatrocientas',
  ),
  ...listed(5, 'senksan|quinientos|quinientas sisan|seiscientos|seiscientas setsan|setecientos|setecientas'),
  ...listed(8, 'witsan|uisan|uitsan|ochocientos|ochocientas nefsan|novecientos|novecientas'),
]);
export const THOUSANDS: ReadonlyMap<string, number> = new Map(
  listed(2, 'demil|dosmil twamil|tresmil katmil senkmil sismil|simil setmil witmil|uimil|uitmil nefmil'),
);

/** Collective words: `yon douzen`, `deux centaines`. */
export const COLLECTIVE: ReadonlyMap<string, number> = new Map([
  ...[
    'dizen|dizenn|dizaine|dizaines|decena|decenas',
    'douzen|douzenn|douzaine|douzaines|dozen|dozens|docena|docenas',
  ].flatMap((forms, at) => forms.split('|').map((form): [string, number] => [form, 10 + 2 * at])),
  ...listed(15, 'kenzen|quinzaine|quincena'),
  ...listed(20, 'venten|vingtaine|veintena'),
  ...listed(30, 'tranten|trentaine|treintena'),
  ...listed(50, 'senkanten|cinquantaine|cincuentena'),
  ...listed(100, 'santen|santenn|centaine|centaines|centena|centenas|centenares|hundreds'),
  ...listed(1000, 'milye|millier|milliers|millar|millares|thousands'),
]);

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

export const JOINS = words('e et y and');
export const HALVES = words('demi demie dmi media medio half');
/** With these before it, a hundred or a dozen is no count. */
export const SEVERAL = words(
  'plizye plusieurs several varias varios des kek quelques few some algunos algunas',
);
/** Collective words that need a count. */
export const PLURALS =
  /^(?:.+aines|milliers|dozens|hundreds|thousands|millions|.+enas|centenares|millares|millones)$/;
export const NEGATIONS = words('pa pas not no okenn aucun aucune ningun ninguna');
/** Number words that are often another word: another number in the text goes before them. */
export const WEAK = words('yon youn un une una one en enn de san kat dos tres once neuf');

/** These end a number only after a joining word: `vingt de nos membres` is 20. */
export const APART = words('yon en de');

/** What stands beside a number word that is none: a voter's card (`kat elektoral`), `très bien`, `just once`. */
const BESIDE: ReadonlyMap<string, { before?: ReadonlySet<string>; after?: ReadonlySet<string> }> = new Map([
  ['kat', { after: words('elektoral elektora mwen m la yo a idantite vote ou li') }],
  ['san', { after: words('dlo manje kouran limye rete pwoblem konnen mwen li ou koule pete') }],
  ['tres', { after: words('bien peu mal loin grave grand fort vite tard tot nombreux beaucoup important') }],
  ['dos', { before: words('au le mal mon son') }],
  ['once', { before: words('just only at all'), after: words('a per more again i we he she they') }],
  ['one', { before: words('no any every some') }],
]);
const BEFORE_TWO = words('te gen genyen nou yo se sete apepre anviron wi konsa');

/**
 * Whether a number word is another word here. Creole `de` (2) is also the French and Spanish `of`, and `en` (1) is
 * also `in`: they count only where a Creole speaker would put a number.
 */
export function isSomethingElse(tokens: readonly (string | number)[], at: number): boolean {
  const [word, before, after] = [tokens[at], tokens[at - 1], tokens[at + 1]].map((token) =>
    String(token ?? ''),
  );
  if (word === 'en') return tokens.length > 1 && before !== 'e';
  if (word === 'de') {
    if (/^(?:rien|nada|tout|todo|la|l|los|las|el|quoi|que|gens|personnes)$/.test(after ?? '')) return true;
    return at > 0 && after !== '' && !BEFORE_TWO.has(before ?? '') && !/^(?:san|mil|moun)$/.test(after ?? '');
  }
  const beside = BESIDE.get(word ?? '');
  return (beside?.before?.has(before ?? '') || beside?.after?.has(after ?? '')) ?? false;
}

/** Creole writes 21 to 99 in one word and at will: `venteyen`, `vennde`, `trannsenk`, `swasantonz`. */
function gluedTens(): [string, number][] {
  const units = listed(1, 'eyen|yen|en|enn|youn de twa kat senk sis set wit|uit nef');
  const teens = listed(10, 'dis onz douz trez katoz kenz sez diset dizwit|dizuit diznef');
  const stems: [string[], number, [string, number][]][] = [
    [['venn', 'vent', 'vente', 'vennt'], 20, units],
    [['trann', 'trant', 'trante', 'trannt'], 30, units],
    [['karann', 'karant', 'karante'], 40, units],
    [['senkann', 'senkant', 'senkante'], 50, units],
    [['swasann', 'swasant', 'swasante'], 60, [...units, ...teens]],
    [['katreven', 'katrevenn', 'katrevent', 'katreventi'], 80, [...units, ...teens]],
  ];
  return stems.flatMap(([spellings, tens, rest]) =>
    spellings.flatMap((stem) => rest.map(([word, value]): [string, number] => [stem + word, tens + value])),
  );
}

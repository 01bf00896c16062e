/** A rumor that nobody ever told, in two languages. */
export interface Rumor {
  readonly ht: string;
  readonly fr: string;
}

/** In Creole and French: {p} a place, {n} a number, {w} somebody. */
const SAID: readonly (readonly [ht: string, fr: string])[] = [
  [
    'Tout biwo vòt nan {p} ap fèmen a {n} è dimanch akòz lapli a',
    'Tous les bureaux de vote de {p} ferment à {n} heures dimanche à cause de la pluie',
  ],
  [
    'Lank yo mete sou dwèt moun nan {p} ka efase ak klowòks, kidonk {w} ap vote {n} fwa',
    'L’encre mise sur les doigts à {p} s’efface au chlore, donc {w} vote {n} fois',
  ],
  [
    '{w} jwenn {n} bwat bilten ki deja ranpli nan yon depo nan {p}',
    '{w} a trouvé {n} urnes de bulletins déjà remplis dans un dépôt à {p}',
  ],
  [
    'Machin ki t ap pote {n} sak bilten pou {p} a pran dife sou wout la',
    'La voiture qui portait {n} sacs de bulletins pour {p} a pris feu en route',
  ],
  [
    '{w} ap bay chak moun ki vote nan {p} {n} goud devan legliz la',
    '{w} donne {n} gourdes à chaque personne qui vote à {p} devant l’église',
  ],
  [
    'Moun ki pa gen kat idantite ka vote nan {p} ak batistè yo, dapre {w}',
    'Ceux qui n’ont pas de carte d’identité peuvent voter à {p} avec leur acte de naissance, selon {w}',
  ],
  [
    'Konsèy elektoral la wete {n} kandida sou lis la nan {p} san di poukisa',
    'Le conseil électoral a retiré {n} candidats de la liste à {p} sans dire pourquoi',
  ],
  [
    '{w} kouri kite {p} pandan lannuit ak {n} milyon dola eleksyon',
    '{w} a fui {p} pendant la nuit avec {n} millions de dollars des élections',
  ],
  [
    'Pon ki mennen nan {p} a kase, {n} kamyon materyèl vòt pa ka pase',
    'Le pont qui mène à {p} est cassé, {n} camions de matériel de vote ne passent pas',
  ],
  [
    'Yon elikoptè blan depoze {n} kès zam nan yon jaden toupre {p}',
    'Un hélicoptère blanc a déposé {n} caisses d’armes dans un jardin près de {p}',
  ],
  [
    'Òdinatè sant kontaj la nan {p} bay {w} {n} mil vwa anplis',
    'Les ordinateurs du centre de comptage de {p} donnent {n} mille voix de plus à {w}',
  ],
  [
    'Elèv lekòl nan {p} ap jwenn {n} jou konje paske lekòl yo tounen kazèn',
    'Les élèves de {p} auront {n} jours de congé car les écoles deviennent des casernes',
  ],
  [
    '{w} siyen yon akò sekrè ak yon konpayi min nan {p} pou {n} ane',
    '{w} a signé un accord secret avec une compagnie minière à {p} pour {n} ans',
  ],
  [
    'Dlo tiyo nan {p} pwazonnen, {n} timoun deja lopital',
    'L’eau du robinet de {p} est empoisonnée, {n} enfants sont déjà à l’hôpital',
  ],
  [
    'Yo pral koupe entènèt ak telefòn nan {p} pandan {n} jou apre vòt la',
    'Internet et le téléphone seront coupés à {p} pendant {n} jours après le vote',
  ],
  [
    '{w} mouri depi {n} jou, men fanmi li nan {p} ap kache sa',
    '{w} est mort depuis {n} jours mais sa famille à {p} le cache',
  ],
  [
    'Polis nan {p} arete {n} obsèvatè etranje ki t ap achte kat elektoral',
    'La police de {p} a arrêté {n} observateurs étrangers qui achetaient des cartes électorales',
  ],
  [
    'Yon vaksen fòse ap tann tout elektè nan {p} anvan yo vote, {n} piki chak',
    'Un vaccin forcé attend tous les électeurs de {p} avant le vote, {n} piqûres chacun',
  ],
  [
    'Pri gaz la ap monte {n} goud nan {p} lelandmen eleksyon yo',
    'Le prix de l’essence monte de {n} gourdes à {p} au lendemain des élections',
  ],
  [
    '{w} di fanm ansent pa gen dwa vote nan {p} apre {n} è',
    '{w} dit que les femmes enceintes n’ont pas le droit de voter à {p} après {n} heures',
  ],
  [
    'Non {n} moun ki mouri toujou sou lis elektoral {p} epi yo vote deja',
    'Les noms de {n} morts sont encore sur la liste électorale de {p} et ils ont déjà voté',
  ],
  [
    'Ajan {w} ap pase kay pa kay nan {p} pou sezi kat moun ki pa dakò, {n} kat deja',
    'Les agents de {w} passent de maison en maison à {p} pour saisir les cartes, {n} déjà',
  ],
  [
    'Yon gwo bato ankre devan {p} ak {n} solda etranje ladan l',
    'Un grand bateau est ancré devant {p} avec {n} soldats étrangers à bord',
  ],
  [
    'Radyo kominotè {p} fèmen paske l te di {w} pèdi ak {n} pousan',
    'La radio communautaire de {p} est fermée pour avoir dit que {w} perd avec {n} pour cent',
  ],
  [
    'Pansyon granmoun nan {p} koupe an {n} si yo pa vote {w}',
    'La pension des vieux de {p} est divisée par {n} s’ils ne votent pas {w}',
  ],
  [
    'Siklòn ki ap vini an ap frape {p} nan {n} jou, gouvènman an ap kache nouvèl la',
    'Le cyclone frappera {p} dans {n} jours, le gouvernement cache la nouvelle',
  ],
  [
    'Legliz katolik nan {p} mande fidèl li yo rete lakay pandan {n} dimanch',
    'L’église catholique de {p} demande à ses fidèles de rester chez eux {n} dimanches',
  ],
  [
    '{w} gen yon paspò ameriken, se {n} zanmi l nan {p} ki montre foto a',
    '{w} a un passeport américain, ce sont {n} amis de {p} qui montrent la photo',
  ],
  [
    'Grenn diri yo distribye nan {p} gen plastik, {n} fanmi malad',
    'Le riz distribué à {p} contient du plastique, {n} familles sont malades',
  ],
  [
    'Estasyon polis {p} vid, {n} jandam kite pòs yo ak tout zam',
    'Le commissariat de {p} est vide, {n} policiers ont quitté leur poste avec les armes',
  ],
  [
    'Bank nan {p} pral bloke kont {w} ak {n} lòt kliyan pou peye eleksyon',
    'Les banques de {p} vont bloquer le compte de {w} et de {n} autres clients pour payer les élections',
  ],
  [
    'Bilten ki soti nan {p} pa gen foto {w}, {n} mil kopi enprime mal',
    'Les bulletins de {p} n’ont pas la photo de {w}, {n} mille copies sont mal imprimées',
  ],
  [
    '{w} pral anonse viktwa l depi {n} è dimaten sou plas {p}',
    '{w} annoncera sa victoire dès {n} heures du matin sur la place de {p}',
  ],
  [
    'Jij nan {p} bay lòd refè vòt la nan {n} sant apre plent {w}',
    'Le juge de {p} ordonne de refaire le vote dans {n} centres après la plainte de {w}',
  ],
  [
    'Prizon {p} louvri, {n} prizonye soti ak mayo {w}',
    'La prison de {p} s’est ouverte, {n} prisonniers sont sortis avec le maillot de {w}',
  ],
  [
    'Lopital {p} refize malad ki pa montre {n} prèv yo te vote',
    'L’hôpital de {p} refuse les malades qui ne montrent pas {n} preuves de leur vote',
  ],
  [
    'Yon dwòn filme {w} k ap separe lajan nan mache {p} bay {n} machann',
    'Un drone a filmé {w} qui partage de l’argent au marché de {p} avec {n} marchandes',
  ],
  [
    'Tranblemann tè anonse nan {p} nan {n} jou pa yon syantis japonè',
    'Un tremblement de terre est annoncé à {p} dans {n} jours par un savant japonais',
  ],
  [
    'Travayè eleksyon nan {p} pa touche depi {n} mwa, yo pral kenbe bwat yo',
    'Les travailleurs électoraux de {p} ne sont pas payés depuis {n} mois et garderont les urnes',
  ],
  [
    'Kamera nan izolwa {p} ap filme pou kiyès moun vote, {w} ap peye {n} teknisyen',
    'Des caméras dans les isoloirs de {p} filment pour qui on vote, {w} paie {n} techniciens',
  ],
];

const PLACES = [
  ['Kafou', 'Carrefour'],
  ['Jakmèl', 'Jacmel'],
  ['Gonayiv', 'Gonaïves'],
  ['Jeremi', 'Jérémie'],
  ['Ench', 'Hinche'],
  ['Leyogàn', 'Léogâne'],
  ['Senmak', 'Saint-Marc'],
  ['Okay', 'Cayes'],
] as const;
const NUMBERS = [2, 3, 5, 7, 12, 15, 20, 40, 60, 100];
const PEOPLE = [
  ['majistra a', 'le maire'],
  ['direktè lekòl la', 'le directeur de l’école'],
  ['ansyen senatè a', 'l’ancien sénateur'],
  ['pastè a', 'le pasteur'],
  ['kòmandan an', 'le commandant'],
] as const;

/** Forty things that are said, each of five places and with other numbers and people: two hundred different rumors. */
export function inventedRumors(): Rumor[] {
  return SAID.flatMap(([ht, fr], family) =>
    Array.from({ length: 5 }, (_, which): Rumor => {
      const place = PLACES[(family + which * 3) % PLACES.length];
      const number = String(NUMBERS[(family * 3 + which * 7) % NUMBERS.length]);
      const who = PEOPLE[(family + which) % PEOPLE.length];
      const fill = (text: string, language: 0 | 1) =>
        text
          .replaceAll('{p}', place?.[language] ?? '')
          .replaceAll('{n}', number)
          .replaceAll('{w}', who?.[language] ?? '');
      return { ht: fill(ht, 0), fr: fill(fr, 1) };
    }),
  );
}

/**
 * Quarters, landmarks and camps that people name instead of their commune. Where one lies in several communes, all of
 * them stand here and the person is asked. From general knowledge of the country, to be corrected by those who live there.
 */
const QUARTERS: Readonly<Record<string, string>> = {
  HT0111:
    'Bel-Air, Bèlè, Champ de Mars, Channmas, Carrefour-Feuilles, Kafou Fèy, Village de Dieu, Vilaj de Dye, La Saline, Lasalin, Bois Verna, Bwa Vèna, Canapé-Vert, Kanapevè, Lalue, Lali, Nazon, Pacot, Pako, Bourdon, Fort National, Fò Nasyonal, Solino, Grand Ravine, Gran Ravin, Ti Bwa, Fontamara, Bolosse, Bòlòs, Bicentenaire, Bisantnè, Bas Peu de Chose, Ba Pe de Choz, Debussy, Debisi, Anba Lavil, Centre-Ville Port-au-Prince',
  HT0112: 'Bas Delmas, Ba Dèlma, Cité Militaire, Site Militè',
  HT0113:
    'Mariani, Waney, Arcachon, Akachon, Côte-Plage, Kòt Plaj, Diquini, Dikini, Lamentin, Lamanten, Brochette, Bwochèt, Mahotière, Mawotyè',
  HT0114:
    'Laboule, Laboul, Pernier, Pènye, Thomassin, Tomasen, Frères, Meyotte, Meyòt, Pèlerin, Jalousie, Jalouzi, Morne Calvaire, Mòn Kalvè',
  HT0115: 'Furcy, Fisi, Fermathe, Fèmat',
  HT0117: 'Brooklyn, Wharf Soleil, Waf Solèy, Drouillard, Drouya, Sarthe, Ti Ayiti, Boston Cité Soleil',
  HT0118: 'Croix-des-Missions, Kwadèmisyon, Clercine, Klèsin, Torcel, Tòsèl',
  HT0131:
    'Santo, Bon Repos, Bon Repo, Lilavois, Lilavwa, Marassa, Marasa, Noailles, Nway, Canaan, Kanaan, Onaville, Corail Cesselesse, Koray Seseles',
  HT0132: 'Canaan, Kanaan',
  HT0133: 'Malpasse, Malpas',
  HT0142: 'Titanyen, Canaan, Kanaan',
  HT0151: 'La Gonâve, Lagonav',
  HT0152: 'La Gonâve, Lagonav',
  HT0311: 'Labadie, Labadi, La Fossette, Lafosèt, Vertières, Vètyè, Shada, Cité Lescot',
  HT0411: 'Dérac, Derak',
  HT0433: 'Phaëton, Fayeton',
  HT0511: 'Raboteau, Raboto, Descahos, Dekawo',
  HT0531: 'Pont-Sondé, Ponsonde',
  HT0542: 'Savien, Savyen',
  HT0731: "Vieux Bourg d'Aquin, Vye Bouk Daken",
};

/** By name, the codes of the communes it lies in. */
export function quarters(): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const [code, names] of Object.entries(QUARTERS)) {
    for (const name of names.split(', ')) found[name] = [...(found[name] ?? []), code];
  }
  return found;
}

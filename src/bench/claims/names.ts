import { places } from '../../country/ht/places/index.ts';
import type { Chance } from './chance.ts';

/** First names and family names of the country; who bears two of them together is invented. */
const FIRST =
  'Jean Marie Joseph Wilner Pierre Rose Nadège Frantz Guerda Emmanuel Mirlande Yves Carline Ronald Fabiola Jacques Islande Kervens Lovely Dieudonné Woodly Esther Jameson Nathalie Evens Sabine Reginald Bertha Markenson Ruth Dady Claudette Smith Ketly Rodrigue Yolette Stanley Guerline Wisler Magalie Ernst Soledad Hérold Daphnée Luckner Régine Osner Myrlande Fritz Johane'.split(
    ' ',
  );
const FAMILY =
  'Jean Pierre Joseph Charles Louis François Étienne Michel Augustin Désir Toussaint Celestin Baptiste Alexis Dorvil Estimé Saint-Fleur Valcourt Bien-Aimé Cadet Exantus Faustin Gédéon Hyppolite Innocent Jeudy Lafortune Mésidor Noël Orélus Petit-Frère Raphaël Séjour Théodore Ulysse Vilmé Wagnac Zéphirin Beauplan Chérenfant Delva Elysée Fleurimond Guillaume Honorat Jolicœur Laguerre Mondésir Nazaire Occéan Paul Rigaud Sanon Thélusma Vertilus Bazelais Cénatus Dorcélus Eugène Gélin'.split(
    ' ',
  );
const SYLLABLES =
  'ba be bo cha de di do fa fe fi ga go ja ka ke ki ko la le li lo ma me mi mo na ne nò pa pe pi ra re sa se so ta te ti to va vi wa ya yon zan zo bel din fle gran jan klè lon man nèl pèl ron san tan vil zil'.split(
    ' ',
  );

const gazetteer = places();
const namesOf = (kind: string) =>
  gazetteer.places
    .filter((place) => place.kind === kind)
    .map(({ name, others }) => ({ ht: name.ht ?? others[0] ?? name.fr ?? '', fr: name.fr ?? name.ht ?? '' }));
const COMMUNES = namesOf('commune');
const SECTIONS = namesOf('section');
const QUARTERS = Object.keys(gazetteer.quarters);

/** A word that nobody knows: what a movement, a school or a hamlet may be called. */
function made(chance: Chance, syllables: number): string {
  let word = '';
  for (let each = 0; each < syllables; each += 1) word += chance.of(SYLLABLES);
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What a slot of a sentence may hold beside the words of its language. */
export function nameOf(slot: string, language: 'ht' | 'fr', chance: Chance): string | undefined {
  switch (slot) {
    case 'commune':
      return chance.ofMany(COMMUNES)[language];
    case 'section':
      return chance.ofMany(SECTIONS)[language];
    case 'quarter':
      return chance.ofMany(QUARTERS);
    case 'person':
      return `${chance.ofMany(FIRST)} ${chance.ofMany(FAMILY)}`;
    case 'surname':
      return chance.of(FAMILY);
    case 'made':
      return made(chance, 2);
    case 'made2':
      return made(chance, 3);
    case 'small':
      return String(2 + chance.below(29));
    case 'number':
      return String(Math.floor(20 * 500 ** chance.next()));
    case 'digits':
      return String(1000 + chance.below(9000));
    default:
      return undefined;
  }
}

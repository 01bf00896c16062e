import { expect, test } from 'vitest';
import { foldFrench } from './french-sounds.ts';
import { foldSpelling } from './spelling.ts';

/** French, and what Creole made of it: general knowledge. */
const PAIRS = `
élection eleksyon, machine machin, bureau biwo, candidat kandida, justice jistis, président prezidan, droits dwa,
gouvernement gouvènman, loi lwa, liberté libète, égalité egalite, sécurité sekirite, personne pèsòn, nation nasyon,
éducation edikasyon, constitution konstitisyon, population popilasyon, politique politik, police polis, ministre minis,
docteur doktè, électeur elektè, commission komisyon, campagne kanpay, quartier katye, victoire viktwa, vote vòt,
violence vyolans, manifestation manifestasyon, résultat rezilta, voter vote, sénateur senatè, député depite, maire mè,
avocat avoka, tribunal tribinal, juge jij, religion relijyon, général jeneral, danger danje, message mesaj,
journal jounal, radio radyo, famille fanmi, travail travay, centre sant, membre manm, chambre chanm, article atik,
peuple pèp, responsable responsab, autorité otorite, principe prensip, simple senp, citoyen sitwayen, bien byen,
besoin bezwen, prendre pran, vérité verite, sang san, vaccin vaksen, maladie maladi, hôpital opital, soldat sòlda,
guerre gè, groupe gwoup, problème pwoblèm, route wout, histoire istwa, musique mizik, résidence rezidans,
association asosyasyon, protection pwoteksyon, enseignement ansèyman, document dokiman, français franse, temps tan,
décembre desanm, septembre septanm, scientifique syantifik, culture kilti, système sistèm, liste lis, langue lang,
réunion reyinyon, création kreyasyon, opinion opinyon, mariage maryaj, propriété pwopriyete, esclavage esklavaj,
public piblik, innocent inosan, pacifique pasifik, syndicat sendika, indépendant endepandan, téléphone telefòn`
  .split(',')
  .map((pair) => pair.trim().split(' ') as [string, string]);

test.each(PAIRS)('%s sounds like %s', (french, creole) => {
  expect(foldFrench(french)).toBe(foldSpelling(creole));
});

test('without accents most endings are still heard', () => {
  for (const [french, creole] of [
    ['egalite', 'egalite'],
    ['liberte', 'libète'],
    ['securite', 'sekirite'],
    ['election', 'eleksyon'],
    ['Machine', 'machin'],
  ] as const)
    expect(foldFrench(french)).toBe(foldSpelling(creole));
});

test('words that sound apart stay apart', () => {
  for (const [one, other] of [
    ['droit', 'doigt'],
    ['vote', 'vie'],
    ['police', 'politique'],
    ['mort', 'mari'],
  ] as const)
    expect(foldFrench(one)).not.toBe(foldFrench(other));
});

test.each(['', 'a', '12', '🙂', 'e'.repeat(5000), "l'"])('%j breaks nothing', (text) => {
  expect(typeof foldFrench(text)).toBe('string');
});

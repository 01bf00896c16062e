import type { Country } from '../country.ts';

/** What bulletins of this deployment are about. The first stands for all of them. */
export const topics: Country['topics'] = [
  { id: 'all', name: { ht: 'Tout', fr: 'Tout', en: 'Everything', es: 'Todo' } },
  { id: 'elections', name: { ht: 'Eleksyon', fr: 'Élections', en: 'Elections', es: 'Elecciones' } },
  { id: 'security', name: { ht: 'Sekirite', fr: 'Sécurité', en: 'Security', es: 'Seguridad' } },
  {
    id: 'rumors',
    name: { ht: 'Vre oswa fo', fr: 'Vrai ou faux', en: 'True or false', es: 'Verdad o falso' },
  },
];

import type { Country } from '../country.ts';

/** What claims of this deployment are about. Keys stay for good: rows, feeds and checklists hold them. */
export const categories: Country['categories'] = [
  { id: 'politics', name: { ht: 'Politik', fr: 'Politique', en: 'Politics', es: 'Política' } },
  { id: 'electoral', name: { ht: 'Eleksyon', fr: 'Élections', en: 'Elections', es: 'Elecciones' } },
  {
    id: 'fake_poll',
    name: { ht: 'Fo sondaj', fr: 'Faux sondage', en: 'Fake poll', es: 'Encuesta falsa' },
  },
  { id: 'security', name: { ht: 'Sekirite', fr: 'Sécurité', en: 'Security', es: 'Seguridad' } },
  {
    id: 'institutions',
    name: { ht: 'Enstitisyon Leta', fr: 'Institutions', en: 'Institutions', es: 'Instituciones' },
  },
  { id: 'social', name: { ht: 'Sosyal', fr: 'Social', en: 'Social', es: 'Social' } },
  { id: 'health', name: { ht: 'Sante', fr: 'Santé', en: 'Health', es: 'Salud' } },
  { id: 'economy', name: { ht: 'Ekonomi', fr: 'Économie', en: 'Economy', es: 'Economía' } },
  {
    id: 'diaspora',
    name: {
      ht: 'Dyaspora ak migrasyon',
      fr: 'Diaspora, migration',
      en: 'Diaspora, migration',
      es: 'Diáspora',
    },
  },
  { id: 'other', name: { ht: 'Lòt bagay', fr: 'Autre', en: 'Other', es: 'Otro' } },
];

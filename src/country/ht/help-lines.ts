import type { Country } from '../country.ts';

/**
 * Numbers that exist in Haiti. An operator confirms them before opening: a number that does not answer is worse than
 * none.
 *
 * emergency   114 Police nationale d'Haïti, 116 Centre ambulancier national.
 * protection  8811, free inter-agency line about sexual exploitation and abuse by aid workers (Kreyòl and French,
 *             Monday to Friday 8-22 h, week-ends 8-16 h). 188, free line of the Institut du bien-être social et de
 *             recherches for children.
 */
export const emergency: Country['emergency'] = [
  { number: '114', name: { ht: 'lapolis', fr: 'police', en: 'police', es: 'policía' } },
  { number: '116', name: { ht: 'anbilans', fr: 'ambulance', en: 'ambulance', es: 'ambulancia' } },
];

export const protection: Country['protection'] = { line: '8811', childLine: '188' };

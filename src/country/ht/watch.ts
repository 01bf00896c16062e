import type { Watch } from '../watch.ts';

/**
 * The national election watch cell (CNVE). A draft, to be settled with the cell: who sits in it, and how long each
 * step may take. Distances and counts of the rules follow what Nyss uses for community alerts.
 */
export const watch: Watch = {
  sender: 'cnve.ht',
  capLanguages: { fr: 'fr-HT' },
  leaseMinutes: 10,
  institutions: [
    {
      id: 'cep',
      name: {
        ht: 'Konsèy elektoral (KEP)',
        fr: 'Conseil électoral (CEP)',
        en: 'Electoral council (CEP)',
        es: 'Consejo electoral (CEP)',
      },
      family: 'electoral',
      may: 'decide',
      precision: 'section',
    },
    {
      id: 'pnh',
      name: { ht: 'Polis (PNH)', fr: 'Police (PNH)', en: 'Police (PNH)', es: 'Policía (PNH)' },
      family: 'police',
      // They may ask for closing, and others close.
      may: 'propose',
      precision: 'point',
    },
    {
      id: 'fadh',
      name: { ht: 'Lame (FADH)', fr: 'Armée (FADH)', en: 'Army (FADH)', es: 'Ejército (FADH)' },
      family: 'police',
      may: 'propose',
      precision: 'section',
    },
    {
      id: 'opc',
      name: {
        ht: 'Pwoteksyon sitwayen (OPC)',
        fr: 'Protecteur du citoyen (OPC)',
        en: 'Ombudsman (OPC)',
        es: 'Defensor del ciudadano (OPC)',
      },
      family: 'rights',
      may: 'decide',
      opens: true,
      precision: 'section',
    },
    {
      id: 'ddh',
      name: {
        ht: 'Òganizasyon dwa moun',
        fr: 'Organisations de droits humains',
        en: 'Human-rights bodies',
        es: 'Organismos de derechos humanos',
      },
      family: 'rights',
      may: 'decide',
      opens: true,
      precision: 'section',
    },
    {
      id: 'can',
      name: {
        ht: 'Anbilans (CAN)',
        fr: 'Centre ambulancier (CAN)',
        en: 'Ambulances (CAN)',
        es: 'Ambulancias (CAN)',
      },
      family: 'medical',
      may: 'propose',
      precision: 'point',
    },
    {
      id: 'osc',
      name: { ht: 'Sosyete sivil', fr: 'Société civile', en: 'Civil society', es: 'Sociedad civil' },
      family: 'civil',
      may: 'decide',
      precision: 'commune',
    },
  ],
  minutes: {
    Extreme: { received: 5, triage: 5, verification: 10, validation: 10, transmission: 20 },
    Severe: { received: 10, triage: 10, verification: 30, validation: 20, transmission: 30 },
    Moderate: { received: 30, triage: 30, verification: 120, validation: 60, transmission: 120 },
    Minor: { received: 60, triage: 60, verification: 240, validation: 120, transmission: 240 },
    Unknown: { received: 30, triage: 60, verification: 240, validation: 120, transmission: 240 },
  },
  joins: { hours: 2, km: 3 },
  checkIns: {
    // The first round and the run-off, as the electoral calendar has them.
    days: ['2026-08-30', '2026-12-06'],
    exerciseDays: [],
    // Opening, morning, afternoon, count.
    hours: [6, 10, 14, 18],
    earlyMinutes: 60,
    graceMinutes: 45,
    whole: { share: 0.5, least: 5 },
    reminders: { mostADay: 300, milliADay: 30_000, worthMinutes: 90 },
  },
  rules: [
    { id: 'shots', codes: ['32', '34', '35'], reports: 1, sources: 1, hours: 2, within: 3 },
    { id: 'armed', codes: ['31', '38', '39'], reports: 2, sources: 2, hours: 2, within: 3 },
    { id: 'tension', codes: ['62'], reports: 3, sources: 2, hours: 24, within: 'commune' },
  ],
};

import type { AcledType, ObserverCard, ObserverCode, Referral } from '../observer-code.ts';

type Urgency = ObserverCode['urgency'];
type Severity = ObserverCode['severity'];

const LETTERS: Readonly<Record<string, Referral>> = {
  E: 'electoral',
  P: 'police',
  H: 'rights',
  M: 'medical',
  C: 'civil',
  S: 'cell',
  O: 'operations',
};

/** A line of the card: code, names in ht, fr, en, es, urgency, severity, and whom it concerns in order. */
const line = (
  code: string,
  [ht, fr, en, es]: readonly [string, string, string, string],
  urgency: Urgency,
  severity: Severity,
  refer: string,
  more: Partial<Pick<ObserverCode, 'kind' | 'placed' | 'worded' | 'hiddenFrom'>> = {},
): ObserverCode => ({
  code,
  kind: 'incident',
  name: { ht, fr, en, es },
  placed: true,
  worded: false,
  urgency,
  severity,
  refer: [...refer].map((letter) => LETTERS[letter] as Referral),
  ...(ACLED[code] && { acled: ACLED[code] }),
  ...more,
});

/**
 * The nearest that ACLED has. It has no type for threats or for arms that are only shown, and who holds a zone says
 * nothing of how it was taken; of violence against women, sexual violence is a part.
 */
const ACLED: Readonly<Record<string, AcledType>> = {
  31: { type: 'Strategic developments', sub: 'Other' },
  32: { type: 'Battles', sub: 'Armed clash' },
  33: { type: 'Violence against civilians', sub: 'Attack' },
  34: { type: 'Violence against civilians', sub: 'Attack', fatal: true },
  35: { type: 'Violence against civilians', sub: 'Abduction/forced disappearance' },
  36: { type: 'Strategic developments', sub: 'Other' },
  37: { type: 'Violence against civilians', sub: 'Attack' },
  38: { type: 'Strategic developments', sub: 'Looting/property destruction' },
  39: { type: 'Riots', sub: 'Mob violence' },
  42: { type: 'Strategic developments', sub: 'Non-violent transfer of territory' },
  43: { type: 'Protests', sub: 'Excessive force against protesters' },
};

/**
 * The draft of a card for the electoral watch cell: families by the first digit, to be settled with the cell, and
 * its Creole with a speaker. What begins with 0 can be typed in front of anybody.
 */
export const observerCard: ObserverCard = {
  edition: 1,
  words: {
    cancel: ['ANILE', 'ANNULER', 'ANNULE'],
    status: ['STATI', 'STATUT'],
    card: ['KAT', 'CARTE'],
    help: ['ED', 'ÈD', 'SOS', 'AIDE', 'SEKOU', 'SECOURS'],
    block: ['BLOKE', 'BLOQUER', 'BLOQUE'],
    real: ['VRE', 'REEL', 'RÉEL', 'VRAI', 'REYÈL', 'REAL'],
  },
  received: {
    ht: ['RESEVWA', 'RESEVE'],
    // Shown without the accent: an SMS with a capital `Ç` is fine, but not every phone writes it.
    fr: ['RECU', 'REÇU'],
    en: ['RECEIVED'],
    es: ['RECIBIDO'],
  },
  families: {
    0: { ht: 'Oumenm', fr: 'Vous-même', en: 'Yourself', es: 'Usted' },
    1: { ht: 'Nan biwo vòt la', fr: 'Au bureau de vote', en: 'At the polling place', es: 'En el puesto' },
    2: { ht: 'Fwod, règ yo pa respekte', fr: 'Fraude, règles violées', en: 'Fraud', es: 'Fraude' },
    3: { ht: 'Vyolans', fr: 'Violence', en: 'Violence', es: 'Violencia' },
    4: { ht: 'Wout ak zòn', fr: 'Routes et zones', en: 'Roads and areas', es: 'Rutas y zonas' },
    5: { ht: 'Sa moun ap di', fr: 'Ce qui se dit', en: 'What is being said', es: 'Lo que se dice' },
    6: { ht: 'Lapè', fr: 'Paix', en: 'Peace', es: 'Paz' },
    9: { ht: 'Lòt', fr: 'Autres', en: 'Other', es: 'Otros' },
  },
  codes: [
    line('01', ['Tout bagay anfòm', 'Tout va bien', 'All is well', 'Todo bien'], 'Past', 'Minor', '', {
      kind: 'check-in',
      placed: false,
    }),
    line('02', ['Rive nan biwo a', 'Arrivé au bureau', 'Arrived', 'En el puesto'], 'Past', 'Minor', '', {
      kind: 'check-in',
    }),
    line('03', ['Kite biwo a', 'Départ du bureau', 'Left', 'Salida del puesto'], 'Past', 'Minor', '', {
      kind: 'check-in',
      placed: false,
    }),
    line('09', ['Bezwen èd', "Besoin d'aide", 'Need help', 'Necesita ayuda'], 'Immediate', 'Severe', 'S', {
      kind: 'help',
      placed: false,
    }),
    line(
      '11',
      ['Ouvèti an reta', 'Ouverture tardive', 'Opened late', 'Apertura tardía'],
      'Past',
      'Minor',
      'E',
    ),
    line(
      '12',
      ['Materyèl manke', 'Matériel manquant', 'Material missing', 'Falta material'],
      'Immediate',
      'Moderate',
      'E',
    ),
    line(
      '13',
      ['Pwoblèm lis elektoral', 'Liste électorale', 'Voter list', 'Lista electoral'],
      'Immediate',
      'Moderate',
      'E',
    ),
    line(
      '14',
      ['Vòt pa sekrè', 'Vote non secret', 'Vote not secret', 'Voto no secreto'],
      'Unknown',
      'Moderate',
      'E',
    ),
    line(
      '15',
      ['Manm biwo absan', 'Personnel absent', 'Staff absent', 'Personal ausente'],
      'Unknown',
      'Moderate',
      'E',
    ),
    line(
      '16',
      ['Aksè andikape, fanm ansent', 'Accessibilité', 'Access', 'Accesibilidad'],
      'Unknown',
      'Minor',
      'E',
    ),
    line(
      '21',
      ['Boure bwat', "Bourrage d'urnes", 'Ballot stuffing', 'Relleno de urnas'],
      'Immediate',
      'Severe',
      'EH',
    ),
    line(
      '22',
      ['Vote plizyè fwa', 'Vote multiple', 'Multiple voting', 'Voto múltiple'],
      'Unknown',
      'Moderate',
      'E',
    ),
    line('23', ['Achte vòt', 'Achat de votes', 'Vote buying', 'Compra de votos'], 'Unknown', 'Moderate', 'E'),
    line(
      '24',
      ['Distribisyon CIN', 'Distribution de CIN', 'ID cards handed out', 'Reparto de CIN'],
      'Unknown',
      'Moderate',
      'E',
    ),
    line(
      '25',
      ['PV chanje', 'PV raturé, pas affiché', 'Tally changed', 'Acta alterada'],
      'Unknown',
      'Severe',
      'EH',
    ),
    line(
      '26',
      ['Mandatè, obsèvatè deyò', 'Observateurs expulsés', 'Observers expelled', 'Observadores fuera'],
      'Unknown',
      'Moderate',
      'EH',
    ),
    line(
      '27',
      ['Kanpay jou vòt', 'Campagne le jour du vote', 'Campaigning', 'Campaña electoral'],
      'Unknown',
      'Minor',
      'E',
    ),
    line(
      '31',
      ['Moun ak zam', 'Personnes armées', 'Armed people', 'Personas armadas'],
      'Immediate',
      'Severe',
      'PE',
    ),
    line('32', ['Tire', 'Tirs', 'Shooting', 'Disparos'], 'Immediate', 'Extreme', 'PM'),
    line('33', ['Moun blese', 'Blessés', 'People hurt', 'Heridos'], 'Immediate', 'Extreme', 'MPH'),
    line('34', ['Moun mouri', 'Morts', 'People killed', 'Muertos'], 'Immediate', 'Extreme', 'PHM'),
    line('35', ['Kidnapin', 'Enlèvement', 'Kidnapping', 'Secuestro'], 'Immediate', 'Extreme', 'PH'),
    line('36', ['Menas', 'Menaces', 'Threats', 'Amenazas'], 'Immediate', 'Severe', 'PH'),
    line(
      '37',
      [
        'Vyolans sou fanm',
        'Violence contre les femmes',
        'Violence against women',
        'Violencia contra mujeres',
      ],
      'Immediate',
      'Severe',
      'H',
      { hiddenFrom: ['police', 'electoral', 'medical', 'civil'] },
    ),
    line(
      '38',
      ['Kraze, boule', 'Destruction, incendie', 'Destruction, fire', 'Destrozos'],
      'Immediate',
      'Severe',
      'PE',
    ),
    line('39', ['Manifestasyon vyolan', 'Émeute', 'Riot', 'Disturbios'], 'Immediate', 'Severe', 'P'),
    line(
      '41',
      ['Wout bloke', 'Route bloquée', 'Road blocked', 'Ruta bloqueada'],
      'Immediate',
      'Moderate',
      'PE',
    ),
    line(
      '42',
      ['Gang kontwole zòn nan', 'Zone sous contrôle armé', 'Armed control', 'Control armado'],
      'Unknown',
      'Severe',
      'PE',
    ),
    line(
      '43',
      ['Abi fòs lòd', 'Abus des forces', 'Abuse by forces', 'Abuso policial'],
      'Unknown',
      'Severe',
      'H',
      // About those who carry arms for the State: they see it once the ombudsman opens it.
      { hiddenFrom: ['police'] },
    ),
    line('44', ['Deplasman moun', 'Déplacement', 'Displacement', 'Desplazados'], 'Unknown', 'Moderate', 'CH'),
    line('51', ['Rimè', 'Rumeur', 'Rumor', 'Rumor'], 'Unknown', 'Unknown', 'C', {
      placed: false,
      worded: true,
    }),
    line(
      '52',
      ['Diskou rayi', 'Discours de haine', 'Hate speech', 'Discurso de odio'],
      'Unknown',
      'Moderate',
      'CHE',
    ),
    line(
      '61',
      ['Aksyon lapè', 'Initiative de paix', 'Peace initiative', 'Acción de paz'],
      'Past',
      'Minor',
      'C',
    ),
    line('62', ['Tansyon ap monte', 'Tension', 'Tension rising', 'Tensión'], 'Future', 'Minor', 'C'),
    line('91', ['Rezo pa mache', 'Pas de réseau', 'No network', 'Sin red'], 'Immediate', 'Minor', 'O', {
      placed: false,
    }),
    line('99', ['Lòt bagay', 'Autre', 'Other', 'Otro'], 'Unknown', 'Unknown', 'S', {
      placed: false,
      worded: true,
    }),
  ],
};

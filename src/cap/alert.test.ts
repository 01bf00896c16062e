import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XmlDocument, XmlParseError, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { capAlert } from './alert.ts';
import type { CapAlert, CapInfo } from './message.ts';
import { xmlText } from './xml.ts';

const schema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(new URL('./cap-1.2.xsd', import.meta.url), 'utf8')),
);

/** Validates a document and reads the texts at a path of CAP elements, e.g. `/alert/info/event`. */
function read(xml: string, path: string): string[] {
  const document = XmlDocument.fromString(xml);
  try {
    schema.validate(document);
    const found = document.find(path.replaceAll('/', '/cap:'), {
      cap: 'urn:oasis:names:tc:emergency:cap:1.2',
    });
    return found.map(({ content }) => content);
  } finally {
    document.dispose();
  }
}

const isValid = (xml: string) => expect(() => read(xml, '/alert')).not.toThrow();

const POLLING_DAY = new Date('2026-08-30T18:22:07.945Z');
const RUN_OFF = new Date('2026-12-06T18:22:07Z');

const french: CapInfo = {
  language: 'fr-HT',
  categories: ['Security', 'Safety'],
  event: 'Personnes armées au centre de vote',
  responseTypes: ['Avoid', 'Monitor'],
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Likely',
  eventCodes: [{ valueName: 'CNVE', value: '31' }],
  effective: POLLING_DAY,
  onset: new Date('2026-08-30T18:00:00Z'),
  expires: new Date('2026-08-30T20:22:00Z'),
  senderName: "Comité national de veille — salle d'opérations",
  headline: 'Personnes armées, CV 104527',
  description: 'Deux observateurs les ont vues < 1 km & près de la cour.\nRien de plus.',
  instruction: 'Ne pas approcher.',
  parameters: [
    { valueName: 'reports', value: '2' },
    { valueName: 'sourceClass', value: 'accredited-observer' },
  ],
  area: {
    areaDesc: 'Commune X, section Y',
    circle: { latitude: 18.54, longitude: -72.34, radiusKm: 1.5 },
    geocodes: [{ valueName: 'HT-commune', value: '0111' }],
  },
};

const creole: CapInfo = {
  language: 'ht',
  categories: ['Security'],
  event: 'Moun ak zam nan sant vòt la',
  urgency: 'Immediate',
  severity: 'Severe',
  certainty: 'Likely',
  area: { areaDesc: 'Komin X' },
};

const head = {
  identifier: 'CNVE-2026-4827317.1',
  sender: 'cnve@example.ht',
  sent: POLLING_DAY,
  timeZone: 'America/Port-au-Prince',
  status: 'Actual',
} as const;

const full: CapAlert = {
  ...head,
  msgType: 'Alert',
  scope: 'Restricted',
  restriction: 'CNVE niveau 2 : PNH, CEP, OPC',
  note: 'Première alerte de la journée',
  incidents: ['CV-104527', 'Jou vòt'],
  info: [french, creole],
};

const minimal: CapAlert = { ...head, msgType: 'Alert', scope: 'Public' };

describe('an alert', () => {
  test('is one message in French and in Creole', () => {
    const xml = capAlert(full);
    expect(read(xml, '/alert/info/language')).toEqual(['fr-HT', 'ht']);
    expect(read(xml, '/alert/info/category')).toEqual(['Security', 'Safety', 'Security']);
    expect(read(xml, '/alert/info/event')).toEqual([french.event, creole.event]);
    expect(read(xml, '/alert/info/description')).toEqual([french.description]);
    expect(read(xml, '/alert/info/parameter/value')).toEqual(['2', 'accredited-observer']);
    expect(read(xml, '/alert/info/area/circle')).toEqual(['18.54,-72.34 1.5']);
    expect(read(xml, '/alert/incidents')).toEqual(['CV-104527 "Jou vòt"']);
    expect(read(xml, '/alert/restriction')).toEqual(['CNVE niveau 2 : PNH, CEP, OPC']);
  });

  test('stands in the order of the standard', () => {
    expect(capAlert({ ...minimal, info: [creole] })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>CNVE-2026-4827317.1</identifier>
<sender>cnve@example.ht</sender>
<sent>2026-08-30T14:22:07-04:00</sent>
<status>Actual</status>
<msgType>Alert</msgType>
<scope>Public</scope>
<info>
<language>ht</language>
<category>Security</category>
<event>Moun ak zam nan sant vòt la</event>
<urgency>Immediate</urgency>
<severity>Severe</severity>
<certainty>Likely</certainty>
<area>
<areaDesc>Komin X</areaDesc>
</area>
</info>
</alert>
`);
  });

  test('may say no more than that it is there', () => isValid(capAlert({ ...minimal, status: 'System' })));

  test('may be of an exercise', () => {
    const xml = capAlert({ ...full, status: 'Exercise', note: 'Exercice du 2 août' });
    expect(read(xml, '/alert/status')).toEqual(['Exercise']);
    expect(read(xml, '/alert/note')).toEqual(['Exercice du 2 août']);
  });

  test('for some is addressed to them, whose names may have spaces', () => {
    const xml = capAlert({ ...minimal, scope: 'Private', addresses: ['pnh@example.ht', 'Sal CEP'] });
    expect(read(xml, '/alert/addresses')).toEqual(['pnh@example.ht "Sal CEP"']);
  });
});

describe('what answers an alert', () => {
  const first = 'cnve@example.ht,CNVE-2026-4827317.1,2026-08-30T14:22:07-04:00';

  test.each(['Update', 'Cancel', 'Ack', 'Error'] as const)('%s names it as it was sent', (msgType) => {
    const sent = new Date('2026-08-30T19:00:00Z');
    const answer = { ...minimal, identifier: 'PNH-88', sender: 'pnh@example.ht', sent, msgType };
    const xml = capAlert({ ...answer, references: [full] });
    expect(read(xml, '/alert/msgType')).toEqual([msgType]);
    expect(read(xml, '/alert/references')).toEqual([first]);
  });

  test('names all that it answers', () => {
    const second = { ...head, identifier: 'CNVE-2026-4827317.2', sent: RUN_OFF };
    const xml = capAlert({ ...full, msgType: 'Update', references: [full, second] });
    expect(read(xml, '/alert/references')).toEqual([
      `${first} cnve@example.ht,CNVE-2026-4827317.2,2026-12-06T13:22:07-05:00`,
    ]);
  });
});

describe('a time', () => {
  test.each([
    [POLLING_DAY, 'America/Port-au-Prince', '2026-08-30T14:22:07-04:00'],
    [RUN_OFF, 'America/Port-au-Prince', '2026-12-06T13:22:07-05:00'],
    [RUN_OFF, 'UTC', '2026-12-06T18:22:07-00:00'],
    [RUN_OFF, 'Asia/Kathmandu', '2026-12-07T00:07:07+05:45'],
  ])('%s in %s is %s', (sent, timeZone, written) => {
    expect(read(capAlert({ ...minimal, sent, timeZone }), '/alert/sent')).toEqual([written]);
  });

  test('of the block has the same offset', () => {
    const xml = capAlert(full);
    expect(read(xml, '/alert/info/effective')).toEqual(['2026-08-30T14:22:07-04:00']);
    expect(read(xml, '/alert/info/onset')).toEqual(['2026-08-30T14:00:00-04:00']);
    expect(read(xml, '/alert/info/expires')).toEqual(['2026-08-30T16:22:00-04:00']);
  });

  test('is never another', () => {
    const zones = fc.constantFrom('America/Port-au-Prince', 'UTC', 'Europe/London', 'Australia/Lord_Howe');
    const years = { min: new Date('1975-01-01'), max: new Date('9998-01-01'), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), zones, (sent, timeZone) => {
        const [written = ''] = read(capAlert({ ...minimal, sent, timeZone }), '/alert/sent');
        expect(Date.parse(written)).toBe(Math.floor(sent.getTime() / 1000) * 1000);
      }),
    );
  });
});

describe('a text', () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)), maxLength: 12 });
  const any = fc.oneof(text, fc.string({ unit: 'binary' }), fc.constantFrom(']]>', '<!--', '\r\n', '&amp;'));
  const values = fc.array(fc.record({ valueName: any, value: any }), { maxLength: 2 });

  test('is read back as it was, whatever it is', () => {
    const texts = { event: any, senderName: any, headline: any, description: any, instruction: any };
    const info = fc.record({ ...texts, eventCodes: values, parameters: values });
    const around = fc.record({ restriction: any.map((some) => `x${some}`), note: any });
    const area = fc.record({ areaDesc: any, geocodes: values });
    fc.assert(
      fc.property(info, around, area, (said, outside, where) => {
        const xml = capAlert({ ...full, ...outside, info: [{ ...french, ...said, area: where }] });
        const found = (path: string) => read(xml, `/alert/${path}`);
        expect(found('note')).toEqual([xmlText(outside.note)]);
        expect(found('restriction')).toEqual([xmlText(outside.restriction)]);
        for (const name of ['event', 'senderName', 'headline', 'description', 'instruction'] as const)
          expect(found(`info/${name}`)).toEqual([xmlText(said[name])]);
        expect(found('info/eventCode/value')).toEqual(said.eventCodes.map(({ value }) => xmlText(value)));
        expect(found('info/parameter/valueName')).toEqual(
          said.parameters.map(({ valueName }) => xmlText(valueName)),
        );
        expect(found('info/area/areaDesc')).toEqual([xmlText(where.areaDesc)]);
        expect(found('info/area/geocode/value')).toEqual(where.geocodes.map(({ value }) => xmlText(value)));
      }),
    );
  });

  test.each([
    ['Kòman ou ye? مرحبا 你好 ኣማርኛ 🗳️', 'Kòman ou ye? مرحبا 你好 ኣማርኛ 🗳️'],
    ['a\u0000b\u001Fc\u007Fd\tf', 'abc\u007Fd\tf'],
    ['half \uD83D, half \uDDF3, whole \u{1F5F3}', 'half , half , whole \u{1F5F3}'],
    ['\uFFFEa\uFFFF', 'a'],
    ['one\r\ntwo\rthree\nfour', 'one\ntwo\nthree\nfour'],
    [']]> <![CDATA[ &amp; \' "', ']]> <![CDATA[ &amp; \' "'],
  ])('%j stays %j', (event, kept) => {
    expect(read(capAlert({ ...minimal, info: [{ ...creole, event }] }), '/alert/info/event')).toEqual([kept]);
  });
});

describe('a circle', () => {
  test('is never written with an exponent', () => {
    const circles = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      radiusKm: fc.double({ min: 0, max: 20_000, noNaN: true }),
    });
    fc.assert(
      fc.property(circles, (circle) => {
        const info = { ...creole, area: { areaDesc: 'X', circle } };
        const [written = ''] = read(capAlert({ ...minimal, info: [info] }), '/alert/info/area/circle');
        const numbers = written.split(/[ ,]/).map(Number);
        for (const [at, number] of [circle.latitude, circle.longitude, circle.radiusKm].entries())
          expect(numbers[at]).toBeCloseTo(number, 4);
      }),
    );
  });
});

describe('what is thrown back', () => {
  const area = (latitude: number, longitude: number, radiusKm: number): CapAlert => ({
    ...minimal,
    info: [{ ...creole, area: { areaDesc: 'X', circle: { latitude, longitude, radiusKm } } }],
  });
  const broken: Record<string, CapAlert> = {
    'an identifier with a space': { ...minimal, identifier: 'CNVE 1' },
    'an identifier with a line end': { ...minimal, identifier: 'CNVE-1\n' },
    'an identifier with what XML cannot carry': { ...minimal, identifier: 'CNVE\u0001' },
    'no identifier': { ...minimal, identifier: '' },
    'a sender with a comma': { ...minimal, sender: 'cnve,ht' },
    'a sender with <': { ...minimal, sender: 'cnve<ht' },
    'a sender with &': { ...minimal, sender: 'cnve&ht' },
    'a reference with a comma': { ...minimal, references: [{ ...head, identifier: 'a,b' }] },
    'an update of nothing': { ...minimal, msgType: 'Update', references: [] },
    'a cancel of nothing': { ...minimal, msgType: 'Cancel', references: [] },
    'an acknowledgement of nothing': { ...minimal, msgType: 'Ack', references: [] },
    'an error of nothing': { ...minimal, msgType: 'Error', references: [] },
    'a restriction to nobody': { ...minimal, scope: 'Restricted', restriction: ' \u0001' },
    'an address of nobody': { ...minimal, scope: 'Private', addresses: [] },
    'an empty address': { ...minimal, scope: 'Private', addresses: [' '] },
    'an address with a quote': { ...minimal, scope: 'Private', addresses: ['Sal "CEP"'] },
    'an incident with a quote': { ...minimal, incidents: ['a"b'] },
    'no category': { ...minimal, info: [{ ...creole, categories: [] }] },
    'no language': { ...minimal, info: [{ ...creole, language: 'fr_HT' }] },
    'a circle off the Earth': area(91, 0, 1),
    'a circle that is nowhere': area(18, Number.NaN, 1),
    'a circle larger than the Earth': area(18, -72, Number.POSITIVE_INFINITY),
    'a circle less than a point': area(18, -72, -1),
    'no time': { ...minimal, sent: new Date(Number.NaN) },
    'a year of five digits': { ...minimal, sent: new Date('+010000-06-01T00:00:00Z') },
    'a year of two digits': { ...minimal, sent: new Date('0050-06-01T00:00:00Z') },
    'no zone': { ...minimal, timeZone: 'Haiti/Nowhere' },
  };
  test.each(Object.keys(broken))('%s, in one line', (what) => {
    const write = () => capAlert(broken[what] ?? minimal);
    expect(write).toThrow(RangeError);
    expect(write).toThrow(/^[^\n]+$/);
  });
});

describe('the schema of these tests', () => {
  const xml = capAlert(full);

  test.each([
    ['two elements change places', /(<urgency>.*\n)(<severity>.*\n)/, '$2$1'],
    ['the language stands last', /(<language>.*\n)([\s\S]*?)(?=<\/info>)/, '$2$1'],
    ['the scope comes before the status', /(<status>.*\n<msgType>.*\n)(<scope>.*\n)/, '$2$1'],
    ['a word is of no list', '<severity>Severe', '<severity>severe'],
    ['a status is of no list', '<status>Actual', '<status>Real'],
    ['a category is of no list', '<category>Security', '<category>Election'],
    ['there is no event', /<event>.*\n/, ''],
    ['there is no certainty', /<certainty>.*\n/, ''],
    ['there is no area description', /<areaDesc>.*\n/, ''],
    ['a time ends in Z', /<sent>.*(?=<)/, '<sent>2026-08-30T18:22:07Z'],
    ['a time has no offset', /<sent>.*(?=<)/, '<sent>2026-08-30T18:22:07'],
    ['a time has milliseconds', /(<expires>[^-]*-[^-]*-[^-]*)-/, '$1.000-'],
    ['a circle has no radius', /<circle>.*(?=<)/, '<circle>18.54,-72.34'],
    ['an element comes twice', /(<headline>.*\n)/, '$1$1'],
    ['an element is of no standard', /(<headline>)/, '<observer>314159</observer>$1'],
    ['the namespace is that of CAP 1.1', 'cap:1.2', 'cap:1.1'],
  ])('sees when %s', (_, found, instead) => {
    const mutated = xml.replace(found, instead);
    expect(mutated).not.toBe(xml);
    isValid(xml);
    expect(() => read(mutated, '/alert')).toThrow(XmlValidateError);
  });

  test('is not asked of what is no XML', () => {
    expect(() => read(xml.replace('&amp;', '&'), '/alert')).toThrow(XmlParseError);
  });
});

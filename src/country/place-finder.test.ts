import { describe, expect, test } from 'vitest';
import type { Place } from '../core/place.ts';
import { segments } from '../core/sms.ts';
import { foldSpelling } from '../language/spelling.ts';
import { countryOf } from './index.ts';
import { openPlaceFinder } from './place-finder.ts';

const gazetteer = countryOf('ht').places();
const finder = openPlaceFinder(gazetteer, foldSpelling);
const ofKind = (kind: Place['kind']) => gazetteer.places.filter((place) => place.kind === kind);
const communes = ofKind('commune');
const codes = (text: string) => finder.find(text).map(({ code }) => code);
const labels = (text: string) => finder.find(text).map((place) => finder.label(place, 'ht'));
const bare = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

describe('a whole answer names a place', () => {
  test.each([
    ['nan dèlma 33', 'HT0112'],
    ['delmas33', 'HT0112'],
    ['Cité soley', 'HT0117'],
    ['sité solèy bò waf', 'HT0117'],
    ['pòtoprens', 'HT0111'],
    ['potopwens', 'HT0111'],
    ['Port au Prince', 'HT0111'],
    ['PaP', 'HT0111'],
    ['mwen nan kafou', 'HT0113'],
    ['nou nan zòn Carrefour', 'HT0113'],
    ['commune de Pétion-Ville', 'HT0114'],
    ['komin petyonvil', 'HT0114'],
    ['kwa de bouke', 'HT0131'],
    ['okap', 'HT0311'],
    ['Kap Ayisyen', 'HT0311'],
    ['Cap-Haitien', 'HT0311'],
    ['okay', 'HT0711'],
    ['O Kay', 'HT0711'],
    ['Les Cayes', 'HT0711'],
    ['vil Gonayiv', 'HT0511'],
    ['tigwav', 'HT0122'],
    ['sodo', 'HT0622'],
    ['st mak', 'HT0531'],
    ['depatman sid', 'HT07'],
    ['département du Nord', 'HT03'],
    ['HT0111', 'HT0111'],
    ['ht0131-10', 'HT0131-10'],
    ['ht 013110', 'HT0131-10'],
    ['Martissant', 'HT0111-03'],
    ['matisan', 'HT0111-03'],
    ['bizoton, kafou', 'HT0113-09'],
    ['3e seksyon kafou', 'HT0113-03'],
    ['premye seksyon Delmas', 'HT0112-01'],
    ['3e section petit bois', 'HT0131-03'],
    ['seksyon kominal Turgeau', 'HT0111-01'],
  ])('%s', (text, code) => expect(codes(text)).toEqual([code]));

  test.each([
    ['zòn kafou fèy', 'HT0111'],
    ['Vilaj de Dye', 'HT0111'],
    ['channmas', 'HT0111'],
    ['ba delma', 'HT0112'],
    ['santo 15', 'HT0131'],
    ['bon repo', 'HT0131'],
    ['laboul 12', 'HT0114'],
  ])('a quarter stands for its commune: %s', (text, code) => expect(codes(text)).toEqual([code]));
});

describe('where two fit, it asks back', () => {
  test('a camp on the border of three communes', () => {
    expect(labels('Kanaan')).toEqual(['Kwadèboukè', 'Tomazo', 'Kabarè']);
  });
  test('half a name', () => expect(labels('sen lwi')).toEqual(['Sen Lwi di Sid', 'Sen Lwi dinò']));
  test('sections of two communes', () =>
    expect(labels('Solon')).toEqual(['Solon (Grann Rivyè.)', 'Solon (Tòbèk)', 'Solon (Sen Lwi di.)']));
  test('a commune and the section of another one: the commune comes first', () => {
    expect(labels('Corail')).toEqual(['Koray', 'Corail (Pòmago)']);
    expect(labels('seksyon Corail')).toEqual(['Corail (Pòmago)']);
    expect(labels('komin Corail')).toEqual(['Koray']);
  });
  test('a commune wins over its own section', () => expect(labels('Thiotte')).toEqual(['Tyòt']));
  test('never between more than five', () => {
    for (const { name } of gazetteer.places) {
      for (const text of Object.values(name)) expect(finder.find(text).length).toBeLessThanOrEqual(5);
    }
  });
});

describe('what names no place finds none', () => {
  test.each([
    '',
    '1',
    '33',
    '3e',
    '+509 37 00 00 01',
    'HT9999',
    '🙏🙏',
    '\ud800',
    'wi',
    'non',
    'stop',
    'mèsi',
    'bonjou',
    'm pa konnen',
    'kijan ou ye',
    'lekòl la',
    'Jan Batis',
    'Marie Joseph',
    'Pierre Louis',
    'Jean-Baptiste Charles',
    'yo di gen moun ki pral vote de fwa nan biwo vòt la paske lis la pa bon e yo pa vle bay kat',
  ])('%j', (text) => expect(codes(text)).toEqual([]));
  test('nor does a megabyte', () => expect(codes('Delmas '.repeat(150_000))).toEqual([]));
});

test.each(['fr', 'ht'])(
  'every commune is found by its name in %s, without accents and in small letters, too',
  (language) => {
    for (const commune of communes) {
      const name = commune.name[language];
      if (!name) continue;
      for (const text of [
        name,
        name.toLowerCase(),
        bare(name),
        `mwen nan ${bare(name)}`,
        name.toUpperCase(),
      ]) {
        expect([text, finder.find(text)[0]?.code]).toEqual([text, commune.code]);
      }
    }
  },
);

test('every section is found by its name, but where its own commune bears it', () => {
  for (const section of ofKind('section')) {
    const found = finder.find(`seksyon ${section.name.fr}`);
    expect([section.name.fr, found.map(({ code }) => code)]).toEqual([
      section.name.fr,
      expect.arrayContaining([section.code]),
    ]);
  }
});

test('every quarter is found, in every commune that it lies in', () => {
  for (const [quarter, lies] of Object.entries(gazetteer.quarters)) {
    expect([quarter, codes(quarter)]).toEqual([quarter, expect.arrayContaining([...lies])]);
  }
});

/** Numbers that look like chance and are the same every time (Lehmer). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % sides;
  };
}

function slip(name: string, roll: (sides: number) => number): string {
  const at = 1 + roll(name.length - 2);
  const letter = 'abcdefghijklmnoprstuvwyz'[roll(24)] ?? '';
  const [head, here, next, tail] = [name.slice(0, at), name[at], name[at + 1] ?? '', name.slice(at + 2)];
  return (
    [
      head + next + tail,
      head + letter + next + tail,
      `${head}${here}${letter}${next}${tail}`,
      head + next + here + tail,
    ][roll(4)] ?? name
  );
}

test('a slip of the finger is forgiven in at least 95 of 100 names of six letters and more', () => {
  const roll = dice(1804);
  let tried = 0;
  let found = 0;
  for (const commune of communes) {
    for (const name of Object.values(commune.name).map(bare)) {
      if (name.length < 6) continue;
      for (let i = 0; i < 10; i++) {
        tried += 1;
        if (finder.find(slip(name, roll)).includes(commune)) found += 1;
      }
    }
  }
  expect(tried).toBeGreaterThan(2000);
  expect(found / tried).toBeGreaterThanOrEqual(0.95);
});

describe('labels', () => {
  test.each(['fr', 'ht'])('fit a button and an SMS in %s', (language) => {
    for (const place of gazetteer.places) {
      const label = finder.label(place, language);
      expect([label, label.length <= 20, segments(label).alphabet]).toEqual([label, true, 'gsm7']);
    }
  });
  test.each(['fr', 'ht'])('tell places apart in %s', (language) => {
    const all = gazetteer.places
      .filter(({ kind }) => kind !== 'department')
      .map((place) => finder.label(place, language));
    expect(all.filter((label, at) => all.indexOf(label) !== at)).toEqual([]);
  });
  test('speak Creole where there is a name, and French otherwise', () => {
    const [port, bahon] = ['HT0111', 'HT0332'].map((code) => finder.byCode(code) as Place);
    expect(finder.label(port as Place, 'ht')).toBe('Pòtoprens');
    expect(finder.label(port as Place, 'fr')).toBe('Port-au-Prince');
    expect(finder.label(bahon as Place, 'ht')).toBe('Bahon');
  });
  test('are shortened by words that everybody shortens, and less where there is room', () => {
    const riviere = finder.byCode('HT0542') as Place;
    expect(finder.label(riviere, 'fr')).toBe('Pte Riv. Artibonite');
    expect(finder.label(riviere, 'fr', 40)).toBe("Petite Rivière de l'Artibonite");
    expect(finder.label(finder.byCode('HT0131-06') as Place, 'ht', 40)).toBe('Belle Fontaine 6 (Kwadèboukè)');
  });
});

describe('the nearest section', () => {
  test('to its own centroid is the section itself, or one of the same commune', () => {
    for (const place of ofKind('section')) {
      expect(finder.nearest(place.latitude, place.longitude)?.parent).toBe(place.parent);
    }
  });
  test('to a point inside a commune is nearly always one of its own', () => {
    const right = communes.filter((c) => finder.nearest(c.latitude, c.longitude)?.parent === c.code);
    expect(right.length).toBeGreaterThanOrEqual(0.95 * communes.length);
  });
  test.each([
    ['Santo Domingo', 18.486, -69.931],
    ['Miami', 25.762, -80.192],
    ['nowhere', Number.NaN, 0],
  ])('there is none near %s', (_, latitude, longitude) => {
    expect(finder.nearest(latitude, longitude)).toBeUndefined();
  });
});

test('ten departments, 140 communes, 570 sections, each in a place that is there', () => {
  expect([ofKind('department').length, communes.length, ofKind('section').length]).toEqual([10, 140, 570]);
  for (const place of gazetteer.places) {
    if (place.kind !== 'department') expect(finder.byCode(place.parent ?? '')).toBeDefined();
    expect(place.latitude).toBeGreaterThan(17.9);
    expect(place.latitude).toBeLessThan(20.2);
    expect(place.longitude).toBeGreaterThan(-74.6);
    expect(place.longitude).toBeLessThan(-71.5);
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readNumber } from './number.ts';

test.each([
  ['5', 5],
  ['nou te 5 moun', 5],
  ['5moun', 5],
  ['apeprè 20', 20],
  ['plis pase 20 konsa', 20],
  ['1 200', 1200],
  ['1.200', 1200],
  ['1,200', 1200],
  ['12 345 678', 12_345_678],
  ['1.200,50', 1200.5],
  ['1,5', 1.5],
  ['0.500', 0.5],
  ['2½', 2.5],
  ['-3', -3],
  ['20%', 20],
  ['500 goud', 500],
  ['５０', 50],
  ['٢٥ moun', 25],
  ['5 moun, wi 5', 5],
  ['5k', 5000],
  ['senk mil', 5000],
  ['2 milyon', 2_000_000],
])('in digits, %j is %j', (text, number) => expect(readNumber(text)).toBe(number));

test.each([
  ['en', 1],
  ['yon sèl moun', 1],
  ['de', 2],
  ['te gen de moun', 2],
  ['twa', 3],
  ['Kat moun', 4],
  ['sèt', 7],
  ['uit', 8],
  ['nèf', 9],
  ['onz', 11],
  ['disèt', 17],
  ['ven', 20],
  ['venteyen', 21],
  ['vennde', 22],
  ['trannsenk moun', 35],
  ['karant kat', 44],
  ['senkant nèf', 59],
  ['swasant', 60],
  ['swasanndis', 70],
  ['swasantonz', 71],
  ['katreven', 80],
  ['katrevendis', 90],
  ['katreven diznèf', 99],
  ['san', 100],
  ['de san', 200],
  ['desan senkant', 250],
  ['mil', 1000],
  ['mil nèf san katrevendis', 1990],
  ['nèf mil nèf san katrevendiznèf', 9999],
  ['yon douzèn', 12],
  ['yon santèn moun', 100],
  ['2 douzèn edmi', 30],
  ['yon milyon edmi', 1_500_000],
])('in Creole, %j is %j', (text, number) => expect(readNumber(text)).toBe(number));

test.each([
  ['une', 1],
  ['vingt et un', 21],
  ['dix-sept', 17],
  ['soixante et onze', 71],
  ['quatre-vingt-dix-sept', 97],
  ['deux cents personnes', 200],
  ['trois mille cinq cents', 3500],
  ['une vingtaine', 20],
  ['plus de trente', 30],
  ['vingt de nos membres', 20],
  ['twenty-one', 21],
  ['a hundred and five', 105],
  ['two thousand three hundred', 2300],
  ['two dozen', 24],
  ['treinta y cinco', 35],
  ['doscientos veintitrés', 223],
  ['dos mil quinientos', 2500],
  ['una docena', 12],
  ['once personas', 11],
  ['cero', 0],
])('in French, English and Spanish, %j is %j', (text, number) => expect(readNumber(text)).toBe(number));

test.each([
  ['anpil'],
  ['beaucoup de gens'],
  ['anpil moun'],
  ['plizyè santèn'],
  ['des dizaines'],
  ['hundreds of people'],
  ['5 ou 6'],
  ['ant 5 ak 10'],
  ['5-10'],
  ['5 oubyen twa'],
  ['15:20'],
  ['3h30'],
  ['30/08'],
  ['1.5.3'],
  ['B12'],
  ['3712 3456'],
  ['99999999999999999999'],
  ['pa gen yon moun'],
  ['rien de grave'],
  ['kat elektoral mwen'],
  ['très bien'],
  ['en ville'],
  ['mwen pa konnen'],
  ['🙏'],
  ['\0'],
  [''],
])('%j is no number', (text) => expect(readNumber(text)).toBeNull());

test('the clearer of two number words counts', () => {
  expect(readNumber('twa moun nan yon machin')).toBe(3);
  expect(readNumber('3 kat elektoral')).toBe(3);
  expect(readNumber('3 moun san manje')).toBe(3);
});

test('nothing that can be typed makes it stumble', () => {
  expect(readNumber('5 '.repeat(500_000))).toBeNull();
  expect(readNumber('ven '.repeat(250))).toBe(20);
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[0-9 .,'k/:-]{0,40}$/),
    fc
      .array(fc.constantFrom('san', 'mil', 'de', 'e', 'ven', 'douzèn', 'edmi', '5', 'en'))
      .map((w) => w.join(' ')),
  );
  fc.assert(fc.property(anything, (text) => Number.isFinite(readNumber(text) ?? 0)));
});

test('every whole number is read back from its digits', () =>
  fc.assert(fc.property(fc.maxSafeInteger(), (number) => readNumber(`apeprè ${number} moun`) === number)));

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { foldToGsm7, segments } from './sms.ts';

/** Published vectors lie outside the repository; where they are missing, our own below still hold the rules. */
const published = (name: string) => {
  const file = fileURLToPath(new URL(`../../../shared/data/gsm/${name}`, import.meta.url));
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
};

test('a message holds 160 septets, several hold 153 each', () => {
  const counted = [0, 1, 160, 161, 306, 307].map((length) => segments('a'.repeat(length)).segments);
  expect(counted).toEqual([0, 1, 1, 2, 2, 3]);
});

test('one letter outside the alphabet cuts the room to 70, and 67 each', () => {
  const counted = [1, 70, 71, 134, 135].map((length) => segments('ç'.repeat(length)).segments);
  expect(counted).toEqual([1, 1, 2, 2, 3]);
  expect(segments(`${'a'.repeat(70)}ç`)).toEqual({ alphabet: 'ucs2', units: 71, segments: 2 });
});

test('an escaped letter costs two and moves whole into the next segment', () => {
  expect(segments('€'.repeat(80))).toEqual({ alphabet: 'gsm7', units: 160, segments: 1 });
  expect(segments('€'.repeat(81)).segments).toBe(2);
  // 152 fit, the escape would be the 153rd: so three segments where plain letters need two.
  expect(segments(`${'a'.repeat(152)}€${'a'.repeat(151)}`)).toEqual({
    alphabet: 'gsm7',
    units: 305,
    segments: 2,
  });
  expect(segments(`${'a'.repeat(152)}€${'a'.repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
});

test('a surrogate pair moves whole into the next segment', () => {
  expect(segments(`${'ç'.repeat(66)}🙏${'ç'.repeat(65)}`)).toMatchObject({ units: 133, segments: 2 });
  expect(segments(`${'ç'.repeat(66)}🙏${'ç'.repeat(66)}`)).toMatchObject({ units: 134, segments: 3 });
});

test('the letters of Creole stay as they are', () => {
  for (const text of ['Mèsi, nou resevwa mesaj ou a.', 'kòman ou ye? à ò è é ù ì', 'É Ç Ñ @ £ ß']) {
    expect(foldToGsm7(text)).toBe(text);
    expect(segments(text).alphabet).toBe('gsm7');
  }
});

test('what GSM-7 lacks is folded to its nearest letter', () => {
  expect(foldToGsm7('Èske ou konnen ? Ou pa t’ ap di l…')).toBe("Eske ou konnen ? Ou pa t' ap di l...");
  expect(foldToGsm7('Ça, ça va : être, hâte, île, tôt, sûr, Noël, maïs')).toBe(
    'Ça, ca va : etre, hate, ile, tot, sur, Noel, mais',
  );
  expect(foldToGsm7('«\u00a0sœur\u202f» – Œuvre — À Ì Ò Ù Ê Î')).toBe('" soeur " - OEuvre - A I O U E I');
  expect(foldToGsm7('zero\u200bwidth\ufeff, so\u00adft')).toBe('zerowidth, soft');
});

test('letters written with combining marks are composed before they are judged', () => {
  expect(foldToGsm7('e\u0300ske o\u0300 e\u0301')).toBe('èske ò é');
  expect(foldToGsm7('c\u0327a x\u0301 Z\u0361')).toBe('ca x Z');
});

test('what has no near letter is left as it is, and the message is UCS-2', () => {
  for (const text of ['Mèsi 🙏', 'Привет', '你好', 'مرحبا', '👨‍👩‍👧', '\ud800']) {
    expect(foldToGsm7(text)).toBe(text);
    expect(segments(text).alphabet).toBe('ucs2');
  }
});

test('folding twice changes nothing more, and whatever was folded out of Latin letters is GSM-7', () => {
  let latin = '';
  for (let code = 0xc0; code <= 0xff; code++) latin += String.fromCharCode(code);
  const folded = foldToGsm7(latin);
  expect(foldToGsm7(folded)).toBe(folded);
  // Eth and thorn have no near letter.
  expect(segments(folded.replace(/[ÐðÞþ]/g, '')).alphabet).toBe('gsm7');
});

test('published segment counts agree', () => {
  const vectors = published('twilio_segment_vectors.json')?.vectors ?? [];
  for (const vector of vectors) {
    if (vector.segments !== undefined)
      expect([vector.name, segments(vector.body).segments]).toEqual([vector.name, vector.segments]);
    if (vector.encoding)
      expect(segments(vector.body).alphabet).toBe(vector.encoding === 'GSM-7' ? 'gsm7' : 'ucs2');
  }
  for (const vector of published('split_sms_gsm.test.json') ?? []) {
    const found = segments(vector.message);
    if (found.alphabet !== 'gsm7' || found.units === 0) continue;
    expect([vector.description, found.units, found.segments]).toEqual([
      vector.description,
      vector.totalBytes,
      vector.parts.length,
    ]);
  }
  for (const vector of published('split_sms_unicode.test.json') ?? []) {
    const found = segments(vector.message);
    if (found.units > 0)
      expect([vector.description, found.segments]).toEqual([vector.description, vector.parts.length]);
  }
});

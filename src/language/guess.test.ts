import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Guessed, guessLanguage } from './guess.ts';

const SAID: Readonly<Record<Guessed, readonly string[]>> = {
  ht: [
    'Èske biwo a ap louvri demen maten?',
    'mwn pa jwenn kat mwn kisa pm fe',
    'GEN TIRE BO MACHE A MOUN YO AP KOURI',
    'moin pa gin nouvel piti moin yo depi lendi',
    'yo di prezidan an mouri eske se vre',
    'fok nou fe atansyon ak sa n ap pataje',
  ],
  fr: [
    'Mon oncle dit que les bulletins sont déjà remplis',
    'bjr svp a kel heure on peu aller voter',
    'IL N Y A PERSONNE AU BUREAU DEPUIS CE MATIN',
    'jai pas recu ma carte kesk je doit faire',
    'cette video est elle recente ou ancienne',
  ],
  en: [
    'My uncle says the boxes were already full',
    'pls can u tell me were to go on sunday',
    'NOBODY HAS BEEN AT THE SCHOOL SINCE THIS MORNING',
    'i havent recieved my card wat shud i do',
    'is this video recent or is it an old one',
  ],
  es: [
    'Mi tío dice que las urnas ya estaban llenas',
    'ola xfa me dices a q ora abren',
    'NO HAY NADIE EN LA ESCUELA DESDE ESTA MAÑANA',
    'todabia no e resibido mi sedula ke ago',
    'ese video es reciente o es viejo',
  ],
};

describe.each(Object.entries(SAID))('%s', (language, texts) => {
  test.each(texts)('%s', (text) => expect(guessLanguage(text)).toMatchObject({ language, sure: true }));
});

test.each(['', '   ', '12345', '+509 3700 0001', '🙏🙏🙏', 'C1', 'X321AA2', '???', 'مرحبا بك', 'ok'])(
  'of %j it is not sure',
  (text) =>
    expect(guessLanguage(text)).toMatchObject({
      language: expect.stringMatching(/^(ht|fr|en|es)$/),
      sure: false,
    }),
);

test.each([
  'wo kann ich am samstag meine stimme abgeben',
  'dove si trova il seggio più vicino a casa mia',
  'mujhe koi jawab nahi mila abhi tak bhai',
  'nitapata wapi kadi yangu ya kupigia kura',
])('of another language it is not sure: %s', (text) => expect(guessLanguage(text).sure).toBe(false));

test('accents and capitals help, and are not needed', () => {
  for (const text of ['Kote mwen ka jwenn èd?', 'kote mwen ka jwenn ed', 'KOTE MWEN KA JWENN ED'])
    expect(guessLanguage(text)).toMatchObject({ language: 'ht', sure: true });
});

test('whatever comes in, the margin is from 0 to 1 and the answer is the same again', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })),
      (text) => {
        const guess = guessLanguage(text);
        expect(guess.margin).toBeGreaterThanOrEqual(0);
        expect(guess.margin).toBeLessThanOrEqual(1);
        expect(guessLanguage(text)).toEqual(guess);
      },
    ),
  );
});

test('a very long text costs no more than its beginning', () => {
  expect(guessLanguage('nou bezwen dlo ak manje '.repeat(100_000))).toMatchObject({
    language: 'ht',
    sure: true,
  });
});

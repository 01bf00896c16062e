import { describe, expect, test } from 'vitest';
import { type ClaimText, Matcher } from './matcher.ts';

const text = (claimId: string, said: string, textId = claimId): ClaimText => ({
  claimId,
  textId,
  text: said,
});

/** Invented claims in four languages. */
const KNOWN = [
  text(
    'postponed',
    'The election of 30 August was postponed to November because ballots were stolen',
    'postponed-en',
  ),
  text(
    'postponed',
    "L'élection du 30 août est repoussée en novembre parce que des bulletins ont été volés",
    'postponed-fr',
  ),
  text('ink', 'Lank ki sou dwèt la ka efase ak klowòks, kidonk moun ap vote de fwa'),
  text('fuel', 'Una reserva de diésel fue descubierta cerca de Wanament'),
  text('centres', 'Tous les centres de vote de Carrefour seront fermés dimanche à cause de la pluie'),
];

function matcher(...texts: readonly ClaimText[]): Matcher {
  const all = new Matcher();
  for (const each of texts) all.put(each);
  return all;
}

describe('what is found', () => {
  test('a claim is found again in other words, by its best wording, once', () => {
    const found = matcher(...KNOWN).find({ text: 'ballots stolen!! the August election is postponed' });
    expect(found[0]?.claimId).toBe('postponed');
    expect(found[0]?.text.textId).toBe('postponed-en');
    expect(found.filter(({ claimId }) => claimId === 'postponed')).toHaveLength(1);
  });

  test('Creole is found however it is spelt', () => {
    const found = matcher(...KNOWN).find({ text: 'lanc ki sou dwet la ka efase avec clorox' });
    expect(found[0]?.claimId).toBe('ink');
  });

  test('a link to the same page finds it without a word in common', () => {
    const all = matcher(...KNOWN, text('page', 'Yon paj sou entènèt https://example.org/a/ di sa'));
    expect(all.find({ text: 'gade http://www.example.org/a?utm_source=wa' })[0]?.claimId).toBe('page');
    expect(all.find({ text: '', links: ['example.org/a'] })[0]?.reasons.links).toEqual(['example.org/a']);
  });

  test('only the claims that count are found, however many others fit better', () => {
    const others = Array.from({ length: 300 }, (_, n) =>
      text(`other-${n}`, `The election was postponed again ${n}`),
    );
    const found = matcher(...KNOWN, ...others).find(
      { text: 'The election was postponed again' },
      { only: (claimId) => claimId === 'postponed' },
    );
    expect(found.map(({ claimId }) => claimId)).toEqual(['postponed']);
  });

  test('a wording that is dropped is not found, one that is put again is found by its new words', () => {
    const all = matcher(...KNOWN);
    all.drop('ink');
    expect(
      all.find({ text: 'lank sou dwèt la efase ak klowòks' }).map(({ claimId }) => claimId),
    ).not.toContain('ink');
    all.put(text('fuel', 'Machin ki pa gen plak pral sezi', 'fuel'));
    expect(all.find({ text: 'machin san plak sezi' })[0]?.claimId).toBe('fuel');
    expect(all.size).toBe(KNOWN.length - 1);
  });

  test.each(['', '   ', '🙂🙂', '\u0000', '.', '"'.repeat(5000)])('nothing comes of %j', (said) => {
    expect(matcher(...KNOWN).find({ text: said })).toEqual([]);
  });
});

describe('what is decided', () => {
  test('the same words are answered, other words are new', () => {
    const all = matcher(...KNOWN);
    const decide = (said: string) => all.find({ text: said })[0]?.band ?? 'new';
    expect(decide('Lank ki sou dwèt la ka efase ak klowòks, moun ap vote de fwa!')).toBe('answer');
    expect(decide('Goats were seen dancing behind my aunt')).toBe('new');
  });

  test('a few words are never answered, however well they fit', () => {
    const all = matcher(text('ink', 'lank efase'), ...KNOWN);
    const found = all.find({ text: 'lank efase' });
    expect(found[0]?.claimId).toBe('ink');
    expect(found[0]?.band).not.toBe('answer');
  });

  test('two claims that fit alike are not told apart without a person', () => {
    const all = matcher(...KNOWN, text('twin', KNOWN[2]?.text ?? ''));
    const tip = { text: KNOWN[2]?.text ?? '' };
    expect(all.find(tip)[0]?.band).toBe('suggest');
  });
});

test('why a claim was found is said in its own words', () => {
  const found = matcher(...KNOWN).find({ text: 'ELECTION du 30 aout repoussee ! et a Kafou ?' });
  expect(found[0]?.reasons).toMatchObject({
    numbers: ['30'],
    words: expect.arrayContaining(['repoussée', 'août']),
  });
  const creole = matcher(...KNOWN).find({ text: 'sant vòt kafou fèmen dimanch' });
  expect(creole[0]?.claimId).toBe('centres');
  expect(creole[0]?.reasons.sounds).toContain('Carrefour');
});

import { describe, expect, test } from 'vitest';
import { countryOf } from '../../country/index.ts';
import { readOutline } from '../../country/outline.ts';
import { breaksUpTo, heatOf, isWithin } from './heat.ts';
import { type Label, placeLabels } from './labels.ts';
import { ringsOn } from './land.tsx';
import { byArea, marksOf, withSilence } from './marks.ts';
import { moveApart } from './move-apart.ts';
import { cornersOf, project } from './projection.ts';
import { radiusOf } from './shapes.tsx';

const country = countryOf('ht');
const outline = country.outline?.() ?? null;
const communes = country.places().places.filter(({ kind }) => kind === 'commune');

test('an outline is a walk of steps', () => {
  expect(readOutline('A1|1000 2000 500 0 0 -500|0 0 1 1\nB2|-3 4')).toEqual({
    areas: [
      {
        code: 'A1',
        rings: [
          [
            [1, 2],
            [1.5, 2],
            [1.5, 1.5],
          ],
          [
            [0, 0],
            [0.001, 0.001],
          ],
        ],
      },
      { code: 'B2', rings: [[[-0.003, 0.004]]] },
    ],
  });
});

test('every commune lies in its department, or where the coast is drawn too simply within a few kilometres', () => {
  const to = project(cornersOf(outline));
  const away = communes.filter(({ code, ...spot }) => {
    const at = to.at(spot);
    const rings = ringsOn(outline, to, code.slice(0, 4));
    const near = Math.min(...rings.flat().map(({ x, y }) => Math.hypot(x - at.x, y - at.y)));
    return !isWithin(at, rings) && near > 6 * to.unitsPerKm;
  });
  expect(away.map(({ code }) => code)).toEqual([]);
});

test('the map is true to scale both ways, and everything is on it', () => {
  const to = project([
    { latitude: 18, longitude: -74 },
    { latitude: 20, longitude: -72 },
  ]);
  const [a, b, c] = [
    { latitude: 19, longitude: -73 },
    { latitude: 19.1, longitude: -73 },
    { latitude: 19, longitude: -73 + 0.1 / Math.cos((19 * Math.PI) / 180) },
  ].map(to.at);
  expect((a?.y ?? 0) - (b?.y ?? 0)).toBeCloseTo(11.12 * to.unitsPerKm);
  expect((c?.x ?? 0) - (a?.x ?? 0)).toBeCloseTo(11.12 * to.unitsPerKm);
  for (const commune of communes) {
    const { x, y } = project(cornersOf(outline)).at(commune);
    expect(x > 0 && x < 1000 && y > 0 && y < 1000).toBe(true);
  }
});

test('nowhere and a single place have a map, too', () => {
  expect(project([]).at({ latitude: 0, longitude: 0 })).toEqual({
    x: expect.any(Number),
    y: expect.any(Number),
  });
  const { x, y } = project([{ latitude: 18.5, longitude: -72 }]).at({ latitude: 18.5, longitude: -72 });
  expect([Math.round(x), y > 0 && y < 1000]).toEqual([500, true]);
});

test('the area of a mark grows with the number, and none is too small to press', () => {
  expect(radiusOf(100, 100) / radiusOf(25, 100)).toBeCloseTo(2);
  expect(radiusOf(1, 10_000)).toBeGreaterThan(5);
  expect(radiusOf(1, 1)).toBeLessThan(20);
});

const leftOf = ({ x, width, anchor }: Label) => x - width * { start: 0, middle: 0.5, end: 1 }[anchor];

describe('names', () => {
  const discs = [0, 8, 16, 24].map((x) => ({ x: 400 + x, y: 300, r: 10 }));
  const named = discs.map((disc, i) => ({ disc, text: `Komin ${i}` }));
  const labels = placeLabels(named, discs, { font: 16, width: 1000, height: 700 });

  test('stand apart from each other and on the map, even where marks crowd', () => {
    expect(labels).toHaveLength(4);
    for (const [i, a] of labels.entries()) {
      expect(leftOf(a) > 0 && leftOf(a) + a.width < 1000).toBe(true);
      for (const b of labels.slice(i + 1)) {
        const [left, right] = [
          Math.max(leftOf(a), leftOf(b)),
          Math.min(leftOf(a) + a.width, leftOf(b) + b.width),
        ];
        expect(left > right || Math.abs(a.y - b.y) > 14).toBe(true);
      }
    }
  });

  test('that find no room are left out', () => {
    expect(placeLabels(named, discs, { font: 16, width: 40, height: 40 })).toEqual([]);
  });
});

describe('heat', () => {
  const field = { width: 1000, height: 1000, size: 8, unitsPerKm: 4, land: [] };

  test('adds up to the number of incidents', () => {
    const { classes, breaks } = heatOf([{ x: 500, y: 500, weight: 100 }], field);
    // Each hexagon stands at least for where its class begins, and for less than the next.
    const km2 = ((3 * Math.sqrt(3)) / 2) * (field.size / field.unitsPerKm) ** 2;
    const least = classes.reduce((sum, all, i) => sum + all.length * (breaks[i] ?? 0) * (km2 / 100), 0);
    expect(least).toBeGreaterThan(40);
    expect(least).toBeLessThan(100);
  });

  test('stays on land', () => {
    const land = [
      [
        { x: 0, y: 0 },
        { x: 500, y: 0 },
        { x: 500, y: 1000 },
        { x: 0, y: 1000 },
      ],
    ];
    const { classes } = heatOf([{ x: 490, y: 500, weight: 10 }], { ...field, land });
    expect(classes.flat().length).toBeGreaterThan(10);
    expect(classes.flat().every(({ x }) => x <= 500)).toBe(true);
  });

  test.each([
    [0, []],
    [7, [0.1, 0.2, 0.5, 1, 2, 5]],
    [100, [2, 5, 10, 20, 50, 100]],
  ])('classes up to %d are round', (most, breaks) => expect(breaksUpTo(most)).toEqual(breaks));
});

test('marks that crowd are moved apart, others stay where they are', () => {
  const discs = [
    { x: 100, y: 100, r: 30 },
    { x: 110, y: 100, r: 20 },
    { x: 100, y: 110, r: 10 },
    { x: 500, y: 500, r: 30 },
  ];
  const moved = moveApart(discs);
  expect(moved[3]).toEqual(discs[3]);
  for (const [i, a] of moved.slice(0, 3).entries())
    for (const b of moved.slice(i + 1, 3)) {
      expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan((a.r + b.r) * 0.75);
      expect(Math.hypot(a.x - 100, a.y - 100)).toBeLessThan(70);
    }
  expect(moveApart([discs[0], discs[0]].flatMap((disc) => disc ?? []))).toHaveLength(2);
});

test('communes are put together by department, with the worst of them', () => {
  const known = (code: string) => ({ name: code, latitude: 18, longitude: -72 });
  const { marks, nowhere } = marksOf(
    [
      { placeCode: 'HT0111', open: 2, total: 3, worst: 'Minor' },
      { placeCode: 'HT0112', open: 1, total: 1, worst: 'Severe' },
      { placeCode: 'HT0211', open: 0, total: 4, worst: null },
      { placeCode: null, open: 5, total: 5, worst: 'Extreme' },
    ],
    known,
  );
  expect(nowhere).toBe(5);
  expect(marks.map(({ placeCode }) => placeCode)).toEqual(['HT0112', 'HT0111', 'HT0211']);
  if (!outline) throw new Error('Haiti has an outline');
  expect(byArea(marks, outline, known)).toMatchObject([
    { placeCode: 'HT01', open: 3, total: 4, worst: 'Severe' },
    { placeCode: 'HT02', open: 0, total: 4, worst: null },
  ]);
});

test('silence is shown where something happened and where nothing did, behind what is open', () => {
  const known = (code: string) =>
    code === 'X' ? undefined : { name: `name of ${code}`, latitude: 18, longitude: -72 };
  const { marks } = marksOf([{ placeCode: 'A', open: 2, total: 3, worst: 'Minor' }], known);
  expect(withSilence(marks, new Set(['A', 'B', 'X']), known)).toEqual([
    { ...marks[0], silent: true },
    { placeCode: 'B', ...known('B'), open: 0, total: 0, worst: null, silent: true },
  ]);
  expect(withSilence(marks, new Set(), known)).toEqual(marks);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Placed } from './placed.ts';
import { FEWEST, rollUp } from './roll-up.ts';

const unit = (code: string) => ({ code, name: code });
const point = { latitude: 18.5, longitude: -72.3, exact: false };

/** `1`, `1.2` or `1.2.3`: a department, a commune in it, a section in that; empty: nobody knows. */
function at(path: string): Placed {
  const [department, commune, section] = path === '' ? [] : path.split('.');
  return {
    department: department ? unit(department) : null,
    commune: commune ? unit(`${department}.${commune}`) : null,
    section: section ? unit(path) : null,
    point,
  };
}
const pathOf = ({ department, commune, section }: Placed) => (section ?? commune ?? department)?.code ?? '';
const times = (n: number, path: string) => Array.from({ length: n }, () => at(path));
const paths = (rows: readonly Placed[]) => rows.map(pathOf);

test('five of a commune keep it and their point; four are told of the department', () => {
  const rolled = rollUp([...times(5, '1.1'), ...times(4, '1.2'), ...times(1, '1.3')], FEWEST);
  expect(paths(rolled)).toEqual([...Array(5).fill('1.1'), ...Array(5).fill('1')]);
  expect(rolled.slice(0, 5).every((row) => row.point === point)).toBe(true);
  expect(rolled.slice(5).every((row) => row.point === null)).toBe(true);
});

test('few of a department are told of the country, though others in it keep their commune', () => {
  expect(paths(rollUp(times(4, '1.1'), FEWEST))).toEqual(['', '', '', '']);
  expect(paths(rollUp([...times(5, '1.1'), ...times(2, '1.2')], FEWEST)).slice(5)).toEqual(['', '']);
});

test('a point says where, so what has no place has none', () => {
  expect(rollUp(times(9, ''), FEWEST).every((row) => row.point === null)).toBe(true);
});

const digit = fc.integer({ min: 1, max: 3 });
const path = fc.array(digit, { maxLength: 3 }).map((parts) => parts.join('.'));
const rows = fc.array(path.map(at), { maxLength: 60 });
const least = fc.integer({ min: 1, max: 8 });

test('no place is left with fewer than k, nothing is lost, and nobody is put anywhere else', () => {
  fc.assert(
    fc.property(rows, least, (before, k) => {
      const after = rollUp(before, k);
      expect(after).toHaveLength(before.length);
      const cells = new Map<string, number>();
      for (const cell of paths(after)) cells.set(cell, (cells.get(cell) ?? 0) + 1);
      for (const [cell, count] of cells) if (cell !== '') expect(count).toBeGreaterThanOrEqual(k);
      for (const [n, row] of after.entries()) {
        const was = before[n] as Placed;
        expect(`${pathOf(was)}.`.startsWith(pathOf(row) && `${pathOf(row)}.`)).toBe(true);
        expect(row.point).toBe(pathOf(row) === pathOf(was) && pathOf(row) !== '' ? was.point : null);
      }
    }),
  );
});

test('rolled up again it stays as it is, and where all are enough nothing changes', () => {
  fc.assert(
    fc.property(rows, least, (before, k) => {
      const after = rollUp(before, k);
      expect(rollUp(after, k)).toEqual(after);
      expect(paths(rollUp(before, 1))).toEqual(paths(before));
    }),
  );
});

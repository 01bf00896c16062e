import { expect, test } from 'vitest';
import { openDeskWorld } from '../../../testing/desk-world.ts';
import { gateSeen } from './gate-seen.ts';

test('where nothing has been answered yet there is a promise and no share', async () => {
  const world = await openDeskWorld();
  try {
    await world.says(await world.person(), 'Yon pawòl ki poko jwenn repons');
    expect(await gateSeen(world.store.db)).toMatchObject({
      gate: { rate: expect.any(Number), how: expect.any(String) },
      observed: { grouped: 0, answered: 0, suggested: 0, mismatches: 0 },
      wrong: null,
    });
  } finally {
    await world.close();
  }
});

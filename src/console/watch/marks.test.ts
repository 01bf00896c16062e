import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { enterIncidents } from '../../testing/many-incidents.ts';
import { newVisitor } from '../../testing/visitor.ts';

let desk: ConsoleUnderTest;
beforeAll(async () => {
  desk = await openConsole();
  await enterIncidents(desk.store, [{ reportsAt: [new Date()] }], new Date());
  await desk.store.pool.query('update report set strange_phone = true, once_refused = true');
});
afterAll(() => desk.close());

test.each([
  ['the secretariat', 'lead', undefined, true],
  ['an institution', 'analyst', 'cep', false],
  ['an analyst of the cell', 'analyst', undefined, false],
] as const)(
  'that a one-time code was refused is seen by %s or not',
  async (name, role, institution, sees) => {
    await desk.addMember(name, role, 'fr', institution);
    const visitor = newVisitor(desk.url);
    await visitor.submit('/login', '/login', { name, password: PASSWORD });
    const { rows } = await desk.store.pool.query('select id from incident');
    const { text } = await visitor.get(`/watch/incidents/${rows[0].id}`);
    expect(text).toContain('autre téléphone');
    expect(text.includes('code K refusé')).toBe(sees);
  },
);

import { Command } from 'commander';
import { asc, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { addEvents } from '../store/events.ts';
import { event } from '../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../testing/desk-world.ts';
import { addAuditCommands } from './audit.ts';

let world: DeskWorld;
const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
beforeAll(async () => {
  world = await openDeskWorld();
  const at = new Date();
  await world.store.db.transaction((tx) =>
    addEvents(
      tx,
      ['opened', 'submitted', 'approved'].map((what) => ({
        at,
        subject: 'claim',
        subjectId: 'c',
        actor: 'system',
        what,
      })),
    ),
  );
});
afterEach(() => {
  process.exitCode = undefined;
  printed.mockClear();
});
afterAll(async () => {
  printed.mockRestore();
  await world.close();
});

/** What `teledjol audit verify` prints, and with which code it ends. */
async function verify(...options: string[]): Promise<{ said: string; code: unknown }> {
  const audit = new Command('audit');
  addAuditCommands(audit, async () => ({ store: world.store, close: async () => {} }));
  await audit.parseAsync(['verify', ...options], { from: 'user' });
  return { said: printed.mock.calls.flat().join('\n'), code: process.exitCode };
}

test('a whole chain is counted and its head is named', async () => {
  expect(await verify()).toEqual({
    said: expect.stringMatching(/^3 events, chain whole, head [0-9a-f]{64}$/),
    code: undefined,
  });
});

test('a tampered event is named and the command fails, in words and as JSON', async () => {
  const rows = await world.store.db.select({ id: event.id }).from(event).orderBy(asc(event.id));
  const second = rows[1]?.id ?? 0;
  await world.store.db.update(event).set({ actor: 'somebody else' }).where(eq(event.id, second));
  expect(await verify()).toEqual({
    said: `event ${second} does not fit what came before it; the 1 events before are good`,
    code: 1,
  });
  printed.mockClear();
  const { said, code } = await verify('--json');
  expect([JSON.parse(said), code]).toEqual([{ whole: false, count: 1, brokenId: second }, 1]);
});

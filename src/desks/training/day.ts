import { v7 as uuidv7 } from 'uuid';
import { accountOf } from '../../channels/simulator/capabilities.ts';
import type { Inbound } from '../../core/message.ts';
import type { Exercise } from '../../country/exercise.ts';
import type { Store } from '../../store/connect.ts';
import { planLines, sendDueLines } from '../../store/exercises.ts';

/** How many times faster than in life a day may play; 0: all at once. */
export const SPEEDS = [1, 4, 12, 0] as const;

/** Begins a day: its first message comes now. @returns the run, by which its messages are known */
export async function startDay(
  store: Store,
  day: Exercise,
  { speed, now }: { speed: number; now: Date },
): Promise<string> {
  const runId = uuidv7();
  const first = day.lines[0]?.at ?? 0;
  const dueAt = day.lines.map(({ at }) =>
    speed === 0 ? now : new Date(now.getTime() + ((at - first) * 60_000) / speed),
  );
  await planLines(store.db, { runId, exercise: day.id, dueAt });
  return runId;
}

/** The messages of a run are called this and their number. */
export const externalIdOf = (runId: string) => `exercise-${runId}-`;

/**
 * Lets in what is due, through the door by which the simulated phones write. Idempotent; a duty of every second.
 * @param deliver keeps an event as if a phone had sent it
 */
export function playDue(
  store: Store,
  days: readonly Exercise[],
  { now, deliver }: { now: Date; deliver: (events: readonly Inbound[]) => Promise<unknown> },
): Promise<number> {
  return sendDueLines(store, now, async ({ runId, n, exercise }) => {
    const line = days.find(({ id }) => id === exercise)?.lines[n];
    // The file has been changed since: what is not there any more does not come.
    if (!line) return;
    const { medium, person, text, forwarded } = line;
    const value = `${medium}:${person}-${runId.slice(-6)}`;
    await deliver([
      {
        ...{ kind: 'inbound', channel: 'simulator', account: accountOf(medium) },
        externalId: `${externalIdOf(runId)}${n}`,
        from: [{ scheme: 'simulator', kind: 'simulated', value }],
        ...{ text, media: [] },
        ...(forwarded && { forwarded }),
      },
    ]);
  });
}

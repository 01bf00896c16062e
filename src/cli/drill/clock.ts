import type { ChildProcess } from 'node:child_process';
import type { Store } from '../../store/connect.ts';

/** The time of a drill: the same one in the database and in every process of the gateway. */
export interface DrillClock {
  now(): Date;
  /** How far ahead a process that starts now must be, in milliseconds. */
  readonly aheadMs: number;
  /** A process whose clock is set along with the others from now on, until it ends. */
  follow(child: ChildProcess): void;
  /** It is that time now, everywhere. Only while nothing is in anybody's hands: what was begun would look late. */
  set(at: Date): Promise<void>;
}

/** The machine's own. */
export const REAL_TIME: DrillClock = {
  now: () => new Date(),
  aheadMs: 0,
  follow: () => undefined,
  set: () => Promise.reject(new Error('the time that it is cannot be set')),
};

/** How long a process may take to say that its clock is set. */
const ANSWER_MS = 10_000;

/**
 * Puts a clock of its own into a database that nothing has been written to yet: `now()` there is that of the drill.
 * @param pool of an owner of the database; what it has connected before stays at the machine's time
 */
export async function openDrillClock({ pool }: Pick<Store, 'pool'>, first: Date): Promise<DrillClock> {
  let aheadMs = first.getTime() - Date.now();
  const ahead = '(select ahead from public.drill_clock)';
  await pool.query(`
    create table public.drill_clock (ahead interval not null);
    insert into public.drill_clock values (${aheadMs} * interval '1 millisecond');
    create function public.now() returns timestamptz stable language sql
      as 'select pg_catalog.now() + ${ahead}';
    create function public.clock_timestamp() returns timestamptz volatile language sql
      as 'select pg_catalog.clock_timestamp() + ${ahead}';
    do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$;
  `);
  const children = new Set<ChildProcess>();

  const tell = (child: ChildProcess) =>
    new Promise<void>((resolve, reject) => {
      const done = (error?: Error) => {
        clearTimeout(timer);
        child.off('message', heard).off('exit', ended);
        if (error) reject(error);
        else resolve();
      };
      const heard = () => done();
      const ended = () => done();
      const timer = setTimeout(done, ANSWER_MS, new Error('a process of the drill does not set its clock'));
      child.once('message', heard).once('exit', ended);
      child.send({ aheadMs });
    });

  return {
    now: () => new Date(Date.now() + aheadMs),
    get aheadMs() {
      return aheadMs;
    },
    follow(child) {
      children.add(child);
      child.once('exit', () => children.delete(child));
    },
    async set(at) {
      aheadMs = at.getTime() - Date.now();
      await pool.query(`update public.drill_clock set ahead = $1::float8 * interval '1 millisecond'`, [
        aheadMs,
      ]);
      await Promise.all([...children].map(tell));
    },
  };
}

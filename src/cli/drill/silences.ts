import { type Promises, eventually as waitFor } from '../demo/promises.ts';
import { type Day, OUTAGE } from './day.ts';
import type { DrillObserver } from './people.ts';
import type { Scene } from './scene.ts';

interface Looking {
  readonly scene: Scene;
  readonly day: Day;
  readonly observers: readonly DrillObserver[];
  readonly promises: Promises;
  at(minutes: number): Date;
}

const WITHIN_MS = 120_000;
const eventually = <T>(what: string, look: () => Promise<T | false>) => waitFor(what, look, WITHIN_MS);

/** So long after an hour of the day it is due that somebody was not heard. */
const DUE = 50;
const AFTERNOON = 14 * 60;

/** After some hours of the day: who is silent stands before a person, and is asked only where an answer could come. */
export async function checkSilence(looking: Looking, minutes: number): Promise<void> {
  const { day } = looking;
  if (minutes === day.darkDepartment.slot * 60 + DUE) await checkDarkDepartment(looking);
  if (minutes === AFTERNOON + DUE) await checkOutage(looking);
  if (minutes === day.missing.slot * 60 + DUE) await checkMissing(looking);
}

interface SilenceSeen {
  readonly number: string;
  readonly reminded: boolean;
  readonly how: string | null;
}

async function silentAt({ scene, at }: Looking, slot: number): Promise<SilenceSeen[]> {
  const { rows } = await scene.store.pool.query<SilenceSeen>(
    `select o.number, s.reminded_at is not null as reminded, s.how from silence s
    join observer o on o.id = s.observer_id where s.slot = $1`,
    [at(slot)],
  );
  return rows;
}

async function checkDarkDepartment(looking: Looking): Promise<void> {
  const { day, observers, promises } = looking;
  const { slot, department } = day.darkDepartment;
  const expected = observers.filter((one) => one.department === department && !one.training).length;
  const seen = await eventually('who is silent in a whole department', async () => {
    const rows = await silentAt(looking, slot * 60);
    return rows.length >= expected && rows;
  });
  promises.check(
    'a department that is silent is one sign, and nobody there is written to',
    seen.length === expected && seen.every(({ reminded }) => !reminded),
    `${expected} observers there, ${seen.length} silent, ${seen.filter(({ reminded }) => reminded).length} written to`,
  );
}

async function checkOutage(looking: Looking): Promise<void> {
  const { observers, promises } = looking;
  const cut = observers.filter(({ way, training }) => way === OUTAGE.way && !training).map(({ id }) => id);
  const seen = await eventually('who is silent while their operator is away', async () => {
    const rows = (await silentAt(looking, AFTERNOON)).filter(({ number }) => cut.includes(number));
    return rows.length >= cut.length - 1 && rows;
  });
  promises.check(
    'an operator that is away is one sign, and nobody there is written to',
    seen.every(({ reminded }) => !reminded),
    `${seen.length} silent, ${seen.filter(({ reminded }) => reminded).length} written to`,
  );
}

async function checkMissing(looking: Looking): Promise<void> {
  const { scene, day, promises } = looking;
  const { slot, observers } = day.missing;
  const asked = (one: DrillObserver) => scene.heard(one).filter((text) => !/^\d{7}/.test(text)).length;
  const seen = await eventually('those who are asked whether they are well', async () => {
    const rows = (await silentAt(looking, slot * 60)).filter(({ number }) =>
      observers.some(({ id }) => id === number),
    );
    return rows.length === observers.length && observers.every((one) => asked(one) > 0) && rows;
  });
  promises.check(
    'who alone is silent stands before a person, and is asked once whether they are well',
    seen.every(({ how }) => how === null) && observers.every((one) => asked(one) === 1),
    `${seen.length} silent, asked ${observers.map(asked).join(' and ')} times`,
  );
  const cut = (await silentAt(looking, AFTERNOON)).filter(({ how }) => how === 'heard');
  promises.check(
    'who was heard again is silent no more',
    cut.length > 0,
    `${cut.length} rows closed by themselves`,
  );
}

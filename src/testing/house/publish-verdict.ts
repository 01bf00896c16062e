import { expect } from 'vitest';
import { openPromises } from '../../cli/demo/promises.ts';
import { approve, joinStaff, type Stage, verify } from '../../cli/demo/story.ts';
import type { House } from './house.ts';

/** What the verdict of the demo's story says in Creole, whatever the channel makes of it. */
export const VERDICT = /katrè nan apremidi/;

/**
 * Two people join the desk of a house, make one claim of everything that waits, and publish its verdict.
 * @param door which of its processes shows the console
 * @param tips how many wait
 */
export async function publishVerdict<Name extends string>(
  house: House<Name>,
  door: Name,
  tips: number,
): Promise<void> {
  const promises = openPromises(() => {});
  const [, adminLink = ''] = await house.process[door].says(/(http:\/\/\S+\/invite\/\S+)/);
  const stage: Stage = {
    gatewayUrl: house.publicUrl,
    doubleUrl: house.double.url,
    adminLink,
    promises,
    say: () => {},
  };
  const desk = await joinStaff(stage);
  await approve(stage, await verify(stage, desk.author, tips), desk);
  expect(promises.all.filter(({ kept }) => !kept)).toEqual([]);
}

import { v7 as uuidv7 } from 'uuid';
import { eventually } from '../../cli/demo/promises.ts';
import type { Scene } from '../../cli/drill/scene.ts';
import { openLog } from '../../core/log.ts';
import { countryOf } from '../../country/index.ts';
import {
  type Actor,
  approve,
  type BulletinDesk,
  createBulletin,
  propose,
  saveBulletin,
  viewBulletin,
} from '../../desks/bulletins/index.ts';
import { loadTexts } from '../../i18n.ts';
import { addStaff } from '../../store/staff.ts';

/** What is sent; each is told from another by its first word. */
export interface Words {
  readonly text: string;
  readonly short: string;
}

export interface Staff {
  readonly author: Actor;
  readonly lead: Actor;
}

/** The bulletins desk as the console has it: what sends is in another process. */
export function deskOf({ store, clock }: Scene): BulletinDesk {
  const { topics, bulletinsPerDay, quietHours, timeZone } = countryOf('ht');
  return {
    ...{ store, texts: loadTexts(), topics, bulletinsPerDay, quietHours, timeZone },
    capabilities: new Map(),
    fit: (_account, { text }) => [{ text, segments: 1 }],
    milliPerUnit: () => 0,
    log: openLog(undefined, 'silent'),
    now: clock.now,
  };
}

export async function enterStaff({ store }: Scene): Promise<Staff> {
  const member = async (role: 'verifier' | 'lead') => {
    // Nobody signs in.
    const found = await addStaff(store.db, {
      name: `Envante ${uuidv7()}`,
      role,
      passwordHash: '-',
      language: 'fr',
    });
    if (!found) throw new Error('nobody was added');
    return { id: found.id, role };
  };
  return { author: await member('verifier'), lead: await member('lead') };
}

/** Written by one and approved by another. @returns its first sending, once it has begun */
export async function enterBulletin(
  desk: BulletinDesk,
  { author, lead }: Staff,
  words: Words,
): Promise<string> {
  const form = {
    ...{ title: 'Envante', topic: 'elections', audience: {}, digest: false, startsAt: null, weekly: null },
    ...{ validHours: 48, mostMilli: null, texts: { ht: words } },
  };
  const made = await createBulletin(desk, { by: author, title: form.title, topic: form.topic });
  if (typeof made === 'string') throw new Error(`refused: ${made}`);
  const { id } = made;
  const refused =
    (await saveBulletin(desk, { by: author, id, version: 1, form })) ??
    (await propose(desk, { by: author, id, version: 2 })) ??
    (await approve(desk, { by: lead, id, version: 3 }));
  if (refused) throw new Error(`refused: ${refused}`);
  let runId = '';
  await eventually(
    'a bulletin to begin',
    async () => {
      runId = (await viewBulletin(desk, id))?.runs[0]?.id ?? '';
      return runId !== '';
    },
    30_000,
  );
  return runId;
}

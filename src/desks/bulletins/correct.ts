import { findBulletin, findRun, verdictsOf } from '../../store/bulletins.ts';
import { standingInstead } from '../../store/published-verdicts.ts';
import type { Actor, BulletinDesk, BulletinRefusal } from './desk.ts';
import { addVerdicts, createBulletin, saveBulletin } from './edit.ts';
import { unframed } from './words.ts';

const VALID_HOURS = 48;

/**
 * Begins the correction of a sending, in the languages it spoke: with what stands now of the claims that it repeated.
 * Where nothing does, with what was said, for an editor to set right. It is a draft like any other.
 */
export async function writeCorrection(
  desk: BulletinDesk,
  { by, runId, title }: { by: Actor; runId: string; title: string },
): Promise<BulletinRefusal | { id: string }> {
  const { db } = desk.store;
  const run = await findRun(db, runId);
  const corrected = run && (await findBulletin(db, run.bulletinId));
  if (!run || !corrected) return 'gone';
  const { topic } = corrected;
  const made = await createBulletin(desk, { by, title, topic, correctsRunId: runId });
  if (typeof made === 'string') return made;
  const { id } = made;
  const verdictIds = await standingInstead(db, await verdictsOf(db, corrected.id));
  const words = Object.entries(run.content).map(([language, said]) => {
    const lead = desk.texts.text(language, 'bulletin.correction');
    const framed = verdictIds.length > 0 ? null : unframed(desk.texts, language, said);
    return [
      language,
      { text: framed ? `${lead}\n\n${framed.text}` : lead, short: framed ? `${lead} ${framed.short}` : lead },
    ];
  });
  const form = {
    ...{ title, topic, audience: {}, digest: false, startsAt: null, weekly: null },
    ...{ validHours: VALID_HOURS, mostMilli: null, texts: Object.fromEntries(words) },
  };
  const refusal =
    (await saveBulletin(desk, { by, id, version: 1, form })) ??
    (verdictIds.length > 0 ? await addVerdicts(desk, { by, id, version: 2, verdictIds }) : null);
  return refusal ?? made;
}

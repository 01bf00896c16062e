import { eq } from 'drizzle-orm';
import { openLog } from '../core/log.ts';
import { openClaim, type Wording } from '../desks/verification/claims.ts';
import { openHarms } from '../desks/verification/matching/harms.ts';
import { lookAgain } from '../desks/verification/matching/look-again.ts';
import type { TipMatch } from '../desks/verification/matching/match.ts';
import { matchTip, type Outcome } from '../desks/verification/matching/match-tip.ts';
import type { EmbeddingsService } from '../desks/verification/matching/messages.ts';
import { openMatchingThread } from '../desks/verification/matching/thread.ts';
import { type KnownText, knownClaims, type SeenTip } from '../store/known-claims.ts';
import { claim, verdict, verdictText } from '../store/schema.ts';
import { type DeskWorld, openDeskWorld, WORDS } from './desk-world.ts';
import { readingForTests } from './reading.ts';

/** A process with the role `matching`: connections and an index of its own. */
export interface MatchingProcess {
  match(tipId: string): Promise<Outcome>;
  known(tip: SeenTip): Promise<TipMatch>;
  /** Ends its thread, as running out of memory would. */
  kill(): Promise<void>;
}

/** A desk with two processes that match. */
export interface MatchingWorld extends DeskWorld {
  readonly here: MatchingProcess;
  readonly there: MatchingProcess;
  /** What the operator reads. */
  readonly lines: string[];
  opens(staffId: string, tipIds: readonly string[], wording: Wording): Promise<{ claimId: string }>;
  /** A claim of these tips whose verdict is out. */
  published(
    staffId: string,
    tipIds: readonly string[],
    wording: Wording,
  ): Promise<{ claimId: string; verdictId: string }>;
  withdraw(verdictId: string): Promise<void>;
  textsOf(claimId: string): Promise<readonly KnownText[]>;
}

/** @param embeddings a service from which both processes have vectors of meaning */
export async function openMatchingWorld(embeddings?: EmbeddingsService): Promise<MatchingWorld> {
  const world = await openDeskWorld();
  const lines: string[] = [];
  const log = openLog((line) => lines.push(line));
  const { connectionString: databaseUrl = '' } = world.store.pool.options;
  const harmsIn = openHarms(world.desk.texts);
  const { placeIn } = readingForTests();
  const open = (desk: MatchingWorld['desk']) => {
    const thread = openMatchingThread({
      databaseUrl,
      log,
      again: (tipIds) => void lookAgain(desk, tipIds),
      embeddings,
    });
    const process: MatchingProcess = {
      match: (tipId) => matchTip({ desk, thread, harmsIn, placeIn }, tipId),
      known: (tip) => thread.find(tip),
      kill: () => thread.restart(),
    };
    return { thread, process };
  };
  const here = open(world.desk);
  const there = open(world.elsewhere);
  await Promise.all([here.thread.ready, there.thread.ready]);

  const opens: MatchingWorld['opens'] = (staffId, tipIds, wording) =>
    openClaim(world.desk, { staffId, tipIds, wording });
  return {
    ...world,
    here: here.process,
    there: there.process,
    lines,
    opens,
    async published(staffId, tipIds, wording) {
      const { claimId } = await opens(staffId, tipIds, wording);
      const checkerId = await world.colleague();
      const verdictId = crypto.randomUUID();
      const { db } = world.store;
      await db.insert(verdict).values({
        id: verdictId,
        claimId,
        version: 1,
        rating: 'false',
        state: 'published',
        authorId: staffId,
        checkerId,
        people: 2,
        decidedAt: new Date(),
      });
      await db
        .insert(verdictText)
        .values(Object.entries(WORDS).map(([language, words]) => ({ verdictId, language, ...words })));
      await db.update(claim).set({ state: 'published' }).where(eq(claim.id, claimId));
      return { claimId, verdictId };
    },
    async withdraw(verdictId) {
      const by = await world.colleague();
      await world.store.db
        .update(verdict)
        .set({ state: 'withdrawn', withdrawnBy: by, withdrawnAt: new Date() })
        .where(eq(verdict.id, verdictId));
    },
    async textsOf(claimId) {
      const [known] = await knownClaims(world.store.db, [claimId]);
      return known?.texts ?? [];
    },
    async close() {
      await Promise.all([here.thread.close(), there.thread.close()]);
      await world.close();
    },
  };
}

import type { ClaimMatch } from './match.ts';
import { MatchingAway, type MatchingThread } from './thread.ts';

/**
 * Which known claims a text may say, whoever asks with it; it becomes no tip and is kept nowhere.
 * @returns the surest first, also claims without a verdict: what may be told of them its caller must look up
 * @throws MatchingAway where nothing can be compared now
 */
export type PublicMatcher = (text: string, link: string | null) => Promise<readonly ClaimMatch[]>;

/** None of these is the id of a tip. */
const NOBODYS = '00000000-0000-0000-0000-000000000000';

export function publicMatcher(thread: Pick<MatchingThread, 'find' | 'state'>): PublicMatcher {
  return async (text, link) => {
    // A program asks again; a tip would wait.
    if (!thread.state().ready) throw new MatchingAway('what is known is still being read');
    const nothing = { groupId: null, language: null, files: [] };
    return (await thread.find({ id: NOBODYS, text, written: true, origin: link, ...nothing })).claims;
  };
}

export const isMatchingAway = (error: unknown) => error instanceof MatchingAway;

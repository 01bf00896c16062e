import type { WarningRule } from '../../country/watch.ts';
import { addEvents, wasDecided } from '../../store/events.ts';
import { type LooseReport, recentReports } from '../../store/incidents.ts';
import { independentSources } from './certainty.ts';
import type { WatchDesk } from './desk.ts';
import { connected, isNear } from './nearness.ts';
import type { Registry } from './registry.ts';

/** What a rule says of one place. */
export interface Warning {
  readonly rule: WarningRule;
  /** Of the commune of the first report; null where no place is known. */
  readonly placeCode: string | null;
  readonly reports: number;
  readonly sources: number;
  readonly since: Date;
  /** Both numbers of the rule are reached. */
  readonly fired: boolean;
}

type Seen = LooseReport & { readonly placeCode: string | null };

const HOUR = 3_600_000;
const communeOf = (code: string | null) => code?.split('-')[0] ?? null;

/**
 * The state of each rule, from the reports of its time: by commune, or by what is near to each other. After Nyss: so
 * many reports within so many hours and kilometres; groups that touch are one.
 */
function warningsOf(
  rules: readonly WarningRule[],
  reports: readonly Seen[],
  registry: Registry,
  now: Date,
): Warning[] {
  return rules.flatMap((rule) => {
    const theirs = reports.filter(
      ({ items, seenAt, withdrawnAt }) =>
        withdrawnAt === null &&
        now.getTime() - seenAt.getTime() <= rule.hours * HOUR &&
        items.some(({ code }) => rule.codes.includes(code.slice(0, 2))),
    );
    const { within, hours } = rule;
    const together = (one: Seen, other: Seen) =>
      within === 'commune'
        ? communeOf(one.placeCode) !== null && communeOf(one.placeCode) === communeOf(other.placeCode)
        : isNear(one, other, { hours, km: within }, registry);
    return connected(theirs, together).map((group) => {
      const sources = independentSources(group);
      const [first] = group;
      return {
        rule,
        placeCode: communeOf(first?.placeCode ?? null),
        reports: group.length,
        sources,
        since: new Date(Math.min(...group.map(({ seenAt }) => seenAt.getTime()))),
        fired: group.length >= rule.reports && sources >= rule.sources,
      };
    });
  });
}

/** The state of all rules now; exercises have none. */
export async function warnings(desk: WatchDesk): Promise<Warning[]> {
  const { db } = desk.store;
  const { rules } = desk.watch;
  const now = desk.now();
  const longest = Math.max(0, ...rules.map(({ hours }) => hours));
  const reports = await recentReports(db, new Date(now.getTime() - longest * HOUR));
  return warningsOf(rules, reports, await desk.registry.recent(db), now);
}

/**
 * Tells of each rule that is reached at a place: once for its time.
 * @param tell false: it could not be told
 */
export async function tellWarnings(
  desk: WatchDesk,
  tell: (warning: Warning) => Promise<boolean>,
): Promise<void> {
  const { db } = desk.store;
  for (const warning of await warnings(desk)) {
    if (!warning.fired) continue;
    const { rule, placeCode } = warning;
    const window = Math.floor(desk.now().getTime() / (rule.hours * HOUR));
    const subjectId = `${rule.id} ${placeCode ?? '-'} ${window}`;
    if ((await wasDecided(db, subjectId, 'warned')) || !(await tell(warning))) continue;
    await db.transaction((tx) =>
      addEvents(tx, [{ at: desk.now(), subject: 'incident', subjectId, actor: 'system', what: 'warned' }]),
    );
  }
}

import type { WarningRule } from '../../country/watch.ts';
import { alone } from '../../store/alone.ts';
import { addEvents, wasDecidedSince } from '../../store/events.ts';
import { recentReports, type Told } from '../../store/incidents.ts';
import { independentSources } from './certainty.ts';
import type { WatchDesk } from './desk.ts';
import { groupsOf } from './nearness.ts';
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

type Seen = Told & { readonly placeCode: string | null };

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
    const groups =
      within === 'commune' ? byCommune(theirs) : groupsOf(theirs, { hours, km: within }, registry);
    return groups.map((group) => {
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

/** Those of no place that we know stand each alone. */
function byCommune(reports: readonly Seen[]): Seen[][] {
  const groups = new Map<string, Seen[]>();
  for (const one of reports) {
    const key = communeOf(one.placeCode) ?? one.reportId;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** The state of all rules now; exercises have none. */
export async function warnings(desk: WatchDesk): Promise<Warning[]> {
  const { db } = desk.store;
  const { rules } = desk.cell;
  const now = desk.now();
  const longest = Math.max(0, ...rules.map(({ hours }) => hours));
  const reports = await recentReports(db, new Date(now.getTime() - longest * HOUR));
  return warningsOf(rules, reports, await desk.registry.recent(db), now);
}

/**
 * Tells of each rule that is reached at a place: once within its time.
 * @param tell false: it could not be told
 */
export async function tellWarnings(
  desk: WatchDesk,
  tell: (warning: Warning) => Promise<boolean>,
): Promise<void> {
  const { db } = desk.store;
  await alone(db, 'warnings', async () => {
    for (const warning of await warnings(desk)) {
      const { rule, placeCode, fired } = warning;
      const now = desk.now();
      const subjectId = `${rule.id} ${placeCode ?? '-'}`;
      const since = new Date(now.getTime() - rule.hours * HOUR);
      if (!fired || (await wasDecidedSince(db, subjectId, 'warned', since)) || !(await tell(warning)))
        continue;
      await db.transaction((tx) =>
        addEvents(tx, [{ at: now, subject: 'incident', subjectId, actor: 'system', what: 'warned' }]),
      );
    }
  });
}

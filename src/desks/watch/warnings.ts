import type { WarningRule } from '../../country/watch.ts';
import { alone } from '../../store/alone.ts';
import { addEvents, wasDecidedSince } from '../../store/events.ts';
import { type ToldAt, toldSince } from '../../store/incident-reports.ts';
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

const HOUR = 3_600_000;
const communeOf = (code: string | null) => code?.split('-')[0] ?? null;

/**
 * The state of a rule, from the reports of its time: by commune, or by what is near to each other. After Nyss: so
 * many reports within so many hours and kilometres; groups that touch are one.
 */
function warningsOf(rule: WarningRule, told: readonly ToldAt[], registry: Registry): Warning[] {
  const { within, hours } = rule;
  const groups = within === 'commune' ? byCommune(told) : groupsOf(told, { hours, km: within }, registry);
  return groups.map((group) => {
    const reports = group.reduce((sum, one) => sum + one.reports, 0);
    const sources = independentSources(group);
    return {
      rule,
      placeCode: communeOf(group[0]?.placeCode ?? null),
      reports,
      sources,
      since: new Date(Math.min(...group.map(({ from }) => from.getTime()))),
      fired: reports >= rule.reports && sources >= rule.sources,
    };
  });
}

/** What is of no place that we know stands alone. */
function byCommune(told: readonly ToldAt[]): ToldAt[][] {
  const groups = new Map<string | ToldAt, ToldAt[]>();
  for (const one of told) {
    const key = communeOf(one.placeCode) ?? one;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** The state of all rules now; exercises have none. */
export async function warnings(desk: WatchDesk): Promise<Warning[]> {
  const { db } = desk.store;
  const registry = await desk.registry.recent(db);
  const now = desk.now().getTime();
  const states = await Promise.all(
    desk.cell.rules.map(async (rule) => {
      const told = await toldSince(db, { since: new Date(now - rule.hours * HOUR), codes: rule.codes });
      return warningsOf(rule, told, registry);
    }),
  );
  return states.flat();
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

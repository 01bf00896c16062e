import { and, desc, eq, gt, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { report } from './schema.ts';

export type ObserverReportRow = typeof report.$inferSelect;

/** Who may change a report: whoever writes from where it came, or the observer whose number stands in it. */
export interface Teller {
  readonly contactId: string;
  readonly observerId: string | null;
}

const isOf = ({ contactId, observerId }: Teller) =>
  observerId === null
    ? eq(report.contactId, contactId)
    : or(eq(report.contactId, contactId), eq(report.observerId, observerId));

/** What this contact told by codes since then, newest first. */
export function toldByCodes(
  tx: Queryable,
  { contactId, since }: { contactId: string; since: Date },
): Promise<Pick<ObserverReportRow, 'id' | 'code' | 'text' | 'kind' | 'exercise' | 'createdAt'>[]> {
  return tx
    .select({
      id: report.id,
      code: report.code,
      text: report.text,
      kind: report.kind,
      exercise: report.exercise,
      createdAt: report.createdAt,
    })
    .from(report)
    .where(
      and(
        eq(report.contactId, contactId),
        sql`${report.items} is not null`,
        ne(report.state, 'closed'),
        isNull(report.withdrawnAt),
        gt(report.createdAt, since),
      ),
    )
    .orderBy(desc(report.createdAt));
}

/** Which of these numbers are reports by codes that this teller may change or ask about, and whether each is an exercise. */
export async function referencesOf(
  q: Queryable,
  numbers: readonly string[],
  teller: Teller,
): Promise<Map<string, boolean>> {
  if (numbers.length === 0) return new Map();
  const rows = await q
    .select({ code: report.code, exercise: report.exercise })
    .from(report)
    .where(and(inArray(report.code, [...numbers]), sql`${report.items} is not null`, isOf(teller)));
  return new Map(rows.map(({ code, exercise }) => [code, exercise]));
}

/** Holds such a report until the transaction ends. */
export async function holdByCodes(
  tx: Queryable,
  number: string,
  teller: Teller,
): Promise<ObserverReportRow | undefined> {
  const [found] = await tx
    .select()
    .from(report)
    .where(and(eq(report.code, number), sql`${report.items} is not null`, isOf(teller)))
    .for('update');
  return found;
}

/** Only of a report that {@link holdByCodes} holds. */
export async function changeByCodes(
  tx: Queryable,
  reportId: string,
  change: Partial<typeof report.$inferInsert>,
): Promise<void> {
  await tx.update(report).set(change).where(eq(report.id, reportId));
}

import { verifyEvents } from '../../store/events.ts';
import { type Promises, eventually as waitFor } from '../demo/promises.ts';
import { type Cell, UNANSWERING } from './cell.ts';
import type { Day } from './day.ts';
import type { Scene } from './scene.ts';

const WITHIN_MS = 120_000;
const eventually = (what: string, look: () => Promise<boolean>) => waitFor(what, look, WITHIN_MS);

/** Crashes of a day: what was told just then may be told twice. */
const CRASHES = 2;

/** What the duty officer must have been told of, each once; and what nobody may have closed. */
export async function checkAlarms(scene: Scene, day: Day, promises: Promises): Promise<void> {
  const { store, alerts } = scene;
  const rows = async <T extends object>(text: string, values: unknown[] = []) =>
    (await store.pool.query<T>(text, values)).rows;
  const told = (part: string) => alerts.filter((line) => line.includes(part)).length;

  const danger = await rows<{ id: string; report: string | null }>(
    `select w.id, (select r.id from report r where r.contact_id = w.contact_id and r.danger
      order by r.created_at desc limit 1) as report from waiting w where w.reason = 'danger'`,
  );
  await eventually('the last alarm', async () => danger.every(({ id, report }) => told(report ?? id) > 0));
  const people = new Set(day.said.flatMap(({ becomes, from }) => (becomes === 'danger' ? [from.number] : [])))
    .size;
  promises.check(
    'whoever calls for help, gives their sign or tells of a seized phone is before a person, who was told at once',
    danger.length === people && danger.every(({ id, report }) => told(report ?? id) <= 1 + CRASHES),
    `${people} people, ${danger.length} before a person`,
  );

  const late = await rows<{ id: string; number: string; institution: string }>(
    `select t.incident_id as id, i.number, t.institution from transmission t join incident i on i.id = t.incident_id
    where t.acknowledged_at is null and t.type <> 'Cancel' and t.due_at < now()`,
  );
  await eventually('the last overdue call', async () =>
    late.every(({ id, institution }) =>
      alerts.some((line) => line.includes(id) && line.includes(institution)),
    ),
  );
  const once = late.every(({ id, institution }) => {
    const lines = alerts.filter(
      (line) => line.includes(id) && line.includes(`${institution} has not`),
    ).length;
    return lines >= 1 && lines <= 1 + CRASHES;
  });
  promises.check(
    'each institution that does not answer is called out, for each thing that was sent to it',
    once &&
      late.length > 0 &&
      UNANSWERING.every((id) => late.some(({ institution }) => institution === id)) &&
      late.every(({ institution }) => UNANSWERING.includes(institution)),
    `${late.length} times, of ${[...new Set(late.map(({ institution }) => institution))].join(' and ')}`,
  );

  const left = day.happenings.filter(({ kind }) => kind === 'left');
  const standing = await rows<{ id: string; state: string }>(
    `select id, state from incident where code = any($1) and place_number = any($2)`,
    [left.map(({ code }) => code), left.map(({ place }) => place)],
  );
  await eventually('the call for what nobody looks at', async () => standing.every(({ id }) => told(id) > 0));
  promises.check(
    'what nobody looks at is called out, and is still there',
    standing.length === left.length && standing.every(({ state }) => state === 'received'),
    standing.map(({ state }) => state).join(', '),
  );

  const closings = await rows<{ ok: boolean }>(
    `select (select count(distinct s.institution) from event e join staff s on s.id::text = e.actor
        where e.subject_id = i.id::text and e.what in ('confirmed', 'validated')) >= 2
      and (select count(distinct s.institution) from event e join staff s on s.id::text = e.actor
        where e.subject_id = i.id::text and e.what in ('closing_asked', 'closed')) >= 2 as ok
    from incident i where i.state = 'closed'`,
  );
  const byItself = await rows(
    `select 1 from event where subject = 'incident' and actor = 'system' and to_state in ('closed', 'bogus', 'rumor')`,
  );
  promises.check(
    'nothing is closed but by two institutions, and nothing by itself',
    closings.length > 0 && closings.every(({ ok }) => ok) && byItself.length === 0,
    `${closings.length} closed, ${closings.filter(({ ok }) => !ok).length} of them by fewer than two`,
  );
  const chain = await verifyEvents(store.db);
  promises.check(
    'the chain of what was decided is whole',
    chain.whole,
    chain.whole ? `${chain.count} events` : `event ${chain.brokenId}`,
  );
}

/** What each may not do, tried at the door; and what they may. */
export async function checkLimits(scene: Scene, cell: Cell, promises: Promises): Promise<void> {
  const { rows } = await scene.store.pool.query<{ id: string; code: string; state: string }>(
    `select id, code, state from incident where not exercise order by created_at`,
  );
  const open = rows.find(({ state }) => ['transmission', 'acknowledged', 'response'].includes(state));
  const kept = rows.find(({ code }) => code.startsWith('37'));
  const ofPolice = rows.find(({ code }) => code.startsWith('43'));
  const standing = rows.find(({ state }) => state === 'received');
  if (!open || !kept || !standing) throw new Error('this day has nothing to try the limits on');
  const at = (id: string) => `/watch/incidents/${id}`;
  const tried: [what: string, status: number, expected: number][] = [
    ['a verifier opens the board', (await cell.open('verifier', '/watch')).status, 403],
    ['the police close', (await cell.move('pnh', open.id, 'close')).status, 409],
    [
      'the police ask for closing',
      (await cell.move('pnh', open.id, 'ask-to-close', { why: 'fini' })).status,
      200,
    ],
    ['the ombudsman sees what is done to women', (await cell.open('opc', at(kept.id))).status, 200],
    ['the council sees it', (await cell.open('cep', at(kept.id))).status, 404],
    ['the police see it', (await cell.open('pnh', at(kept.id))).status, 404],
    [
      'the council validates what nobody confirmed',
      (await cell.move('cep', standing.id, 'validate')).status,
      409,
    ],
    ['an analyst opens the list of observers', (await cell.open('cep', '/watch/observers')).status, 403],
    ['the secretariat opens it', (await cell.open('lead', '/watch/observers')).status, 200],
    ['an analyst opens what citizens wrote', (await cell.open('cep', '/verification')).status, 403],
    ...(ofPolice
      ? ([
          ['the police see what is said of them', (await cell.open('pnh', at(ofPolice.id))).status, 404],
        ] as const)
      : []
    ).map((each): [string, number, number] => [...each]),
  ];
  const wrong = tried.filter(([, status, expected]) => status !== expected);
  promises.check(
    'each sees and decides what their institution may, and no more',
    wrong.length === 0,
    wrong.length === 0
      ? `${tried.length} limits tried`
      : wrong.map(([what, status, expected]) => `${what}: ${status}, not ${expected}`).join('; '),
  );
}

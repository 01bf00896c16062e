import type { Promises } from '../demo/promises.ts';
import type { Day, Happening, Said } from './day.ts';
import type { DrillObserver } from './people.ts';
import type { Scene } from './scene.ts';

/** A text as it was sent. */
export interface Sent {
  readonly said: Said;
  readonly words: string;
}

interface Kept {
  readonly text: string;
  readonly code: string;
  readonly kind: string;
  readonly ask: string | null;
  readonly danger: boolean | null;
  readonly seized: boolean;
  readonly messages: number;
  readonly incident: string | null;
  readonly phone: string;
}

/** Everything that was sent against everything that is kept and everything that was heard: it must add up. */
export async function closeLedger(
  scene: Scene,
  { day, sent, observers }: { day: Day; sent: readonly Sent[]; observers: readonly DrillObserver[] },
  promises: Promises,
): Promise<Readonly<Record<string, number>>> {
  const { store } = scene;
  const rows = async <T extends object>(text: string, values: unknown[] = []) =>
    (await store.pool.query<T>(text, values)).rows;
  const count = async (text: string, values: unknown[] = []) =>
    (await rows<{ n: number }>(`select count(*)::int as n from ${text}`, values))[0]?.n ?? 0;

  const messages = await count('message');
  promises.check(
    'every text that was sent is kept, each once, however often it was delivered',
    messages === sent.length,
    `${sent.length} sent, ${messages} kept`,
  );

  // What observers sent is a report of its kind; the same words again are the same report.
  const kept = await rows<Kept>(`select r.text, r.code, r.kind, r.ask, r.danger, r.seized,
      (select count(*)::int from report_message m where m.report_id = r.id) as messages,
      (select i.number from incident_report ir join incident i on i.id = ir.incident_id
        where ir.report_id = r.id) as incident
    from report r`);
  const byText = new Map(kept.map((one) => [one.text, one]));
  const told = new Map<string, { becomes: Said['becomes']; times: number }>();
  for (const { said, words } of sent)
    if (REPORTED.has(said.becomes))
      told.set(words, { becomes: said.becomes, times: (told.get(words)?.times ?? 0) + 1 });
  const wrong = [...told].filter(([words, { becomes, times }]) => {
    const one = byText.get(words);
    return (
      one === undefined ||
      kindOf(one) !== becomes ||
      (one.messages !== times && !CHANGED.has(one.messages - times))
    );
  });
  promises.check(
    'every text by code is a report of its kind, and there are no others',
    wrong.length === 0 && kept.length === told.size,
    `${told.size} different texts, ${kept.length} reports, ${wrong.length} of another kind${some(
      wrong.map(([words, { becomes, times }]) => {
        const one = byText.get(words);
        return `"${words}" ${times} times as ${becomes} is ${one ? `${kindOf(one)} ${one.ask ?? ''} ${one.messages}` : 'not there'}`;
      }),
    )}`,
  );
  const tips = sent.filter(({ said }) => said.becomes === 'tip').length;
  const keptTips = await count('tip');
  const toldAsRumor = day.happenings
    .filter(({ kind }) => kind === 'flood')
    .reduce((n, one) => n + one.reports, 0);
  promises.check(
    'every rumor is a tip at the desk that verifies rumors, with those that the cell handed over',
    keptTips === tips + toldAsRumor,
    `${tips} by citizens, ${toldAsRumor} handed over, ${keptTips} kept`,
  );

  await checkAnswers(scene, { sent, observers }, promises);
  const incidents = await checkIncidents(scene, day.happenings, promises);

  const loose = kept.filter((one) => kindOf(one) === 'incident' && one.incident === null).length;
  promises.check('every report of an incident belongs to one', loose === 0, `${loose} belong to none`);
  const ofKind = (what: string) => kept.filter((one) => kindOf(one) === what).length;
  return {
    'texts sent': sent.length,
    deliveries: sent.reduce((n, { said }) => n + said.deliveries, 0),
    'check-ins': ofKind('check-in'),
    'reports of incidents': ofKind('incident'),
    'asked about': ofKind('asked'),
    'in danger': ofKind('danger'),
    'sent again': [...told.values()].reduce((n, { times }) => n + times - 1, 0),
    'about a report or a card': sent.filter(({ said }) => ABOUT.has(said.becomes)).length,
    rumors: tips,
    incidents,
  };
}

const REPORTED: ReadonlySet<Said['becomes']> = new Set(['check-in', 'incident', 'asked', 'danger']);
const ABOUT: ReadonlySet<Said['becomes']> = new Set(['withdrawal', 'correction', 'standing', 'card']);
/** A report that was corrected or taken back has that text among its messages, too. */
const CHANGED: ReadonlySet<number> = new Set([1]);

function kindOf({ kind, ask, danger }: Kept): Said['becomes'] | null {
  if (danger) return 'danger';
  if (ask !== null) return 'asked';
  return kind === 'check-in' ? 'check-in' : kind === 'incident' ? 'incident' : null;
}

/** Each text is answered once, as far as its sender wants to hear anything; what a crash left open is noted as such. */
async function checkAnswers(
  scene: Scene,
  { sent, observers }: { sent: readonly Sent[]; observers: readonly DrillObserver[] },
  promises: Promises,
): Promise<void> {
  const { rows } = await scene.store.pool.query<{ hash: string; unknown: number }>(
    `select encode(a.hash, 'hex') as hash, count(*)::int as unknown from reply r join address a on a.id = r.address_id
    where r.state = 'unknown' group by a.hash`,
  );
  const unknown = rows.reduce((n, one) => n + one.unknown, 0);
  let missing = 0;
  let more = 0;
  let short = 0;
  for (const one of observers) {
    const asked = sent.filter(({ said }) => said.from.number === one.number).length;
    const answers = scene.heard(one).filter((text) => ANSWER.test(text)).length;
    if (one.verbosity === 'silent') more += scene.heard(one).length;
    else if (answers > asked) more += answers - asked;
    else missing += asked - answers;
    if (one.verbosity === 'short')
      short += scene.heard(one).filter((text) => ANSWER.test(text) && !/^\d{7}(:|$)/.test(text)).length;
  }
  promises.check(
    'everybody heard one answer to each text, and whoever wants to hear nothing heard nothing',
    more === 0 && short === 0 && missing <= unknown,
    `${missing} were not heard, ${unknown} noted as unknown after a crash; ${more} too many`,
  );
}

/** What to look at first, where something does not add up. */
const some = (what: readonly string[]) => (what.length === 0 ? '' : `: ${what.slice(0, 4).join('; ')}`);

/** An answer to an observer begins with the number of their report; the card with their own. */
const ANSWER = /^\d{7}\b|\b\d{5}\b/;

/** Whatever tells of one thing is one incident, as sure as those who told it are independent. */
async function checkIncidents(
  { store }: Scene,
  happenings: readonly Happening[],
  promises: Promises,
): Promise<number> {
  const { rows } = await store.pool.query<{
    code: string;
    place: string;
    exercise: boolean;
    state: string;
    certainty: string;
    byPerson: boolean;
    reports: number;
    createdAt: Date;
    stateSince: Date;
  }>(`select created_at as "createdAt", state_since as "stateSince", code, place_number as place, exercise, state, certainty, certainty_set_by is not null as "byPerson",
    (select count(*)::int from incident_report r where r.incident_id = incident.id) as reports from incident
    order by created_at`);
  const ofOne = ({ code, place, exercise }: Happening) =>
    rows.filter((row) => row.code === code && row.place === place && row.exercise === exercise);
  const seen = happenings.filter(({ kind }) => kind !== 'corrected');
  // What arrives when it was closed already is before the desk again.
  const isOne = (found: typeof rows) =>
    found.length > 0 &&
    found.slice(1).every((row, n) => found[n]?.state === 'closed' && found[n].stateSince <= row.createdAt);
  const split = seen.filter(
    (one) => !isOne(ofOne(one)) || ofOne(one).reduce((sum, { reports }) => sum + reports, 0) !== one.reports,
  );
  promises.check(
    'whatever tells of one thing is one incident until it is closed, practice apart from what is real',
    split.length === 0,
    `${seen.length} things happened, ${split.length} of them are not one incident with all its reports${some(
      split.map(
        (one) =>
          `${one.code} at ${one.place} told ${one.reports} times is ${ofOne(one)
            .map(({ reports, state }) => `${reports} ${state}`)
            .join(' and ')}`,
      ),
    )}`,
  );
  const unsure = seen.filter((one) => {
    const [row] = ofOne(one);
    const expected = one.organisations >= 2 ? 'Likely' : one.organisations === 1 ? 'Possible' : 'Unknown';
    return row && !row.byPerson && row.certainty !== expected;
  });
  promises.check(
    'reports make sure what independent organisations saw, and a phone in other hands makes nothing sure',
    unsure.length === 0,
    `${unsure.length} are more or less sure than what was told`,
  );
  const [taken] = ofOne(happenings.find(({ kind }) => kind === 'taken-back') as Happening);
  promises.check('what was taken back is over', taken?.state === 'withdrawn', `it is ${taken?.state}`);
  return rows.length;
}

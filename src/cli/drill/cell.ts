import { randomBytes } from 'node:crypto';
import { hashPassword } from '../../console/session/passwords.ts';
import { OVER } from '../../store/incidents.ts';
import type { IncidentState } from '../../store/schema/watch.ts';
import { addStaff, type StaffRole } from '../../store/staff.ts';
import { type DeskBrowser, openDeskBrowser, type Page } from '../demo/desk-browser.ts';
import type { Happening } from './day.ts';
import type { Scene } from './scene.ts';

/** Institutions to which things are sent, and which never say that they have them. */
export const UNANSWERING: readonly string[] = ['pnh', 'can'];
const INSTITUTIONS = ['cep', 'osc', 'opc', 'ddh', 'fadh', ...UNANSWERING];

export interface Row {
  readonly id: string;
  readonly number: string;
  readonly state: IncidentState;
  readonly code: string;
  readonly placeNumber: string | null;
  readonly exercise: boolean;
  readonly createdAt: Date;
}

/** Somebody at a desk, in a browser of their own. */
interface Member {
  readonly name: string;
  readonly browser: DeskBrowser;
  /** One page with the token of their session. */
  readonly page: Page;
  /** When they were last at it: a session that nobody uses ends. */
  usedAt: number;
}

export interface Cell {
  /** One round of the desk: every incident that is old enough goes one step further. */
  work(happenings: readonly Happening[]): Promise<void>;
  /** What a member gets for a page, or for a move on an incident. @returns the HTTP status */
  open(who: string, path: string): Promise<Page>;
  move(who: string, incidentId: string, what: string, fields?: Fields): Promise<Page>;
}

type Fields = Readonly<Record<string, string | readonly string[]>>;

/** Two who may see it; what is done to women is for the bodies of human rights alone. */
const handsFor = ({ code }: Row) =>
  code.startsWith('37') ? { first: 'ddh', second: 'opc' } : { first: 'cep', second: 'osc' };

/** Who was away for longer signs in again. */
const AT_A_STRETCH_MS = 6 * 3_600_000;

/** Reports of the same come one after the other: the desk looks at what is some minutes old. */
const OLD_ENOUGH_MINUTES = 15;
/** And does not set aside what is still being told: what comes after that is a new one. */
const STILL_TOLD_MINUTES = 60;

/** People of the institutions, of the secretariat and of another desk sign in; all passwords are of this drill alone. */
export async function openCell({ store, gatewayUrl, clock }: Scene): Promise<Cell> {
  const password = randomBytes(12).toString('base64url');
  const passwordHash = await hashPassword(password);
  const members = new Map<string, Member>();
  const enter = async (id: string, role: StaffRole, institution?: string) => {
    const name = `Envante ${id}`;
    const added = await addStaff(store.db, {
      ...{ name, role, passwordHash, language: 'fr' },
      ...(institution !== undefined && { institution }),
    });
    if (!added) throw new Error(`${id} is there already`);
    members.set(id, await signIn(name));
  };
  const signIn = async (name: string): Promise<Member> => {
    const browser = openDeskBrowser(gatewayUrl);
    const page = await browser.submit(await browser.open('/login'), '/login', { name, password });
    return { name, browser, page, usedAt: clock.now().getTime() };
  };
  for (const id of INSTITUTIONS) await enter(id, 'analyst', id);
  await enter('lead', 'lead');
  await enter('second lead', 'lead');
  await enter('verifier', 'verifier');
  const member = async (who: string): Promise<Member> => {
    const found = members.get(who);
    if (!found) throw new Error(`nobody sits for ${who}`);
    const now = clock.now().getTime();
    const there = now - found.usedAt < AT_A_STRETCH_MS ? found : await signIn(found.name);
    there.usedAt = now;
    members.set(who, there);
    return there;
  };
  const move: Cell['move'] = async (who, incidentId, what, fields = {}) => {
    const { browser, page } = await member(who);
    return browser.submit(page, `/watch/incidents/${incidentId}/${what}`, fields);
  };
  const must = async (who: string, { id, number }: Row, what: string, fields: Fields = {}) => {
    const page = await move(who, id, what, fields);
    if (page.status !== 200)
      throw new Error(`${what} by ${who} on incident ${number} answered ${page.status}`);
    return page;
  };

  async function step(row: Row): Promise<void> {
    const { first, second } = handsFor(row);
    switch (row.state) {
      case 'received':
        return void (await must(first, row, 'take'));
      case 'triage':
        return void (await must(first, row, 'verify'));
      case 'verification':
        return void (await must(first, row, 'confirm', {
          certainty: 'Likely',
          summary: '',
          why: 'rappelé, une seconde source le confirme',
        }));
      case 'validation':
        return void (await must(second, row, 'validate'));
      default:
        return follow(row);
    }
  }

  /** What was sent is acknowledged by those who answer, and closed by two once all have. */
  async function follow(row: Row): Promise<void> {
    const { first, second } = handsFor(row);
    const sent = await store.pool.query<{ id: string; institution: string; open: boolean }>(
      'select id, institution, acknowledged_at is null as open from transmission where incident_id = $1',
      [row.id],
    );
    if (sent.rows.length === 0) {
      const { html } = await (await member(first)).browser.open(`/watch/incidents/${row.id}`);
      const ticked = [...html.matchAll(/<input\b[^>]*>/g)].map(([input]) => input);
      const to = ticked.flatMap((input) => {
        const value =
          /name="institution"/.test(input) && /\bchecked\b/.test(input) && /value="(\w+)"/.exec(input);
        return value ? [value[1] ?? ''] : [];
      });
      await must(first, row, 'transmit', { institution: to.length > 0 ? to : ['ddh'] });
      return;
    }
    const open = sent.rows.filter((one) => one.open);
    for (const { id, institution } of open) {
      if (UNANSWERING.includes(institution)) continue;
      await must(institution, row, 'acknowledge', { sent: id });
      await must(institution, row, 'respond', { sent: id, text: 'une équipe est en route' });
    }
    if (open.length > 0) return;
    await must(first, row, 'ask-to-close', { why: 'réglé sur place' });
    await must(second, row, 'close');
  }

  return {
    move,
    open: async (who, path) => (await member(who)).browser.open(path),
    async work(happenings) {
      const { rows } = await store.pool.query<Row>(
        `select id, number, state, code, place_number as "placeNumber", exercise,
          created_at as "createdAt" from incident where not state = any($1) and created_at < $2 order by created_at`,
        [OVER, new Date(clock.now().getTime() - OLD_ENOUGH_MINUTES * 60_000)],
      );
      for (const row of rows) {
        const of = happenings.find(
          ({ code, place, exercise }) =>
            code === row.code && place === row.placeNumber && exercise === row.exercise,
        );
        if (of?.kind === 'left' || of?.kind === 'taken-back' || of?.kind === 'corrected') continue;
        const isAside = of?.kind === 'seized' || of?.kind === 'flood';
        if (isAside && clock.now().getTime() - row.createdAt.getTime() < STILL_TOLD_MINUTES * 60_000)
          continue;
        if (of?.kind === 'seized')
          await must('lead', row, 'leave', { exit: 'bogus', why: 'le téléphone est en d’autres mains' });
        else if (of?.kind === 'flood')
          await must('lead', row, 'leave', { exit: 'rumor', why: 'on le dit, personne ne l’a vu' });
        else await step(row);
      }
    },
  };
}

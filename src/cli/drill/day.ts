import { Chance } from '../../bench/claims/chance.ts';
import { withCheckDigit } from '../../codes/damm.ts';
import { twoDigits } from '../../language/wall-clock.ts';
import { citizen, type DrillObserver, type Phone, SIGN } from './people.ts';

/** What is sent, and what is to become of it. */
export interface Said {
  /** Minutes since midnight. */
  readonly at: number;
  readonly from: Phone;
  /** As it is typed; `reference`: the number that this phone heard last. */
  text(reference: string): string;
  readonly becomes:
    | 'check-in'
    | 'incident'
    | 'asked'
    | 'danger'
    | 'withdrawal'
    | 'correction'
    | 'standing'
    | 'card'
    | 'tip';
  /** How often the provider delivers it. */
  readonly deliveries: number;
}

/** One event of the day: however many tell of it, it is one incident. */
export interface Happening {
  /** With its check digit. */
  readonly code: string;
  readonly place: string;
  readonly exercise: boolean;
  readonly reports: number;
  readonly organisations: number;
  /** `left`: nobody at the desk touches it; `seized`: told by a phone in other hands only. */
  readonly kind: 'seen' | 'left' | 'seized' | 'flood' | 'taken-back' | 'corrected';
}

export interface Day {
  readonly said: readonly Said[];
  readonly happenings: readonly Happening[];
  readonly seized: { readonly one: DrillObserver; readonly at: number };
  /** They give their sign; they call for help. */
  readonly forced: readonly DrillObserver[];
  readonly calling: readonly DrillObserver[];
  /** They say nothing at one of the hours, and all is well with their network. */
  readonly missing: { readonly slot: number; readonly observers: readonly DrillObserver[] };
  readonly darkDepartment: { readonly slot: number; readonly department: string };
}

const HOUR = 60;
/** When one operator carries nothing: what is written meanwhile comes when it is over. */
export const OUTAGE = { way: 'natcom', from: 13 * HOUR, until: 15.5 * HOUR } as const;
/** From before the first check-in, twenty hours on. */
export const FIRST = 4.5 * HOUR;
export const LAST = FIRST + 20 * HOUR;

/** What may be told on such a day; others are kept for what is tried in particular. */
const SEEN = '31 12 33 21 43 41 36 22 39 13 32 23 38 52 26 42 44 61 14 62 25 15 35'.split(' ');
const code = withCheckDigit;

/** A word that says which message it is, without a digit: for who reads what became of it, not for the grammar. */
const mark = (n: number) => `mak${[...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`;
/** With its colon no hour can be taken for a code. */
const clock = (minutes: number) => `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;

/** Invents a day of vote. The same observers and seed give the same one. */
export function dayOf(observers: readonly DrillObserver[], seed: number): Day {
  const chance = new Chance(seed);
  const said: Said[] = [];
  const happenings: Happening[] = [];
  const real = observers.filter(({ training }) => !training);
  const trainees = observers.filter(({ training }) => training);
  const teams = new Map<number, DrillObserver[]>();
  for (const one of real) teams.set(one.commune, [...(teams.get(one.commune) ?? []), one]);
  const team = (commune: number) => teams.get(commune % teams.size) ?? [];
  const must = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('a drill needs 48 observers or more');
    return one;
  };

  const say = (
    at: number,
    from: Phone,
    becomes: Said['becomes'],
    text: string | ((reference: string) => string),
    deliveries = said.length % 10 === 0 ? 2 : 1,
  ) => {
    const marked = typeof text === 'string' ? `${text} ${mark(said.length)}` : text;
    said.push({
      at: Math.round(at),
      from,
      becomes,
      deliveries,
      text: typeof marked === 'string' ? () => marked : marked,
    });
    return marked;
  };
  /** Several tell of one event, each of what they saw, within the hour. */
  const tell = (
    at: number,
    what: string,
    by: readonly DrillObserver[],
    kind: Happening['kind'],
    more: { times?: number; exercise?: boolean } = {},
  ) => {
    const { times = 1, exercise = false } = more;
    const [first] = by;
    by.forEach((one, n) => {
      for (let time = 0; time < times; time += 1) {
        const when = at + Math.round(chance.next() * 40);
        const seen = n === 1 && kind === 'seen' ? ` ${clock(Math.floor(at))}` : '';
        const place = n % 2 === 0 ? ` ${one.place}` : '';
        const slip = code(what).replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
        // Who slips hears it, and writes once more.
        if (kind === 'seen' && chance.below(12) === 0) say(when, one, 'asked', `${slip}${place}${seen}`);
        const text = say(when + 2, one, 'incident', `${code(what)}${place}${seen}`);
        // It did not seem to leave.
        if (kind === 'seen' && chance.below(20) === 0) say(when + 9, one, 'incident', () => String(text));
      }
    });
    happenings.push({
      code: code(what),
      place: must(first).place,
      exercise,
      reports: by.length * times,
      organisations: kind === 'seized' ? 0 : new Set(by.map(({ organisation }) => organisation)).size,
      kind,
    });
  };

  /** Each who has a part of their own in the day plays no other. */
  const special = new Set<DrillObserver>();
  const pick = (fits: (one: DrillObserver) => boolean = () => true): DrillObserver => {
    const one = must(real.find((each) => each.verbosity === 'full' && !special.has(each) && fits(each)));
    special.add(one);
    return one;
  };
  const byDigicel = ({ way }: DrillObserver) => way === 'digicel';
  const department = must(team(3)[0]).department;
  const elsewhere = (one: DrillObserver) => one.department !== department;
  const seized = { one: pick(({ buddy }) => buddy !== null), at: 11 * HOUR };
  const buddy = must(real.find(({ id }) => id === seized.one.buddy));
  const forced = [pick(elsewhere), pick(elsewhere)];
  const calling = [pick(elsewhere), pick(byDigicel)];
  const missing = { slot: 18, observers: [pick(byDigicel), pick(byDigicel)] };
  // Their last number must be that of the report they mean.
  const changing = [pick(byDigicel), pick(byDigicel)];
  const darkDepartment = { slot: 10, department };

  for (const slot of [6, 10, 14, 18])
    for (const one of real) {
      if (slot === darkDepartment.slot && one.department === department) continue;
      if (slot === missing.slot && missing.observers.includes(one)) continue;
      if (one === seized.one && slot * HOUR > seized.at) continue;
      const sign = slot === 14 && forced.includes(one);
      say(
        slot * HOUR - 30 + chance.next() * 55,
        one,
        sign ? 'danger' : 'check-in',
        sign ? `${code('01')} ${SIGN}` : `${code('01')} ${10 * (1 + chance.below(9))}`,
      );
    }

  const events = Math.round(teams.size * 1.5);
  for (let n = 0; n < events; n += 1) {
    const by = team(n).filter((one) => !special.has(one));
    const from = chance.below(by.length);
    const several = Array.from({ length: 1 + chance.below(4) }, (_, k) => must(by[(from + k) % by.length]));
    // Whoever tells of something is not silent.
    const first = by.some((one) => !elsewhere(one)) ? (darkDepartment.slot + 2) * HOUR : 7 * HOUR;
    const at = first + chance.next() * (21 * HOUR - first);
    tell(at, must(SEEN[n % SEEN.length]), [...new Set(several)], 'seen');
  }
  const others = (commune: number) => team(commune).filter((one) => !special.has(one));
  // Men with arms, told by three organisations; people killed, whom nobody at the desk looks at.
  tell(9 * HOUR, '24', others(1).slice(0, 5), 'seen');
  tell(12 * HOUR, '34', others(2).slice(0, 3), 'left');
  // Practice of the same kind at the same place and time as what is real.
  tell(9 * HOUR, '12', trainees, 'seen', { exercise: true });
  // A rumor that everybody hears.
  tell(16 * HOUR, '51', others(0), 'flood', { times: 4 });
  for (let n = 0; n < real.length; n += 1)
    say(
      16 * HOUR + chance.next() * HOUR,
      citizen(n),
      'tip',
      () => 'Yo di ke biwo vòt yo pral fèmen a midi paske yo jwenn bilten ki te make deja',
    );

  say(seized.at, buddy, 'danger', `BLOKE ${seized.one.id}`);
  tell(seized.at + 10, '16', [seized.one], 'seized', { times: 3 });
  for (const [n, one] of calling.entries())
    say(10.5 * HOUR + n * HOUR, one, 'danger', n === 0 ? 'SOS' : `${code('09')} nou bezwen moun`);

  // One takes it back, one tells of something else, one asks how it stands, one wants the card.
  for (const [n, one] of changing.entries()) {
    const at = 19 * HOUR + n * 5;
    tell(at, n === 0 ? '27' : '11', [one], n === 0 ? 'taken-back' : 'corrected');
    say(at + 60, one, n === 0 ? 'withdrawal' : 'correction', (reference) =>
      n === 0 ? `ANILE ${reference}` : `${reference} ${code('91')}`,
    );
  }
  const asks = must(others(1).find(({ verbosity }) => verbosity === 'full'));
  tell(20 * HOUR, '37', [asks], 'seen');
  say(20 * HOUR + 90, asks, 'standing', (reference) => `STATI ${reference}`);
  say(22 * HOUR, must(others(0).find(({ verbosity }) => verbosity === 'full')), 'card', () => 'KAT');
  return {
    said: said.toSorted((a, b) => a.at - b.at),
    happenings,
    seized,
    forced,
    calling,
    missing,
    darkDepartment,
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { DOOR_WORDS } from '../conversation/doors.ts';
import type { Snapshot } from '../core/snapshot.ts';
import { offersOf } from '../engine/answer.ts';
import { type AskState, type Flows, isChoices, isOptions } from '../engine/flow.ts';
import type { Texts } from '../i18n.ts';
import { plain } from './language/misspell.ts';
import { haitiSms, samplesAreHere } from './language/samples.ts';
import type { Said } from './walk.ts';

/** Something that somebody may say at any moment. */
export interface Utterance {
  /** What it is, for those who count. */
  readonly kind: string;
  readonly said: Said;
  /** Words that nobody but them has used: no reply may hold them. */
  readonly own?: string;
  /** A door by which it should lead. */
  readonly door?: string;
  /** Whoever says it may expect to be understood. */
  readonly valid: boolean;
}

export interface Talk {
  /** @param open where they stand, and the question that is open there */
  next(open: { snapshot: Snapshot | null; state: AskState | undefined; stopped: boolean }): Utterance;
}

/** In every rumor and every free text here, and in no text of ours. */
export const MARK = 'zabokaflit';

const RUMORS = [
  `Yo di ${MARK} ap fèmen biwo vòt yo a midi dimanch`,
  `Bonjou, yo di m eleksyon an ranvwaye pou ${MARK}`,
  `on dit que le ${MARK} donne de l'argent devant le bureau`,
  `somebody says ${MARK} that the ballots are already filled`,
  `dicen que ${MARK} cerraron el centro de votación hoy`,
  `eske se vre ${MARK} yo pran kat elektoral moun yo`,
];
const FREE = [
  `yo bare wout ${MARK} la`,
  `gen twòp moun ${MARK} devan biwo a`,
  `${MARK} la lumière manque`,
  `the ${MARK} queue is long`,
];
const PLACES = [
  'Jakmèl',
  'Jacmel',
  'jakmel',
  'Okap',
  'Cap-Haïtien',
  'Gonayiv',
  'les gonaives',
  'Okay',
  'Les Cayes',
  'Jeremi',
  'Pòdepè',
  'port de paix',
  'Sen Mak',
  'saint marc',
  'Kafou',
  'Carrefour',
  'Petyonvil',
  'Pétion-Ville',
  'Leyogàn',
  'Miragwàn',
  'Ench',
  'Hinche',
  'Delma',
  'Tabarre',
  'Mibalè',
  'Pòtoprens',
  'Port-au-Prince',
];
const IN = ['', '', '', 'nan ', 'komin ', 'a ', 'mwen nan '];
const TIMES = [
  'yè a 3zè',
  'maten an',
  'jodi a',
  'aswè a',
  'kounye a',
  'ayè swa',
  'lendi maten',
  'avanyè',
  'hier soir',
  'ce matin',
  "aujourd'hui à 15h",
  'today at 3pm',
  'yesterday',
  'this morning',
  'ayer por la tarde',
  'hoy a las 10',
  '12/08',
  '10:30',
  '8è nan maten',
];
const PHONES = ['3712 3456', '37123456', '+509 3412-3456', '509 37123456', 'nimewo m se 34 12 34 56'];
const FREE_TIMES = [
  `demen apre 4tè ${MARK}`,
  `le matin ${MARK}`,
  `after work ${MARK}`,
  `por la noche ${MARK}`,
];
const ACCENTED = ['ÈD', 'LÒT MOUN', 'Dèyè', 'Abòne', 'Menú', 'Idioma', 'RETOUR', 'Kwiz!', 'Lidé'];
const PICTURE = { media: [{ url: 'simulator:picture', contentType: 'image/jpeg' }] };
const VOICE = { media: [{ url: 'simulator:voice', contentType: 'audio/ogg' }] };
const PIN = { location: { latitude: 18.5392, longitude: -72.3364 } };

/** Shorter words with a slip in them may be other words. */
const SLIPPABLE = 6;

/** What no reader may choke on. */
const ODD = [
  '\u0000',
  'wi\u0000',
  '\ud800',
  'x'.repeat(100_000),
  'mo '.repeat(33_000),
  '{{code}}',
  '__proto__',
];

/** Rubbish of others, where it lies beside the checkout. */
function badInputs(): string[] {
  const lines = (name: string) => {
    const file = new URL(`../../../shared/data/bad-inputs/${name}`, import.meta.url);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  };
  const emoji = lines('emoji_sequences.csv').map((row) => row.split(',')[0] ?? '');
  const naughty: string[] = JSON.parse(lines('blns.json').join('\n') || '[]');
  const fuzz = ['json_fuzzing', 'sqli_polyglots', 'xss_polyglots'].flatMap((name) =>
    lines(`seclists_${name}.txt`),
  );
  return [
    ...ODD,
    ...naughty,
    ...emoji.flatMap((one, n) => (n % 3 === 0 ? [one, one.repeat(20)] : [])),
    ...fuzz,
  ];
}

/** People as they write, at random but the same for the same row of random numbers. */
export function openTalk(texts: Texts, flows: Flows, random: () => number): Talk {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const doors = [...texts.words('common.words')].filter(([, list]) => DOOR_WORDS.has(list));
  const longDoors = doors.filter(([word]) => longestOf(word).length >= SLIPPABLE);
  const greetings = texts.list('common.words.greeting');
  const starts = texts.list('common.words.start');
  const stops = texts.list('common.words.stop');
  const skips = texts.list('common.words.skip');
  const buttons = [...flows.accepted.keys()];
  const sms = samplesAreHere ? haitiSms().map(({ text }) => text) : RUMORS;
  const bad = badInputs();

  const cased = (text: string) =>
    pick([
      text,
      text,
      text.toUpperCase(),
      `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`,
      plain(text),
      ` ${text}.`,
      `${text}!`,
    ]);

  /** One letter left out, doubled, swapped with the next, or hit beside, in the longest word. */
  const slip = (text: string) => {
    const word = longestOf(text);
    const at = 1 + Math.floor(random() * (word.length - 2));
    const [before, letter, after] = [word.slice(0, at), word.slice(at, at + 1), word.slice(at + 1)];
    const slipped = pick([
      `${before}${after}`,
      `${before}${letter}${letter}${after}`,
      `${before}${after.slice(0, 1)}${letter}${after.slice(1)}`,
      `${before}${pick([...'aeioutrsnlk'])}${after}`,
    ]);
    return text.replace(word, slipped);
  };

  const perhapsSlipped = (kind: string, text: string): Utterance =>
    longestOf(text).length >= SLIPPABLE && random() < 0.25
      ? { kind: `${kind}, with a slip`, said: slip(text), valid: true }
      : { kind, said: cased(text), valid: true };

  const choice = (state: AskState, snapshot: Snapshot): Utterance => {
    const offers = offersOf(state, snapshot);
    const at = Math.floor(random() * offers.length);
    const offer = offers[at];
    if (offer === undefined) return { kind: 'nothing to choose', said: '1', valid: false };
    const words = [...(flows.accepted.get(offer.id) ?? [])];
    const label =
      'label' in offer ? offer.label : 'key' in offer ? texts.text(pick(texts.languages), offer.key) : '';
    const n = at + 1;
    return pick([
      () => ({
        kind: 'number',
        said: pick([`${n}`, `${n}`, `${n}.`, ` ${n} `, `${n})`, `opsyon ${n}`]),
        valid: true,
      }),
      () => ({ kind: 'button', said: { choice: offer.id }, valid: true }),
      () => (label === '' ? { kind: 'number', said: `${n}`, valid: true } : perhapsSlipped('label', label)),
      () =>
        words.length === 0
          ? { kind: 'number', said: `${n}`, valid: true }
          : perhapsSlipped('word of a choice', pick(words)),
    ])();
  };

  const answer = (state: AskState, snapshot: Snapshot): Utterance => {
    const { expect } = state;
    if (state.skip && random() < 0.1)
      return { kind: 'skip', said: random() < 0.5 ? '0' : cased(pick(skips)), valid: true };
    if (isChoices(expect) || isOptions(expect)) return choice(state, snapshot);
    switch (expect) {
      case 'place':
        if (random() < 0.15) return { kind: 'pin', said: PIN, valid: true };
        return perhapsSlipped('place', `${pick(IN)}${pick(PLACES)}`);
      case 'when':
        return { kind: 'time', said: cased(pick(TIMES)), valid: true };
      case 'phone':
        return { kind: 'phone', said: pick(PHONES), valid: true };
      case 'message':
        return pick<Utterance>([
          { kind: 'free text', said: pick(FREE), own: MARK, valid: true },
          { kind: 'picture', said: PICTURE, valid: true },
          { kind: 'voice note', said: VOICE, valid: true },
          { kind: 'pin', said: PIN, valid: true },
        ]);
      default:
        return { kind: 'free text', said: pick(FREE_TIMES), own: MARK, valid: true };
    }
  };

  const door = (): Utterance => {
    const [word, list] = pick(doors);
    if (random() < 0.1) return { kind: 'door, with accents', said: pick(ACCENTED), valid: true };
    return { kind: 'door', said: cased(word), door: list, valid: true };
  };

  return {
    next({ snapshot, state, stopped }) {
      if (stopped && random() < 0.6) return { kind: 'start', said: cased(pick(starts)), valid: true };
      const chance = random();
      if (chance < 0.4) return snapshot && state ? answer(state, snapshot) : door();
      if (chance < 0.52) return door();
      if (chance < 0.57) {
        const [word, list] = pick(longDoors);
        return { kind: 'door, with a slip', said: slip(word), door: list, valid: true };
      }
      if (chance < 0.61) return { kind: 'greeting', said: cased(pick(greetings)), valid: true };
      if (chance < 0.69) return { kind: 'rumor', said: cased(pick(RUMORS)), own: MARK, valid: true };
      if (chance < 0.81) {
        const text = pick(sms);
        return { kind: 'real SMS', said: text, own: text, valid: false };
      }
      if (chance < 0.92) {
        const text = pick(random() < 0.2 ? ODD : bad);
        return { kind: 'rubbish', said: text, own: text, valid: false };
      }
      if (chance < 0.95) return { kind: 'stale button', said: { choice: pick(buttons) }, valid: false };
      if (chance < 0.97) return { kind: 'empty', said: pick(['', ' ', '\n']), valid: false };
      if (chance < 0.99)
        return {
          kind: 'forward',
          said: { text: pick(RUMORS), forwarded: 'often', ...(random() < 0.5 && PICTURE) },
          own: MARK,
          valid: true,
        };
      return { kind: 'stop', said: cased(pick(stops)), valid: true };
    },
  };
}

function longestOf(text: string): string {
  return text
    .split(/[^\p{L}\p{M}]+/u)
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

import type { Snapshot } from '../core/snapshot.ts';
import { foldWords } from '../language/fold.ts';
import { choiceByName, readChoice } from './choices.ts';
import { type AskState, type Flows, isChoices, isOptions, type Kind, type Reading } from './flow.ts';
import type { Input, Offer } from './types.ts';

type Message = Extract<Input, { kind: 'message' }>;

/** What a step takes place in. */
export interface Circumstances {
  /** When the input came. */
  readonly now: Date;
  readonly reading: Reading;
}

/** What a message says to the open question. */
export type Answered =
  | {
      readonly kind: 'answer';
      /** The id of the choice, where the question has some. */
      readonly choice?: string;
      /** What is kept under the question's `save`, and beside it under `<save>_<name>`. */
      readonly value: string;
      readonly beside?: Readonly<Record<string, string>>;
    }
  /** Several places fit: their codes. */
  | { readonly kind: 'offer'; readonly places: readonly string[] }
  /** They do not want to answer, or cannot. */
  | { readonly kind: 'skip' }
  /** A button of an older question, or the same one tapped twice: no answer, and no mistake of theirs either. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'unfit' };

const UNFIT: Answered = { kind: 'unfit' };

/**
 * Reads a message as the answer to an open question.
 */
export function readAnswer(
  flows: Flows,
  state: AskState,
  snapshot: Snapshot,
  message: Message,
  { now, reading }: Circumstances,
): Answered {
  const { expect, skip } = state;
  const { text, choice: tapped } = message;
  const said = text.trim();
  const offers = choosable(offersOf(state, snapshot));
  const accepted = isChoices(expect) ? flows.accepted : acceptedLabels(offers);
  const chosen = readChoice(offers, accepted, text, tapped);
  if (chosen) {
    const value = chosen.id;
    return expect === 'place'
      ? { kind: 'answer', value, beside: { said } }
      : { kind: 'answer', value, choice: value };
  }
  if (isOptions(expect) && expect.many === true) {
    const several = readSeveral(offers, accepted, said);
    if (several !== null) return { kind: 'answer', value: several };
  }
  if (tapped !== undefined) return isOfAQuestion(flows, tapped) ? { kind: 'elsewhere' } : UNFIT;
  if (skip !== undefined && (said === '0' || reading.skips(said))) return { kind: 'skip' };
  return typeof expect === 'string' ? readKind(reading, expect, message, now, snapshot.offers) : UNFIT;
}

/**
 * Whether somebody names what the open question offers: by its number, its button or its very words, or several where
 * it allows them (`2 ak 3`, which would else be read as a code).
 */
export function namesAnOffer(
  flows: Flows,
  state: AskState,
  snapshot: Snapshot,
  { text, choice }: Pick<Message, 'text' | 'choice'>,
): boolean {
  const offers = choosable(offersOf(state, snapshot));
  const accepted = isChoices(state.expect) ? flows.accepted : acceptedLabels(offers);
  if (choiceByName(offers, accepted, text, choice) !== null) return true;
  const many = isOptions(state.expect) && state.expect.many === true && choice === undefined;
  return many && readSeveral(offers, accepted, text)?.includes(',') === true;
}

/** What the open question lets people choose among, as it was put to them. */
export function offersOf(state: AskState, snapshot: Pick<Snapshot, 'answers' | 'offers'>): readonly Offer[] {
  const { expect, text } = state;
  // The button carries the full key: one that is tapped long after its question cannot answer another one.
  if (isChoices(expect)) return expect.map(({ key }) => ({ id: key, key }));
  if (isOptions(expect))
    return optionsOf(snapshot.answers[expect.options]).map(({ id, label }) => ({
      id: `${text}.${id}`,
      label,
    }));
  return (snapshot.offers ?? []).map((place) => ({ id: `${text}.${place}`, place }));
}

/** @param given by an action; anything else than what is promised is no option */
function optionsOf(given: string | undefined): readonly { id: string; label: string }[] {
  if (given === undefined) return [];
  try {
    const list: unknown = JSON.parse(given);
    const isOption = (each: unknown): each is { id: string; label: string } =>
      typeof each === 'object' &&
      each !== null &&
      typeof (each as { id?: unknown }).id === 'string' &&
      typeof (each as { label?: unknown }).label === 'string';
    return Array.isArray(list) ? list.filter(isOption) : [];
  } catch {
    return [];
  }
}

/** By the key of its question, and by its own name, which stands behind that key. */
const choosable = (offers: readonly Offer[]) =>
  offers.map((offer) => ({
    key: offer.id,
    id: offer.id.slice(offer.id.lastIndexOf('.') + 1),
    label: 'label' in offer ? foldWords(offer.label) : '',
  }));

const acceptedLabels = (offers: ReturnType<typeof choosable>): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(offers.map(({ key, label }) => [key, new Set(label === '' ? [] : [label])]));

/** `2 3`, `2, 3`, `2 ak 3`: every word is a choice, or stands between two. */
const BETWEEN = new Set(['ak', 'epi', 'e', 'et', 'and', 'y']);

function readSeveral(
  offers: ReturnType<typeof choosable>,
  accepted: ReadonlyMap<string, ReadonlySet<string>>,
  said: string,
): string | null {
  const words = foldWords(said)
    .split(' ')
    .filter((word) => word !== '' && !BETWEEN.has(word));
  const chosen = words.map((word) => readChoice(offers, accepted, word, undefined)?.id);
  if (chosen.length === 0 || chosen.some((id) => id === undefined)) return null;
  return [...new Set(chosen)].join(',');
}

/** Every button of ours is called by the key of its question, e.g. `quiz.question.a`. */
const isOfAQuestion = (flows: Flows, tapped: string) =>
  flows.accepted.has(tapped) || flows.byName.has(tapped.split('.')[0] ?? '');

function readKind(
  reading: Reading,
  kind: Kind,
  { text, media, location }: Message,
  now: Date,
  offered: readonly string[] = [],
): Answered {
  const said = text.trim();
  const answer = (value: string, beside: Readonly<Record<string, string>> = {}): Answered => ({
    kind: 'answer',
    value,
    beside: { said, ...beside },
  });
  switch (kind) {
    case 'text':
      return said === '' ? UNFIT : { kind: 'answer', value: said };
    case 'message':
      return said !== '' || media === true || location !== undefined
        ? { kind: 'answer', value: said }
        : UNFIT;
    case 'media':
      return media === true ? answer('yes') : UNFIT;
    case 'location':
      return location ? answer(pin(location)) : UNFIT;
    case 'number': {
      const number = reading.number(said);
      return number === null ? UNFIT : answer(String(number));
    }
    case 'phone': {
      const phone = reading.phone(said);
      return phone === null ? UNFIT : answer(phone);
    }
    case 'when': {
      const moment = reading.when(said, now);
      return moment ? answer(moment.at, { precision: moment.precision }) : UNFIT;
    }
    case 'place': {
      if (location) {
        const near = reading.placeAt(location.latitude, location.longitude);
        return answer(near ?? '', { pin: pin(location) });
      }
      const found = reading.places(said);
      // Named among those that were offered, it is clear.
      const among = found.filter((code) => offered.includes(code));
      const places = among.length === 1 ? among : found;
      if (places.length > 1) return { kind: 'offer', places };
      return places[0] === undefined ? UNFIT : answer(places[0]);
    }
    default:
      return UNFIT;
  }
}

const pin = ({ latitude, longitude }: { latitude: number; longitude: number }) => `${latitude},${longitude}`;

import { LENGTH } from '../../codes/book.ts';
import { type Read, readReport } from '../../codes/read.ts';
import type { Registry } from '../../desks/watch/index.ts';
import { exerciseAt } from '../../store/national-exercise.ts';
import { referencesOf } from '../../store/observer-reports.ts';
import type { KnownObserver } from '../../store/observers.ts';
import type { Meaning } from '../classify.ts';
import type { Turn } from '../in-hand.ts';
import { choiceMeant, isPrivate, openQuestion } from '../question.ts';

/** A text that is for the observers' desk. */
export interface ObserverText {
  readonly read: Read;
  readonly registry: Registry;
  /** Whose phone it is; null: nobody's that we know. */
  readonly sender: KnownObserver | null;
  /** Whose number stands in it, else whose phone it is; null: nobody's that we know. */
  readonly writer: KnownObserver | null;
  /** How it is taken while a national exercise runs, which is said in front of what they hear; null: none runs. */
  readonly taken: 'exercise' | 'real' | null;
}

/** A longer text tells of something else; the grammar reads any, but not for nothing. */
const LONGEST = 2_000;

/**
 * Whether a message is an observer's, whatever conversation is open, and what it says. From a phone that we know, a
 * code is enough, or a word of the card; from any other an observer's number must stand beside it. What the open
 * question offers is an answer.
 */
export async function readObserver(turn: Turn, meaning: Meaning): Promise<ObserverText | null> {
  const { contact, message, deps, tx, observer: sender } = turn;
  const text = message.text ?? '';
  const { book, keywords, registry } = deps.observers;
  if (message.choice !== null || message.forwarded !== null || text.length > LONGEST) return null;
  if (sender === null && !/\d/.test(text)) return null;
  // What may be a report's number: the grammar asks about each, wherever it stands.
  const numbers = new Set<string>();
  const bare = readReport(text, book, keywords, {
    isReference(number) {
      numbers.add(number);
      return true;
    },
  });
  // In a talk that nobody else may read only a code is a code: words belong to it.
  if (isPrivate(deps.flows, contact.snapshot) && !bare.tokens.some(({ kind }) => kind === 'incident'))
    return null;
  if (sender === null ? !namesAnObserver(bare) : !isTold(turn, meaning, bare)) return null;

  let known = await registry.recent(tx);
  const references = await referencesOf(tx, [...numbers], {
    contactId: contact.id,
    observerId: sender?.id ?? null,
  });
  const readBy = (now: Registry) =>
    readReport(text, book, keywords, {
      ...(sender && { sender: sender.number }),
      isObserver: (number) => now.observers.has(number),
      isPlace: (number) => now.places.has(number),
      isReference: (number) => references.has(number),
      beginsPlace: now.begins,
      placeOf: (number) => now.observers.get(number)?.placeNumber ?? undefined,
    });
  let read = readBy(known);
  if (read.ask === 'observer_unknown' || read.ask === 'place_unknown') {
    // They may have been entered a moment ago.
    known = await registry.fresh(tx);
    read = readBy(known);
  }
  const number = read.reading?.observer ?? numberIn(read);
  const writer = (number === undefined ? undefined : known.observers.get(number)) ?? sender;
  // By when it came: what was written in an exercise is no real report because we were slow.
  const running = (await exerciseAt(tx, message.receivedAt)) !== undefined;
  const about = references.get(read.reading?.reference ?? '');
  const practised = about ?? (writer?.training || !read.real);
  return {
    read,
    registry: known,
    sender,
    writer,
    taken: running ? (practised ? 'exercise' : 'real') : null,
  };
}

const numberIn = ({ tokens }: Read) => tokens.find(({ kind }) => kind === 'observer')?.value;

/** An observer's number and what they say, both guarded by a check digit or by a word of the card. */
function namesAnObserver({ tokens }: Read): boolean {
  const has = (...kinds: string[]) => tokens.some(({ kind }) => kinds.includes(kind));
  return has('observer') && has('incident', 'command');
}

/** Whether a text from an observer's own phone is told to the desk. */
function isTold({ deps, contact, message }: Turn, meaning: Meaning, { tokens, reading, ask }: Read): boolean {
  const question = openQuestion(deps.flows, contact.snapshot);
  if (question === 'choices' && choiceMeant(deps.flows, contact.snapshot, message)) return false;
  if (reading !== null || tokens.some(({ kind }) => GUARDED.has(kind))) return true;
  if (meaning.kind === 'danger') return true;
  if (question !== null || !LOOSE.has(meaning.kind)) return false;
  if (ask === 'cancel_word' || ask === 'block_word') return true;
  if (tokens.some(({ kind, raw }) => kind === 'asked' && raw.replace(/\D/g, '').length >= LENGTH.incident))
    return true;
  // What an observer tells in words is no rumor, unless it came to them from elsewhere.
  return meaning.kind === 'tip' && message.media.length === 0 && !/https?:|www\./i.test(message.text ?? '');
}

const GUARDED: ReadonlySet<string> = new Set(['incident', 'observer', 'place', 'reference', 'command']);
/** What leads nowhere by itself. */
const LOOSE: ReadonlySet<string> = new Set(['tip', 'short']);

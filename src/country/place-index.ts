import type { Place } from '../core/place.ts';
import type { PlaceWord } from './place-words.ts';
import { slipsBetween } from './slips.ts';

interface Name {
  readonly key: string;
  readonly letters: number;
}
type Way = keyof PlaceWord;
const WAYS: readonly Way[] = ['plain', 'sound'];

/** A shorter word with a slip is another word. */
const SHORTEST = 5;
/** Letters to a slip. Sections are many, and carry names of people: they must be nearer. */
const LETTERS_TO_A_SLIP: Readonly<Record<Place['kind'], number>> = { department: 6, commune: 5, section: 8 };

/** Names of places, found when written exactly so, as they sound, or with a slip of the finger. */
export class PlaceIndex {
  readonly #exact: Record<Way, Map<string, Set<Place>>> = { plain: new Map(), sound: new Map() };
  /** Names by their length, because a slip changes it by one. */
  readonly #byLength: Record<Way, Name[][]> = { plain: [], sound: [] };

  /** Words are joined: people write Kwa dè boukè in one, two or three words. */
  add(words: readonly PlaceWord[], place: Place): void {
    for (const way of WAYS) {
      const key = joined(words, way);
      const there = this.#exact[way].get(key);
      if (there) there.add(place);
      else {
        this.#exact[way].set(key, new Set([place]));
        const alike = this.#byLength[way][key.length];
        const name = { key, letters: lettersOf(key) };
        if (alike) alike.push(name);
        else this.#byLength[way][key.length] = [name];
      }
    }
  }

  exact(words: readonly PlaceWord[]): Place[] {
    const written = this.#exact.plain.get(joined(words, 'plain')) ?? [];
    const found = new Set(written);
    // As written it is one commune: a section that only sounds like it (Lavalle: La Vallée) was not meant.
    const [only, another] = written;
    if (only?.kind === 'commune' && !another) return [only];
    for (const place of this.#exact.sound.get(joined(words, 'sound')) ?? []) found.add(place);
    return [...found];
  }

  /** The places whose names are the fewest slips away, if few enough for the length of the word. */
  near(words: readonly PlaceWord[]): Place[] {
    let best = Number.POSITIVE_INFINITY;
    let found = new Set<Place>();
    for (const way of WAYS) {
      const key = joined(words, way);
      if (key.length < SHORTEST) continue;
      const mine = lettersOf(key);
      const most = Math.max(1, Math.floor(key.length / 5));
      for (let length = key.length - most; length <= key.length + most; length++) {
        for (const { key: name, letters } of this.#byLength[way][length] ?? []) {
          if (differing(letters, mine) > 2 * most) continue;
          const slips = slipsBetween(key, name, Math.min(most, best));
          if (slips > most || slips > best) continue;
          const places = [...(this.#exact[way].get(name) ?? [])].filter((place) => bears(name, slips, place));
          if (places.length === 0) continue;
          if (slips < best) found = new Set();
          best = slips;
          for (const place of places) found.add(place);
        }
      }
    }
    return [...found];
  }
}

/** One bit for each letter that occurs. A slip adds one and takes away one at most. */
function lettersOf(key: string): number {
  let bits = 0;
  for (let i = 0; i < key.length; i++) bits |= 1 << (key.charCodeAt(i) & 31);
  return bits;
}

function differing(one: number, other: number): number {
  let count = 0;
  for (let bits = one ^ other; bits !== 0; bits &= bits - 1) count += 1;
  return count;
}

function bears(name: string, slips: number, place: Place): boolean {
  return (
    slips <=
    Math.max(place.kind === 'commune' ? 1 : 0, Math.floor(name.length / LETTERS_TO_A_SLIP[place.kind]))
  );
}

function joined(words: readonly PlaceWord[], way: Way): string {
  return words.map((word) => word[way]).join('');
}

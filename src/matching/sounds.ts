import { bitsIn } from './pictures.ts';

/** A known sound that runs along with the one that was asked for. */
export interface SameSound {
  readonly key: string;
  /** The share of bits that differ where both sound: unrelated sounds lie near a half. */
  readonly errors: number;
  /** For how long both sound, in values of the fingerprint, about eight a second. */
  readonly overlap: number;
  /** The same as a share of the shorter of the two. */
  readonly share: number;
}

/** The bits of a value by which it is looked up: the lowest four turn first when a sound is encoded anew. */
const KEPT = 0xfffffff0;
const KEPT_BITS = [...Array(28).keys()].map((bit) => 1 << (bit + 4));
/** A value in more places than this is a pause or a hum, and says nothing. */
const MOST_PLACES = 256;
/** Alignments that are looked at bit by bit. */
const LOOKED_AT = 24;

/** Between four and five seconds of sound (a value needs 2.6 of them): less of a voice is like any other. */
const LEAST_OVERLAP = 16;
const LEAST_SHARE = 0.7;
/** Of what overlaps, so many values must differ from each other: silence is like silence. */
const LEAST_DIFFERENT = 10;
/** Measured, see sounds.test.ts: the same sound encoded anew lies below, others far above. */
const MOST_ERRORS = 0.25;

const BUCKETS = 1 << 18;
const bucketOf = (value: number) => Math.imul(value >>> 4, 0x9e3779b1) >>> 14;

/**
 * An index of sounds by their raw Chromaprint. The values of a fingerprint lead to the known sounds that have them too;
 * those that agree on one shift in time are compared bit by bit (after Haitsma and Kalker, "A Highly Robust Audio
 * Fingerprinting System", 2002).
 */
export class Sounds {
  readonly #known = new Map<string, number>();
  #prints: { key: string; values: Uint32Array }[] = [];
  readonly #heads = new Int32Array(BUCKETS).fill(-1);
  #next = new Int32Array(4096);
  #values = new Uint32Array(4096);
  #owners = new Int32Array(4096);
  #places = new Int32Array(4096);
  #used = 0;
  #dead = 0;

  get size(): number {
    return this.#known.size;
  }

  /** @param fingerprint 4 bytes a value, big-endian; what is known under the key already is replaced */
  add(key: string, fingerprint: Uint8Array): void {
    this.remove(key);
    const values = valuesOf(fingerprint);
    if (values.length === 0) return;
    const owner = this.#prints.length;
    this.#prints.push({ key, values });
    this.#known.set(key, owner);
    let before: number | undefined;
    for (const [place, value] of values.entries()) {
      const kept = (value & KEPT) >>> 0;
      // A tone that is held says the same again and again.
      if (kept !== before) this.#enter(kept, owner, place);
      before = kept;
    }
  }

  /** An unknown key changes nothing. */
  remove(key: string): void {
    const owner = this.#known.get(key);
    if (owner === undefined) return;
    this.#known.delete(key);
    const print = this.#prints[owner];
    this.#dead += print?.values.length ?? 0;
    this.#prints[owner] = { key: '', values: new Uint32Array() };
    if (this.#dead > 4096 && this.#dead > this.#used / 2) this.#rebuild();
  }

  /** @returns those that are the same sound, the surest first */
  find(fingerprint: Uint8Array): SameSound[] {
    const asked = valuesOf(fingerprint);
    const found = new Map<string, SameSound>();
    for (const { owner, shift } of this.#alignments(asked)) {
      const print = this.#prints[owner];
      if (!print?.key) continue;
      const same = compare(asked, print.values, shift);
      if (!same) continue;
      const before = found.get(print.key);
      if (!before || same.errors < before.errors) found.set(print.key, { key: print.key, ...same });
    }
    return [...found.values()].sort((a, b) => a.errors - b.errors || (a.key < b.key ? -1 : 1));
  }

  /** Which sounds at which shift have most values in common with what is asked, also where one bit of a value turned. */
  #alignments(asked: Uint32Array): { owner: number; shift: number }[] {
    const votes = new Map<number, number>();
    for (const [place, value] of asked.entries()) {
      const kept = (value & KEPT) >>> 0;
      this.#vote(votes, kept, place);
      for (const bit of KEPT_BITS) this.#vote(votes, (kept ^ bit) >>> 0, place);
    }
    return [...votes]
      .sort(([, a], [, b]) => b - a)
      .slice(0, LOOKED_AT)
      .map(([vote]) => ({ owner: Math.floor(vote / SHIFTS), shift: (vote % SHIFTS) - SHIFTS / 2 }));
  }

  #vote(votes: Map<number, number>, kept: number, place: number): void {
    const places: number[] = [];
    for (let at = this.#heads[bucketOf(kept)] ?? -1; at >= 0; at = this.#next[at] ?? -1) {
      if (this.#values[at] !== kept || this.#prints[this.#owners[at] ?? -1]?.key === '') continue;
      places.push(at);
      if (places.length > MOST_PLACES) return;
    }
    for (const at of places) {
      const shift = (this.#places[at] ?? 0) - place + SHIFTS / 2;
      const vote = (this.#owners[at] ?? 0) * SHIFTS + shift;
      votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
  }

  #enter(kept: number, owner: number, place: number): void {
    if (this.#used === this.#next.length) {
      this.#next = grown(this.#next, new Int32Array(this.#used * 2));
      this.#values = grown(this.#values, new Uint32Array(this.#used * 2));
      this.#owners = grown(this.#owners, new Int32Array(this.#used * 2));
      this.#places = grown(this.#places, new Int32Array(this.#used * 2));
    }
    const bucket = bucketOf(kept);
    this.#values[this.#used] = kept;
    this.#owners[this.#used] = owner;
    this.#places[this.#used] = place;
    this.#next[this.#used] = this.#heads[bucket] ?? -1;
    this.#heads[bucket] = this.#used;
    this.#used += 1;
  }

  #rebuild(): void {
    const left = this.#prints.filter(({ key }) => key !== '');
    this.#prints = [];
    this.#known.clear();
    this.#heads.fill(-1);
    this.#used = 0;
    this.#dead = 0;
    for (const { key, values } of left) this.add(key, bytesOf(values));
  }
}

/** A fingerprint of two hours has fewer values than half of it. */
const SHIFTS = 1 << 17;

/** @param shift where the asked sound begins in the known one */
function compare(asked: Uint32Array, known: Uint32Array, shift: number): Omit<SameSound, 'key'> | undefined {
  const from = Math.max(0, -shift);
  const until = Math.min(asked.length, known.length - shift);
  const overlap = until - from;
  const share = overlap / Math.min(asked.length, known.length);
  if (overlap < LEAST_OVERLAP || share < LEAST_SHARE) return undefined;
  let wrong = 0;
  const different = new Set<number>();
  for (let at = from; at < until; at += 1) {
    wrong += bitsIn((asked[at] ?? 0) ^ (known[at + shift] ?? 0));
    different.add(asked[at] ?? 0);
  }
  const errors = wrong / (overlap * 32);
  if (errors > MOST_ERRORS || different.size < LEAST_DIFFERENT) return undefined;
  return { errors, overlap, share };
}

function valuesOf(fingerprint: Uint8Array): Uint32Array {
  const view = new DataView(fingerprint.buffer, fingerprint.byteOffset, fingerprint.byteLength);
  return Uint32Array.from({ length: Math.min(SHIFTS / 2, fingerprint.length >> 2) }, (_, at) =>
    view.getUint32(at * 4),
  );
}

function bytesOf(values: Uint32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value);
  return new Uint8Array(view.buffer);
}

function grown<T extends Int32Array | Uint32Array>(words: T, more: T): T {
  more.set(words);
  return more;
}

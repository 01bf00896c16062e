import { longer } from './table.ts';
import { MOST_COUNTED } from './weigh.ts';

/**
 * Documents in the order in which they came, each with its pieces packed: the numbers in rising order, the difference
 * to the one before as 7-bit groups, low first; the lowest bit says that a byte with the count follows (else it is 1).
 */
export interface Documents {
  readonly size: number;
  /** Which came first; rising. */
  readonly arrivals: Float64Array;
  readonly keys: Float64Array;
  /** `size` times the number of views. */
  readonly lengths: Float32Array;
  /** `size` times the number of views: how many terms the document's pieces have, in each view. */
  readonly extents: Uint32Array;
  readonly starts: Uint32Array;
  readonly bytes: Uint8Array;
  /** 1 where a document was taken out. */
  readonly gone: Uint8Array;
}

/** A document before it has a place: numbers of pieces and how often each stands in it, in any order. */
export class Loose {
  #pairs = new Float64Array(256);
  #size = 0;

  clear(): void {
    this.#size = 0;
  }

  push(piece: number, count: number): void {
    this.#pairs = longer(this.#pairs, this.#size + 1);
    this.#pairs[this.#size] = piece * 256 + count;
    this.#size += 1;
  }

  /** @returns each piece once, packed as `Documents` has it; a number takes 5 bytes at most and its count one */
  pack(): Uint8Array {
    const pairs = this.#pairs.subarray(0, this.#size).sort();
    const bytes = new Uint8Array(pairs.length * 6);
    let end = 0;
    let before = 0;
    for (let at = 0; at < pairs.length; ) {
      const piece = Math.floor((pairs[at] as number) / 256);
      let count = 0;
      for (; at < pairs.length && Math.floor((pairs[at] as number) / 256) === piece; at += 1) {
        count = Math.min(MOST_COUNTED, count + ((pairs[at] as number) % 256));
      }
      let left = (piece - before) * 2 + (count > 1 ? 1 : 0);
      before = piece;
      for (; left > 127; left = Math.floor(left / 128)) {
        bytes[end] = (left & 127) | 128;
        end += 1;
      }
      bytes[end] = left;
      end += 1;
      if (count > 1) {
        bytes[end] = count;
        end += 1;
      }
    }
    return bytes.slice(0, end);
  }
}

/** Reads one packed document after another: numbers and counts, into arrays that are used again. */
export class Unpacked {
  numbers = new Uint32Array(1024);
  counts = new Uint8Array(1024);
  size = 0;

  read(documents: Documents, document: number): void {
    const { bytes, starts } = documents;
    let at = starts[document] as number;
    const end = starts[document + 1] as number;
    if (end - at > this.numbers.length) {
      this.numbers = new Uint32Array((end - at) * 2);
      this.counts = new Uint8Array((end - at) * 2);
    }
    const { numbers, counts } = this;
    let size = 0;
    let number = 0;
    while (at < end) {
      let byte = bytes[at++] as number;
      let value = byte & 127;
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++] as number;
        value |= (byte & 127) << shift;
      }
      number += value >>> 1;
      numbers[size] = number;
      counts[size] = value & 1 ? (bytes[at++] as number) : 1;
      size += 1;
    }
    this.size = size;
  }
}

/** Where the document that came at this time stands, or -1. */
export function placeOf(documents: Documents, arrival: number): number {
  let low = 0;
  let high = documents.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((documents.arrivals[middle] as number) < arrival) low = middle + 1;
    else high = middle;
  }
  return low < documents.size && documents.arrivals[low] === arrival ? low : -1;
}

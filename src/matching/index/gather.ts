import { type Documents, Unpacked } from './documents.ts';
import { type Postings, Segment } from './segment.ts';

const BITS = 0x80000000;

/**
 * Sorts documents into one segment, a document at a step, so that the work can be spread. Who is gone before it
 * begins is left out; who goes meanwhile is gone in the segment. The sources must come in order and not change
 * otherwise.
 */
export function* gather(
  sources: readonly Documents[],
  views: number,
  pieces: number,
): Generator<void, Segment> {
  const chosen = choose(sources);
  const size = chosen.length;
  const unpacked = new Unpacked();
  const bitsLength = Math.ceil(size / 32);

  const counted = new Uint32Array(pieces);
  const countedMore = new Uint32Array(pieces);
  let bytesLength = 0;
  for (const { source, at } of chosen) {
    unpacked.read(source, at);
    bytesLength += (source.starts[at + 1] as number) - (source.starts[at] as number);
    const { numbers, counts } = unpacked;
    for (let each = 0; each < unpacked.size; each += 1) {
      const number = numbers[each] as number;
      counted[number] = (counted[number] as number) + 1;
      if ((counts[each] as number) > 1) countedMore[number] = (countedMore[number] as number) + 1;
    }
    yield;
  }

  const postings = layOut(counted, countedMore, bitsLength);
  yield;
  const { pool, moreDocuments, moreCounts } = postings;
  const documents = {
    size,
    arrivals: new Float64Array(size),
    keys: new Float64Array(size),
    lengths: new Float32Array(size * views),
    extents: new Uint32Array(size * views),
    starts: new Uint32Array(size + 1),
    bytes: new Uint8Array(bytesLength),
    gone: new Uint8Array(size),
  };
  let end = 0;
  for (let d = 0; d < size; d += 1) {
    const { source, at } = chosen[d] as Chosen;
    documents.arrivals[d] = source.arrivals[at] as number;
    documents.keys[d] = source.keys[at] as number;
    for (let v = 0; v < views; v += 1) {
      documents.lengths[d * views + v] = source.lengths[at * views + v] as number;
      documents.extents[d * views + v] = source.extents[at * views + v] as number;
    }
    const packed = source.bytes.subarray(source.starts[at], source.starts[at + 1]);
    documents.bytes.set(packed, end);
    end += packed.length;
    documents.starts[d + 1] = end;
    unpacked.read(source, at);
    const { numbers, counts } = unpacked;
    for (let each = 0; each < unpacked.size; each += 1) {
      const number = numbers[each] as number;
      const place = counted[number] as number;
      if (place >= BITS) {
        const word = place - BITS + (d >>> 5);
        pool[word] = (pool[word] as number) | (1 << (d & 31));
      } else {
        pool[place] = d;
        counted[number] = place + 1;
      }
      if ((counts[each] as number) > 1) {
        const more = countedMore[number] as number;
        moreDocuments[more] = d;
        moreCounts[more] = counts[each] as number;
        countedMore[number] = more + 1;
      }
    }
    yield;
  }
  chosen.forEach(({ source, at }, d) => {
    documents.gone[d] = source.gone[at] as number;
  });
  return new Segment(documents, postings);
}

interface Chosen {
  readonly source: Documents;
  readonly at: number;
}

function choose(sources: readonly Documents[]): Chosen[] {
  const chosen: Chosen[] = [];
  for (const source of sources) {
    for (let at = 0; at < source.size; at += 1) if (source.gone[at] === 0) chosen.push({ source, at });
  }
  return chosen;
}

/** Gives each term its place; what was counted becomes where the next document goes. */
function layOut(counted: Uint32Array, countedMore: Uint32Array, bitsLength: number): Postings {
  const present = new Uint32Array(Math.ceil(counted.length / 32));
  const ranks = new Uint32Array(present.length);
  let lists = 0;
  for (let number = 0; number < counted.length; number += 1) {
    if ((number & 31) === 0) ranks[number >>> 5] = lists;
    if (counted[number] === 0) continue;
    present[number >>> 5] = (present[number >>> 5] as number) | (1 << (number & 31));
    lists += 1;
  }
  const starts = new Uint32Array(lists + 1);
  const moreStarts = new Uint32Array(lists + 1);
  let list = 0;
  let end = 0;
  let moreEnd = 0;
  for (let number = 0; number < counted.length; number += 1) {
    const frequency = counted[number] as number;
    if (frequency === 0) continue;
    const more = countedMore[number] as number;
    const asBits = frequency >= bitsLength;
    counted[number] = asBits ? end + BITS : end;
    countedMore[number] = moreEnd;
    end += asBits ? bitsLength : frequency;
    moreEnd += more;
    list += 1;
    starts[list] = end;
    moreStarts[list] = moreEnd;
  }
  return {
    present,
    ranks,
    starts,
    pool: new Uint32Array(end),
    bitsLength,
    moreStarts,
    moreDocuments: new Uint32Array(moreEnd),
    moreCounts: new Uint8Array(moreEnd),
  };
}

/** One box of an MP4, M4A or 3GP file (ISO 14496-12). */
interface Box {
  readonly type: string;
  /** Where its letters stand, its content begins, and it ends. */
  readonly name: number;
  readonly from: number;
  readonly to: number;
}

/** Where phones write place, make and owner, and editors their own; nothing of it is needed to play. */
const TELLING = new Set(['udta', 'meta', 'uuid', 'free', 'skip']);
const CONTAINERS = new Set(['moov', 'trak']);

/**
 * Blanks what tells where and with what a film or a sound was recorded. Nothing moves, because a film says by
 * number of bytes where its pictures lie.
 * @returns a copy
 */
export function stripMp4(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const blank = (from: number, to: number) => {
    for (const box of boxesIn(copy, from, to)) {
      if (CONTAINERS.has(box.type)) blank(box.from, box.to);
      if (!TELLING.has(box.type)) continue;
      copy.write('free', box.name, 'latin1');
      copy.fill(0, box.from, box.to);
    }
  };
  blank(0, copy.length);
  return copy;
}

/** Whether there is something to look at: recorders of phones use the same files for sound alone. */
export function hasPicture(bytes: Buffer): boolean {
  const inside = (boxes: readonly Box[], type: string) =>
    boxes.filter((box) => box.type === type).flatMap((box) => boxesIn(bytes, box.from, box.to));
  const tracks = boxesIn(bytes, 0, bytes.length)
    .filter(({ type }) => type === 'moov')
    .flatMap((box) => inside(boxesIn(bytes, box.from, box.to), 'trak'));
  return inside(tracks, 'mdia').some(
    ({ type, from }) => type === 'hdlr' && bytes.toString('latin1', from + 8, from + 12) === 'vide',
  );
}

function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const short = bytes.readUInt32BE(at);
    const long = short === 1 && at + 16 <= to;
    // 0: up to the end.
    const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const head = long ? 16 : 8;
    if (size < head || at + size > to) break;
    boxes.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      name: at + 4,
      from: at + head,
      to: at + size,
    });
    at += size;
  }
  return boxes;
}

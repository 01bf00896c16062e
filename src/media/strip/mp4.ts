import { MOST_PIECES } from '../limits.ts';
import { Damaged } from './damaged.ts';

/** One box of an MP4, M4A or 3GP file (ISO 14496-12). */
interface Box {
  readonly type: string;
  /** Where its letters stand, its content begins, and it ends. */
  readonly name: number;
  readonly from: number;
  readonly to: number;
}

/** What it takes to play, by where it stands. Phones, editors and cameras write place, make and owner beside it. */
const PLAYED: Readonly<Record<string, ReadonlySet<string>>> = {
  '': new Set(['ftyp', 'styp', 'pdin', 'moov', 'moof', 'mfra', 'mdat', 'sidx', 'ssix']),
  moov: new Set(['mvhd', 'iods', 'trak', 'mvex', 'pssh']),
  trak: new Set(['tkhd', 'trgr', 'edts', 'tref', 'mdia']),
  mdia: new Set(['mdhd', 'hdlr', 'elng', 'minf']),
  moof: new Set(['mfhd', 'traf', 'pssh']),
  traf: new Set(['tfhd', 'tfdt', 'trun', 'sdtp', 'sbgp', 'sgpd', 'subs', 'saiz', 'saio', 'senc']),
};

/** Say when it was recorded, behind their version and flags. */
const DATED = new Set(['mvhd', 'tkhd', 'mdhd']);

/** Pictures, sound, subtitles: other tracks tell every second where the camera was. */
const TRACKS = new Set(['vide', 'soun', 'subt', 'sbtl', 'text', 'clcp']);

/**
 * Blanks what tells where, when and with what a film or a sound was recorded. Nothing moves, because a film says by
 * number of bytes where its pictures lie.
 * @returns a copy
 * @throws Damaged
 */
export function stripMp4(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  let left = MOST_PIECES;
  const clean = (inside: string, from: number, to: number) => {
    const boxes = boxesIn(copy, from, to);
    left -= boxes.length;
    if (left < 0) throw new Damaged();
    for (const box of boxes) {
      const { type } = box;
      if (!PLAYED[inside]?.has(type) || (type === 'trak' && !isPlayed(copy, box))) {
        copy.write('free', box.name, 'latin1');
        copy.fill(0, box.from, box.to);
      } else if (DATED.has(type)) undate(copy, box);
      // What recorded it, behind what it is.
      else if (type === 'hdlr') copy.fill(0, Math.min(box.from + 24, box.to), box.to);
      else if (Object.hasOwn(PLAYED, type)) clean(type, box.from, box.to);
    }
    // What is no box any more becomes one that says: nothing up to the end.
    const rest = boxes.at(-1)?.to ?? from;
    copy.fill(0, rest, to);
    if (rest + 8 <= to) copy.write('free', rest + 4, 'latin1');
  };
  clean('', 0, copy.length);
  return copy;
}

function undate(bytes: Buffer, { from, to }: Box): void {
  const end = from + (bytes[from] === 1 ? 20 : 12);
  bytes.fill(0, Math.min(from + 4, to), Math.min(end, to));
}

function isPlayed(bytes: Buffer, track: Box): boolean {
  return TRACKS.has(handlerOf(bytes, track));
}

/** Whether there is something to look at: recorders of phones use the same files for sound alone. */
export function hasPicture(bytes: Buffer): boolean {
  return boxesIn(bytes, 0, bytes.length)
    .filter(({ type }) => type === 'moov')
    .flatMap((box) => boxesIn(bytes, box.from, box.to))
    .some((box) => box.type === 'trak' && handlerOf(bytes, box) === 'vide');
}

/** What a track is, in four letters. */
function handlerOf(bytes: Buffer, track: Box): string {
  const media = boxesIn(bytes, track.from, track.to).find(({ type }) => type === 'mdia');
  const handler = media && boxesIn(bytes, media.from, media.to).find(({ type }) => type === 'hdlr');
  return handler ? bytes.toString('latin1', handler.from + 8, handler.from + 12) : '';
}

/** One that says it is longer than there is room ends with the room: players go by the same. */
function boxesIn(bytes: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const short = bytes.readUInt32BE(at);
    const long = short === 1 && at + 16 <= to;
    // 0: up to the end.
    const size = long ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    const head = long ? 16 : 8;
    if (size < head) break;
    if (boxes.length === MOST_PIECES) throw new Damaged();
    const end = Math.min(at + size, to);
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), name: at + 4, from: at + head, to: end });
    at = end;
  }
  return boxes;
}

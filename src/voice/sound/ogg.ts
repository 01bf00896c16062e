import { VoiceError } from '../note.ts';

/** Ogg (RFC 3533), as far as Opus (RFC 7845) needs it: one stream. */

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x8000_0000 ? (sum << 1) ^ 0x04c1_1db7 : sum << 1;
  return sum >>> 0;
});

function crcOf(page: Uint8Array): number {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (CRC[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return sum;
}

const [FIRST, LAST] = [2, 4];

interface Page {
  readonly kind: number;
  /** Samples at 48 kHz up to the end of this page, with those that are skipped. */
  readonly granule: bigint;
  readonly serial: number;
  readonly number: number;
  readonly packets: readonly Uint8Array[];
}

function pageOf({ kind, granule, serial, number, packets }: Page): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...Array<number>(Math.floor(length / 255)).fill(255),
    length % 255,
  ]);
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head.writeUInt8(kind, 5);
  head.writeBigInt64LE(granule, 6);
  head.writeUInt32LE(serial, 14);
  head.writeUInt32LE(number, 18);
  head.writeUInt8(lacing.length, 26);
  const page = Buffer.concat([head, Buffer.from(lacing), ...packets]);
  page.writeUInt32LE(crcOf(page), 22);
  return page;
}

/** A page a second: players that stream begin early, and little is spent on heads. */
const PACKETS_A_PAGE = 50;

/**
 * Opus packets of 20 ms, one channel, as a file.
 * @param samples how many at 48 kHz are to be heard
 * @param preSkip how many at the beginning are not
 */
export function oggOf(packets: readonly Uint8Array[], samples: number, preSkip: number): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(48_000, 12);
  const vendor = Buffer.from('teledjol');
  const tags = Buffer.alloc(8 + 4 + vendor.length + 4);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(vendor.length, 8);
  vendor.copy(tags, 12);
  // The same sound is the same file: there is only one stream in it, so any number tells it apart.
  const serial = 1;
  const pages = [
    pageOf({ kind: FIRST, granule: 0n, serial, number: 0, packets: [head] }),
    pageOf({ kind: 0, granule: 0n, serial, number: 1, packets: [tags] }),
  ];
  for (let at = 0; at < packets.length; at += PACKETS_A_PAGE) {
    const some = packets.slice(at, at + PACKETS_A_PAGE);
    const last = at + PACKETS_A_PAGE >= packets.length;
    const end = last ? samples + preSkip : (at + some.length) * 960;
    pages.push(
      pageOf({ kind: last ? LAST : 0, granule: BigInt(end), serial, number: pages.length, packets: some }),
    );
  }
  return Buffer.concat(pages);
}

export interface OpusStream {
  readonly channels: 1 | 2;
  readonly preSkip: number;
  /** To be applied to what is decoded: a factor. */
  readonly gain: number;
  readonly packets: readonly Uint8Array[];
  /** Samples at 48 kHz that are to be heard. */
  readonly samples: number;
}

/** Packets of all pages of the first stream. Other streams, and pages whose sum is wrong, are passed over. */
function readPackets(file: Buffer): { packets: Uint8Array[]; end: bigint } {
  const packets: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  let serial: number | undefined;
  let end = 0n;
  for (let at = file.indexOf('OggS'); at !== -1 && at + 27 <= file.length; ) {
    const count = file.readUInt8(at + 26);
    const lacing = file.subarray(at + 27, at + 27 + count);
    const body = at + 27 + count;
    const next = body + lacing.reduce((sum, length) => sum + length, 0);
    if (next > file.length) break;
    const page = Buffer.from(file.subarray(at, next));
    const sum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    serial ??= page.readUInt32LE(14);
    if (crcOf(page) === sum && page.readUInt32LE(14) === serial) {
      if (!(page.readUInt8(5) & 1)) pieces = [];
      let from = body;
      for (const length of lacing) {
        pieces.push(file.subarray(from, from + length));
        from += length;
        if (length === 255) continue;
        packets.push(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces));
        pieces = [];
      }
      const granule = page.readBigInt64LE(6);
      if (granule > end) end = granule;
    }
    at = file.indexOf('OggS', next);
  }
  return { packets, end };
}

/**
 * Takes a file apart.
 * @throws VoiceError where it holds no Opus of one or two channels
 */
export function opusIn(file: Buffer): OpusStream {
  const { packets, end } = readPackets(file);
  const [head, , ...sound] = packets;
  if (!head || head.length < 19 || Buffer.from(head.subarray(0, 8)).toString('latin1') !== 'OpusHead')
    throw new VoiceError('this is no Opus in Ogg');
  const view = Buffer.from(head);
  const channels = view.readUInt8(9);
  if (view.readUInt8(18) !== 0 || (channels !== 1 && channels !== 2))
    throw new VoiceError(`this has ${channels} channels: one or two can be read`);
  const preSkip = view.readUInt16LE(10);
  return {
    channels,
    preSkip,
    gain: 10 ** (view.readInt16LE(16) / 256 / 20),
    packets: sound,
    samples: Math.max(0, Number(end) - preSkip),
  };
}

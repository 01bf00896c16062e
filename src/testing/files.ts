import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp, { type Sharp } from 'sharp';

/** Pictures and sounds that nobody took: made anew for each test. */

/** Blots of colour where `seed` puts them: like itself at any size, unlike any other. */
export function drawing(seed: number, side = 240): Sharp {
  let state = seed * 2_654_435_761;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const blots = Array.from({ length: 12 }, () => ({
    x: next() * side,
    y: next() * side,
    r: (0.05 + next() * 0.2) * side,
    colour: [next() * 255, next() * 255, next() * 255],
  }));
  const pixels = Buffer.alloc(side * side * 3, 200);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      for (const { x: cx, y: cy, r, colour } of blots) {
        if ((x - cx) ** 2 + (y - cy) ** 2 < r * r) pixels.set(colour, (y * side + x) * 3);
      }
    }
  }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
}

/** As a phone writes it: place, make and thumbnail beside the picture. */
export function withTraces(picture: Sharp): Sharp {
  return picture.withMetadata({ orientation: 6 }).withExifMerge({
    IFD0: { Make: 'Zwazofon', Model: 'Zwazofon 7', Copyright: 'Jozèf Envante' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '18/1 32/1 2112/100', GPSLongitudeRef: 'W' },
  });
}

/** So many seconds of a tone that rises, as a WAV file. */
export function tone(seconds: number, from = 200): Buffer {
  const rate = 11_025;
  const samples = rate * seconds;
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples * 2, 40);
  let phase = 0;
  for (let n = 0; n < samples; n += 1) {
    phase += (2 * Math.PI * (from + (n / rate) * 40 + ((n / rate) % 1) * 300)) / rate;
    bytes.writeInt16LE(Math.round(9_000 * Math.sin(phase)), 44 + n * 2);
  }
  return bytes;
}

/** So many seconds of a voice note, as old phones record it (AMR): a hiss of its own for each seed. */
export function note(seconds: number, seed: number): Buffer {
  let state = seed;
  // 50 frames a second of 32 bytes, the first of which says how fine it is.
  const frames = Buffer.alloc(seconds * 50 * 32);
  for (let at = 0; at < frames.length; at += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    frames[at] = at % 32 === 0 ? 0x3c : state >> 12;
  }
  return Buffer.concat([Buffer.from('#!AMR\n'), frames]);
}

/** A far side that has files: what it answers can be changed while it runs. */
export interface FileServer {
  readonly url: string;
  /** Asked, in order: method and path. */
  readonly asked: string[];
  /** By path; a number is a status without content, `never` no answer at all. */
  readonly files: Map<string, Buffer | number | 'never'>;
  close(): Promise<void>;
}

export async function startFileServer(): Promise<FileServer> {
  const asked: string[] = [];
  const files: FileServer['files'] = new Map();
  const server: Server = createServer((request: IncomingMessage, response) => {
    // Twilio deletes the resource behind the bytes, which has the same path and a suffix.
    const path = (request.url ?? '').replace(/\.json$/, '');
    asked.push(`${request.method} ${path}`);
    const held = files.get(path) ?? 404;
    if (held === 'never') return;
    if (request.method === 'DELETE') {
      const refused = typeof held === 'number' && held >= 500;
      if (!refused) files.delete(path);
      response.writeHead(refused ? held : 204).end();
    } else if (typeof held === 'number') response.writeHead(held).end();
    else response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(held);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    files,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The server's side of a WebSocket (RFC 6455), as much as WhatsApp uses of it: binary messages, pings, and an end.
 * It is written out because a double must be able to cut the line in the middle of a word.
 */
export interface Line {
  send(bytes: Uint8Array): void;
  /** Says goodbye and closes once everything has been sent. */
  close(): void;
  /** Cuts the line without a word. */
  cut(): void;
}

interface Listeners {
  message(bytes: Buffer): void;
  closed(): void;
}

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const CONTINUED = 0;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

export function acceptLine(request: IncomingMessage, socket: Duplex, head: Buffer, on: Listeners): Line {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );

  let ended = false;
  let pending = head;
  let parts: Buffer[] = [];

  function write(opcode: number, payload: Uint8Array): void {
    if (!ended && socket.writable) socket.write(Buffer.concat([headerOf(opcode, payload.length), payload]));
  }

  function take(chunk: Buffer): void {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const frame = frameIn(pending);
      if (!frame) return;
      pending = pending.subarray(frame.size);
      if (frame.opcode === PING) write(PONG, frame.payload);
      else if (frame.opcode === CLOSE) {
        write(CLOSE, frame.payload);
        socket.end();
      } else if (frame.opcode === BINARY || frame.opcode === CONTINUED) {
        parts.push(frame.payload);
        if (!frame.last) continue;
        const whole = Buffer.concat(parts);
        parts = [];
        on.message(whole);
      }
    }
  }

  socket.on('data', take);
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    ended = true;
    on.closed();
  });
  if (head.length > 0) queueMicrotask(() => take(Buffer.alloc(0)));

  return {
    send: (bytes) => write(BINARY, bytes),
    close() {
      write(CLOSE, Buffer.from([0x03, 0xe8]));
      socket.end();
    },
    cut: () => socket.destroy(),
  };
}

function headerOf(opcode: number, length: number): Buffer {
  const first = 0x80 | opcode;
  if (length < 126) return Buffer.from([first, length]);
  if (length < 0x1_0000) return Buffer.from([first, 126, length >> 8, length & 0xff]);
  const header = Buffer.alloc(10);
  header.writeUInt8(first, 0);
  header.writeUInt8(127, 1);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}

/** The first frame in what has come so far, unmasked; undefined while it is not whole. What clients send is masked. */
function frameIn(bytes: Buffer) {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (bytes.length < start) return undefined;
  const length =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  const first = bytes.readUInt8(0);
  return { opcode: first & 0x0f, last: (first & 0x80) !== 0, payload, size: start + length };
}

import {
  type BinaryNode,
  decodeBinaryNode,
  encodeBinaryNode,
  NOISE_WA_HEADER,
} from '@whiskeysockets/baileys';
import { type Greeted, greet, type ServerIdentity } from './noise.ts';
import type { Line } from './websocket.ts';

/** One client from its first byte: the handshake, then nodes both ways. */
export interface Connection {
  readonly noiseKey: Buffer;
  readonly payload: Greeted['payload'];
  send(node: BinaryNode): void;
  /** Ends it after what has been sent. */
  close(): void;
  cut(): void;
  /** From now on nothing is said. */
  silence(): void;
  /** From now on nothing is heard. */
  deafen(): void;
}

interface Listeners {
  greeted(connection: Connection): void;
  node(connection: Connection, node: BinaryNode): void;
}

export function openConnection(line: Line, identity: ServerIdentity, on: Listeners) {
  const handshake = greet(identity);
  let pending: Buffer = Buffer.alloc(0);
  let introduced = false;
  let greetedBack = false;
  let transport: Greeted['transport'] | undefined;
  let connection: Connection | undefined;
  let silent = false;
  let deaf = false;
  // Inflating a node takes its time: nodes are handled in the order they came.
  let inOrder = Promise.resolve();

  const frame = (bytes: Uint8Array) => {
    const size = Buffer.from([bytes.length >> 16, (bytes.length >> 8) & 0xff, bytes.length & 0xff]);
    line.send(Buffer.concat([size, bytes]));
  };

  function take(bytes: Buffer): void {
    if (transport && connection) {
      const plain = transport.open(bytes);
      const to = connection;
      inOrder = inOrder
        .then(async () => {
          const node = await decodeBinaryNode(plain);
          if (!deaf) on.node(to, node);
        })
        .catch(() => line.cut());
    } else if (!greetedBack) {
      greetedBack = true;
      frame(handshake.hello(bytes));
    } else {
      const greeted = handshake.finish(bytes);
      transport = greeted.transport;
      connection = {
        noiseKey: greeted.noiseKey,
        payload: greeted.payload,
        send: (node) => {
          if (!silent) frame(greeted.transport.seal(encodeBinaryNode(node)));
        },
        close: () => line.close(),
        cut: () => line.cut(),
        silence: () => {
          silent = true;
        },
        deafen: () => {
          deaf = true;
        },
      };
      on.greeted(connection);
    }
  }

  return {
    get connection() {
      return connection;
    },
    /** Bytes as they come, whatever their bounds; what is no handshake of ours ends the line. */
    take(bytes: Buffer): void {
      pending = Buffer.concat([pending, bytes]);
      try {
        if (!introduced) {
          const rest = withoutIntroduction(pending);
          if (!rest) return;
          introduced = true;
          pending = rest;
        }
        while (pending.length >= 3) {
          const size = pending.readUIntBE(0, 3);
          if (pending.length < 3 + size) return;
          const whole = pending.subarray(3, 3 + size);
          pending = pending.subarray(3 + size);
          take(whole);
        }
      } catch {
        line.cut();
      }
    },
  };
}

/** A client begins with `WA` and two versions; before it comes where it was served last time, if it was told so. */
function withoutIntroduction(bytes: Buffer): Buffer | undefined {
  const routed = bytes.subarray(0, 2).toString('latin1') === 'ED';
  if (routed && bytes.length < 7) return undefined;
  const start = routed ? 7 + bytes.readUIntBE(4, 3) : 0;
  const end = start + NOISE_WA_HEADER.length;
  if (bytes.length < end) return undefined;
  if (!bytes.subarray(start, end).equals(NOISE_WA_HEADER)) throw new Error('not WhatsApp');
  return bytes.subarray(end);
}

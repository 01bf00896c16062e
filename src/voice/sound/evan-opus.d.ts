/** The part of the package that is WebAssembly: the same on every machine, and what it decodes stays in its sandbox. */
declare module '@evan/opus/wasm/index.mjs' {
  export class Encoder {
    constructor(options: { channels: 1 | 2; sample_rate: number; application: 'voip' | 'audio' });
    /** See opus_defines.h. Without a value it reads. */
    ctl(request: number, value?: number): number;
    /** @param pcm one frame, 16 bits, interleaved */
    encode(pcm: Int16Array): Uint8Array;
    /** Gives its memory back. */
    drop(): void;
  }
  export class Decoder {
    constructor(options: { channels: 1 | 2; sample_rate: number });
    /** @returns bytes of 16 bits, interleaved */
    decode(packet: Uint8Array): Uint8Array;
    drop(): void;
  }
}

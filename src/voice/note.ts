/** A voice note as phones show it: Opus in Ogg, one channel, with the levels that WhatsApp draws. */
export interface VoiceNote {
  readonly bytes: Buffer;
  /** To a hundredth. */
  readonly seconds: number;
  /** 64 levels of 0..100, base64: see `Attachment.waveform` in core/message.ts. */
  readonly waveform: string;
  /** There was more to say than the time allowed: the end is left out, from a sentence on where that is possible. */
  readonly cut?: true;
}

/** Sound as it is worked on: one channel, -1 to 1. */
export interface Pcm {
  readonly samples: Float32Array;
  readonly rate: 48000;
}

/** Unknown language, nothing to say, an engine or a recording that is none: one line, never the text. */
export class VoiceError extends Error {
  override readonly name = 'VoiceError';
}

/** What we ask of the program that speaks, and what it answers: over the channel that Node opens to a child. */
export interface Ask {
  readonly id: number;
  /** By eSpeak's names. */
  readonly voice: string;
  /** Words a minute. */
  readonly rate: number;
  /** One sentence: plain text, or phonemes in `[[…]]`. */
  readonly text: string;
}

export type Answer =
  | {
      readonly id: number;
      readonly samples: Int16Array;
      readonly hertz: number;
      /** The phonemes that were spoken, in IPA, with a space between them. */
      readonly ipa: string;
    }
  | { readonly id: number; readonly failed: 'voice' | 'silent' };

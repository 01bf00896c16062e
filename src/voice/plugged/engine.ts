/** A voice that is not ours: text in, a sound file out. */
export interface PluggedVoice {
  /** For the log. */
  readonly name: 'http' | 'command';
  /**
   * @param text in words, as it is to be read
   * @returns WAV, or Opus in Ogg
   * @throws Error whatever goes wrong; its message may hold anything and is never shown
   */
  say(text: string, language: string): Promise<Buffer>;
}

/** Half a minute of stereo at 48 kHz with 32 bits is 12 MB: more is no voice note, and must not fill our memory. */
export const LONGEST_ANSWER = 32 * 1024 * 1024;

/** What we use of the package, which brings no types: eSpeak NG's worker as Emscripten hands it out. */
declare module '@echogarden/espeak-ng-emscripten' {
  interface SpeakEvent {
    readonly type: string;
    readonly id?: unknown;
  }
  interface Worker {
    /** 0: there is such a voice. */
    set_voice(name: string): number;
    /** Words a minute. */
    set_rate(rate: number): void;
    get_samplerate(): number;
    /** @param take gets sound piece by piece; true stops */
    synthesize(text: string, take: (samples: Int16Array, events: readonly SpeakEvent[]) => boolean): void;
  }
  export default function load(): Promise<{ eSpeakNGWorker: new () => Worker }>;
}

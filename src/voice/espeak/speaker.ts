import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { VoiceError } from '../note.ts';
import type { Answer, Ask } from './protocol.ts';

export interface Spoken {
  /** One channel, -1 to 1. */
  readonly samples: Float32Array;
  readonly hertz: number;
  /** What was spoken, in IPA, a space between sounds. */
  readonly ipa: string;
}

export interface Speaker {
  /** @throws VoiceError where the program dies of it twice, takes too long or knows no such voice */
  speak(what: Omit<Ask, 'id'>): Promise<Spoken>;
  close(): Promise<void>;
}

const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './from-source.js' : './program.js', import.meta.url);

/** No sentence takes that long, on the slowest machine. */
const LONGEST_MS = 20_000;

/** Voices and dictionaries are some 100 MB of memory, which others can use when nothing has been said for a while. */
const IDLE_MS = 120_000;

interface Waiting {
  take(answer: Answer | undefined): void;
}

/**
 * The program that speaks, started when something is to be said, again after it died, and ended when nobody needs it.
 * @param entry which program; ours unless told
 */
export function openSpeaker(entry: URL = ENTRY): Speaker {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  function start(): ChildProcess {
    const started = fork(fileURLToPath(entry), {
      // Nothing of ours: neither keys nor what this process was started with.
      env: {},
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.on('message', (answer: Answer) => waiting.get(answer.id)?.take(answer));
    const gone = () => {
      if (child !== started) return;
      child = undefined;
      for (const each of [...waiting.values()]) each.take(undefined);
    };
    started.once('exit', gone);
    started.once('error', gone);
    return started;
  }

  function rest() {
    clearTimeout(idle);
    if (waiting.size > 0) return;
    // A process that has nothing else to do may end.
    child?.unref();
    child?.channel?.unref();
    idle = setTimeout(() => child?.disconnect(), IDLE_MS).unref();
  }

  async function ask(what: Omit<Ask, 'id'>): Promise<Answer | undefined> {
    clearTimeout(idle);
    child ??= start();
    const asked = child;
    asked.ref();
    asked.channel?.ref();
    lastId += 1;
    const id = lastId;
    const answer = await new Promise<Answer | undefined>((resolve) => {
      const clock = setTimeout(() => asked.kill('SIGKILL'), LONGEST_MS);
      waiting.set(id, {
        take: (found) => {
          clearTimeout(clock);
          waiting.delete(id);
          resolve(found);
        },
      });
      asked.send({ id, ...what } satisfies Ask, (error) => {
        if (error) waiting.get(id)?.take(undefined);
      });
    });
    rest();
    return answer;
  }

  return {
    async speak(what) {
      // A child that died of another sentence has said nothing against this one.
      const answer = (await ask(what)) ?? (await ask(what));
      if (answer === undefined) throw new VoiceError('the built-in voice broke off twice');
      if ('failed' in answer)
        throw new VoiceError(
          answer.failed === 'voice' ? `there is no voice ${what.voice}` : 'there is nothing to say',
        );
      return {
        samples: Float32Array.from(answer.samples, (sample) => sample / 32_768),
        hertz: answer.hertz,
        ipa: answer.ipa,
      };
    },
    async close() {
      clearTimeout(idle);
      const ending = child;
      child = undefined;
      for (const each of [...waiting.values()]) each.take(undefined);
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
      // It was let go while it rested.
      ending.ref();
      await new Promise<void>((resolve) => {
        ending.once('exit', () => resolve());
        if (ending.connected) ending.disconnect();
        else ending.kill('SIGKILL');
      });
    },
  };
}

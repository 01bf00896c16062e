import { spawn } from 'node:child_process';
import { LONGEST_ANSWER, type PluggedVoice } from './engine.ts';

/** Where programs are looked for that are not named in full. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The words of a command line: by spaces, but for what stands in quotes. No shell reads them. */
function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|'[^']*'|[^\s"']+/g) ?? []).map((word) =>
    word.replace(/^(["'])(.*)\1$/, '$2'),
  );
}

/** A program that reads the text from its input and writes WAV to its output; `{language}` in its arguments is filled in. */
export function commandVoice(command: string, timeoutMs: number): PluggedVoice {
  const [program = '', ...words] = wordsOf(command);
  return {
    name: 'command',
    say(text, language) {
      return new Promise((resolve, reject) => {
        const child = spawn(
          program,
          words.map((word) => word.replaceAll('{language}', language)),
          {
            stdio: ['pipe', 'pipe', 'ignore'],
            // No key of ours is for it, and what it is must not depend on who started us.
            env: { PATH, LANG: 'C.UTF-8', VOICE_LANGUAGE: language },
          },
        );
        const pieces: Buffer[] = [];
        let size = 0;
        const clock = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
        child.stdout.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size > LONGEST_ANSWER) child.kill('SIGKILL');
          else pieces.push(piece);
        });
        child.once('error', reject);
        // One that does not want to hear the end says so by its exit code.
        child.stdin.on('error', () => {});
        child.once('close', (code) => {
          clearTimeout(clock);
          if (code === 0) resolve(Buffer.concat(pieces));
          else reject(new Error(`exit ${code}`));
        });
        child.stdin.end(text);
      });
    },
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Embedded } from '../store/embedded/start.ts';

export interface EmbeddedProcess extends Pick<Embedded, 'url' | 'pid' | 'adopted' | 'home'> {
  /** Lets it stop the server as a gateway does at its end. */
  leave(): Promise<void>;
  /** `kill -9`: it leaves everything as it is. */
  kill(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PROGRAM = `
  import { startEmbedded } from ${JSON.stringify(new URL('../store/embedded/start.ts', import.meta.url).href)};
  const [dataDir, shared] = process.argv.slice(1);
  const { url, pid, adopted, home, stop } = await startEmbedded({ dataDir, shared });
  console.log(JSON.stringify({ url, pid, adopted, home }));
  process.stdin.resume().on('end', () => stop().then(() => process.exit(0)));
`;

/** Another process that uses the embedded server of a folder, e.g. to be killed. */
export async function startInOtherProcess(
  dataDir: string,
  as: { uid?: number; gid?: number } = {},
): Promise<EmbeddedProcess> {
  const words = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, dataDir];
  const child = spawn(process.execPath, words, { ...as, cwd: ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (part) => {
    complaint += part;
  });
  for await (const line of createInterface(child.stdout)) {
    return {
      ...(JSON.parse(line) as Pick<Embedded, 'url' | 'pid' | 'adopted' | 'home'>),
      leave: async () => {
        child.stdin.end();
        await ended;
      },
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
  throw new Error(`the other process ended: ${complaint}`);
}

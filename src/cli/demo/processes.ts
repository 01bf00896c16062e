import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { request } from 'undici';

const HERE = fileURLToPath(import.meta.url);
/** The package: from src/cli/demo/ as well as from the built dist/cli/demo/. */
const ROOT = join(dirname(HERE), '..', '..', '..');
const FROM_SOURCE = HERE.endsWith('.ts');

/** A process of ours that is spoken to over HTTP alone. */
export interface Ours {
  readonly child: ChildProcess;
  /** Resolves with the first line of its output that fits, among those already printed too. */
  line(fits: RegExp): Promise<RegExpExecArray>;
  /** What it has said so far, for when it fails. */
  readonly said: readonly string[];
  stop(): Promise<void>;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

function run(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  { input, talks = false }: { input?: string | undefined; talks?: boolean } = {},
): Ours {
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    // Nothing of the operator's own settings: the demo must not touch a real database or a real account.
    env: {
      ...(PATH && { PATH }),
      ...(HOME && { HOME }),
      ...(LANG && { LANG }),
      ...(TMPDIR && { TMPDIR }),
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe', ...(talks ? (['ipc'] as const) : [])],
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a process was started without its streams');
  stdin.end(input ?? '');
  const said: string[] = [];
  const waiting: { fits: RegExp; resolve(found: RegExpExecArray): void; reject(error: Error): void }[] = [];
  for (const stream of [stdout, stderr]) {
    createInterface({ input: stream }).on('line', (text) => {
      said.push(text);
      for (const each of [...waiting]) {
        const found = each.fits.exec(text);
        if (!found) continue;
        waiting.splice(waiting.indexOf(each), 1);
        each.resolve(found);
      }
    });
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  void ended.then(() => {
    for (const each of waiting)
      each.reject(new Error(`a process ended too early:\n${said.slice(-5).join('\n')}`));
  });
  return {
    child,
    said,
    line(fits) {
      for (const text of said) {
        const found = fits.exec(text);
        if (found) return Promise.resolve(found);
      }
      return new Promise((resolve, reject) => waiting.push({ fits, resolve, reject }));
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** `teledjol …` as an operator would type it. */
export function runTeledjol(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input?: string,
): Ours {
  return run([join(ROOT, 'src', 'teledjol.js'), ...args], environment, { input });
}

/** A file of ours that is started by itself: serve.ts of a folder, or what was built of it. */
function serving(...folder: string[]): string[] {
  const entry = join(ROOT, FROM_SOURCE ? 'src' : 'dist', ...folder, FROM_SOURCE ? 'serve.ts' : 'serve.js');
  return [...(FROM_SOURCE ? ['--import', 'tsx'] : []), entry];
}

/** The provider on the far side, in a process of its own. */
export function runTwilioDouble(args: readonly string[]): Ours {
  return run([...serving('doubles', 'twilio'), ...args], {});
}

/** `teledjol start` at another time; it is told by messages how far ahead it is to be. */
export function runAhead(aheadMs: number, environment: Readonly<Record<string, string>>): Ours {
  return run([...serving('cli', 'drill'), String(aheadMs), 'start'], environment, { talks: true });
}

export async function getJson<T>(url: string): Promise<T> {
  const { body } = await request(url);
  return (await body.json()) as T;
}

export async function postJson<T>(url: string, value: unknown): Promise<T> {
  const { statusCode, body } = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`${new URL(url).pathname} answered ${statusCode}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

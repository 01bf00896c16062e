import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

const PROGRAM = `
  import { openLog } from ${from('../core/log.ts')};
  import { loadTexts } from ${from('../i18n.ts')};
  import { openWebhooks } from ${from('../publishing/webhooks/deliver.ts')};
  import { dueEndpoints } from ${from('../store/webhooks.ts')};
  import { openTestStore } from ${from('./people.ts')};
  const { databaseUrl, leaseSeconds } = JSON.parse(process.argv[1]);
  const store = openTestStore(databaseUrl);
  const webhooks = openWebhooks({
    store,
    words: { texts: loadTexts(), publicUrl: 'https://verify.example' },
    log: openLog(undefined, 'silent'),
    privateToo: true,
    leaseSeconds,
  });
  for (;;) {
    await webhooks.drain(await dueEndpoints(store.db));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
`;

/** Another process that sends webhooks until it is killed: `kill -9`, it leaves everything as it is. */
export function startWebhookProcess(options: { databaseUrl: string; leaseSeconds: number }): {
  kill(): Promise<void>;
} {
  const words = ['--import', 'tsx', '--input-type=module', '-e', PROGRAM, JSON.stringify(options)];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  return {
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

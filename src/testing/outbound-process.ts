import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Capabilities } from '../core/channel.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const from = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);

const PROGRAM = `
  import { openLog } from ${from('../core/log.ts')};
  import { openOutbound } from ${from('../outbound/deliver.ts')};
  import { farChannel } from ${from('./far-side.ts')};
  import { openTestStore } from ${from('./people.ts')};
  const { databaseUrl, farUrl, accounts, standIns, afterSeconds } = JSON.parse(process.argv[1]);
  const channel = farChannel(farUrl, accounts);
  const outbound = openOutbound({
    store: openTestStore(databaseUrl),
    channels: new Map(Object.keys(accounts).map((name) => [name, channel])),
    policy: { timeZone: 'UTC', failover: { standIns: new Map(standIns), afterSeconds } },
    log: openLog(undefined, 'silent'),
    concurrency: 4,
  });
  for (;;) {
    const due = (await outbound.sweep()).accounts;
    await Promise.all(due.map((account) => outbound.drain(account)));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
`;

/** Another process that sends for these accounts until it is killed: `kill -9`, it leaves everything as it is. */
export function startOutboundProcess(options: {
  databaseUrl: string;
  farUrl: string;
  accounts: Readonly<Record<string, Capabilities>>;
  standIns: readonly (readonly [string, readonly string[]])[];
  afterSeconds: number;
}): { kill(): Promise<void> } {
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

import { type Config, readConfig } from '../config.ts';
import { openLog } from '../core/log.ts';
import { start } from '../main.ts';
import { logLastWords } from './last-words.ts';

/** Starts the gateway as its settings say. */
export async function runStart(): Promise<void> {
  await runGateway(readConfig());
}

/** Keeps it up until it is told to stop (SIGTERM, Ctrl-C); a second signal does not wait. */
export async function runGateway(config: Config): Promise<void> {
  const log = openLog(undefined, config.logLevel);
  logLastWords(log);
  const running = await start(config, log);
  log.info('started', { roles: config.roles, pid: process.pid });
  if (running.url !== undefined) {
    const name = config.newsroom === 'training' ? 'The training newsroom' : 'Teledjòl';
    console.log(`\n${name} is open: ${running.url}`);
    if (config.channels.includes('simulator')) console.log(`Three phones to try:  ${running.url}/simulator`);
    if (running.adminLink !== undefined) {
      console.log(`First administrator (works once, for 24 hours):  ${running.adminLink}`);
    }
    console.log('');
  }
  await new Promise<void>((resolve) => {
    let asked = false;
    const end = (signal: NodeJS.Signals) => {
      if (asked) process.exit(1);
      asked = true;
      log.info('stopping', { reason: signal });
      resolve();
    };
    process.on('SIGTERM', end);
    process.on('SIGINT', end);
  });
  await running.stop();
  log.info('stopped');
  // All of ours is closed; a timer that a library has left behind (Baileys: half a minute) keeps nobody waiting.
  process.exit();
}

import type { Command } from 'commander';
import type { Store } from '../store/connect.ts';
import { type ChainReport, verifyEvents } from '../store/events.ts';

/** The database of this installation, opened for one command. */
type OpenStore = () => Promise<{ store: Store; close(): Promise<void> }>;

async function openOwn(): ReturnType<OpenStore> {
  const [{ readConfig }, { openLog }, { openDatabase }] = await Promise.all([
    import('../config.ts'),
    import('../core/log.ts'),
    import('../main.ts'),
  ]);
  return openDatabase(readConfig(), openLog(undefined, 'silent'));
}

/** Adds `audit verify`. */
export function addAuditCommands(audit: Command, open: OpenStore = openOwn): void {
  audit
    .command('verify')
    .description('check that no decision at a desk was changed, taken out or slipped in afterwards')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const { store, close } = await open();
      const report = await verifyEvents(store.db).finally(close);
      console.log(options.json ? JSON.stringify(report) : sentenceOf(report));
      if (!report.whole) process.exitCode = 1;
    });
}

function sentenceOf(report: ChainReport): string {
  if (report.whole) return `${report.count} events, chain whole, head ${report.head}`;
  return `event ${report.brokenId} does not fit what came before it; the ${report.count} events before are good`;
}

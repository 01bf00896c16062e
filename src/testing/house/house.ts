import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestContext } from 'vitest';
import { freePort, type Ours, runTeledjol } from '../../cli/demo/processes.ts';
import type { Account } from '../../doubles/twilio/account.ts';
import type { Delivered } from '../../doubles/twilio/double.ts';
import { startTwilioDouble, type TwilioDouble } from '../../doubles/twilio/server.ts';
import type { Answered } from '../../doubles/twilio/webhooks.ts';
import { openSeal, type Seal } from '../../store/seal.ts';
import { freshDatabase } from '../database.ts';
import { clearFolder, tempFolder } from '../temp-folder.ts';
import { until } from '../until.ts';
import { leaksIn } from './leaks.ts';

/** One gateway process: a child that is spoken to over HTTP and by signals. */
export interface GatewayProcess {
  /** Where it listens, if it has the web role. */
  readonly url: string;
  readonly pid: number;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Again, on the same port with the same data. Resolves when it says that it has started. */
  start(): Promise<void>;
  /** SIGTERM. @returns exit code (null: it had to be killed) and how long it took */
  stop(): Promise<{ code: number | null; ms: number }>;
  /** Somebody writes, and the provider delivers through this process's door, signed over the public address. */
  inbound(from: string, body: string, fields?: Readonly<Record<string, string>>): Promise<Answered>;
  /** A line of the log of the run that is up (or was last) that fits. */
  says(fits: RegExp): Promise<RegExpExecArray>;
}

export interface House<Name extends string = string> {
  readonly process: Readonly<Record<Name, GatewayProcess>>;
  readonly double: TwilioDouble;
  readonly account: Account;
  readonly publicUrl: string;
  readonly seal: Seal;
  /** The data directory of all its processes. */
  readonly folder: string;
  /** What one phone has got, in order, as the provider counts it. */
  heard(address: string): readonly Delivered[];
  /** Rows of the gateway's database: to look at, never to count what people got. */
  rows<T extends pg.QueryResultRow>(statement: string, values?: readonly unknown[]): Promise<T[]>;
  /** Resolves when nothing waits on disk, to be handled, or to be sent. */
  quiet(withinMs?: number): Promise<void>;
  /** Every line that any process of this house has printed. */
  readonly lines: readonly string[];
  /** Words and numbers that must never be found outside the tables they belong to. */
  readonly secrets: Set<string>;
  /** Ends everything; throws where a secret stood in a log, the metrics or a wrong table, or a message was set aside. */
  close(): Promise<void>;
}

/** After each test: what a house that failed has complained about. Its log tells ids, so it may be shown. */
export function tellWhenRed({ task }: TestContext, house: House | undefined): void {
  if (task.result?.state !== 'fail' || !house) return;
  const complaints = house.lines.filter((line) => !line.includes('"level":"info"') && line.trim() !== '');
  console.log(complaints.slice(-30).join('\n'));
}

const SECRET_KEY = Buffer.alloc(32, 7);

/**
 * A whole deployment on this machine: gateway processes as an operator starts them, the provider's double in this
 * process, a database of its own.
 *
 * @param options.processes the roles of each process by its name; the first with the web role gets the receipts
 * @param options.database an address, or `embedded`; left out: a fresh one on the run's server
 * @param options.publicUrl what the provider signs; left out: the first door's own address
 * @param options.twilio what more the account has at the provider
 */
export async function openHouse<Name extends string>(options: {
  processes: Readonly<Record<Name, string>>;
  database?: string;
  redisUrl?: string;
  publicUrl?: string;
  environment?: Readonly<Record<string, string>>;
  twilio?: Partial<Account>;
}): Promise<House<Name>> {
  const folder = await tempFolder();
  const database = options.database === undefined ? await freshDatabase() : undefined;
  const databaseUrl = database?.url ?? (options.database === 'embedded' ? undefined : options.database);
  const names = Object.keys(options.processes) as Name[];
  const ports = new Map<Name, number>();
  for (const name of names) ports.set(name, await freePort());
  const firstDoor = names.find((name) => options.processes[name].includes('web')) ?? names[0];
  const gatewayAt = `http://127.0.0.1:${firstDoor && ports.get(firstDoor)}`;
  const publicUrl = options.publicUrl ?? gatewayAt;
  const account: Account = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
    gatewayUrl: publicUrl,
    gatewayAt,
    smsFrom: '+50922000000',
    whatsappFrom: '+50922000001',
    ...options.twilio,
  };
  const double = await startTwilioDouble(account);
  const environment = {
    PUBLIC_URL: publicUrl,
    CHANNELS: 'simulator,twilio',
    TELEDJOL_DATA_DIR: folder,
    TELEDJOL_SECRET_KEY: SECRET_KEY.toString('base64'),
    TELEDJOL_PROTECTION_KEY: Buffer.alloc(32, 8).toString('base64'),
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_SMS_FROM: account.smsFrom,
    TWILIO_WHATSAPP_FROM: account.whatsappFrom,
    TWILIO_API_URL: double.url,
    TWILIO_SMS_PER_SECOND: '5000',
    TWILIO_WHATSAPP_PER_SECOND: '5000',
    TMPDIR: tmpdir(),
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...(options.redisUrl !== undefined && { REDIS_URL: options.redisUrl }),
    ...options.environment,
  };

  const runs: Ours[] = [];
  const secrets = new Set<string>();
  const opened = names.map((name) => {
    const port = String(ports.get(name));
    return [
      name,
      openProcess({ ...environment, PORT: port, ROLES: options.processes[name] }, double, runs, secrets),
    ] as const;
  });
  const process = Object.fromEntries(opened) as Record<Name, GatewayProcess & { gone(): Promise<void> }>;
  const pool = databaseUrl === undefined ? undefined : new pg.Pool({ connectionString: databaseUrl, max: 4 });
  pool?.on('error', () => {});

  const byAddress = new Map<string, Delivered[]>();
  let read = 0;
  const rows: House['rows'] = async (statement, values = []) => {
    if (!pool) throw new Error('the embedded database of a house is looked at over HTTP only');
    return (await pool.query(statement, [...values])).rows;
  };
  const house: House<Name> = {
    process,
    double,
    account,
    publicUrl,
    seal: openSeal(SECRET_KEY),
    folder,
    secrets,
    heard(address) {
      for (; read < double.ledger.length; read += 1) {
        const message = double.ledger[read];
        if (message) byAddress.set(message.to, [...(byAddress.get(message.to) ?? []), message]);
      }
      return byAddress.get(address) ?? [];
    },
    rows,
    async quiet(withinMs = 60_000) {
      const doors = names.filter((name) => options.processes[name].includes('web'));
      await until(
        async () => {
          for (const name of doors) {
            const ready = (await (await fetch(`${process[name].url}/readyz`)).json()) as { spool: string };
            if (ready.spool !== 'empty') return false;
          }
          const [open] = await rows<{
            n: string;
          }>(`select (select count(*) from message where handled_at is null)
            + (select count(*) from reply where state in ('queued', 'sending')) as n`);
          return open?.n === '0';
        },
        { withinMs, what: 'nothing waits any more' },
      );
    },
    get lines() {
      return runs.flatMap(({ said }) => said);
    },
    async close() {
      try {
        const doors = await Promise.all(
          Object.values<GatewayProcess>(process).map(({ url }) =>
            fetch(`${url}/metrics`).then(
              (answer) => answer.text(),
              () => '',
            ),
          ),
        );
        const found = await leaksIn({ lines: house.lines, metrics: doors, secrets, ...(pool && { rows }) });
        const spooled = await readdir(join(folder, 'spool')).catch(() => []);
        const aside = spooled.filter((name) => !name.endsWith('.spool'));
        if (aside.length > 0) throw new Error(`messages that nobody handled lie in ${aside.join(', ')}`);
        if (found.length > 0)
          throw new Error(`what people said or who they are was found in: ${found.join('; ')}`);
      } finally {
        await Promise.all(Object.values<{ gone(): Promise<void> }>(process).map((one) => one.gone()));
        await double.close();
        await pool?.end();
        await database?.drop();
        await clearFolder(folder);
      }
    },
  };
  try {
    // At once, as a machine does after a power cut: who comes first migrates, the others wait for it.
    await Promise.all(names.map((name) => process[name].start()));
  } catch (error) {
    await house.close().catch(() => undefined);
    throw error;
  }
  return house;
}

function openProcess(
  environment: Readonly<Record<string, string>>,
  double: TwilioDouble,
  runs: Ours[],
  secrets: Set<string>,
): GatewayProcess & { gone(): Promise<void> } {
  const url = `http://127.0.0.1:${environment.PORT}`;
  let ours: Ours | undefined;
  const up = () => {
    if (!ours) throw new Error('this process was never started');
    return ours;
  };
  const isUp = () => ours !== undefined && ours.child.exitCode === null && ours.child.signalCode === null;
  const kill = async () => {
    if (!ours || !isUp()) return;
    const exit = once(ours.child, 'exit');
    ours.child.kill('SIGKILL');
    await exit;
  };
  return {
    url,
    get pid() {
      return up().child.pid ?? 0;
    },
    kill,
    async start() {
      ours = runTeledjol(['start'], environment);
      runs.push(ours);
      await ours.line(/"msg":"started"/);
    },
    async stop() {
      const began = performance.now();
      await up().stop();
      return { code: up().child.exitCode, ms: performance.now() - began };
    },
    inbound: (from, body, fields) => {
      secrets.add(from.replace(/^\D*(509)?/, ''));
      return double.inbound(from, body, fields, { door: url });
    },
    says: (fits) => up().line(fits),
    gone: kill,
  };
}

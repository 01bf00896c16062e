import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openLog } from '../../core/log.ts';
import type { Account } from '../../doubles/sms-gateway/account.ts';
import { type SmsGatewayDouble, startSmsGatewayDouble } from '../../doubles/sms-gateway/server.ts';
import { startTwilioDouble, type TwilioDouble } from '../../doubles/twilio/server.ts';
import { openStore, type Store } from '../../store/connect.ts';
import { startEmbedded } from '../../store/embedded/start.ts';
import { openSeal } from '../../store/seal.ts';
import { freePort, getJson, type Ours, runAhead, runTeledjol } from '../demo/processes.ts';
import { eventually } from '../demo/promises.ts';
import { type DrillClock, openDrillClock, REAL_TIME } from './clock.ts';
import type { Phone, Way } from './people.ts';

/** A whole deployment on this machine, at a time of its own: two operators, WhatsApp, two processes, a duty officer. */
export interface Scene {
  readonly clock: DrillClock;
  readonly store: Store;
  readonly gatewayUrl: string;
  /** The process that shows pages, where it is another one than the door of the providers. */
  readonly deskUrl: string;
  /** Delivers a text as its provider does: again until it is taken, and as often as is said. */
  send(from: Phone, words: string, deliveries: number): Promise<void>;
  /** What a phone has got, in order, as the far side counts it. */
  heard(phone: Phone): readonly string[];
  /** The providers' side itself, to make it fail. */
  readonly far: {
    readonly digicel: SmsGatewayDouble;
    readonly natcom: SmsGatewayDouble;
    readonly whatsapp: TwilioDouble;
  };
  /** Of the process that sends, until it is killed. */
  workerPid(): number;
  /** Lines that the duty officer got. */
  readonly alerts: readonly string[];
  /** Lines that the gateway has printed. */
  readonly said: readonly string[];
  /** `kill -9`, and started again. */
  crash(process: 'door' | 'worker'): Promise<void>;
  /** Resolves when nothing waits: on disk, to be handled, to be sent, to be put where it belongs. */
  quiet(withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

const QUIET_MS = 120_000;
/** After this time a send that nobody finished counts as lost, and a little more. */
const LOST_MS = 61_000;
const WHATSAPP = '+50922000001';

/**
 * @param first the time at which it begins; null: it is as late as it is, and minutes take minutes
 * @param settings of the gateway, beside its own
 */
export async function openScene(
  first: Date | null,
  settings: Readonly<Record<string, string>> = {},
  desk: 'with the door' | 'of its own' = 'with the door',
): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'teledjol-drill-'));
  // Started by root, PostgreSQL runs as a user of its own, who must be able to pass through.
  await chmod(folder, 0o711);
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const each of undo.splice(0).reverse()) await each();
  };
  try {
    return { ...(await open(folder, { first, settings, desk }, undo)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  folder: string,
  {
    first,
    settings,
    desk,
  }: {
    first: Date | null;
    settings: Readonly<Record<string, string>>;
    desk: 'with the door' | 'of its own';
  },
  undo: (() => Promise<unknown>)[],
): Promise<Omit<Scene, 'close'>> {
  const database = await startEmbedded({ dataDir: folder });
  undo.push(() => database.stop());
  const secretKey = randomBytes(32);
  const openOurs = () =>
    openStore({
      url: database.url,
      seal: openSeal(secretKey),
      log: openLog(undefined, 'silent'),
      max: 4,
    });
  const clockwork = openOurs();
  undo.push(() => clockwork.close());
  const clock = first === null ? REAL_TIME : await openDrillClock(clockwork, first);

  const alerts: string[] = [];
  const duty = createServer((request, response) => {
    void text(request).then((line) => {
      alerts.push(line);
      response.end();
    });
  });
  await new Promise<void>((resolve) => duty.listen(0, '127.0.0.1', resolve));
  undo.push(() => new Promise((resolve) => duty.close(resolve)));

  const port = await freePort();
  const gatewayUrl = `http://127.0.0.1:${port}`;
  const operator = (kind: Account['kind'], name: string): Account => ({
    ...{ kind, name, user: 'invented', password: 'password', from: '2004' },
    secret: randomBytes(12).toString('hex'),
  });
  const accounts = { digicel: operator('kannel', 'digicel'), natcom: operator('jasmin', 'natcom') };
  const operators = {
    digicel: await startSmsGatewayDouble(accounts.digicel),
    natcom: await startSmsGatewayDouble(accounts.natcom),
  };
  undo.push(() => Promise.all([operators.digicel.close(), operators.natcom.close()]));
  operators.digicel.aim(gatewayUrl);
  operators.natcom.aim(gatewayUrl);
  const twilio = {
    accountSid: `AC${randomBytes(16).toString('hex')}`,
    authToken: randomBytes(16).toString('hex'),
  };
  const whatsapp = await startTwilioDouble({
    ...twilio,
    ...{ gatewayUrl, gatewayAt: gatewayUrl, smsFrom: '', whatsappFrom: WHATSAPP },
  });
  undo.push(() => whatsapp.close());

  const entry = (name: 'digicel' | 'natcom', path: string) => {
    const { kind, secret, user, password } = accounts[name];
    const address = operators[name].url.replace('//', `//${user}:${password}@`);
    return `${name}=${kind} ${address}${path}?from=2004&secret=${secret}&national=509xxxxxxxx&per_second=500`;
  };
  const environment = {
    PORT: String(port),
    PUBLIC_URL: gatewayUrl,
    CHANNELS: 'twilio,sms-gateway',
    DATABASE_URL: database.url,
    TELEDJOL_DATA_DIR: folder,
    TELEDJOL_SECRET_KEY: secretKey.toString('base64'),
    TELEDJOL_PROTECTION_KEY: randomBytes(32).toString('base64'),
    SMS_GATEWAYS: [entry('digicel', '/cgi-bin/sendsms'), entry('natcom', '/send')].join('\n'),
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_WHATSAPP_FROM: WHATSAPP,
    TWILIO_API_URL: whatsapp.url,
    TWILIO_WHATSAPP_PER_SECOND: '500',
    ALERT_URL: `http://127.0.0.1:${(duty.address() as AddressInfo).port}/`,
  };
  const roles = { door: 'web', worker: 'conversation,outbound,desks', desk: 'web' } as const;
  const deskPort = desk === 'of its own' ? await freePort() : port;
  const runs: Ours[] = [];
  const running = new Map<keyof typeof roles, Ours>();
  undo.push(() => Promise.all([...running.values()].map((one) => one.stop())));
  const start = async (name: keyof typeof roles) => {
    const all = {
      ...environment,
      ...settings,
      ROLES: roles[name],
      ...(name === 'desk' && { PORT: String(deskPort) }),
    };
    const ours = first === null ? runTeledjol(['start'], all) : runAhead(clock.aheadMs, all);
    running.set(name, ours);
    runs.push(ours);
    clock.follow(ours.child);
    await ours.line(/"msg":"started"/);
  };
  await start('door');
  await start('worker');
  if (desk === 'of its own') await start('desk');

  const store = openOurs();
  undo.push(() => store.close());

  const deliver: Readonly<Record<Way, (from: string, words: string, id: string) => Promise<boolean>>> = {
    digicel: async (from, words, id) => (await operators.digicel.sms(from, words, { id })).status === 200,
    natcom: async (from, words, id) => (await operators.natcom.sms(from, words, { id })).status === 200,
    whatsapp: async (from, words, id) =>
      (await whatsapp.inbound(`whatsapp:${from}`, words, { MessageSid: `SM${id}` })).status === 200,
  };
  let sent = 0;
  let crashedAt = new Date(0);
  const byPhone = new Map<string, string[]>();
  const read = { digicel: 0, natcom: 0, whatsapp: 0 };
  const note = (way: Way, all: readonly { to: string; text: string }[]) => {
    for (; read[way] < all.length; read[way] += 1) {
      const { to = '', text: words = '' } = all[read[way]] ?? {};
      const key = `${way} ${to.replace(/\D/g, '').slice(-8)}`;
      byPhone.set(key, [...(byPhone.get(key) ?? []), words]);
    }
  };

  return {
    clock,
    store,
    gatewayUrl,
    deskUrl: `http://127.0.0.1:${deskPort}`,
    alerts,
    far: { ...operators, whatsapp },
    workerPid: () => running.get('worker')?.child.pid ?? 0,
    get said() {
      return runs.flatMap((each) => each.said);
    },
    async send(from, words, deliveries) {
      sent += 1;
      const id = createHash('md5').update(`${from.number} ${sent}`).digest('hex');
      for (let n = 0; n < deliveries; n += 1)
        await eventually('an open door', () => deliver[from.way](from.number, words, id), QUIET_MS);
    },
    heard({ way, number }) {
      note('digicel', operators.digicel.ledger);
      note('natcom', operators.natcom.ledger);
      note(
        'whatsapp',
        whatsapp.ledger.map(({ to, body }) => ({ to, text: body })),
      );
      return byPhone.get(`${way} ${number.slice(-8)}`) ?? [];
    },
    async crash(name) {
      const ours = running.get(name);
      if (!ours) return;
      const gone = new Promise((resolve) => ours.child.once('exit', resolve));
      ours.child.kill('SIGKILL');
      await gone;
      crashedAt = clock.now();
      await start(name);
    },
    async quiet(withinMs = QUIET_MS) {
      await eventually(
        'nothing to wait any more',
        async () => {
          const { spool } = await getJson<{ spool: string }>(`${gatewayUrl}/readyz`);
          if (spool !== 'empty') return false;
          const { rows } = await store.pool.query<{ open: number; lost: number }>(
            `select (select count(*) from message where handled_at is null)::int
              + (select count(*) from reply where state = 'queued' or (state = 'sending' and claimed_at >= $1))::int
              + (select count(*) from report where to_group)::int as open,
              (select count(*) from reply where state = 'sending' and claimed_at < $1)::int as lost`,
            [crashedAt],
          );
          const [{ open, lost } = { open: 1, lost: 0 }] = rows;
          // What a dead process was sending is nobody's until its time is over.
          if (open === 0 && lost > 0) await clock.set(new Date(clock.now().getTime() + LOST_MS));
          return open + lost === 0;
        },
        withinMs,
      );
    },
  };
}

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { channelNames, channelSettings } from './channels/index.ts';
import { refusalOf } from './core/public-address.ts';
import { countryNames, countryOf } from './country/index.ts';

/** A variable that is wrong or missing: one line that names it and says what to do, never its value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const ROLES = ['web', 'conversation', 'outbound', 'desks', 'matching'] as const;
export type Role = (typeof ROLES)[number];

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string;
  /** Under which name verdicts go out, where readers turn to, and who we are: see src/publishing. */
  readonly publisher: { readonly name: string; readonly contact: string; readonly about: string };
  /** Where our own processes reach the web role. */
  readonly localUrl: string;
  /** Undefined: the embedded server. */
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly dataDir: string;
  /** Undefined: one is made in the data directory. */
  readonly secretKey: Buffer | undefined;
  /** Undefined: one is made in the data directory; with `databaseUrl` no call-backs are offered. */
  readonly protectionKey: Buffer | undefined;
  /** `training`: exercises only, on the simulated phones. */
  readonly newsroom: 'real' | 'training';
  readonly channels: readonly string[];
  readonly roles: readonly Role[];
  readonly country: string;
  readonly timeZone: string;
  readonly waitingAlertMinutes: number;
  /** A service that turns texts into vectors of their meaning; see docs/matching.md. */
  readonly embeddings:
    | { readonly url: string; readonly model: string; readonly key: string; readonly alike: number }
    | undefined;
  /** Voices that are plugged in beside our own; see docs/voice.md. */
  readonly voice: { readonly httpUrl?: string; readonly command?: string; readonly timeoutMs: number };
  /** How many different people a verdict needs. */
  readonly verdictPeople: 2 | 3;
  readonly alertUrl: string | undefined;
  readonly answersPerHour: number;
  /** What becomes of a reply whose person must write first. */
  readonly outsideWindow: 'hold' | 'template';
  readonly templatesPerDay: number;
  /** In the currency of the country's prices. */
  readonly bulkPerDay: number;
  /** By SMS account, who stands in for it, best first. */
  readonly failover: ReadonlyMap<string, readonly string[]>;
  readonly failoverAfterSeconds: number;
  /** How long pictures, sounds and documents are kept. */
  readonly mediaDays: number;
  /** Whether webhooks may go to addresses in our own network and without TLS. */
  readonly webhooksPrivate: boolean;
  readonly trustProxy: boolean;
  readonly logLevel: 'info' | 'warn' | 'error' | 'silent';
  /** The settings of each open channel, by channel and variable. */
  readonly channelSettings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Variable {
  readonly help: string;
  readonly default: string;
}

/** Every variable of our own, in the order of `.env.example`. Those of channels stand in their folders. */
export const VARIABLES = {
  PORT: { help: 'Where the web role listens.', default: '3000' },
  HOST: { help: 'Which address the web role listens on; 0.0.0.0 inside a container.', default: '127.0.0.1' },
  PUBLIC_URL: {
    help: 'Our address as phones and providers see it, without a slash at the end. Signatures of webhooks are checked against it, so it must be exactly what the provider was given. Left out: http://localhost:PORT.',
    default: '',
  },
  PUBLIC_NAME: {
    help: 'The name under which verdicts are published: on pages, feeds, cards and in ClaimReview.',
    default: 'Teledjòl',
  },
  PUBLIC_CONTACT: {
    help: 'Where readers ask for a correction or complain: an e-mail address, a telephone number or a link, shown on the page about how we work.',
    default: '',
  },
  PUBLIC_ABOUT: {
    help: 'A page that says who publishes the verdicts and who pays for it (https://...), linked from the page about how we work and named in ClaimReview.',
    default: '',
  },
  LOCAL_URL: {
    help: 'Where our other processes reach the web role. Left out: http://127.0.0.1:PORT.',
    default: '',
  },
  DATABASE_URL: {
    help: 'A PostgreSQL server (15 or later). Left out: a server of our own runs in the data directory.',
    default: '',
  },
  REDIS_URL: {
    help: 'A Redis server (6.2 or later, AOF on, maxmemory-policy noeviction). Left out: queues live in PostgreSQL.',
    default: '',
  },
  TELEDJOL_DATA_DIR: {
    help: 'Where the embedded database, the disk spool and the keys live. One per machine or container.',
    default: '.teledjol',
  },
  TELEDJOL_SECRET_KEY: {
    help: '32 bytes in base64 (openssl rand -base64 32): encrypts phone numbers. Keep a copy apart from the database: without it nobody can be answered. Left out: one is made, for trying things out only.',
    default: '',
  },
  TELEDJOL_PROTECTION_KEY: {
    help: '32 bytes in base64, other ones: seals the call-backs that people ask for who were abused or exploited. Wherever the role web or conversation runs, the same everywhere. Keep a copy apart from the database and from the other key. Left out: one is made, for trying things out only; with DATABASE_URL no call-backs are offered.',
    default: '',
  },
  CHANNELS: {
    help: 'Which channels are open, separated by commas. The simulator lets anybody who reaches the port write: close it in production.',
    default: 'simulator',
  },
  ROLES: {
    help: `What this process does, separated by commas: ${ROLES.join(', ')}. Left out: everything.`,
    default: '',
  },
  COUNTRY: { help: 'The deployment under src/country/.', default: 'ht' },
  TIME_ZONE: { help: "IANA time zone in which staff read times. Left out: the country's.", default: '' },
  WAITING_ALERT_MINUTES: { help: 'After how many minutes a waiting person raises the alarm.', default: '15' },
  ANSWERS_PER_HOUR: {
    help: 'How many answers one person gets within an hour. Beyond it we keep what they send and a person of ours looks: two machines that answer each other would never stop, and every SMS costs.',
    default: '120',
  },
  OUTSIDE_WINDOW: {
    help: 'What becomes of a reply that may not leave because the person last wrote more than a day ago (WhatsApp): hold keeps it until they write; template also sends them a paid template that asks them to, where the account has one.',
    default: 'hold',
  },
  TEMPLATES_PER_DAY: {
    help: 'How many such templates may be sent in a day, in all accounts together. Each costs what src/country/<country>/prices.ts says.',
    default: '200',
  },
  BULK_PER_DAY: {
    help: 'What bulletins may cost in a day, in the currency of src/country/<country>/prices.ts (Haiti: US dollars), in all accounts together. Beyond it they wait until the next day and nothing else does. 0: none that costs.',
    default: '20',
  },
  FAILOVER: {
    help: 'Which SMS accounts stand in for one in trouble, best first, e.g. sms-gateway-digicel=sms-gateway-natcom,twilio-sms;sms-gateway-natcom=twilio-sms. Nothing after the = means nobody. Left out: the other SMS accounts of its channel.',
    default: '',
  },
  FAILOVER_AFTER_SECONDS: {
    help: 'For how long an SMS account must have been in trouble before others stand in for it.',
    default: '60',
  },
  MEDIA_DAYS: {
    help: 'How many days pictures, voice notes and documents that people sent are kept. Those of a claim that is not published yet stay longer; what makes a file known again stays.',
    default: '90',
  },
  EMBEDDINGS_URL: {
    help: 'A service that turns texts into vectors of their meaning (POST /v1/embeddings: Ollama, text-embeddings-inference, vLLM, llama.cpp), so that the desk is also shown claims in quite other words. It is sent every rumor: run it yourself. http only inside your own network. Left out: words alone.',
    default: '',
  },
  EMBEDDINGS_MODEL: { help: 'Which of its models; it should know Creole and French.', default: '' },
  EMBEDDINGS_KEY: { help: 'What the service wants as a bearer token, where it does.', default: '' },
  EMBEDDINGS_ALIKE: {
    help: 'From which likeness (0 to 1) two texts may mean the same. Each model has its own: try with teledjol match.',
    default: '0.8',
  },
  VOICE_HTTP_URL: {
    help: 'A better voice than the built-in one: a service that gets {"text", "language"} by POST and answers with WAV or Opus in Ogg (see docs/voice.md). http only inside your own network. Where it fails, the built-in voice speaks.',
    default: '',
  },
  VOICE_COMMAND: {
    help: 'Or a program on this machine: it reads the text from its input and writes WAV to its output; {language} in its arguments becomes ht, fr, en or es. No shell reads the line. Asked after VOICE_HTTP_URL.',
    default: '',
  },
  VOICE_TIMEOUT_SECONDS: {
    help: 'How long such a voice may take for one text before the built-in one speaks instead.',
    default: '30',
  },
  VERDICT_PEOPLE: {
    help: 'How many different people a verdict needs before it is published: 3 (author, second checker, and a lead who releases it) or, for a small newsroom, 2 (no lead).',
    default: '3',
  },
  ALERT_URL: {
    help: 'An address that is told (HTTP POST, a line of text without any name or number) when somebody waits too long or may be in danger, e.g. an ntfy topic. Left out: only the console and the metrics tell.',
    default: '',
  },
  WEBHOOKS_PRIVATE: {
    help: 'yes lets webhooks go to addresses in our own network and without https, e.g. to a program of yours beside this one. Whoever may add an endpoint could then make this server call whatever it reaches.',
    default: 'no',
  },
  TRUST_PROXY: {
    help: 'yes where a proxy of ours stands in front: the address of a client is then read from X-Forwarded-For (for login limits only).',
    default: 'no',
  },
  TRAINING_PORT: { help: 'Where the training newsroom listens (npx teledjol training).', default: '3100' },
  TRAINING_URL: {
    help: 'Its address as trainees reach it. Left out: http://localhost:TRAINING_PORT.',
    default: '',
  },
  TRAINING_DATABASE_URL: {
    help: 'A database of its own, never the real one. Left out: a server of its own runs in the data directory.',
    default: '',
  },
  LOG_LEVEL: { help: 'info, warn, error or silent.', default: 'info' },
} as const satisfies Record<string, Variable>;

type Environment = Readonly<Record<string, string | undefined>>;

function list(value: string): string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

function url(name: string, value: string, protocols: readonly string[]): string {
  let parsed: URL;
  try {
    parsed = new URL(value);
  } catch {
    throw new ConfigError(`${name} is not an address: write it like ${protocols[0]}//host:port`);
  }
  if (!protocols.includes(parsed.protocol)) {
    throw new ConfigError(`${name} must begin with ${protocols.join(' or ')}//`);
  }
  return value.replace(/\/+$/, '');
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((word) => word === value);
  if (found === undefined)
    throw new ConfigError(`${name}: there is no "${value}"; known: ${known.join(', ')}`);
  return found;
}

function whole(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}`);
  }
  return number;
}

function share(name: string, value: string): number {
  const number = Number(value);
  if (value.trim() === '' || !(number > 0 && number < 1))
    throw new ConfigError(`${name} must be a number between 0 and 1, like 0.8`);
  return number;
}

/** A service that is sent what people said or what we say: over the open internet never without TLS. */
function ownService(name: string, value: string): URL {
  const parsed = new URL(url(name, value, ['https:', 'http:']));
  const { protocol, hostname } = parsed;
  const own = !hostname.includes('.') || refusalOf(`https://${hostname}`) === 'private_address';
  if (protocol === 'http:' && !own)
    throw new ConfigError(`${name} is outside your own network: it must begin with https://`);
  return parsed;
}

/** Rumors are sent there. */
function embeddings(
  read: (name: 'EMBEDDINGS_URL' | 'EMBEDDINGS_MODEL' | 'EMBEDDINGS_KEY' | 'EMBEDDINGS_ALIKE') => string,
) {
  if (read('EMBEDDINGS_URL') === '') return undefined;
  const address = url('EMBEDDINGS_URL', read('EMBEDDINGS_URL'), ['https:', 'http:']).replace(/\/v1$/, '');
  if (ownService('EMBEDDINGS_URL', address).username !== '')
    throw new ConfigError('EMBEDDINGS_URL has a name in it: use EMBEDDINGS_KEY');
  const model = read('EMBEDDINGS_MODEL');
  if (model === '') throw new ConfigError('EMBEDDINGS_MODEL is missing: name a model of the service');
  const alike = share('EMBEDDINGS_ALIKE', read('EMBEDDINGS_ALIKE'));
  return { url: address, model, key: read('EMBEDDINGS_KEY'), alike };
}

/**
 * What is plugged in as a voice, for commands that need nothing else of the configuration.
 * @throws ConfigError with one line for the operator
 */
export function readVoice(environment: Environment = process.env): Config['voice'] {
  const read = (name: 'VOICE_HTTP_URL' | 'VOICE_COMMAND' | 'VOICE_TIMEOUT_SECONDS') =>
    environment[name]?.trim() || VARIABLES[name].default;
  const [httpUrl, command] = [read('VOICE_HTTP_URL'), read('VOICE_COMMAND')];
  if (httpUrl !== '') ownService('VOICE_HTTP_URL', httpUrl);
  return {
    ...(httpUrl !== '' && { httpUrl }),
    ...(command !== '' && { command }),
    timeoutMs: 1000 * whole('VOICE_TIMEOUT_SECONDS', read('VOICE_TIMEOUT_SECONDS'), 1, 600),
  };
}

function failover(value: string): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const rule of value.split(';').filter((each) => each.trim() !== '')) {
    const [account = '', standIns, ...rest] = rule.split('=').map((side) => side.trim());
    if (account === '' || standIns === undefined || rest.length > 0 || found.has(account)) {
      throw new ConfigError(
        'FAILOVER must say once for each account who stands in for it: write it like account=other,another;other=account',
      );
    }
    found.set(account, list(standIns));
  }
  return found;
}

function secret(name: string, value: string): Buffer | undefined {
  if (value === '') return undefined;
  const key = Buffer.from(value, 'base64');
  if (key.length !== 32) {
    throw new ConfigError(`${name} must be 32 bytes in base64: make one with \`openssl rand -base64 32\``);
  }
  return key;
}

function settingsOf(channel: string, environment: Environment): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, setting] of Object.entries(channelSettings(channel))) {
    const value = environment[name]?.trim() || setting.default;
    if (value === undefined) {
      throw new ConfigError(`${name} is missing, which the channel ${channel} needs: ${setting.help}`);
    }
    if (value !== '' && setting.matches && !setting.matches.test(value)) {
      throw new ConfigError(`${name} does not look right: ${setting.help}`);
    }
    values[name] = value;
  }
  return values;
}

/**
 * Which deployment this is, for commands that need nothing else of the configuration.
 * @throws ConfigError with one line for the operator
 */
export function readCountry(environment: Environment = process.env): { country: string; timeZone: string } {
  const read = (name: 'COUNTRY' | 'TIME_ZONE') => environment[name]?.trim() || VARIABLES[name].default;
  const country = oneOf('COUNTRY', read('COUNTRY'), countryNames());
  const timeZone = read('TIME_ZONE') || countryOf(country).timeZone;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ConfigError('TIME_ZONE is not a time zone: write it like America/Port-au-Prince');
  }
  return { country, timeZone };
}

/**
 * Reads and checks the environment once.
 * @throws ConfigError with one line for the operator
 */
export function readConfig(environment: Environment = process.env): Config {
  const read = (name: keyof typeof VARIABLES) => environment[name]?.trim() || VARIABLES[name].default;
  const optional = (name: keyof typeof VARIABLES, protocols: readonly string[]) =>
    read(name) === '' ? undefined : url(name, read(name), protocols);

  const port = whole('PORT', read('PORT'), 0, 65_535);
  const channels = list(read('CHANNELS')).map((name) => oneOf('CHANNELS', name, channelNames()));
  if (channels.length === 0) throw new ConfigError('CHANNELS is empty: nobody could write to us');
  const roles = list(read('ROLES')).map((name) => oneOf('ROLES', name, ROLES));
  const databaseUrl = optional('DATABASE_URL', ['postgres:', 'postgresql:']);
  const secretKey = secret('TELEDJOL_SECRET_KEY', read('TELEDJOL_SECRET_KEY'));
  const protectionKey = secret('TELEDJOL_PROTECTION_KEY', read('TELEDJOL_PROTECTION_KEY'));
  if (secretKey !== undefined && protectionKey?.equals(secretKey)) {
    throw new ConfigError(
      'TELEDJOL_PROTECTION_KEY is the same as TELEDJOL_SECRET_KEY: make another one with `openssl rand -base64 32`',
    );
  }
  const real = channels.filter((name) => name !== 'simulator');
  if (secretKey === undefined && (databaseUrl !== undefined || real.length > 0)) {
    throw new ConfigError(
      `TELEDJOL_SECRET_KEY is missing, and ${real.length > 0 ? `the channel ${real[0]} is` : 'a database of yours is'} real: make one with \`openssl rand -base64 32\` and keep a copy`,
    );
  }
  const { country, timeZone } = readCountry(environment);
  return {
    port,
    host: read('HOST'),
    publicUrl: optional('PUBLIC_URL', ['https:', 'http:']) ?? `http://localhost:${port}`,
    publisher: {
      name: read('PUBLIC_NAME'),
      contact: read('PUBLIC_CONTACT'),
      about: optional('PUBLIC_ABOUT', ['https:', 'http:']) ?? '',
    },
    localUrl: optional('LOCAL_URL', ['http:', 'https:']) ?? `http://127.0.0.1:${port}`,
    databaseUrl,
    redisUrl: optional('REDIS_URL', ['redis:', 'rediss:']),
    dataDir: resolve(read('TELEDJOL_DATA_DIR')),
    secretKey,
    protectionKey,
    newsroom: 'real',
    channels,
    roles: roles.length > 0 ? roles : ROLES,
    country,
    timeZone,
    waitingAlertMinutes: whole('WAITING_ALERT_MINUTES', read('WAITING_ALERT_MINUTES'), 1, 10_080),
    answersPerHour: whole('ANSWERS_PER_HOUR', read('ANSWERS_PER_HOUR'), 10, 100_000),
    outsideWindow: oneOf('OUTSIDE_WINDOW', read('OUTSIDE_WINDOW'), ['hold', 'template']),
    templatesPerDay: whole('TEMPLATES_PER_DAY', read('TEMPLATES_PER_DAY'), 0, 1_000_000),
    bulkPerDay: whole('BULK_PER_DAY', read('BULK_PER_DAY'), 0, 1_000_000),
    failover: failover(read('FAILOVER')),
    failoverAfterSeconds: whole('FAILOVER_AFTER_SECONDS', read('FAILOVER_AFTER_SECONDS'), 1, 86_400),
    mediaDays: whole('MEDIA_DAYS', read('MEDIA_DAYS'), 1, 3_650),
    embeddings: embeddings(read),
    voice: readVoice(environment),
    verdictPeople: oneOf('VERDICT_PEOPLE', read('VERDICT_PEOPLE'), ['3', '2']) === '2' ? 2 : 3,
    alertUrl: optional('ALERT_URL', ['https:', 'http:']),
    webhooksPrivate: oneOf('WEBHOOKS_PRIVATE', read('WEBHOOKS_PRIVATE'), ['yes', 'no']) === 'yes',
    trustProxy: oneOf('TRUST_PROXY', read('TRUST_PROXY'), ['yes', 'no']) === 'yes',
    logLevel: oneOf('LOG_LEVEL', read('LOG_LEVEL'), ['info', 'warn', 'error', 'silent']),
    channelSettings: Object.fromEntries(channels.map((name) => [name, settingsOf(name, environment)])),
  };
}

/** What a training newsroom takes from the settings of the real one: nothing by which anybody could be reached. */
const SHARED_WITH_TRAINING = ['COUNTRY', 'TIME_ZONE', 'HOST', 'TRUST_PROXY', 'LOG_LEVEL'] as const;

/**
 * The settings of the training newsroom, beside those of the real one in the same environment: a database, a data
 * directory and keys of its own, and no channel but the simulated phones, whatever CHANNELS says.
 * @throws ConfigError with one line for the operator
 */
export function readTrainingConfig(environment: Environment = process.env): Config {
  const read = (name: string) => environment[name]?.trim() || '';
  if (read('TRAINING_DATABASE_URL') !== '' && read('TRAINING_DATABASE_URL') === read('DATABASE_URL')) {
    throw new ConfigError(
      'TRAINING_DATABASE_URL is the same as DATABASE_URL: exercises need one of their own',
    );
  }
  const shared = SHARED_WITH_TRAINING.map((name) => [name, read(name)] as const);
  const config = readConfig({
    ...Object.fromEntries(shared),
    CHANNELS: 'simulator',
    PORT: read('TRAINING_PORT') || VARIABLES.TRAINING_PORT.default,
    PUBLIC_URL: read('TRAINING_URL'),
    TELEDJOL_DATA_DIR: join(read('TELEDJOL_DATA_DIR') || VARIABLES.TELEDJOL_DATA_DIR.default, 'training'),
  });
  const databaseUrl = read('TRAINING_DATABASE_URL');
  return {
    ...config,
    newsroom: 'training',
    ...(databaseUrl !== '' && {
      databaseUrl: url('TRAINING_DATABASE_URL', databaseUrl, ['postgres:', 'postgresql:']),
    }),
  };
}

/** Puts the lines of `./.env`, where there is one, into the environment; what is set already stays. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** The text of `.env.example`: every variable with its sentence, and its default where it has one. */
export function envExample(): string {
  const wrap = (help: string) =>
    (help.match(/.{1,98}(\s|$)/g) ?? []).map((line) => `# ${line.trim()}`).join('\n');
  const entry = (name: string, help: string, value = '') => `${wrap(help)}\n#${name}=${value}\n`;
  const own = Object.entries(VARIABLES).map(([name, { help, default: value }]) => entry(name, help, value));
  const theirs = channelNames().flatMap((channel) => {
    const settings = Object.entries(channelSettings(channel));
    if (settings.length === 0) return [];
    return [
      `# --- ${channel} (see src/channels/${channel}/README.md) ---\n`,
      ...settings.map(([name, { help, default: value }]) => entry(name, help, value)),
    ];
  });
  return `# Copy to .env and take the # off the lines you set. Made by \`npx teledjol env --write\` from src/config.ts.\n\n${[...own, ...theirs].join('\n')}`;
}

import { CHARSETS, type Charset, charsetNamed } from './charset.ts';
import type { Kind } from './kind.ts';
import { android } from './kinds/android.ts';
import { GENERIC_SETTINGS, genericKind } from './kinds/generic.ts';
import { jasmin } from './kinds/jasmin.ts';
import { kannel } from './kinds/kannel.ts';
import { type National, NUMBER_FORMS, type NumberForm, nationalOf } from './number.ts';

/** Every kind, with the settings that only its entries have. */
const KINDS: Readonly<
  Record<string, { own: readonly string[]; of(setting: (name: string) => string | undefined): Kind }>
> = {
  kannel: { own: [], of: () => kannel },
  jasmin: { own: [], of: () => jasmin },
  android: { own: ['sim'], of: () => android },
  generic: { own: GENERIC_SETTINGS, of: genericKind },
};

/** What an entry of any kind may say behind the `?`. */
const SETTINGS = [
  'from',
  'secret',
  'per_second',
  'charset',
  'reply',
  'wait',
  'national',
  'to',
  'parts',
] as const;

/** One gateway: a short code of an operator, or a phone with a SIM. */
export interface Entry {
  /** `sms-gateway-<name>` is its account, `/hooks/sms/<name>` its door. */
  readonly name: string;
  readonly kind: Kind;
  /** What it must show us. */
  readonly secret: string;
  /** Undefined: it cannot be called, replies travel in its answers alone. */
  readonly call: Call | undefined;
  /** Our number there; empty where the gateway knows it by itself. */
  readonly from: string;
  /** Segments a second. */
  readonly perSecond: number;
  readonly charset: Charset | undefined;
  readonly reply: 'answer' | 'call';
  /** How long a request waits for the reply. */
  readonly waitSeconds: number;
  readonly national: National | undefined;
  readonly to: NumberForm;
  /** Longest SMS, in parts. */
  readonly parts: number;
  readonly sim: number | undefined;
}

export interface Call {
  /** Without user, password, query and fragment. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** Goes along with every call. */
  readonly extras: readonly (readonly [string, string])[];
}

/** What is wrong with one entry; said without anything that could be a part of a secret. */
class Wrong extends Error {}

/**
 * Reads `SMS_GATEWAYS`: entries separated by `;` or a new line, each `name=kind address`, or `name=kind ?settings`
 * where the gateway cannot be called.
 * @throws Error in one line, naming the entry and what is wrong with it
 */
export function readEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  const lines = text.split(/[\n;]+/).map((line) => line.trim());
  for (const [at, line] of lines.filter((one) => one !== '' && !one.startsWith('#')).entries()) {
    const name = /^([a-z0-9]+(?:-[a-z0-9]+)*)=/.exec(line)?.[1];
    try {
      if (name === undefined || name.length > 32)
        throw new Wrong('does not begin with a name of small letters, digits and single dashes, and a =');
      if (entries.some((one) => one.name === name)) throw new Wrong('stands there twice');
      entries.push(readEntry(name, line.slice(name.length + 1)));
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      const which = name === undefined ? `entry ${at + 1}` : `the entry ${name}`;
      throw new Error(`SMS_GATEWAYS: ${which} ${error.message}`);
    }
  }
  if (entries.length === 0)
    throw new Error('SMS_GATEWAYS has no entry: the channel sms-gateway has nobody to speak to');
  return entries;
}

function readEntry(name: string, rest: string): Entry {
  const [, kindName = '', address = ''] = /^(\S*)\s*(\S*)$/.exec(rest) ?? [];
  const kindOf = Object.hasOwn(KINDS, kindName) ? KINDS[kindName] : undefined;
  if (!kindOf)
    throw new Wrong(
      `must go on with its kind, one of ${Object.keys(KINDS).join(', ')}, and an address without spaces`,
    );
  const { url, query } = readAddress(address);
  const settings = new Map<string, string>();
  for (const [key, value] of query) {
    if (settings.has(key)) throw new Wrong('says one of its settings twice');
    settings.set(key, value);
  }
  const setting = (key: string) => settings.get(key) || undefined;
  const kind = kindOf.of(setting);
  const known: readonly string[] = [...SETTINGS, ...kindOf.own];
  const extras = [...settings].filter(([key]) => !known.includes(key));
  if (extras.some(([key]) => !kind.send.extras.includes(key)))
    throw new Wrong(
      `says something behind the ? that is none of ${[...known, ...kind.send.extras].join(', ')}; in a value, write & as %26`,
    );

  const secret = setting('secret') ?? '';
  if (!/^[\w.~-]{12,128}$/.test(secret))
    throw new Wrong(
      'needs secret=, 12 to 128 letters and digits that the gateway shows us: make one with `openssl rand -hex 16`',
    );
  const reply = choice('reply', setting('reply'), ['answer', 'call'] as const) ?? (url ? 'call' : 'answer');
  if (reply === 'answer' && !kind.answer)
    throw new Wrong(`is of the kind ${kindName}, which takes no reply in the answer to its request`);
  if (reply === 'call' && !url) throw new Wrong('says reply=call and has no address to call');
  const national = setting('national');
  const numbering = national === undefined ? undefined : nationalOf(national);
  if (national !== undefined && !numbering)
    throw new Wrong('has a national= that is no calling code with an x for each digit, like 509xxxxxxxx');
  const to = choice('to', setting('to'), NUMBER_FORMS) ?? 'plus';
  if (to === 'national' && !numbering) throw new Wrong('says to=national and has no national=');
  const charset = setting('charset');
  const alphabet = charset === undefined ? undefined : alphabetOf(charset);
  if (charset !== undefined && !alphabet)
    throw new Wrong(`has a charset= that is none of ${CHARSETS.join(', ')}`);
  const from = setting('from') ?? '';
  if (!/^[\p{L}\d +._-]{0,20}$/u.test(from))
    throw new Wrong('has a from= that is no number, short code or name');

  return {
    name,
    kind,
    secret,
    call: url && {
      url: url.origin + url.pathname,
      user: unescaped(url.username),
      password: unescaped(url.password),
      extras,
    },
    from,
    perSecond: amount('per_second', setting('per_second'), 0.01, 1_000) ?? kind.perSecond,
    charset: alphabet,
    reply,
    waitSeconds: amount('wait', setting('wait'), 1, 30) ?? 8,
    national: numbering,
    to,
    parts: amount('parts', setting('parts'), 3, 20) ?? kind.segments,
    sim: amount('sim', setting('sim'), 1, 3),
  };
}

function readAddress(address: string): { url: URL | undefined; query: URLSearchParams } {
  if (address === '' || address.startsWith('?'))
    return { url: undefined, query: new URLSearchParams(address) };
  if (!URL.canParse(address))
    throw new Wrong('has an address that is none: write it like https://host:port/path?…');
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Wrong('has an address that begins with neither https:// nor http://');
  if (url.hash !== '') throw new Wrong('has a # in its address: write it as %23');
  return { url, query: url.searchParams };
}

function choice<T extends string>(key: string, value: string | undefined, of: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = of.find((one) => one === value);
  if (!found) throw new Wrong(`has a ${key}= that is none of ${of.join(', ')}`);
  return found;
}

function amount(key: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d{1,4}(\.\d{1,3})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most))
    throw new Wrong(`has a ${key}= that is no number from ${least} to ${most}`);
  return number;
}

function alphabetOf(value: string): Charset | undefined {
  return CHARSETS.find((one) => one === value.toLowerCase()) ?? charsetNamed(value);
}

function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Wrong('has a % in its user or password that must be written as %25');
  }
}

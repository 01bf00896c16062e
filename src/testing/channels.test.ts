import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { channelNames, channelSettings, checkAccountNames, openChannels } from '../channels/index.ts';
import { type Channel, type ChannelContext, type RawRequest, Refused } from '../core/channel.ts';
import { MediaError } from '../core/media-error.ts';
import type { Address, Inbound, Outbound, Receipt } from '../core/message.ts';
import { SendError } from '../core/send-error.ts';
import { SMS } from './accounts.ts';
import { contextFor } from './channel-context.ts';

/*
 * What every channel must keep, whichever it is. A new folder under channels/ is tried without being named
 * here; its fixtures bring what the trial needs: `settings.json` with invented settings, and recorded
 * requests beside it, each with the events and the answer that it must yield. A channel without webhooks keeps what
 * it heard on its connection.
 */
const home = new URL('../channels/', import.meta.url);
const folders = readdirSync(home, { withFileTypes: true }).filter((entry) => entry.isDirectory());

interface Fixture {
  readonly about: string;
  readonly request: { method: string; url: string; headers: Record<string, string>; body: string };
  readonly yields: (Inbound | Receipt)[];
  readonly answer: object;
}

/** The same of a channel that listens only: in the place of a request, what it heard on its connection. */
interface Overheard extends Pick<Fixture, 'about' | 'yields'> {
  readonly heard: unknown;
}

/** How such a channel is tried: its parser reads what it heard. */
interface Parser {
  openHearing(context: ChannelContext): Promise<(heard: unknown) => (Inbound | Receipt)[]>;
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, home), 'utf8'));
}

async function openOne(name: string, own: Partial<ChannelContext> = {}): Promise<Channel> {
  const { publicUrl, settings } = readJson<{ publicUrl: string; settings: Record<string, string> }>(
    `${name}/fixtures/settings.json`,
  );
  const [channel] = await openChannels([name], () => contextFor({ publicUrl, settings, ...own }));
  if (!channel) throw new Error(`${name} did not open`);
  return channel;
}

function read(channel: Channel, request: RawRequest) {
  const path = request.url.split('?')[0];
  const webhook = channel.receive.webhooks.find((one) => one.path === path && one.method === request.method);
  if (!webhook) throw new Error(`no webhook takes ${request.method} ${path}`);
  return webhook.read(request);
}

test('the table of channels is what is on the disk', () => {
  expect([...channelNames()].sort()).toEqual(folders.map(({ name }) => name).sort());
});

test('a name that no channel has stops everything in one line that names the known ones', async () => {
  const opening = openChannels(['simulator', 'telex'], () => {
    throw new Error('opened something');
  });
  await expect(opening).rejects.toThrow(/^no channel is called "telex": known are [a-z, -]+$/);
  for (const name of ['telex', 'constructor', '__proto__', ''])
    expect(() => channelSettings(name)).toThrow(/known are/);
});

test('an account that is named by a number stops everything, because its name is shown', () => {
  const named = (account: string) => checkAccountNames({ name: 'far', capabilities: { [account]: SMS } });
  expect(() => named('far-50937000001')).toThrow(/^an account of far is named by a number: [^0-9]+$/);
  expect(() => named('far-operator-2')).not.toThrow();
});

test('a channel named twice is opened once, and one that cannot open says what to set', async () => {
  const context = contextFor();
  const twice = await openChannels(['simulator', 'simulator'], () => context);
  expect(twice.map(({ name }) => name)).toEqual(['simulator']);
  for (const channel of twice) await channel.close();
  await expect(openChannels(['simulator', 'twilio'], () => context)).rejects.toThrow(/TWILIO_SMS_FROM/);
});

describe.each(folders.map(({ name }) => name))('%s', (name) => {
  const files = readdirSync(new URL(`${name}/fixtures/`, home)).filter((file) => file.endsWith('.json'));
  const all = files
    .filter((file) => file !== 'settings.json')
    .map((file) => [file, readJson<Fixture | Overheard>(`${name}/fixtures/${file}`)] as const);
  const fixtures = all.flatMap(([file, one]) => ('heard' in one ? [] : [[file, one] as const]));
  const overheard = all.flatMap(([file, one]) => ('heard' in one ? [[file, one] as const] : []));
  const requestOf = ({ request }: Fixture): RawRequest => ({ ...request, body: Buffer.from(request.body) });

  test('has the files of a channel', () => {
    const has = readdirSync(new URL(`${name}/`, home));
    for (const file of ['index.ts', 'settings.ts', 'capabilities.ts', 'parse.ts', 'send.ts', 'README.md'])
      expect(has).toContain(file);
  });

  test('imports nothing of ours but core and what stands beside the channels', () => {
    for (const file of readdirSync(new URL(`${name}/`, home)).filter((one) => /(?<!\.test)\.ts$/.test(one))) {
      const source = readFileSync(new URL(`${name}/${file}`, home), 'utf8');
      const imported = [...source.matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)].map(([, path]) => path ?? '');
      for (const path of imported) {
        expect(path, file).toMatch(
          file === 'settings.ts' ? /^\.\.\/\.\.\/core\// : /^(\.\/|\.\.\/[\w-]+\.ts$|\.\.\/\.\.\/core\/)/,
        );
        expect(path, file).not.toMatch(/index\.ts$/);
      }
      expect(source, `${file} must be given its settings`).not.toMatch(/process\.env/);
    }
  });

  test('explains each setting, and each default fits', () => {
    for (const [variable, setting] of Object.entries(channelSettings(name))) {
      expect(variable).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(setting.help, variable).toMatch(/^[A-Z].{15,}\.$/s);
      if (setting.default !== undefined && setting.matches) expect(setting.default).toMatch(setting.matches);
      if (/TOKEN|SECRET|PASSWORD/.test(variable)) expect(setting.secret, variable).toBe(true);
      expect(setting.matches?.global ?? false, variable).toBe(false);
    }
    const { settings } = readJson<{ settings: Record<string, string> }>(`${name}/fixtures/settings.json`);
    for (const [variable, value] of Object.entries(settings))
      expect(value).toMatch(channelSettings(name)[variable]?.matches ?? /^/);
  });

  test('says of every account what it can carry', async () => {
    const channel = await openOne(name);
    expect(channel.name).toBe(name);
    expect(Object.keys(channel.capabilities)).not.toEqual([]);
    for (const [account, { medium, text, choices, pace }] of Object.entries(channel.capabilities)) {
      expect(account).toMatch(new RegExp(`^${name}(-[a-z0-9]+)*$`));
      expect(text.max).toBeGreaterThanOrEqual(160);
      if (medium === 'sms') expect(text).toMatchObject({ alphabet: 'gsm7', prefers: 'short' });
      expect(choices.max).toBeGreaterThan(1);
      expect(choices.labelMax).toBeGreaterThanOrEqual(20);
      expect(pace.perSecond).toBeGreaterThan(0);
      expect(pace.burst).toBeGreaterThanOrEqual(1);
    }
    for (const { path } of channel.receive.webhooks) expect(path).toMatch(/^\/hooks(\/[a-z0-9-]+)+$/);
    await channel.close();
  });

  test('keeps recorded requests of a message, and of a receipt where there are any', () => {
    // Some providers tell nothing of what they delivered: their settings.json says `"receipts": false`.
    const { receipts = true } = readJson<{ receipts?: boolean }>(`${name}/fixtures/settings.json`);
    const kinds = all.flatMap(([, { yields }]) => yields.map(({ kind }) => kind));
    expect(kinds).toContain('inbound');
    expect(kinds.includes('receipt')).toBe(receipts);
  });

  test.each(fixtures)('reads %s', async (_file, fixture) => {
    const channel = await openOne(name);
    const received = read(channel, requestOf(fixture));
    expect(received).toEqual({ events: fixture.yields, answer: fixture.answer });
    for (const event of received.events) {
      expect(event.channel).toBe(name);
      if (event.kind === 'inbound') expect(Object.keys(channel.capabilities)).toContain(event.account);
    }
    expect(read(channel, requestOf(fixture)), 'reading leaves no trace').toEqual(received);
    await channel.close();
  });

  if (overheard.length > 0)
    test('hears what its fixtures say, and nothing in rubbish', async () => {
      const { openHearing }: Parser = await import(new URL(`${name}/parse.ts`, home).pathname);
      const hear = await openHearing(contextFor());
      for (const [file, { heard, yields }] of overheard) {
        expect(hear(heard), file).toEqual(yields);
        expect(hear(heard), 'hearing leaves no trace').toEqual(yields);
        for (const { channel } of yields) expect(channel).toBe(name);
        // Whatever stands in the place of whatever: it may say less, or something else, but never throw.
        for (const bent of bentForms(heard)) hear(bent);
      }
      for (const rubbish of RUBBISH) expect(hear(rubbish)).toEqual([]);
    });

  if (fixtures.length > 0)
    test('refuses rubbish and throws nothing else', async () => {
      const channel = await openOne(name);
      let refused = 0;
      let taken = 0;
      for (const webhook of channel.receive.webhooks)
        for (const request of rubbishFor(
          webhook.path,
          fixtures.map(([, fixture]) => requestOf(fixture)),
        )) {
          try {
            webhook.read({ ...request, method: webhook.method });
            taken += 1;
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
            // The reason goes into a log: nothing that somebody sent may be in it.
            expect(error.message).toMatch(/^[\w ,.:'-]{3,80}$/);
            refused += 1;
          }
        }
      expect(refused).toBeGreaterThan(taken);
      await channel.close();
    });

  test("fetching fails by MediaError only, and goes to no address but the provider's", async () => {
    const channel = await openOne(name);
    for (const url of [
      'http://127.0.0.1:2/admin',
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'https://elsewhere.example/x.jpg',
      'telegram:',
      'rubbish',
      '',
    ]) {
      const error = await channel.fetch({ url, contentType: 'image/jpeg' }, 1_000).then(
        () => 'fetched it',
        (reason: unknown) => reason,
      );
      if (!(error instanceof MediaError)) throw error;
      expect(error.kind, url).toMatch(/^(refused|gone)$/);
      if (url !== '') expect(error.message).not.toContain(url);
    }
    await channel.close();
  });

  test('sending fails by SendError only, whatever is asked and whoever does not answer', async () => {
    const closed = await closedPort();
    const { settings } = readJson<{ settings: Record<string, string> }>(`${name}/fixtures/settings.json`);
    const channel = await openOne(name, {
      localUrl: closed,
      settings: Object.fromEntries(
        Object.entries(settings).map(([variable, value]) => [
          variable,
          /_(URL|ROOT)$/.test(variable) ? closed : value,
        ]),
      ),
    });
    for (const account of [...Object.keys(channel.capabilities), 'nobody'])
      for (const to of addresses)
        for (const text of ['Bonjou', '', '\u0000', '\ud800', 'a'.repeat(10_000)]) {
          const message: Outbound = { partId: 'part-1', account, to, text };
          const error = await channel.send(message).then(
            () => 'was sent to a closed port',
            (reason: unknown) => reason,
          );
          if (!(error instanceof SendError)) throw error;
          expect(['unavailable', 'invalid_address', 'misconfigured']).toContain(error.kind);
          expect(error.message).not.toContain(to.value);
        }
    await channel.close();
  });
});

const addresses: readonly Address[] = [
  { scheme: 'tel', kind: 'phone', value: '+50937000001' },
  { scheme: 'whatsapp', kind: 'phone', value: '+50937000002' },
  { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.4566546130240823' },
  { scheme: 'telegram', kind: 'chat', value: '700000001' },
  { scheme: 'simulator', kind: 'simulated', value: 'whatsapp:Jonas' },
  { scheme: 'simulator', kind: 'simulated', value: 'sms:../../admin' },
];

async function closedPort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 1}`;
}

const RUBBISH: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  '',
  '\u0000',
  '\ud800',
  true,
  [],
  [[]],
  {},
  [null],
];

/** The same with each value in it replaced by each kind of rubbish, once. */
function* bentForms(value: unknown): Generator<unknown> {
  yield* RUBBISH;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value))
    for (const bent of bentForms(inside))
      yield Array.isArray(value) ? value.with(Number(key), bent) : { ...value, [key]: bent };
}

const naughtyStrings = new URL('../../../shared/data/bad-inputs/blns.json', import.meta.url);

/** Rubbish of our own, more where it is at hand, and true requests with something broken in them. */
function* rubbishFor(path: string, recorded: readonly RawRequest[]): Generator<RawRequest> {
  const strings: string[] = [
    '',
    '\u0000',
    '{}',
    '[]',
    'null',
    '"',
    '{"id":1}',
    '{"__proto__":{"phone":"sms"}}',
    '[['.repeat(5_000),
    '%',
    '%zz=%e0%a4%a',
    '&&&===',
    'MessageSid=SM1&MessageSid=SM2',
    'a=b&'.repeat(5_000),
    'x'.repeat(100_000),
    ...(existsSync(naughtyStrings) ? JSON.parse(readFileSync(naughtyStrings, 'utf8')) : []),
  ];
  const headers = [
    {},
    { 'content-type': 'application/json' },
    {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
    },
    { 'content-type': ['a', 'b'], 'x-twilio-signature': ['a', 'b'] },
    { 'content-type': '\u0000', 'x-twilio-signature': '\ud800' },
  ];
  for (const text of strings)
    for (const header of headers)
      yield { method: 'POST', url: path, headers: header, body: Buffer.from(text) };
  for (const query of [
    '?',
    '?bodySHA256=',
    '?bodySHA256=%',
    '?part=%',
    "?a='",
    '?\u0000',
    '//',
    '?a=[::1]:80',
  ])
    for (const header of headers)
      yield { method: 'POST', url: path + query, headers: header, body: Buffer.alloc(0) };
  for (const bytes of [Buffer.from([0xff, 0xfe, 0x00]), Buffer.from([0xc3]), Buffer.alloc(1_000, 0x80)])
    for (const header of headers) yield { method: 'POST', url: path, headers: header, body: bytes };
  for (const request of recorded) {
    const { body } = request;
    for (let at = 0; at < body.length; at += 7) {
      const bent = Buffer.from(body);
      bent[at] = (bent[at] ?? 0) ^ 0x11;
      yield { ...request, body: bent };
      yield { ...request, body: body.subarray(0, at) };
    }
    yield { ...request, url: 'https://elsewhere.example/hooks' };
    yield { ...request, url: `${request.url}&` };
  }
}

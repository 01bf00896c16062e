import { expect, test } from 'vitest';
import { ConfigError, envExample, readConfig, VARIABLES } from './config.ts';

const KEY = Buffer.alloc(32, 1).toString('base64');
const TWILIO = {
  CHANNELS: 'twilio',
  TELEDJOL_SECRET_KEY: KEY,
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'f'.repeat(32),
  TWILIO_SMS_FROM: '+50922000000',
};

const SERVICE = { EMBEDDINGS_URL: 'http://127.0.0.1:11434', EMBEDDINGS_MODEL: 'bge-m3' };

function complaint(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return '';
}

test('nothing set: the simulator, every role, an embedded database', () => {
  expect(readConfig({})).toMatchObject({
    port: 3000,
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    redisUrl: undefined,
    channels: ['simulator'],
    roles: ['web', 'conversation', 'outbound', 'desks', 'matching'],
  });
});

test('no service for vectors of meaning unless one is named, without TLS only in our own network', () => {
  expect(readConfig({}).embeddings).toBeUndefined();
  for (const url of [
    'http://127.0.0.1:11434/v1/',
    'http://ollama:11434',
    'http://10.0.0.7',
    'https://v.example.org',
  ])
    expect(readConfig({ ...SERVICE, EMBEDDINGS_URL: url }).embeddings).toEqual({
      url: url.replace('/v1/', ''),
      model: 'bge-m3',
      key: '',
      alike: 0.8,
    });
});

test('no other voice unless one is plugged in, without TLS only in our own network', () => {
  expect(readConfig({}).voice).toEqual({ timeoutMs: 30_000 });
  const plugged = { VOICE_HTTP_URL: 'http://10.0.0.7:5002/say', VOICE_COMMAND: 'piper --lang {language}' };
  expect(readConfig({ ...plugged, VOICE_TIMEOUT_SECONDS: '5' }).voice).toEqual({
    httpUrl: plugged.VOICE_HTTP_URL,
    command: plugged.VOICE_COMMAND,
    timeoutMs: 5_000,
  });
});

test.each([
  [{ PORT: 'eighty' }, 'PORT'],
  [{ VOICE_HTTP_URL: 'http://voice.example.org' }, 'outside your own network'],
  [{ VOICE_HTTP_URL: 'voice' }, 'VOICE_HTTP_URL'],
  [{ VOICE_TIMEOUT_SECONDS: '0' }, 'VOICE_TIMEOUT_SECONDS'],
  [{ PORT: '70000' }, 'PORT'],
  [{ CHANNELS: 'fax' }, 'known: simulator, '],
  [{ CHANNELS: ',' }, 'CHANNELS'],
  [{ ROLES: 'web,cook' }, 'known: web, conversation, outbound, desks, matching'],
  [{ PUBLIC_URL: 'example.org' }, 'PUBLIC_URL'],
  [{ ...SERVICE, EMBEDDINGS_URL: 'http://vectors.example.org' }, 'outside your own network'],
  [{ ...SERVICE, EMBEDDINGS_URL: 'http://8.8.8.8' }, 'outside your own network'],
  [{ ...SERVICE, EMBEDDINGS_URL: 'https://me:pass@vectors.example.org' }, 'EMBEDDINGS_KEY'],
  [{ ...SERVICE, EMBEDDINGS_MODEL: '' }, 'EMBEDDINGS_MODEL'],
  [{ ...SERVICE, EMBEDDINGS_ALIKE: '80' }, 'EMBEDDINGS_ALIKE'],
  [{ DATABASE_URL: 'mysql://x/y', TELEDJOL_SECRET_KEY: KEY }, 'DATABASE_URL'],
  [{ REDIS_URL: 'http://x' }, 'REDIS_URL'],
  [{ TELEDJOL_SECRET_KEY: 'c2hvcnQ=' }, 'TELEDJOL_SECRET_KEY'],
  [{ TIME_ZONE: 'Haiti/Nowhere' }, 'TIME_ZONE'],
  [{ ANSWERS_PER_HOUR: '1' }, 'ANSWERS_PER_HOUR'],
  [{ COUNTRY: 'xx' }, 'known: ht'],
  [{ OUTSIDE_WINDOW: 'shout' }, 'known: hold, template'],
  [{ TEMPLATES_PER_DAY: '-1' }, 'TEMPLATES_PER_DAY'],
  [{ BULK_PER_DAY: 'much' }, 'BULK_PER_DAY'],
  [{ FAILOVER: 'twilio-sms' }, 'FAILOVER'],
  [{ FAILOVER: 'a=b;a=c' }, 'FAILOVER'],
  [{ FAILOVER_AFTER_SECONDS: '0' }, 'FAILOVER_AFTER_SECONDS'],
  [{ WAITING_ALERT_MINUTES: '0' }, 'WAITING_ALERT_MINUTES'],
  [{ ...TWILIO, TWILIO_ACCOUNT_SID: '' }, 'TWILIO_ACCOUNT_SID'],
  [{ ...TWILIO, TWILIO_ACCOUNT_SID: 'nonsense' }, 'TWILIO_ACCOUNT_SID'],
])('%j stops the start with one line that names it', (environment, names) => {
  const line = complaint(environment as Record<string, string>);
  expect(line).toContain(names);
  expect(line.split('\n')).toHaveLength(1);
});

test('who stands in for whom is read in its order, and nobody is an answer, too', () => {
  const { failover } = readConfig({ FAILOVER: ' digicel = natcom , twilio-sms ; natcom= ;' });
  expect([...failover]).toEqual([
    ['digicel', ['natcom', 'twilio-sms']],
    ['natcom', []],
  ]);
  expect(readConfig({}).failover.size).toBe(0);
});

test('a secret key is demanded where people are real, and its value is never printed', () => {
  expect(complaint({ DATABASE_URL: 'postgres://db/x' })).toContain('TELEDJOL_SECRET_KEY');
  expect(complaint({ ...TWILIO, TELEDJOL_SECRET_KEY: '' })).toContain('TELEDJOL_SECRET_KEY');
  expect(complaint({ TELEDJOL_SECRET_KEY: 'dontprintme' })).not.toContain('dontprintme');
  expect(readConfig(TWILIO).channelSettings.twilio).toMatchObject({ TWILIO_SMS_FROM: '+50922000000' });
});

test('the key of call-backs may be left out, is another than the secret key, and is never printed', () => {
  expect(readConfig({}).protectionKey).toBeUndefined();
  const own = Buffer.alloc(32, 2).toString('base64');
  expect(readConfig({ ...TWILIO, TELEDJOL_PROTECTION_KEY: own }).protectionKey).toHaveLength(32);
  expect(complaint({ ...TWILIO, TELEDJOL_PROTECTION_KEY: KEY })).toMatch(/PROTECTION_KEY is the same/);
  expect(complaint({ TELEDJOL_PROTECTION_KEY: 'dontprintme' })).toMatch(/PROTECTION_KEY must be 32 bytes/);
  expect(complaint({ TELEDJOL_PROTECTION_KEY: 'dontprintme' })).not.toContain('dontprintme');
});

test('the example file names every variable with a sentence, and nothing of it is set', () => {
  const text = envExample();
  for (const name of [...Object.keys(VARIABLES), ...Object.keys(TWILIO)]) expect(text).toContain(`#${name}=`);
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from './cli/demo/processes.ts';
import { readConfig, readTrainingConfig } from './config.ts';
import { openLog } from './core/log.ts';
import { loadTexts } from './i18n.ts';
import { type Running, start } from './main.ts';
import { freshDatabase } from './testing/database.ts';
import { tempFolder } from './testing/temp-folder.ts';
import { until } from './testing/until.ts';
import { newVisitor, type Visitor } from './testing/visitor.ts';

/** The settings of an operator whose real newsroom stands beside it: all of them lead to real phones. */
const REAL = {
  CHANNELS: 'twilio,telegram',
  TELEDJOL_SECRET_KEY: Buffer.alloc(32, 9).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'f'.repeat(32),
  TWILIO_SMS_FROM: '+50922000000',
  TELEGRAM_BOT_TOKEN: '1:x',
  REDIS_URL: 'redis://127.0.0.1:1',
};
const ht = (key: string, values = {}) => loadTexts().text('ht', key, values);

let database: Awaited<ReturnType<typeof freshDatabase>>;
let environment: Record<string, string>;
let newsroom: Running;
let url: string;
let trainer: Visitor;
const asked: string[] = [];
/** Everything by which the real one would reach somebody. */
const outside = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.end();
});

beforeAll(async () => {
  database = await freshDatabase();
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const far = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  environment = {
    ...REAL,
    ALERT_URL: far,
    TWILIO_API_URL: far,
    TELEGRAM_API_ROOT: far,
    TRAINING_DATABASE_URL: database.url,
    TRAINING_PORT: String(await freePort()),
    TELEDJOL_DATA_DIR: await tempFolder(),
  };
  newsroom = await start(
    readTrainingConfig(environment),
    openLog(() => {}, 'silent'),
  );
  url = newsroom.url ?? '';
  trainer = newVisitor(url, { 'accept-language': 'ht' });
  const door = new URL(newsroom.adminLink ?? '').pathname;
  const password = 'kat chat sou do kay';
  await trainer.submit(door, door, { name: 'Trenè', password, again: password });
});
afterAll(async () => {
  await newsroom.stop();
  outside.close();
  await database.drop();
});

test('nothing of the settings that reach real people is taken over', () => {
  const config = readTrainingConfig(environment);
  expect(config).toMatchObject({ newsroom: 'training', channels: ['simulator'], alertUrl: undefined });
  expect(config.redisUrl).toBeUndefined();
  expect(config.databaseUrl).toBe(database.url);
  expect(Object.keys(config.channelSettings)).toEqual(['simulator']);
  expect(readConfig({}).newsroom).toBe('real');
});

test('it does not take the real database, by name or by what is in it', async () => {
  const same = { ...environment, DATABASE_URL: database.url };
  expect(() => readTrainingConfig(same)).toThrow(/TRAINING_DATABASE_URL is the same/);
  const real = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    TELEDJOL_SECRET_KEY: REAL.TELEDJOL_SECRET_KEY,
    TELEDJOL_DATA_DIR: await tempFolder(),
  });
  await expect(
    start(
      real,
      openLog(() => {}, 'silent'),
    ),
  ).rejects.toThrow(/belongs to a training newsroom/);
});

test('every page says that it is an exercise', async () => {
  expect((await newVisitor(url, { 'accept-language': 'ht' }).get('/login')).text).toContain(
    ht('training.banner'),
  );
});

test('a day comes in by itself, is answered on simulated phones only, and the desk is full', async () => {
  const begun = await trainer.submit('/training', '/training/begin', { day: 'vote-day', speed: '0' });
  expect(begun.location).toContain('training.done.begun');
  await until(async () => {
    const { text } = await trainer.get('/training');
    return text.includes(ht('training.running', { sent: 28, lines: 28 }));
  });
  await until(async () => (await trainer.get('/verification')).text.includes('lank'));
  expect((await trainer.get('/training')).text).toContain(ht('training.outcome.harmful'));
  expect(asked).toEqual([]);
});

test('rubbish in the form begins nothing', async () => {
  for (const fields of [
    { day: 'nowhere', speed: '0' },
    { day: 'vote-day', speed: '1000' },
  ]) {
    const { location } = await trainer.submit('/training', '/training/begin', fields);
    expect(location).toContain('training.error.choose');
  }
});

test('emptied only when it is meant, and then the next course begins anew', async () => {
  const unsure = await trainer.submit('/training', '/training/empty', {});
  expect(unsure.location).toContain('training.error.sure');
  const emptied = await trainer.submit('/training', '/training/empty', { sure: 'yes' });
  expect(emptied.location).toContain('training.done.emptied');
  expect((await trainer.get('/training')).text).toContain(ht('training.nothing'));
  expect((await trainer.get('/verification')).text).not.toContain('lank');
});

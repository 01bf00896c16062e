import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { available } from './available.ts';
import { startPrivateRedis, testRedis } from './redis.ts';
import { until } from './until.ts';

async function say(url: string, ...words: string[]): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${words.join(' ')}\r\n`));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().trim());
    });
  });
}

describe.runIf(available.redis)('with a Redis', () => {
  test('the shared one answers', async () => {
    expect(await say(testRedis()?.url ?? '', 'PING')).toBe('+PONG');
  });

  test('a private one is flushed without touching the shared one', async () => {
    const redis = await startPrivateRedis();
    expect(redis.url).not.toBe(testRedis()?.url);
    await say(redis.url, 'SET', 'case', 'K7M2');
    await redis.flush();
    expect(await say(redis.url, 'EXISTS', 'case')).toBe(':0');
    await redis.remove();
  });

  test('a durable one has its data after a stop, at the same address', async () => {
    const redis = await startPrivateRedis({ durable: true });
    await say(redis.url, 'SET', 'case', 'K7M2');
    await redis.stop();
    await expect(say(redis.url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
    await redis.start();
    await until(async () => (await say(redis.url, 'EXISTS', 'case')) === ':1');
    await redis.kill();
    await expect(say(redis.url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
    await redis.start();
    expect(await say(redis.url, 'PING')).toBe('+PONG');
    await redis.remove();
  });
});

import { DisconnectReason } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { plainBaileys } from '../../testing/plain-baileys.ts';
import { until } from '../../testing/until.ts';
import type { End } from './server.ts';

const world = plainBaileys();

describe('the end of a connection', () => {
  it.each<[End, number]>([
    [515, DisconnectReason.restartRequired],
    [401, DisconnectReason.loggedOut],
    [403, DisconnectReason.forbidden],
    [405, 405],
    [411, DisconnectReason.multideviceMismatch],
    [500, DisconnectReason.badSession],
    [503, DisconnectReason.unavailableService],
    ['replaced', DisconnectReason.connectionReplaced],
    ['device_removed', DisconnectReason.loggedOut],
    ['stream_end', DisconnectReason.connectionClosed],
    ['drop', DisconnectReason.connectionClosed],
  ])('%s is what Baileys calls %i', async (reason, code) => {
    const client = await world.linked();
    world.double.end(reason);
    await until(() => client.ended !== undefined);
    expect(client.ended).toBe(code);
    expect(world.double.connected).toBe(false);
  });

  it('is noticed when nothing is said any more', async () => {
    const client = await world.linked({ keepAliveIntervalMs: 500 });
    world.double.end('silence');
    await until(() => client.ended === DisconnectReason.connectionLost);
  });

  it('is for good when the device was logged out', async () => {
    await world.linked();
    world.double.end('device_removed');
    await until(() => !world.double.connected);
    const next = world.connect();
    await until(() => next.ended === DisconnectReason.loggedOut);
  });

  it('comes at the login, or before there is a connection, when told', async () => {
    const first = await world.linked();
    await first.close();
    world.double.orders.login(503);
    const second = world.connect();
    await until(() => second.ended === DisconnectReason.unavailableService);
    world.double.orders.connect('drop');
    const third = world.connect();
    await until(() => third.ended !== undefined);
    expect(third.ended).toBe(DisconnectReason.connectionLost);
    await world.again();
  });

  it('never comes by itself when the door is shut with an HTTP status: who waits must end it', async () => {
    world.double.orders.connect(429);
    const client = world.connect({ connectTimeoutMs: 200 });
    const status = new Promise((resolve) =>
      client.socket.ws.on('unexpected-response', (_request: unknown, answer: { statusCode: number }) =>
        resolve(answer.statusCode),
      ),
    );
    expect(await status).toBe(429);
    expect(client.ended).toBeUndefined();
  });

  it('follows when the device logs out', async () => {
    const client = await world.linked();
    await client.socket.logout();
    await until(() => !world.double.connected);
    const next = world.connect();
    await until(() => next.ended === DisconnectReason.loggedOut);
  });
});

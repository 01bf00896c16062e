import { describe, expect, test } from 'vitest';
import { type End, startWhatsAppWebDouble } from '../../doubles/whatsapp-web/server.ts';
import { openStage } from '../../testing/linked-device.ts';
import { until } from '../../testing/until.ts';
import { openConnection } from './connection.ts';
import { openIds } from './ids.ts';
import { nextAfter } from './reasons.ts';

const stage = openStage();
const person = () => stage.double.person('50937110001', '201000000000001');

describe('what ends the connection for good', () => {
  test.each<[End, string]>([
    [403, 'stopped 403'],
    [405, 'stopped 405'],
    [411, 'stopped 411'],
    ['replaced', 'stopped 440'],
  ])('%s: it stops, also over a restart, and comes back when a person asks', async (reason, stops) => {
    const device = await stage.linked();
    const { logins } = stage.double;
    stage.double.end(reason);
    await until(() => device.stood.at(-1) === stops, { what: 'it has stopped' });
    await device.close();
    const next = stage.start();
    await until(() => next.stood.at(-1) === stops, { what: 'it is still stopped' });
    expect(stage.double.logins).toBe(logins);
    expect(await stage.desk.read()).toMatchObject({ stands: 'stopped', note: stops.slice(-3) });
    // The session is still there: no new QR code.
    await stage.desk.ask({ do: 'qr' });
    if (reason === 403) {
      // Banned: it is tried once, because a person said so, and not again.
      const refusals = () => stage.lines.filter((line) => line.includes('for good')).length;
      await until(() => refusals() === 2, { what: 'it has stopped again' });
      return;
    }
    await stage.up(next);
    await person().writes('Nou tounen');
    await until(() => next.texts().includes('Nou tounen'), { what: 'messages come in again' });
  });

  test.each<[End]>([[401], ['device_removed']])(
    '%s: the phone has removed us; the session is forgotten, and a person links again',
    async (reason) => {
      const device = await stage.linked();
      stage.double.end(reason);
      await until(() => device.stood.at(-1) === 'stopped 401', { what: 'it has stopped' });
      expect((await stage.keep.get(['creds'])).size).toBe(0);
      await stage.desk.ask({ do: 'qr' });
      await stage.double.scan(
        await until(async () => (await stage.desk.read()).qr, { what: 'there is a new QR code' }),
      );
      await stage.up(device);
    },
  );
});

describe('what passes', () => {
  test.each<[End, string | undefined]>([
    [503, 'down 503'],
    [500, 'down 500'],
    ['stream_end', 'down 428'],
    ['drop', 'down 428'],
    [515, undefined],
  ])('%s: it comes back by itself, with the same session', async (reason, stands) => {
    const device = await stage.linked();
    const { logins } = stage.double;
    stage.double.end(reason);
    await until(() => stage.double.logins > logins && stage.double.connected, { what: 'it is back' });
    await stage.up(device);
    const since = device.stood.slice(device.stood.indexOf('up') + 1);
    expect(since[0]).toBe(stands);
    await person().writes('Nou la toujou');
    await until(() => device.texts().includes('Nou la toujou'), { what: 'messages come in again' });
  });

  test('no WebSocket at all, an error of the server, a refused login: again, each time with a longer pause', async () => {
    const device = await stage.linked();
    const { logins } = stage.double;
    stage.double.orders.connect(502);
    // As a proxy may say: not to be taken for WhatsApp's own 401, which would cost the session.
    stage.double.orders.connect(401);
    stage.double.orders.connect(403);
    stage.double.orders.connect('drop');
    stage.double.orders.login(503);
    stage.double.end('drop');
    await until(() => stage.double.connected && stage.double.logins > logins, { what: 'it is back' });
    await stage.up(device);
    expect(device.stood.filter((stood) => stood.startsWith('down')).length).toBeGreaterThan(0);
    expect(device.stood.some((stood) => stood.startsWith('stopped'))).toBe(false);
  });

  test('a frame that nobody can read, and a listener that fails, end the connection and not the process', async () => {
    const device = await stage.linked();
    for (const [event, told] of [
      ['message', Buffer.from([0, 0, 3, 255, 255, 255])],
      ['CB:iq,type:set,pair-device', { tag: 'iq', attrs: {} }],
    ] as const) {
      const { logins } = stage.double;
      device.connected()?.line.sock.ws.emit(event, told);
      await until(() => stage.double.logins > logins, { what: 'it logs in anew' });
      await stage.up(device);
    }
  });

  test('by code: what no test can end for us', () => {
    expect([undefined, 408, 428, 500, 502, 503].map(nextAfter)).toEqual(Array(6).fill('later'));
    expect([402, 403, 405, 406, 409, 411, 440].map(nextAfter)).toEqual(Array(7).fill('stop'));
    expect([401, 515].map(nextAfter)).toEqual(['forget', 'at_once']);
  });
});

test('never without encryption', async () => {
  const stood: string[] = [];
  const connection = openConnection({
    url: stage.double.url.replace('wss:', 'ws:'),
    keep: stage.keep,
    ids: openIds(Buffer.alloc(32, 1)),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    pauses: { first: 20, longest: 50, look: 20, query: 1_500 },
  });
  const listening = connection.listen({
    deliver: async () => {},
    stands: (_account, link, note) => void stood.push(`${link} ${note}`),
  });
  await stage.desk.ask({ do: 'qr' });
  await until(() => stood.includes('stopped wss_only'), { what: 'it refuses' });
  await listening.close();
  expect(stage.double.logins).toBe(0);
});

test('closing does not wait for a far side that is silent', async () => {
  const device = await stage.linked();
  stage.double.end('silence');
  const began = performance.now();
  await device.close();
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('who answers in the place of WhatsApp, with a certificate of another root, is told nothing', async () => {
  const device = await stage.linked();
  await device.close();
  const { logins } = stage.double;
  const another = await startWhatsAppWebDouble();
  another.trust();
  const next = stage.start();
  await until(() => next.stood.at(-1) === 'down 400', { what: 'the handshake is given up' });
  expect(stage.double.logins).toBe(logins);
  stage.double.trust();
  await stage.up(next);
  await another.close();
});

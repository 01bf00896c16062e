import { expect, test } from 'vitest';
import { openStage } from '../../testing/linked-device.ts';
import { until } from '../../testing/until.ts';

const stage = openStage();
const standing = () => stage.desk.read();

test('by QR: nothing is shown, and nothing connects, before somebody asks', async () => {
  const device = stage.start();
  await until(() => device.stood.at(-1) === 'down unlinked', {
    what: 'it is said that nobody has linked it',
  });
  expect(await standing()).toEqual({ stands: 'down', note: 'unlinked' });
  expect(stage.double.logins).toBe(0);

  await stage.desk.ask({ do: 'qr' });
  const { qr = '', until: end = '' } = await until(async () => {
    const now = await standing();
    return now.qr ? now : undefined;
  });
  expect(Date.parse(end)).toBeGreaterThan(Date.now());
  await stage.double.scan(qr);
  await stage.up(device);
  expect(await standing()).toEqual({ stands: 'up', tail: stage.double.own.number.slice(-2) });
  // Right after linking WhatsApp asks for a new connection: 515, at once, and no failure.
  expect(device.stood).toEqual(['down unlinked', 'pairing', 'pairing linked', 'up']);
});

test('by a code, which the phone types', async () => {
  const device = stage.start();
  await stage.desk.ask({ do: 'code', phone: stage.double.own.number });
  const code = await until(async () => (await standing()).code, { what: 'there is a code' });
  expect(code).toMatch(/^[A-Z0-9]{8}$/);
  await stage.double.typeCode(code);
  await stage.up(device);
  expect((await standing()).tail).toBe(stage.double.own.number.slice(-2));
});

test('a code asked for after a QR takes its place', async () => {
  const device = stage.start();
  await stage.desk.ask({ do: 'qr' });
  await until(async () => (await standing()).qr, { what: 'there is a QR code' });
  await stage.desk.ask({ do: 'code', phone: stage.double.own.number });
  const code = await until(async () => (await standing()).code, { what: 'there is a code' });
  expect((await standing()).qr).toBeUndefined();
  await stage.double.typeCode(code);
  await stage.up(device);
});

test('the session outlives the process, and another process goes on with it', async () => {
  const first = await stage.linked();
  await first.dies();
  const second = stage.start();
  await stage.up(second);
  await second.close();
  const third = stage.start();
  await stage.up(third);
  expect(third.stood).toEqual(['up']);
});

test('unlinked by a person of ours: logged out, forgotten, and linked again when asked', async () => {
  const device = await stage.linked();
  await stage.desk.ask({ do: 'unlink' });
  await until(() => device.stood.at(-1) === 'down unlinked', { what: 'it is unlinked' });
  expect(await standing()).toEqual({ stands: 'down', note: 'unlinked' });
  await stage.desk.ask({ do: 'qr' });
  await stage.double.scan(await until(async () => (await standing()).qr, { what: 'there is a QR code' }));
  await stage.up(device);
});

test('a process that has died is said to be down, not up', async () => {
  const device = await stage.linked();
  await device.dies();
  const { openPairingDesk } = await import('./pairing.ts');
  const later = openPairingDesk(stage.keep, () => new Date(Date.now() + 120_000));
  expect(await later.read()).toEqual({ stands: 'down', note: 'not_running' });
});

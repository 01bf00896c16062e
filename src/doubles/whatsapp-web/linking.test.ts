import { DisconnectReason, initAuthCreds } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { plainBaileys } from '../../testing/plain-baileys.ts';
import { until } from '../../testing/until.ts';

const world = plainBaileys();

describe('linking', () => {
  it('links by QR, asks for a restart, and lets the device in again with what it was given', async () => {
    const client = await world.linked();
    expect(world.double.connected).toBe(true);
    expect(world.auth.creds.me).toMatchObject({
      id: '50937990000:1@s.whatsapp.net',
      lid: '190000000000001:1@lid',
    });
    expect(client.socket.user?.id).toBe('50937990000:1@s.whatsapp.net');
  });

  it('refuses a QR code that has another identity in it, or that nobody shows', async () => {
    const client = world.connect();
    const qr = await until(() => client.qr);
    const [ref, noise, , secret] = qr.split(',');
    const other = Buffer.from(initAuthCreds().signedIdentityKey.public).toString('base64');
    await expect(world.double.scan([ref, noise, other, secret].join(','))).rejects.toThrow(
      'another identity',
    );
    await expect(world.double.scan(qr.replace('2@', '2@x'))).rejects.toThrow('no longer valid');
    await world.double.scan(qr);
  });

  it('links by a code, and by no other', async () => {
    const first = world.connect();
    await until(() => first.qr);
    const code = await first.socket.requestPairingCode(world.double.own.number);
    await expect(world.double.typeCode('ABCD2345')).rejects.toThrow('not the code');
    expect(first.ended).toBeUndefined();
    await world.double.typeCode(`${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`);
    await until(() => first.ended === DisconnectReason.restartRequired);
    await world.again();
    expect(world.auth.creds.registered).toBe(true);
  });
});

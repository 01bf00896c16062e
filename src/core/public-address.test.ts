import { createServer } from 'node:http';
import { Agent, request } from 'undici';
import { expect, test } from 'vitest';
import { isPublicIp, publicLookup, refusalOf } from './public-address.ts';

test.each([
  ['127.0.0.1', false],
  ['10.1.2.3', false],
  ['172.16.0.9', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::1', false],
  ['::', false],
  ['fe80::1%eth0', false],
  ['fd00::7', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::7f00:1', false],
  ['2002:7f00:1::', false],
  ['words', false],
  ['8.8.8.8', true],
  ['::ffff:8.8.8.8', true],
  ['2606:4700::1111', true],
])('%s is public: %s', (ip, open) => expect(isPublicIp(ip)).toBe(open));

test.each([
  ['https://partner.example/hook', null],
  ['https://8.8.8.8/', null],
  ['http://partner.example/', 'not_https'],
  ['ftp://partner.example/', 'invalid'],
  ['partner', 'invalid'],
  ['https://me:pw@partner.example/', 'credentials'],
  ['https://127.0.0.1/', 'private_address'],
  ['https://2130706433/', 'private_address'],
  ['https://0x7f.1/', 'private_address'],
  ['https://[::1]:5432/', 'private_address'],
  ['https://[::ffff:169.254.169.254]/', 'private_address'],
  ['https://localhost./', 'private_address'],
  ['https://db.internal/', 'private_address'],
])('%s: %s', (url, why) => expect(refusalOf(url)).toBe(why));

test('a name that leads into our own network is not connected to, however it is asked', async () => {
  let heard = 0;
  const server = createServer((_request, response) => {
    heard += 1;
    response.end('in');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  const guarded = new Agent({ connect: { lookup: publicLookup } });
  const open = new Agent();
  try {
    const url = `http://localhost:${port}/`;
    await expect(request(url, { dispatcher: guarded })).rejects.toMatchObject({ code: 'private_address' });
    expect(heard).toBe(0);
    // The same call without the guard arrives: it is the guard that held it.
    await (await request(url, { dispatcher: open })).body.dump();
    expect(heard).toBe(1);
  } finally {
    await Promise.all([guarded.close(), open.close()]);
    server.close();
  }
});

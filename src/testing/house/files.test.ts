import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openLinks } from '../../core/file-links.ts';
import { drawing, type FileServer, startFileServer, withTraces } from '../files.ts';
import { until } from '../until.ts';
import { type GatewayProcess, type House, openHouse, tellWhenRed } from './house.ts';

let house: House<'door' | 'desks'>;
let door: GatewayProcess;
let desks: GatewayProcess;
/** Where the phones are, and with them the pictures on them. */
let phones: FileServer;

beforeAll(async () => {
  phones = await startFileServer();
  house = await openHouse({
    processes: { door: 'web,conversation', desks: 'desks' },
    environment: { LOCAL_URL: phones.url },
  });
  ({ door, desks } = house.process);
});
afterEach((context) => tellWhenRed(context, house));
afterAll(async () => {
  await house?.close();
  await phones?.close();
});

let written = 0;
const picture = async (seed: number) => withTraces(drawing(seed, 300)).jpeg().toBuffer();
const sends = async (...paths: string[]) => {
  written += 1;
  const media = paths.map((path) => ({ url: phones.url + path, contentType: 'image/jpeg' }));
  const body = JSON.stringify({
    id: `m-${written}`,
    phone: 'whatsapp',
    person: 'Roz',
    text: `foto ${written}`,
    media,
  });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${door.url}/hooks/simulator/message`, { method: 'POST', body, headers })).status;
};
const states = async () =>
  (await house.rows<{ state: string }>('select state from media order by message_id, n')).map(
    ({ state }) => state,
  );
const gets = (path: string) => phones.asked.filter((line) => line === `GET ${path}`).length;
/** Time passes for those whose process has died. */
const leasesEnd = () => house.rows(`update media set due_at = now() where state = 'waiting' or discard`);

test('a picture from a phone is fetched by the desks, kept once, sealed, without its place, and opens by a link', async () => {
  phones.files.set('/1.jpg', await picture(1));
  phones.files.set('/2.jpg', await picture(1));
  expect(await sends('/1.jpg')).toBe(204);
  expect(await sends('/2.jpg')).toBe(204);
  await until(async () => (await states()).join() === 'stored,stored', { what: 'both pictures are kept' });
  const blobs = await house.rows<{ id: string; sealed: Buffer; perceptual: Buffer }>('select * from blob');
  expect(blobs).toHaveLength(1);
  const [blob] = blobs;
  expect(blob?.perceptual).toHaveLength(8);
  const open = house.seal.unseal(blob?.sealed ?? Buffer.alloc(0));
  expect(open.includes('Zwazofon')).toBe(false);
  const links = openLinks({ key: house.seal.linkKey, publicUrl: door.url });
  const answer = await fetch(links.linkTo(blob?.id ?? '', new Date()));
  expect(answer.headers.get('content-type')).toBe('image/jpeg');
  expect(Buffer.from(await answer.arrayBuffer()).equals(open)).toBe(true);
  expect((await fetch(`${door.url}/m/${'A'.repeat(48)}`)).status).toBe(404);
});

test('killed while it fetches, again and again, the desks lose no picture and keep none twice', async () => {
  for (let n = 10; n < 20; n += 1) phones.files.set(`/${n}.jpg`, await picture(n));
  phones.files.set('/slow.jpg', 'never');
  expect(await sends('/slow.jpg')).toBe(204);
  await until(() => gets('/slow.jpg') === 1, { what: 'the slow picture is being fetched' });
  for (let n = 10; n < 20; n += 1) {
    expect(await sends(`/${n}.jpg`, `/${29 - n}.jpg`)).toBe(204);
    if (n % 3 === 0) {
      await desks.kill();
      await leasesEnd();
      await desks.start();
    }
  }
  phones.files.set('/slow.jpg', await picture(30));
  await desks.kill();
  await leasesEnd();
  await desks.start();
  await until(async () => (await states()).every((state) => state === 'stored'), {
    withinMs: 60_000,
    what: 'all pictures are kept',
  });
  expect(await states()).toHaveLength(23);
  // Ten that were sent twice, the slow one, and the one from before.
  expect(await house.rows('select 1 from blob')).toHaveLength(12);
  expect(await house.rows('select 1 from media where discard')).toEqual([]);
});

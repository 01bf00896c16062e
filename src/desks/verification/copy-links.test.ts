import { createHash, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchPage } from '../../media/fetch-page.ts';
import { openFile } from '../../store/blobs.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { claimView } from './claim-view.ts';
import { openClaim } from './claims.ts';
import { COPY_ERRORS, openLinkCopier } from './copy-links.ts';
import { addEvidence, copyAgain } from './evidence.ts';

let world: DeskWorld;
let marie: string;
let server: Server;
let web: string;
/** What the house on the web answers, by path; and who asked. */
const asked: string[] = [];
let up = true;

beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const [, kind, rest = ''] = path.split('/', 3);
    if (kind === 'to') return response.writeHead(302, { location: decodeURIComponent(rest) }).end();
    if (kind === 'status') return response.writeHead(Number(rest)).end('no');
    if (kind === 'large') {
      if (rest === 'said') response.setHeader('content-length', 6_000_000);
      return response.end(Buffer.alloc(6_000_000));
    }
    if (kind === 'bomb') {
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)));
    }
    if (kind === 'never') return response.writeHead(200).write('<p>');
    if (kind === 'flaky' && !up) return response.writeHead(503).end();
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    return response.end('<script>alert(1)</script> KEP');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await world.close();
});

/** This house alone may be reached, as if it stood on the open internet. */
const settings = { mayReach: (address: string) => address === '127.0.0.1', longestMs: 10_000 };

let n = 0;
async function linkTo(url: string, more: { protected?: boolean } = {}) {
  const { tipId } = await world.says(await world.person(), `Yo di bagay nimewo ${++n} rive`);
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} });
  const mine = { claimId, staffId: marie };
  const one = { ...mine, kind: 'link', stance: 'refutes', note: 'x', source: 'KEP' } as const;
  const { evidenceId } = await addEvidence(world.desk, { ...one, url, ...more });
  const seen = async () => {
    const reader = { id: marie, role: 'verifier' } as const;
    return (await claimView(world.desk, claimId, { reader })).evidence[0];
  };
  return { ...mine, evidenceId, seen };
}
const copier = () => openLinkCopier(world.desk, settings);
const later = () => world.store.pool.query("update evidence set copy_due_at = now() - interval '1 second'");

test('a link is woken for, and what it shows is kept sealed with its sum, once however many processes try', async () => {
  world.woken.length = 0;
  const { evidenceId, seen } = await linkTo(`${web}/page`);
  expect(await seen()).toMatchObject({ copyState: 'waiting' });
  expect(await copier().due()).toContain(evidenceId);
  asked.length = 0;
  const elsewhere = openLinkCopier(world.elsewhere, settings);
  await Promise.all([copier(), elsewhere, copier()].map((each) => each.copy([evidenceId, randomUUID()])));
  expect(asked).toEqual(['/page']);
  const row = await seen();
  expect(row).toMatchObject({ copyState: 'stored', file: { contentType: 'text/html' } });
  const file = await openFile(world.store, row?.blobId ?? '');
  expect(file).toMatchObject({ kind: 'document', contentType: 'text/html' });
  expect(file?.bytes.toString()).toContain('KEP');
  expect(row?.sha256).toEqual(
    createHash('sha256')
      .update(file?.bytes ?? '')
      .digest(),
  );
  expect(await copier().due()).not.toContain(evidenceId);
  const [sealed] = (await world.store.pool.query('select sealed from blob where id = $1', [row?.blobId]))
    .rows;
  expect(sealed.sealed.includes('KEP')).toBe(false);
});

test('a house that does not answer is asked again later, five times; then somebody may have it asked again', async () => {
  up = false;
  const { seen, ...entry } = await linkTo(`${web}/flaky`);
  const tryOnce = async () => {
    await later();
    await copier().copy([entry.evidenceId]);
  };
  await tryOnce();
  expect(await seen()).toMatchObject({ copyState: 'waiting', copyError: 'no_answer', copyAttempts: 1 });
  // Not before its pause is over.
  await copier().copy([entry.evidenceId]);
  expect(await seen()).toMatchObject({ copyAttempts: 1 });
  await expect(copyAgain(world.desk, entry)).rejects.toMatchObject({ key: 'copy_not_failed' });
  for (let i = 0; i < 4; i++) await tryOnce();
  expect(await seen()).toMatchObject({ copyState: 'failed', copyAttempts: 5 });
  up = true;
  await copyAgain(world.desk, entry);
  await copier().copy([entry.evidenceId]);
  expect(await seen()).toMatchObject({ copyState: 'stored', copyError: null });
});

test('processes that die over a link do not take it up for ever', async () => {
  const { seen, evidenceId } = await linkTo(`${web}/page`);
  await world.store.pool.query('update evidence set copy_attempts = 5 where id = $1', [evidenceId]);
  asked.length = 0;
  await copier().copy([evidenceId]);
  expect(await seen()).toMatchObject({ copyState: 'failed' });
  expect(asked).toEqual([]);
});

test.each([
  ['not found', '/status/404', 'gone'],
  ['larger than we keep, as it says', '/large/said', 'too_big'],
  ['larger than we keep, as it turns out', '/large/silent', 'too_big'],
  ['small only while it is packed', '/bomb', 'too_big'],
])('%s: said so and not tried again', async (_what, path, reason) => {
  const { seen, evidenceId } = await linkTo(web + path);
  await copier().copy([evidenceId]);
  expect(await seen()).toMatchObject({ copyState: 'failed', copyError: reason });
});

const refusedAs = (code: string) => ({ name: 'MediaError', kind: 'refused', code });

test('nothing behind our wall is reached: by address, in other notations, by name, by redirect', async () => {
  const port = new URL(web).port;
  asked.length = 0;
  const direct = [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
  ];
  const others = [
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '[fd00::1]',
    '[fe80::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '224.0.0.1',
  ];
  for (const host of [...direct, ...others]) {
    await expect(fetchPage(`http://${host}:${port}/`), host).rejects.toMatchObject(refusedAs('not_public'));
  }
  await expect(fetchPage(`http://localhost:${port}/`)).rejects.toMatchObject(refusedAs('not_public'));
  for (const address of ['file:///etc/passwd', 'ftp://kep.example/', 'http://u:p@kep.example/', 'kep'])
    await expect(fetchPage(address), address).rejects.toMatchObject(refusedAs('address'));
  expect(asked).toEqual([]);

  const to = (address: string) => `${web}/to/${encodeURIComponent(address)}`;
  for (const inside of ['http://127.0.0.2/', 'http://169.254.169.254/latest/', 'http://[::1]/']) {
    await expect(fetchPage(to(inside), settings), inside).rejects.toMatchObject(refusedAs('not_public'));
  }
  await expect(fetchPage(to('file:///etc/passwd'), settings)).rejects.toMatchObject(refusedAs('address'));
});

test('a name that answers with an inner address, also as one of several or the second time, is not followed', async () => {
  const { port } = new URL(web);
  const named = `http://kep.test:${port}/page`;
  const answering = (...answers: string[][]) => ({
    ...settings,
    resolve: () => Promise.resolve(answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? [])),
  });
  expect((await fetchPage(named, answering(['127.0.0.1']))).contentType).toBe('text/html');
  for (const addresses of [['10.0.0.1'], ['127.0.0.1', '10.0.0.1'], []]) {
    await expect(fetchPage(named, answering(addresses))).rejects.toMatchObject(refusedAs('not_public'));
  }
  // First the open internet, then, for the redirect, our own network.
  const turncoat = answering(['127.0.0.1'], ['192.168.1.1']);
  const address = `http://kep.test:${port}/to/${encodeURIComponent('http://www.kep.test/')}`;
  await expect(fetchPage(address, turncoat)).rejects.toMatchObject(refusedAs('not_public'));
});

test('five redirects are followed and not a sixth; who never ends is left', async () => {
  const chain = (hops: number): string =>
    hops === 0 ? `${web}/page` : `${web}/to/${encodeURIComponent(chain(hops - 1))}`;
  expect((await fetchPage(chain(5), settings)).bytes.toString()).toContain('KEP');
  await expect(fetchPage(chain(6), settings)).rejects.toMatchObject(refusedAs('redirects'));
  await expect(fetchPage(`${web}/never`, { ...settings, longestMs: 500 })).rejects.toMatchObject({
    kind: 'unavailable',
  });
});

test('every reason why there is no copy is said in every language', () => {
  const { texts } = world.desk;
  for (const language of texts.languages)
    expect(COPY_ERRORS.filter((key) => !texts.has(language, `ledger.copy_error.${key}`))).toEqual([]);
});

import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MediaError } from '../core/media-error.ts';
import { fetchFile } from './fetch-file.ts';

/** Two machines: the provider's, which redirects as we say, and one that is none of the provider's business. */
let provider: Server;
let inside: Server;
let redirects: string[] = [];
const asked: { who: string; url: string | undefined; headers: IncomingHttpHeaders }[] = [];
const at = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  provider = createServer(({ url, headers }, response) => {
    asked.push({ who: 'provider', url, headers });
    const location = redirects.shift();
    if (location === undefined) response.end('a file');
    else response.writeHead(302, { location }).end();
  });
  inside = createServer(({ url, headers }, response) => {
    asked.push({ who: 'inside', url, headers });
    response.end('secret');
  });
  for (const server of [provider, inside])
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  provider.close();
  inside.close();
});
beforeEach(() => {
  redirects = [];
  asked.length = 0;
});

const headers = { authorization: 'Bearer x' };
const fetched = (mayFetch: (url: URL) => boolean) =>
  fetchFile(`${at(provider)}/a`, { maxBytes: 1_000, headers, mayFetch }).then(
    ({ bytes }) => bytes.toString(),
    (error: unknown) => (error instanceof MediaError ? `${error.kind} ${error.code}` : error),
  );
const ofProvider = (url: URL) => url.origin === at(provider);

test('a redirect to where the provider has no business is not followed', async () => {
  for (const target of [
    `${at(inside)}/admin`,
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    '//127.0.0.1:1/',
  ]) {
    redirects = [target];
    expect(await fetched(ofProvider), target).toBe('refused host');
  }
  expect(asked.filter(({ who }) => who === 'inside')).toEqual([]);
});

test('a redirect within the provider is followed, a few times', async () => {
  redirects = ['/b', `${at(provider)}/c`];
  expect(await fetched(ofProvider)).toBe('a file');
  expect(asked.map(({ url }) => url)).toEqual(['/a', '/b', '/c']);
  redirects = Array(10).fill('/again');
  expect(await fetched(ofProvider)).toBe('refused redirects');
});

test('another machine, where the provider may send us, does not see who we are', async () => {
  redirects = [`${at(inside)}/signed`];
  expect(await fetched(() => true)).toBe('secret');
  expect(asked.map((call) => [call.who, call.headers.authorization])).toEqual([
    ['provider', 'Bearer x'],
    ['inside', undefined],
  ]);
});

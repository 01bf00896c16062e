import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { newSecret, shownSecret } from '../../core/webhook-secret.ts';
import { signedHeaders } from './signature.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/webhook-to-wordpress.mjs', import.meta.url));

interface Post {
  id: number;
  slug: string;
  title: string;
  status: string;
  content: string;
}

/** As much of the REST API of WordPress as the example uses. */
async function startWordPress() {
  const posts: Post[] = [];
  const users = new Set<string | undefined>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    users.add(request.headers.authorization);
    const url = new URL(request.url ?? '', 'http://wp');
    const sent = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {};
    const [, id] = /posts\/(\d+)$/.exec(url.pathname) ?? [];
    const send = (body: unknown) => response.end(JSON.stringify(body));
    if (request.method === 'GET') {
      const found = posts.filter(({ slug }) => slug === url.searchParams.get('slug'));
      return send(found.map((post) => ({ id: post.id, content: { raw: post.content } })));
    }
    const known = posts.find((post) => String(post.id) === id);
    if (known) return send(Object.assign(known, sent));
    posts.push({ id: posts.length + 1, ...sent });
    return send(posts.at(-1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    posts,
    users,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('the example keeps one WordPress post per claim, whatever comes twice, late or from a stranger', async () => {
  const wordpress = await startWordPress();
  const secret = newSecret();
  const child = spawn(process.execPath, [EXAMPLE], {
    env: {
      WEBHOOK_SECRET: shownSecret(secret),
      WP_URL: wordpress.url,
      WP_USER: 'bot',
      WP_APP_PASSWORD: 'a b',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(createInterface(child.stdout), 'line');
    const url = `http://127.0.0.1:${/\d+$/.exec(line)?.[0]}/`;
    const send = async (
      version: number,
      state: string,
      more: { by?: Buffer; at?: Date; body?: string } = {},
    ) => {
      const verdict = {
        code: '4F7K',
        url: 'https://verify.example/verdicts/4F7K',
        state,
        version,
        rating: state === 'published' ? { key: 'false', labels: { ht: 'Fo' } } : null,
        wording: { ht: 'Biwo yo fèmen' },
        texts:
          state === 'published' ? { ht: { summary: 'S', body: `Tèks <b> ${version}`, what_to_do: '' } } : {},
        sources: [{ title: 'x', url: 'javascript:alert(1)' }],
      };
      const body = more.body ?? JSON.stringify({ type: `verdict.${state}`, data: verdict });
      const headers = signedHeaders({ id: `${version}${state}`, at: more.at ?? new Date(), body }, [
        more.by ?? secret,
      ]);
      return (await fetch(url, { method: 'POST', body, headers })).status;
    };
    expect(await send(1, 'published', { by: newSecret() })).toBe(401);
    expect(await send(1, 'published', { at: new Date(Date.now() - 600_000) })).toBe(401);
    expect(wordpress.posts).toEqual([]);
    expect(await Promise.all([send(1, 'published'), send(1, 'published')])).toEqual([204, 204]);
    expect(wordpress.posts).toMatchObject([
      { slug: 'teledjol-4f7k', title: 'Fo: Biwo yo fèmen', status: 'publish' },
    ]);
    expect(wordpress.posts[0]?.content).toContain('Tèks &#60;b&#62; 1');
    expect(wordpress.posts[0]?.content).not.toContain('javascript');
    await send(2, 'published');
    await send(1, 'published');
    expect(wordpress.posts[0]?.content).toContain('; 2');
    await send(2, 'withdrawn');
    await send(2, 'published');
    expect(wordpress.posts).toMatchObject([{ status: 'private' }]);
    expect(wordpress.posts[0]?.content).not.toContain('Tèks');
    expect([...wordpress.users]).toEqual([`Basic ${Buffer.from('bot:a b').toString('base64')}`]);
    wordpress.close();
    expect(await send(3, 'published')).toBe(503);
  } finally {
    child.kill('SIGKILL');
    wordpress.close();
  }
});

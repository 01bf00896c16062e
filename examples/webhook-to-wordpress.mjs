// Takes our webhooks and keeps one WordPress post per claim. See docs/webhooks.md.
//   npm install standardwebhooks
//   WEBHOOK_SECRET=whsec_… WP_URL=https://site.example WP_USER=bot WP_APP_PASSWORD='xxxx xxxx …' node webhook-to-wordpress.mjs
// WP_LANGUAGE (ht) says which text is posted. Put a proxy with https before PORT (8080).
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

// biome-ignore lint/style/noProcessEnv: a program of its own, not part of the gateway.
const { WEBHOOK_SECRET, WP_URL, WP_USER, WP_APP_PASSWORD, WP_LANGUAGE = 'ht', PORT = '8080' } = process.env;
for (const [name, value] of Object.entries({ WEBHOOK_SECRET, WP_URL, WP_USER, WP_APP_PASSWORD })) {
  if (!value) throw new Error(`${name} is missing`);
}
const webhook = new Webhook(WEBHOOK_SECRET);
const authorization = `Basic ${Buffer.from(`${WP_USER}:${WP_APP_PASSWORD}`).toString('base64')}`;
const BODY_MAX = 256 * 1024;

async function wordpress(method, path, json) {
  const response = await fetch(`${WP_URL}/wp-json/wp/v2/${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: json && JSON.stringify(json),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`WordPress answered ${response.status}`);
  return response.json();
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

function postOf(verdict) {
  const first = (by) => by[WP_LANGUAGE] ?? Object.values(by)[0];
  const wording = first(verdict.wording) ?? verdict.code;
  // In the page, not in a database of ours: what is newer is known after a restart, too.
  const mark = `<!-- teledjol ${verdict.version} ${verdict.state} -->`;
  if (verdict.state === 'withdrawn') return { title: wording, content: mark, status: 'private' };
  const { summary, body } = first(verdict.texts);
  const sources = verdict.sources.map(({ title, url }) => {
    const safe = url !== null && /^https?:\/\//.test(url);
    return safe ? `<li><a href="${escaped(url)}">${escaped(title)}</a></li>` : `<li>${escaped(title)}</li>`;
  });
  return {
    title: `${first(verdict.rating.labels)}: ${wording}`,
    excerpt: escaped(summary),
    content: `<p>${escaped(body)}</p><ul>${sources.join('')}</ul><p><a href="${escaped(verdict.url)}">${escaped(verdict.code)}</a></p>${mark}`,
    status: 'publish',
  };
}

async function keep(verdict) {
  const slug = `teledjol-${verdict.code.toLowerCase()}`;
  const [known] = await wordpress('GET', `posts?slug=${slug}&status=publish,private&context=edit`);
  const [, version = 0, state] = /<!-- teledjol (\d+) (\w+) -->/.exec(known?.content.raw ?? '') ?? [];
  // Events may come twice or out of order: the highest version counts, and a withdrawal of it.
  if (Number(version) > verdict.version || (Number(version) === verdict.version && state === 'withdrawn'))
    return;
  if (!known && verdict.state === 'withdrawn') return;
  await wordpress('POST', known ? `posts/${known.id}` : 'posts', { ...postOf(verdict), slug });
}

// One after the other: two events of one claim at once would make two posts.
let last = Promise.resolve();

const server = createServer(async (request, response) => {
  const answer = (status) => response.writeHead(status).end();
  try {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) {
      size += chunk.length;
      if (size > BODY_MAX) return answer(413);
      chunks.push(chunk);
    }
    let event;
    try {
      // Refuses what is not signed by us, and what is older than five minutes.
      event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
    } catch {
      return answer(401);
    }
    if (event.type.startsWith('verdict.')) {
      const done = last.then(() => keep(event.data));
      last = done.catch(() => undefined);
      await done;
    }
    answer(204);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    // We are told again later.
    answer(503);
  }
});
server.listen(Number(PORT), '127.0.0.1', () =>
  process.stdout.write(`listening on ${server.address().port}\n`),
);

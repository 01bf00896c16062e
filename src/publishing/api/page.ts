import type { openApiDocument } from './openapi.ts';

/** What there is, for a developer who opens the address in a browser; needs no script. Made of our own words only. */
export function apiPage({ paths = {}, servers = [] }: ReturnType<typeof openApiDocument>): string {
  const base = servers[0]?.url ?? '';
  const lines = Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'post'] as const).flatMap((method) => {
      const operation = item?.[method];
      if (!operation) return [];
      return `<li><code>${method.toUpperCase()} ${base}${path}</code><br>${operation.summary}. ${operation.description}</li>`;
    }),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Teledjòl API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<h1>Teledjòl API, version 1</h1>
<p>Verdicts are open to everybody. For more, ask the newsroom for a key and send it as
<code>Authorization: Bearer tdj_…</code>. Everything in detail: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>
<ul>${lines.join('')}</ul>
<p>Errors are problem details (RFC 9457). Lists have a <code>next</code>: hand it back as <code>cursor</code>.</p>
</body></html>`;
}

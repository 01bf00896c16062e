import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemSchema } from './problem.ts';
import type { ApiRoute } from './route.ts';
import { API_ROUTES } from './routes.ts';

/** The OpenAPI 3.1 file, made of the same schemas that check requests. */
export function openApiDocument(publicUrl: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of API_ROUTES) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Teledjòl',
      version: '1.0.0',
      description:
        'What the newsroom has found out, for programs; and a door for rumors that partners hear of.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'tdj_…' } } },
    paths,
  });
}

function operationOf(route: ApiRoute) {
  const { summary, scope, wider, method, path, params, query, headers, body } = route;
  const problem = {
    description: 'What is wrong, in words (RFC 9457).',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[{}]/g, '').replace(/\/(.)/g, (_, c) => c.toUpperCase())}`,
    summary,
    description:
      scope === null
        ? `Without a key, or with one to ask more often${wider ? `; with the scope \`${wider}\` more is told` : ''}.`
        : `Scope \`${scope}\`.`,
    security: scope === null ? [{}, { key: [] }] : [{ key: [] }],
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(route.answers).map(([status, schema]) => [
          status,
          { description: 'As asked.', content: { 'application/json': { schema } } },
        ]),
      ),
      '4XX': problem,
      '5XX': problem,
    },
  };
}

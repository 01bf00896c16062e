import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { newApiKey } from '../core/api-key.ts';
import { openApiDocument } from '../publishing/api/openapi.ts';
import { API_ROUTES } from '../publishing/api/routes.ts';
import { addApiKey } from '../store/api-keys.ts';
import type { DeskWorld } from './desk-world.ts';

export const HOST = 'https://verify.example';

const document = openApiDocument(HOST);
const ajv = new Ajv2020({ strict: false });
(formats as unknown as (to: Ajv2020) => void)(ajv);
ajv.addSchema({ ...document, $id: 'api' } as object);

type Init = RequestInit & { key?: string; json?: unknown };

/** Asks below /api/v1, and holds every answer against the OpenAPI file. */
export async function askApi(url: string, path: string, init: Init = {}) {
  const { key, json, ...rest } = init;
  const response = await fetch(`${url}/api/v1${path}`, {
    ...rest,
    ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(key && { authorization: `Bearer ${key}` }),
      ...(rest.headers as Record<string, string>),
    },
  });
  const text = await response.text();
  const body = text === '' ? null : JSON.parse(text);
  if (response.status >= 400) {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(ajv.validate({ $ref: 'api#/components/schemas/Problem' }, body), text).toBe(true);
  } else if (response.status < 300) {
    const method = rest.method ?? (json === undefined ? 'GET' : 'POST');
    const schema = schemaOf(method, path.split('?')[0] ?? '', response.status);
    expect(ajv.validate(schema, body), `${path}: ${ajv.errorsText()}`).toBe(true);
  }
  return { status: response.status, headers: response.headers, body };
}

function schemaOf(method: string, path: string, status: number): object {
  const route = API_ROUTES.find(
    (one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const at = `paths/${route?.path.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
  const schema = at
    .split('/')
    .reduce<unknown>((node, step) => (node as Record<string, unknown>)[step.replaceAll('~1', '/')], document);
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/'));
}

/** A key as an administrator makes it. */
export async function apiKeyFor(
  world: DeskWorld,
  staffId: string,
  scopes: string[] = [],
  more: { expiresAt?: Date; perMinute?: number } = {},
) {
  const { key, publicId, secretHash } = newApiKey();
  const row = { publicId, secretHash, scopes, name: 'Radyo', perMinute: 1_000, expiresAt: null, ...more };
  const id = await addApiKey(world.store.db, { ...row, staffId, now: new Date() });
  return { key, id };
}

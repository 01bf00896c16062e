import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { channelNames, channelSettings } from '../channels/index.ts';
import { freePort } from '../cli/demo/processes.ts';
import { ROLES, VARIABLES } from '../config.ts';
import { freshDatabase } from './database.ts';

import { clearFolder, tempFolder } from './temp-folder.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFile(join(ROOT, path), 'utf8');

describe('what the image runs', () => {
  let app: string;
  let database: { url: string; drop(): Promise<void> };

  beforeAll(async () => {
    // As the Dockerfile lays it out: no TypeScript anywhere but under node_modules.
    app = await tempFolder();
    database = await freshDatabase();
    await promisify(execFile)(process.execPath, ['docker/build.js', join(app, 'dist')], { cwd: ROOT });
    await mkdir(join(app, 'src'));
    for (const file of await copiedFromHere())
      await cp(join(ROOT, file), join(app, file), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(app, 'node_modules'));
    // tsx must not come to help.
    await writeFile(join(app, 'tsconfig.json'), '{ this is no JSON');
  });
  afterAll(async () => {
    await database.drop();
    await clearFolder(app);
  });

  test('speaks, without anything that reads TypeScript', async () => {
    const out = join(app, 'note.ogg');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['src/teledjol.js', 'say', 'Bonjou tout moun', out, '--json'],
      { cwd: app },
    );
    expect(JSON.parse(stdout)).toMatchObject({ file: out, seconds: expect.any(Number) });
    expect((await readFile(out)).toString('latin1', 28, 36)).toBe('OpusHead');
  });

  test('starts, answers, shows its pages with all they are made of, and stops cleanly', async () => {
    const port = await freePort();
    const child = spawn(process.execPath, ['src/teledjol.js', 'start'], {
      cwd: app,
      env: {
        PATH: process.env.PATH,
        PORT: String(port),
        DATABASE_URL: database.url,
        TELEDJOL_SECRET_KEY: randomBytes(32).toString('base64'),
      },
    });
    const ended = once(child, 'exit');
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        said += part;
      });
    const get = async (path: string): Promise<{ status: number; body: string }> => {
      const { statusCode, headers, body } = await request(`http://127.0.0.1:${port}${path}`);
      const text = await body.text();
      if (statusCode !== 303) return { status: statusCode, body: text };
      const next = new URL(String(headers.location), 'http://localhost');
      return get(next.pathname + next.search);
    };
    try {
      await until(async () => child.exitCode !== null || (await get('/healthz')).status === 200, {
        withinMs: 30_000,
        what: 'the built program answers or ends',
      });
      expect(child.exitCode, said).toBeNull();
      for (const page of ['/login', '/simulator']) {
        const { status, body } = await get(page);
        expect(status, page).toBe(200);
        const parts = [...body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
        expect(parts.length, page).toBeGreaterThan(1);
        for (const part of parts) expect((await get(part.replaceAll('&amp;', '&'))).status, part).toBe(200);
      }
      expect((await get('/readyz')).status).toBe(200);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
    expect(child.exitCode, said).toBe(0);
  }, 60_000);

  test('finds its flows and texts', async () => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['src/teledjol.js', 'flow', 'check'], { cwd: app });
    expect(stdout).toContain('in order');
  });

  /** The sources of the last stage's COPY lines; what comes from another stage is made above. */
  async function copiedFromHere(): Promise<string[]> {
    const last = (await read('docker/Dockerfile')).split(/^FROM /m).at(-1) ?? '';
    return last
      .split('\n')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
  }
});

describe('the image', () => {
  test('is given by .dockerignore every file that it copies, and no secret', async () => {
    const ignore = (await read('.dockerignore')).split('\n');
    const given = ignore.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(ignore).toContain('*');
    const copied = (await read('docker/Dockerfile'))
      .split('\n')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from'))
      .flatMap((line) => line.split(' ').slice(1, -1));
    for (const file of copied)
      expect(
        given.some((path) => file === path || file.startsWith(`${path}/`) || path.startsWith(file)),
        file,
      ).toBe(true);
    expect(given.filter((path) => /env|teledjol$|\.git/.test(path))).toEqual([]);
  });

  test('brings fpcalc, and what a linked device needs only where it is asked for', async () => {
    const file = await read('docker/Dockerfile');
    expect(file.split(/^FROM /m).at(-1)).toContain('libchromaprint-tools');
    expect(file).toMatch(/^ARG WHATSAPP_WEB=no$/m);
    const services = parse(await read('docker/compose.yaml'), { merge: true }).services as Record<
      string,
      { build?: { args?: Record<string, string> } }
    >;
    expect(services['gateway-web']?.build?.args?.WHATSAPP_WEB).toMatch(/:-no\}$/);
  });
});

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly disable?: boolean };
}

describe('the compose file', () => {
  const services = async () =>
    (parse(await read('docker/compose.yaml'), { merge: true }) as { services: Record<string, Service> })
      .services;
  const gateways = async () =>
    Object.entries(await services()).filter(([name]) => name.startsWith('gateway'));
  const rolesOf = (gateway: Service) => gateway.environment?.ROLES?.split(',') ?? [];

  test('shares every role out, each to one gateway', async () => {
    const shared = (await gateways()).flatMap(([, gateway]) => rolesOf(gateway));
    expect(shared.sort()).toEqual([...ROLES].sort());
  });

  test('gives every gateway a data volume of its own, because of the spool', async () => {
    const volumes = (await gateways()).map(([, { volumes = [] }]) => volumes);
    for (const each of volumes) expect(each).toHaveLength(1);
    expect(new Set(volumes.flat()).size).toBe(volumes.length);
  });

  test('asks only those for their health who listen', async () => {
    for (const [name, gateway] of await gateways())
      expect(gateway.healthcheck?.disable === true, name).toBe(!rolesOf(gateway).includes('web'));
  });

  test('sets only what the gateway knows', async () => {
    const known = new Set([
      ...Object.keys(VARIABLES),
      ...channelNames().flatMap((channel) => Object.keys(channelSettings(channel))),
    ]);
    const example = [...(await read('docker/env.example')).matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const ofCompose = ['DOMAIN', 'POSTGRES_PASSWORD', 'WHATSAPP_WEB'];
    for (const name of example) expect([...known, ...ofCompose]).toContain(name);
    for (const [, { environment = {} }] of await gateways())
      for (const name of Object.keys(environment)) expect([...known]).toContain(name);
  });

  test('keeps the simulator closed', async () => {
    for (const [name, { environment }] of await gateways())
      expect(environment?.CHANNELS, name).toMatch(/:-twilio\}$/);
  });

  test('keeps what the queue holds over a restart, and never makes room by forgetting', async () => {
    const { redis } = await services();
    expect(redis?.command?.join(' ')).toContain(
      '--appendonly yes --appendfsync everysec --maxmemory-policy noeviction',
    );
    expect(redis?.volumes).toHaveLength(1);
  });

  test('opens nothing to the outside but the proxy', async () => {
    const open = Object.entries(await services()).filter(([, { ports }]) => ports);
    expect(open.map(([name]) => name)).toEqual(['proxy']);
  });

  test('lets the proxy route by /healthz, because a gateway without its database still takes messages', async () => {
    const proxy = await read('docker/Caddyfile');
    expect(proxy).toMatch(/health_uri \/healthz/);
    expect(proxy).not.toMatch(/health_uri \/readyz/);
  });
});

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { available } from '../../testing/available.ts';
import { asAdmin } from '../../testing/database.ts';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { findPlace } from './place.ts';
import { systemUser } from './runner.ts';
import { startEmbedded } from './start.ts';

let folder: string;
let shared: string;

beforeEach(async () => {
  folder = await tempFolder();
  shared = join(folder, 'shared');
});

afterEach(() => clearFolder(folder));

test('data lie in the data directory', async () => {
  const { home } = await findPlace(join(folder, '.teledjol'), { shared });
  expect(home).toBe(join(folder, '.teledjol', 'postgres'));
});

describe.runIf(available.root)('as root', () => {
  test('PostgreSQL runs as another user', async () => {
    const server = await startEmbedded({ dataDir: join(folder, '.teledjol'), shared, watched: false });
    const { uid } = await stat(`/proc/${server.pid}`);
    expect(uid).not.toBe(0);
    expect((await stat(join(server.home, 'cluster', 'data'))).uid).toBe(uid);
    // That user may use the data, and must not be able to read or change what is ours.
    expect((await stat(join(server.home, 'cluster', 'password'))).uid).toBe(0);
    expect((await stat(server.home)).uid).toBe(0);
    await server.stop();
  });

  test('a checkout behind a closed door gets its data elsewhere, and finds them again', async () => {
    const dataDir = join(folder, 'closed', '.teledjol');
    await mkdir(dataDir, { recursive: true });
    await chmod(join(folder, 'closed'), 0o700);
    const first = await startEmbedded({ dataDir, shared, watched: false });
    expect(first.home.startsWith(`${shared}/`)).toBe(true);
    await asAdmin(first.url, (client) => client.query('create table kept (id int)'));
    await first.stop();

    // Opened later: the data stay where they are, and no empty second database appears.
    await chmod(join(folder, 'closed'), 0o755);
    const second = await startEmbedded({ dataDir, shared, watched: false });
    expect(second.home).toBe(first.home);
    await asAdmin(second.url, (client) => client.query('select * from kept'));
    await second.stop();
  });

  test('two checkouts behind closed doors never share data', async () => {
    const homes = [];
    for (const name of ['one', 'other']) {
      await mkdir(join(folder, name), { mode: 0o700 });
      homes.push((await findPlace(join(folder, name, '.teledjol'), { shared })).home);
    }
    expect(new Set(homes).size).toBe(2);
  });

  test('a door closed later is an error that says which', async () => {
    const dataDir = join(folder, 'closing', '.teledjol');
    await mkdir(dataDir, { recursive: true });
    await (await startEmbedded({ dataDir, shared, watched: false })).stop();
    await chmod(join(folder, 'closing'), 0o700);
    await expect(findPlace(dataDir, { shared })).rejects.toThrow(/cannot reach the database in .*closing/);
  });

  test('the system user is made when missing', async () => {
    const name = `teledjol-t${process.pid}`;
    try {
      const made = await systemUser(name);
      expect(made.uid).toBeGreaterThan(0);
      expect(await systemUser(name)).toEqual(made);
    } finally {
      execFileSync('userdel', [name]);
    }
  });

  test('a user that cannot be made is one clear line', async () => {
    await expect(systemUser('not:a:name')).rejects.toThrow(
      /^PostgreSQL cannot run as root and the system user "not:a:name" could not be made.*DATABASE_URL$/,
    );
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import { available } from '../../testing/available.ts';
import { asAdmin, withDatabase } from '../../testing/database.ts';
import { startInOtherProcess } from '../../testing/embedded-process.ts';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { until } from '../../testing/until.ts';
import { findPostmaster } from './postmaster.ts';
import { canEnter } from './runner.ts';
import { birthOf } from './running.ts';
import { startEmbedded } from './start.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await tempFolder();
});

afterEach(() => clearFolder(dataDir));

const start = () => startEmbedded({ dataDir, watched: false });
const dataOf = ({ home }: { home: string }) => join(home, 'cluster', 'data');
const isGone = async (pid: number) => (await birthOf(pid)) === null;

async function ask(url: string, query: string): Promise<unknown> {
  const answer = await asAdmin(url, (client) => client.query({ text: query, rowMode: 'array' }));
  return answer.rows[0]?.[0];
}

test('makes a durable UTF-8 database that only this machine and only we can open', async () => {
  const server = await start();
  expect(await ask(server.url, 'select current_database()')).toBe('teledjol');
  expect(await ask(server.url, 'show server_encoding')).toBe('UTF8');
  expect(await ask(server.url, 'show fsync')).toBe('on');
  expect(await ask(server.url, 'show data_checksums')).toBe('on');
  expect(await ask(server.url, 'show listen_addresses')).toBe('127.0.0.1');
  expect(await ask(server.url, 'show unix_socket_directories')).toBe('');

  const stranger = new URL(server.url);
  stranger.password = 'wrong';
  await expect(ask(stranger.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  stranger.password = '';
  await expect(ask(stranger.href, 'select 1')).rejects.toThrow();
  const methods = 'select array_agg(distinct auth_method) from pg_hba_file_rules';
  expect(await ask(server.url, methods)).toEqual(['scram-sha-256']);
  expect((await stat(join(server.home, 'cluster', 'password'))).mode & 0o077).toBe(0);
  expect((await stat(dataOf(server))).mode & 0o077).toBe(0);
  await server.stop();
});

test('what a failed statement held does not reach the log of the server', async () => {
  const server = await start();
  await ask(server.url, 'create table said (text text unique, at int)');
  await ask(server.url, `insert into said values ('Yo di biwo vòt la fèmen', 1)`);
  await expect(ask(server.url, `insert into said values ('Yo di biwo vòt la fèmen', 2)`)).rejects.toThrow();
  await expect(ask(server.url, `select 'Yo di biwo vòt la fèmen'::int`)).rejects.toThrow();
  await server.stop();
  const log = await readFile(join(server.home, 'postgres.log'), 'utf8');
  expect(log).toContain('database system is ready');
  expect(log).not.toContain('Yo di biwo');
});

test('the last who leaves stops it, and the next start finds the data at the same address', async () => {
  const first = await start();
  await ask(first.url, 'create table kept (id int)');
  await first.stop();
  expect(await isGone(first.pid)).toBe(true);
  const second = await start();
  expect(second).toMatchObject({ adopted: 'started', url: first.url });
  expect(await ask(second.url, 'select count(*) from kept')).toBe('0');
  await second.stop();
});

test('a start adopts the postmaster that a killed run left behind', async () => {
  const killed = await startInOtherProcess(dataDir);
  await ask(killed.url, 'create table kept (id int)');
  await killed.kill();
  const server = await start();
  expect(server).toMatchObject({ adopted: 'adopted', pid: killed.pid, url: killed.url });
  await server.stop();
  expect(await isGone(killed.pid)).toBe(true);
});

test('a second process joins; whoever leaves first leaves it running', async () => {
  const [here, there] = [await start(), await startInOtherProcess(dataDir)];
  expect(there).toMatchObject({ adopted: 'joined', pid: here.pid, url: here.url });
  await here.stop();
  expect(await ask(there.url, 'select 1')).toBe(1);
  await there.leave();
  expect(await isGone(here.pid)).toBe(true);
});

test('a process that was killed does not count as one that still uses it', async () => {
  const [here, there] = [await start(), await startInOtherProcess(dataDir)];
  await there.kill();
  await here.stop();
  expect(await isGone(here.pid)).toBe(true);
  expect(await readdir(join(here.home, 'users'))).toEqual([]);
});

test('processes that start on an empty folder at the same moment end up on one server', async () => {
  const all = await Promise.all([1, 2, 3].map(() => startInOtherProcess(dataDir)));
  expect(new Set(all.map(({ url }) => url)).size).toBe(1);
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
  expect(all.map(({ adopted }) => adopted).sort()).toEqual(['joined', 'joined', 'started']);
  await Promise.all(all.map((one) => one.leave()));
  expect(await isGone(all[0]?.pid ?? 0)).toBe(true);
});

test('one that starts while the last one stops gets a server that stays', async () => {
  let server = await start();
  for (let round = 0; round < 3; round += 1) {
    const [next] = await Promise.all([start(), server.stop()]);
    expect(await ask(next.url, 'select 1')).toBe(1);
    server = next;
  }
  await server.stop();
});

test('after a power cut it recovers what was committed', async () => {
  const server = await start();
  await ask(server.url, 'create table kept (id int)');
  await ask(server.url, 'insert into kept select generate_series(1, 500)');
  process.kill(server.pid, 'SIGKILL');
  const again = await start();
  // At the same address, unless another program has taken the port meanwhile.
  expect(again.adopted).toBe('started');
  expect(again.pid).not.toBe(server.pid);
  expect(await ask(again.url, 'select count(*) from kept')).toBe('500');
  await Promise.all([server.stop(), again.stop()]);
});

test('a number in the pid file that now belongs to another program does not stop the start', async () => {
  const server = await start();
  const { uid, gid } = await stat(dataOf(server));
  process.kill(server.pid, 'SIGKILL');
  await until(() => isGone(server.pid));
  const other = spawn('sleep', ['60'], available.root ? { uid, gid } : {});
  const file = join(dataOf(server), 'postmaster.pid');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^\d+/, String(other.pid)));
  const again = await start();
  expect(again.adopted).toBe('started');
  expect(other.exitCode).toBe(null);
  other.kill();
  await Promise.all([once(other, 'exit'), server.stop(), again.stop()]);
});

test('a start that was killed half way leaves nothing that stands in the way', async () => {
  const home = join(dataDir, 'postgres');
  await mkdir(join(home, 'making-1', 'data'), { recursive: true });
  await writeFile(join(home, 'making-1', 'data', 'PG_VERSION'), '15\n');
  await writeFile(join(home, 'lock'), '1 0 killed');
  const server = await start();
  expect(await readdir(home)).not.toContain('making-1');
  await server.stop();
});

test('a server that dies under us is started again at the same address', async () => {
  const lines: string[] = [];
  const server = await startEmbedded({ dataDir, log: openLog((line) => lines.push(line)) });
  const first = server.pid;
  process.kill(first, 'SIGKILL');
  expect(await until(() => ask(server.url, 'select 1'))).toBe(1);
  await until(() => server.pid !== first, { what: 'the new number is known' });
  expect(lines.filter((line) => line.includes('died and is started again'))).toHaveLength(1);
  expect(lines.join()).not.toContain(new URL(server.url).password);
  await server.stop();
  expect(await findPostmaster(dataOf(server))).toBe(null);
});

describe('says in one line what is wrong', () => {
  test('when the data directory is a file', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    await expect(startEmbedded({ dataDir: file })).rejects.toThrow(/file is not a folder: choose another/);
  });

  test('when the data are of another PostgreSQL', async () => {
    const server = await start();
    await server.stop();
    await writeFile(join(dataOf(server), 'PG_VERSION'), '14\n');
    await expect(start()).rejects.toThrow(/was made by PostgreSQL 14 .* dump it/);
  });

  test('when PostgreSQL will not start', async () => {
    const server = await start();
    await server.stop();
    await writeFile(join(dataOf(server), 'postgresql.auto.conf'), 'nonsense\n');
    await expect(start()).rejects.toThrow(/^the embedded PostgreSQL does not start: .*postgres\.log\)$/);
  });

  test('when somebody changed the password', async () => {
    const server = await start();
    await ask(withDatabase(server.url, 'postgres'), `alter role teledjol password 'another'`);
    await expect(start()).rejects.toThrow(/password authentication failed/);
    await server.stop();
  });
});

const nobody = { uid: 65_534, gid: 65_534 };
const nobodyMayRead = available.root && (await canEnter(import.meta.dirname, nobody));

test.runIf(nobodyMayRead)(
  'an ordinary user runs it as himself, and root then goes on with his data',
  async () => {
    await chown(dataDir, nobody.uid, nobody.gid);
    const theirs = await startInOtherProcess(dataDir, nobody);
    expect((await stat(dataOf(theirs))).uid).toBe(nobody.uid);
    await ask(theirs.url, 'create table kept (id int)');
    await theirs.leave();
    const ours = await start();
    expect(ours.home).toBe(theirs.home);
    expect(await ask(ours.url, 'select count(*) from kept')).toBe('0');
    await ours.stop();
  },
);

test.runIf(nobodyMayRead)('an ordinary user is told when the data belong to somebody else', async () => {
  const ours = await start();
  await ours.stop();
  await expect(startInOtherProcess(dataDir, nobody)).rejects.toThrow(
    /no permission for .*: start as the user/,
  );
});

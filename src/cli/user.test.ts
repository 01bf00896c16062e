import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPassword } from '../console/session/passwords.ts';
import { asAdmin, freshDatabase } from '../testing/database.ts';

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));
let database: Awaited<ReturnType<typeof freshDatabase>>;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'teledjol-user-'));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const secretKey = randomBytes(32).toString('base64');

/** Each of these tests starts the program six times. */
const MANY_STARTS = 120_000;

/** Runs `teledjol user …` as an operator would. */
async function user(args: readonly string[], typed = '') {
  const child = spawn(process.execPath, [LAUNCHER, 'user', ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      TELEDJOL_SECRET_KEY: secretKey,
      TELEDJOL_DATA_DIR: folder,
    },
  });
  child.stdin.end(typed);
  const [said, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  return { said, complained, code };
}

test(
  'an operator adds somebody with a password from standard input, lists and disables them',
  async () => {
    const password = 'kat chat sou do kay';
    const added = await user(
      ['add', 'Marie-Ange', '--role', 'lead', '--password-stdin', '--json'],
      `${password}\n`,
    );
    expect(added).toMatchObject({ complained: '', code: 0 });
    expect(JSON.parse(added.said)).toMatchObject({ name: 'Marie-Ange', role: 'lead', language: 'ht' });

    const rows = await asAdmin(database.url, (client) => client.query('select password_hash from staff'));
    const hash: string = rows.rows[0].password_hash;
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await isPassword(hash, password)).toBe(true);

    expect((await user(['list'])).said).toBe('Marie-Ange  lead\n');
    expect(await user(['disable', 'MARIE-ANGE'])).toMatchObject({ code: 0 });
    const listed = await user(['list', '--json']);
    expect(JSON.parse(listed.said)).toMatchObject({ name: 'Marie-Ange', disabled: true });
    expect(await user(['enable', 'Marie-Ange'])).toMatchObject({ complained: '', code: 0 });
    expect((await user(['list'])).said).toBe('Marie-Ange  lead\n');
  },
  MANY_STARTS,
);

test(
  'a mistake ends with one clear line, adds nobody and never repeats the password',
  async () => {
    const secret = 'yon modpas sekre anpil';
    for (const [args, typed, why] of [
      [
        ['add', 'Jean', '--role', 'boss', '--password-stdin'],
        secret,
        /no role boss: use verifier, lead, admin, protection/,
      ],
      [['add', 'Jean', '--role', 'lead', '--password-stdin'], 'kout', /at least 12/],
      [['add', 'marie-ange ', '--role', 'lead', '--password-stdin'], secret, /called marie-ange\s+already/],
      [['disable', 'Pa La'], '', /nobody is called Pa La/],
      [['enable', 'Pa La'], '', /nobody is called Pa La/],
      [['enable', 'Marie-Ange'], '', /Marie-Ange was not disabled/],
    ] as const) {
      const { said, complained, code } = await user(args, typed);
      expect([said, code]).toEqual(['', 1]);
      expect(complained).toMatch(why);
      expect(complained.trim().split('\n')).toHaveLength(1);
      expect(complained).not.toContain(secret);
    }
    expect((await user(['list'])).said.trim().split('\n')).toHaveLength(1);
  },
  MANY_STARTS,
);

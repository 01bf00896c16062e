import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test.each([
  ['thrown', 'setTimeout(() => { throw error; })'],
  ['rejected', 'void Promise.reject(error)'],
])(
  'an error that is %s and never caught ends the process without a word of what it quotes',
  (_how, crash) => {
    const script = `
    import { logLastWords } from './src/cli/last-words.ts';
    import { openLog } from './src/core/log.ts';
    logLastWords(openLog());
    const error = Object.assign(new Error('null value: +50937000001'), {
      code: '23502', detail: 'Failing row contains (krokodil vyolet).' });
    ${crash};
    setTimeout(() => {}, 60_000);`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      { encoding: 'utf8' },
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ level: 'error', error: { code: '23502' } });
    expect(stderr).toBe('');
    expect(stdout).not.toMatch(/50937000001|krokodil/);
  },
);

import { expect, test } from 'vitest';
import { openLog } from './log.ts';

/** What the log says of an error with this stack. */
function logged(stack: string): Record<string, unknown> {
  const lines: string[] = [];
  const error = new TypeError('cannot read Wozlò of +50937000001');
  error.stack = `TypeError: ${error.message}\n${stack}`;
  openLog((line) => lines.push(line)).error('something went wrong', { error });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('Wozlò');
  expect(lines[0]).not.toContain('50937000001');
  return JSON.parse(lines[0] ?? '').error;
}

test('says of an error its kind and the place of ours where it came up, never its message', () => {
  const stack = [
    '    at parse (file:///app/node_modules/driver/src/parse.ts:5:6)',
    '    at keep (file:///app/src/inbound/accept.ts:10:3)',
  ].join('\n');
  expect(logged(stack)).toEqual({ name: 'TypeError', at: 'src/inbound/accept.ts:10:3' });
});

test('finds the place in the built program, too', () => {
  const stack = [
    '    at Client.query (/app/node_modules/driver/dist/client.js:5:6)',
    '    at async keep (file:///app/dist/inbound/accept.js:9:3)',
  ].join('\n');
  expect(logged(stack)).toEqual({ name: 'TypeError', at: 'dist/inbound/accept.js:9:3' });
});

import { describe, expect, test } from 'vitest';
import { openIds } from './ids.ts';

const ids = openIds(Buffer.alloc(32, 1));
const other = openIds(Buffer.alloc(32, 2));

describe('an id that we make', () => {
  const said = ['2026-11-01 08:00:00', '+50937000001', Buffer.from('bonjou')];

  test('is the same for the same request, and another for other words', () => {
    expect(ids.made(said)).toBe(openIds(Buffer.alloc(32, 1)).made([...said]));
    expect(ids.made(said)).not.toBe(ids.made([...said.slice(0, 2), Buffer.from('bonswa')]));
    expect(ids.made(['ab', 'c'])).not.toBe(ids.made(['a', 'bc']));
  });

  test('cannot be tried out by who has the row and not our key', () => {
    expect(ids.made(said)).not.toBe(other.made(said));
  });
});

describe('an id of the gateway', () => {
  test('stays as it is under the name of its account', () => {
    expect(ids.of('digicel', 'a1-b2', '+50937000001')).toBe('digicel:a1-b2');
  });

  test('that holds the number of the person, or cannot be kept as it is, becomes one that only we can make', () => {
    for (const id of ['msg-50937000001-9', 'with a space', 'x'.repeat(201)]) {
      const made = ids.of('digicel', id, '+50937000001');
      expect(made).toMatch(/^digicel:[0-9a-f]{40}$/);
      expect(made).not.toBe(other.of('digicel', id, '+50937000001'));
    }
  });
});

import { expect, test } from 'vitest';
import { segments } from '../../core/sms.ts';
import { capabilitiesOf } from './capabilities.ts';
import { readEntries } from './entries.ts';

test.each(['🙏', 'a🙏', '€', 'ж', 'x'])(
  'the longest text of nothing but %j is no more parts than the gateway takes',
  (letter) => {
    for (const parts of [3, 4, 5, 10, 20]) {
      const [entry] = readEntries(`a=kannel ?secret=an-invented-secret&parts=${parts}`);
      if (!entry) throw new Error('no entry');
      const { max } = capabilitiesOf(entry).text;
      const text = letter.repeat(Math.floor(max / letter.length));
      expect(segments(text).segments).toBeLessThanOrEqual(parts);
    }
  },
);

test('a gateway that cannot be called sends no bulletins and stands in for nobody', () => {
  const of = (text: string) => readEntries(text).map((entry) => capabilitiesOf(entry))[0];
  expect(of('a=kannel ?secret=an-invented-secret')).toMatchObject({ bulk: false, answersOnly: true });
  const called = of('a=kannel http://127.0.0.1:1/x?secret=an-invented-secret&reply=answer');
  expect(called).toMatchObject({ bulk: true });
  expect(called).not.toHaveProperty('answersOnly');
});

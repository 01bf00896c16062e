import { describe, expect, test } from 'vitest';
import { haitiSms, samplesAreHere } from '../testing/language/samples.ts';
import { hasCheckDigit } from './damm.ts';
import { isObserverReport } from './observer-report.ts';

const withCheckDigit = (digits: string) =>
  digits + [...'0123456789'].find((digit) => hasCheckDigit(digits + digit));
const OBSERVER = withCheckDigit('1234');
const INCIDENT = withCheckDigit('21');

test.each([
  `${OBSERVER} ${INCIDENT}`,
  `${OBSERVER}*${INCIDENT}#`,
  `#${OBSERVER}#${INCIDENT}#`,
  `  ${OBSERVER}, ${INCIDENT}: yo fèmen pòt la anvan lè`,
  `${INCIDENT} ${OBSERVER}`,
  `INC ${OBSERVER}-${INCIDENT}`,
  `${OBSERVER}\n${INCIDENT}\nmoun yo toujou nan liy`,
  [...`${OBSERVER} ${INCIDENT}`]
    .map((letter) => (letter === ' ' ? ' ' : String.fromCodePoint(letter.charCodeAt(0) + 0xfee0)))
    .join(''),
])('%j is a report', (text) => {
  expect(isObserverReport(text)).toBe(true);
});

test.each([
  '',
  OBSERVER,
  INCIDENT,
  '1 2',
  `${OBSERVER}${INCIDENT}`,
  `mwen rele 3712 3456 a 3zè`,
  `yo di m voye sa bay nimewo ki nan afich la: ${OBSERVER} ${INCIDENT}`,
])('%j is none', (text) => {
  expect(isObserverReport(text)).toBe(false);
});

test('one wrong digit in either makes it none', () => {
  for (const right of [OBSERVER, INCIDENT])
    for (let at = 0; at < right.length; at++) {
      const wrong = right.slice(0, at) + ((Number(right[at]) + 1) % 10) + right.slice(at + 1);
      const [observer, incident] = right === OBSERVER ? [wrong, INCIDENT] : [OBSERVER, wrong];
      expect(isObserverReport(`${observer} ${incident}`), `${observer} ${incident}`).toBe(false);
    }
});

describe('what people really write', () => {
  test.runIf(samplesAreHere)('looks like a report in less than one of a thousand', () => {
    const texts = haitiSms().map(({ text }) => text);
    expect(texts.length).toBeGreaterThan(1_000);
    const mistaken = texts.filter(isObserverReport).length;
    expect(mistaken / texts.length, `${mistaken} of ${texts.length}`).toBeLessThan(0.001);
  });
});

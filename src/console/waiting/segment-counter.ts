import { readFileSync } from 'node:fs';
import { foldToGsm7, segments } from '../../core/sms.ts';

/** Blocks in which folding finds near letters: Latin, marks, Greek capitals, punctuation, signs. */
const BLOCKS = [
  [0x0a, 0x24f],
  [0x2b0, 0x36f],
  [0x391, 0x3a9],
  [0x1e00, 0x1eff],
  [0x2000, 0x20ac],
  [0x2215, 0x2215],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
] as const;

/**
 * The script that counts SMS while somebody types, with its table made from core/sms.ts, so that there is one truth.
 */
export function segmentCounter(): string {
  const lettersByCost = new Map<number, string>();
  for (const [from, to] of BLOCKS) {
    for (let code = from; code <= to; code++) {
      const letter = String.fromCharCode(code);
      // Between two letters: a mark on its own would be measured as something else.
      const counted = segments(foldToGsm7(`l${letter}l`));
      if (counted.alphabet !== 'gsm7') continue;
      const cost = counted.units - 2;
      lettersByCost.set(cost, (lettersByCost.get(cost) ?? '') + letter);
    }
  }
  const table = [...lettersByCost].map(([cost, letters]) => [letters, cost]);
  const head = `const UNITS = new Map(${JSON.stringify(table)}.flatMap(([all, cost]) => [...all].map((one) => [one, cost])));\n`;
  return head + readFileSync(new URL('../assets/segment-counter.js', import.meta.url), 'utf8');
}

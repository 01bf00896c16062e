import { loadTexts } from '../i18n.ts';
import { measureTexts, readSmsBudget, type TextSize } from './texts-check.ts';

/** Prints what texts cost by SMS at their longest. Ends with 1 where one that goes out by SMS is not as it should be. */
export function runTexts(options: { sms?: boolean; check?: boolean; json?: boolean }): void {
  const all = measureTexts(loadTexts(), readSmsBudget());
  const wrong = all.filter(({ problems }) => problems.length > 0);
  const shown = options.check ? wrong : all.filter(({ sms }) => sms || !options.sms);
  for (const one of shown) console.log(options.json ? JSON.stringify(one) : lineOf(one));
  if (wrong.length > 0) process.exitCode = 1;
  else if (options.check && !options.json)
    console.log(`${all.filter(({ sms }) => sms).length} texts fit their SMS`);
}

function lineOf({ language, key, sms, alphabet, units, segments, most, problems }: TextSize): string {
  const count = `${String(units).padStart(5)}  ${segments} SMS${most > 1 ? ` of ${most}` : ''}`;
  const said = `${language}  ${key.padEnd(36)}  ${alphabet}  ${count}${sms ? '' : '  (never by SMS)'}`;
  return [said, ...problems.map((problem) => `    ${problem}`)].join('\n');
}

import { once } from 'node:events';
import { type Guess, guessLanguage } from '../language/guess.ts';

/**
 * Prints which language a text is in, and how sure that is.
 * @param text `-`: every line of standard input is a text, and gets a line as soon as it is there
 */
export async function runLanguage(text: string, options: { json?: boolean }): Promise<void> {
  const said = (each: string) => {
    const guess = guessLanguage(each);
    return `${options.json ? JSON.stringify(guess) : lineOf(guess)}\n`;
  };
  if (text !== '-') {
    process.stdout.write(said(text));
    return;
  }
  for await (const lines of linesOf(process.stdin)) {
    // Who reads slower than we guess is waited for.
    if (!process.stdout.write(lines.map(said).join(''))) await once(process.stdout, 'drain');
  }
}

const lineOf = ({ language, sure, margin }: Guess) =>
  sure ? `${language} (sure, margin ${margin})` : `unsure: ${language}? (margin ${margin})`;

/** By line feed alone: `readline` also breaks at signs that may stand inside a text, and answers must stay in step. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string[]> {
  let rest = '';
  input.setEncoding('utf8');
  for await (const chunk of input) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines.map((line) => line.replace(/\r$/, ''));
  }
  if (rest !== '') yield [rest];
}

import { once } from 'node:events';

/**
 * Answers a text, or with `-` every line of standard input as soon as it is there.
 * @param answer of a text, with its line end
 */
export async function eachLine(text: string, answer: (text: string) => string): Promise<void> {
  if (text !== '-') {
    process.stdout.write(answer(text));
    return;
  }
  for await (const lines of linesOf(process.stdin)) {
    // Who reads slower than we answer is waited for.
    if (!process.stdout.write(lines.map(answer).join(''))) await once(process.stdout, 'drain');
  }
}

/** The same for answers that take their time: one after the other, each printed as soon as it is there. */
export async function eachLineInTurn(
  text: string,
  answer: (text: string, number: number) => Promise<string>,
): Promise<void> {
  if (text !== '-') {
    process.stdout.write(await answer(text, 1));
    return;
  }
  let number = 0;
  for await (const lines of linesOf(process.stdin))
    for (const line of lines) {
      number += 1;
      if (!process.stdout.write(await answer(line, number))) await once(process.stdout, 'drain');
    }
}

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

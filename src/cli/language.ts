import { type Guess, guessLanguage } from '../language/guess.ts';
import { eachLine } from './lines.ts';

/**
 * Prints which language a text is in, and how sure that is.
 * @param text `-`: every line of standard input is a text, and gets a line as soon as it is there
 */
export async function runLanguage(text: string, options: { json?: boolean }): Promise<void> {
  const said = (each: string) => {
    const guess = guessLanguage(each);
    return `${options.json ? JSON.stringify(guess) : lineOf(guess)}\n`;
  };
  await eachLine(text, said);
}

const lineOf = ({ language, sure, margin }: Guess) =>
  sure ? `${language} (sure, margin ${margin})` : `unsure: ${language}? (margin ${margin})`;

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** Goes into buttons and results: short, and the same in every language. */
const id = z.string().regex(/^[a-z][a-z0-9_]{0,29}$/, 'use at most 30 of a-z, 0-9 and _');
/** One text per language, by the names of the folders under locales/. */
const texts = z.record(z.string().regex(/^[a-z]{2,3}$/), z.string().min(1));
/** For whoever translates or checks; nobody else reads it. */
const note = z.string().optional();

const quizOption = z.strictObject({ id, label: texts });

const quizQuestion = z.strictObject({
  id,
  text: texts,
  /** In the order in which they are offered. */
  options: z.array(quizOption).min(2).max(4),
  /** The id of the right option. */
  right: id,
  /** Told after every answer. */
  reason: texts,
  /** Where the fact stands: for whoever reviews the bank. */
  source: z.string().min(1),
  note,
});

const quizBank = z.strictObject({
  id,
  /** Goes up with every change of a question. A run that began on an older one goes on with it while its file is kept. */
  version: z.int().positive(),
  title: texts,
  questions: z.array(quizQuestion).min(1).max(30),
  note,
});

export type QuizQuestion = z.infer<typeof quizQuestion>;
/** Questions of one subject, asked one a message in the order of the file. */
export type QuizBank = z.infer<typeof quizBank>;

/**
 * Every bank of a folder: each `.json` in it is one, so that an operator adds or replaces a bank with a file.
 * @throws Error with what is wrong in the first file that is no bank
 */
export function readBanks(folder: URL): QuizBank[] {
  const path = fileURLToPath(folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readBank(join(path, name), name));
}

function readBank(path: string, name: string): QuizBank {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`quiz/${name}: ${error instanceof Error ? error.message : error}`);
  }
  const read = quizBank.safeParse(written);
  if (read.success) return read.data;
  throw new Error(`quiz/${name}: ${z.prettifyError(read.error)}`);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Medium } from '../core/message.ts';

/** A text per language. */
type Named = Readonly<Record<string, string>>;

/** One message of an invented person. */
export interface ExerciseLine {
  /** Minutes after the day begins. */
  readonly at: number;
  readonly medium: Medium;
  /** Whose simulated phone; the same word is the same person. */
  readonly person: string;
  /** Key of {@link Exercise.rumors}. */
  readonly rumor: string;
  readonly text: string;
  readonly forwarded?: 'once' | 'often' | undefined;
}

/** What a trainer knows of a rumor: the sources that trainees may "find", and what they should come to. */
export interface ExerciseRumor {
  readonly title: Named;
  readonly rating?: string | undefined;
  readonly exit?: string | undefined;
  readonly facts: Named;
}

/** A day for the training newsroom. */
export interface Exercise {
  readonly id: string;
  readonly name: Named;
  readonly rumors: Readonly<Record<string, ExerciseRumor>>;
  /** In the order in which they come. */
  readonly lines: readonly ExerciseLine[];
}

const named = z.record(z.string(), z.string().min(1));
const clock = z
  .string()
  .regex(/^\d{1,2}:[0-5]\d$/)
  .transform((text) => {
    const [hours = 0, minutes = 0] = text.split(':').map(Number);
    return hours * 60 + minutes;
  });
const line = z
  .union([
    z.tuple([clock, z.enum(['sms', 'whatsapp', 'telegram']), z.string(), z.string(), z.string().min(1)]),
    z.tuple([
      clock,
      z.enum(['sms', 'whatsapp', 'telegram']),
      z.string(),
      z.string(),
      z.string().min(1),
      z.enum(['once', 'often']),
    ]),
  ])
  .transform(
    ([at, medium, person, rumor, text, forwarded]): ExerciseLine => ({
      ...{ at, medium, person, rumor, text },
      ...(forwarded && { forwarded }),
    }),
  );
const exercise = z
  .strictObject({
    id: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
    name: named,
    rumors: z.record(
      z.string(),
      z
        .strictObject({
          title: named,
          rating: z.enum(['true', 'half_true', 'unproven', 'misleading', 'false', 'harmful']).optional(),
          exit: z.enum(['not_checkable', 'out_of_scope']).optional(),
          facts: named,
        })
        .refine(({ rating, exit }) => (rating === undefined) !== (exit === undefined), 'rating or exit'),
    ),
    lines: z.array(line).min(1),
  })
  .refine(({ rumors, lines }) => lines.every(({ rumor }) => rumor in rumors), 'a line names no rumor')
  .refine(({ lines }) => lines.every(({ at }, i) => at >= (lines[i - 1]?.at ?? 0)), 'lines are out of order');

/**
 * Every day of a folder: each `.yaml` in it is one.
 * @throws Error in one line naming the file and where it is wrong
 */
export function readExercises(folder: URL): Exercise[] {
  const path = fileURLToPath(folder);
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readExercise(name, readFileSync(join(path, name), 'utf8')));
}

/** @param written YAML */
export function readExercise(name: string, written: string): Exercise {
  let value: unknown;
  try {
    value = parse(written);
  } catch (error) {
    throw new Error(`exercises/${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
  const read = exercise.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`exercises/${name}: ${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
}

import { z } from 'zod';

/** Errors as RFC 9457 has them: what is wrong in words for the developer who reads it, nothing of what was sent. */
export const problemSchema = z
  .strictObject({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(z.strictObject({ at: z.string(), says: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
type ProblemBody = z.infer<typeof problemSchema>;

const PROBLEMS = {
  invalid: [400, 'The request is not as it should be'],
  cursor: [400, 'The cursor is none of ours'],
  key_missing: [401, 'A key is needed'],
  key_refused: [401, 'The key does not open this'],
  scope_missing: [403, 'The key may not do this'],
  not_found: [404, 'There is nothing here'],
  too_large: [413, 'The body is too large'],
  not_json: [415, 'The body must be JSON'],
  other_request: [422, 'This Idempotency-Key was used for something else'],
  too_many: [429, 'Too many requests'],
  matching_away: [503, 'Texts cannot be compared at the moment'],
  failed: [500, 'Something failed on our side'],
} as const;
type ProblemKind = keyof typeof PROBLEMS;

/** Thrown by what serves a request; becomes the answer. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: ProblemBody['errors'];
  constructor(kind: ProblemKind, detail: string, errors?: ProblemBody['errors']) {
    super(detail);
    this.kind = kind;
    this.errors = errors;
  }

  body(publicUrl: string): ProblemBody {
    const [status, title] = PROBLEMS[this.kind];
    const type = `${publicUrl}/api#${this.kind}`;
    return { type, title, status, detail: this.message, ...(this.errors && { errors: this.errors }) };
  }
}

/** Fastify's own refusals, in the same words as ours; everything unknown is ours to mend. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status === 413) return new Problem('too_large', 'At most 64 kB are taken.');
  if (status === 415) return new Problem('not_json', 'Send Content-Type: application/json.');
  if (status === 429) return new Problem('too_many', 'Wait for as many seconds as Retry-After says.');
  if (status >= 400 && status < 500) return new Problem('invalid', 'The body is no JSON that we can read.');
  return new Problem('failed', 'It is noted here. Try again later.');
}

/** @throws Problem that names each field and what is wrong with it, never its value */
export function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = read.error.issues.slice(0, 20).map(({ path, message }) => ({
    at: [where, ...path.map(String)].join('.'),
    says: message,
  }));
  throw new Problem('invalid', `Look at ${errors.map(({ at }) => at).join(', ')}.`, errors);
}

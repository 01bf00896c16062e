import { z } from 'zod';
import { RATINGS } from '../../store/verdicts.ts';
import { verdictSchema } from '../public-verdict.ts';

/** What requests must look like and what answers do look like; the OpenAPI file is made of these. */

/** Lines of a page unless told. */
export const PAGE = 20;
const PAGE_MAX = 100;

const language = z.string().regex(/^[a-z]{2,3}$/, 'A language code, e.g. ht.');
export const category = z.string().regex(/^[a-z0-9_]{1,40}$/, 'A key of a category.');
export const since = z.iso.datetime({
  offset: true,
  error: 'A time in ISO 8601, e.g. 2026-11-26T14:00:00Z.',
});
export const moment = z.iso.datetime();
export const order = z.enum(['newest', 'oldest']).meta({
  description: 'By `updated_at`. To keep a copy, ask for `oldest` with `updated_since`: nothing is missed.',
});
export const limit = z.coerce
  .number()
  .int()
  .min(1)
  .max(PAGE_MAX)
  .meta({ description: `${PAGE} unless told.` });
export const codeParams = z.strictObject({
  code: z.string().regex(/^[A-Za-z0-9]{4}$/, 'Four letters and digits.'),
});

export const verdictsQuery = z.strictObject({
  language: language.optional().meta({ description: 'Written in it.' }),
  category: category.optional(),
  rating: z.enum(RATINGS).optional(),
  since: since.optional().meta({ description: 'First published since.' }),
  updated_since: since.optional().meta({
    description: 'Published, corrected or withdrawn since. Only then are the withdrawn listed.',
  }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .refine((words) => !words.includes('\u0000'), 'No such sign.')
    .optional()
    .meta({
      description: 'Words, or beginnings of words, that all stand in it; accents and case do not matter.',
    }),
  order: order.optional(),
  limit: limit.optional(),
  cursor: z.string().max(300).optional().meta({ description: '`next` of the page before.' }),
});
export const verdictsPage = z
  .strictObject({ verdicts: z.array(verdictSchema), next: z.string().nullable() })
  .meta({ id: 'VerdictPage' });

export const tipBody = z
  .strictObject({
    text: z.string().trim().min(1).max(2_000).meta({ description: 'The rumor, as it was heard.' }),
    link: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional()
      .meta({ description: 'Where it was seen.' }),
    language: language.optional(),
  })
  .meta({ id: 'NewTip' });
export const tipHeaders = z.object({
  'idempotency-key': z
    .string('Send your own id of this rumor as Idempotency-Key.')
    .regex(/^[\x21-\x7e]{1,200}$/, '1 to 200 letters, digits and signs without spaces.')
    .meta({ description: 'Your own id of this rumor: sent again, it is the same tip.' }),
});
export const tipReceipt = z.strictObject({ code: z.string() }).meta({ id: 'TipReceipt' });
export const tipStatus = z
  .strictObject({
    code: z.string(),
    state: z.enum(['waiting', 'working', 'answered', 'closed', 'dismissed']),
    closed_as: z.string().nullable().meta({ description: 'Of `closed`: why there is no verdict.' }),
    verdict: verdictSchema.nullable(),
  })
  .meta({ id: 'TipStatus' });

export const figuresQuery = z.strictObject({
  from: z.iso.date('A day, e.g. 2026-11-01.'),
  until: z.iso.date('A day, e.g. 2026-11-26.').meta({ description: 'Not included.' }),
});
const spread = z.strictObject({
  count: z.int(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
});
export const figuresAnswer = z
  .strictObject({
    tips: z.int(),
    people: z.int(),
    acknowledged_seconds: spread,
    decided_seconds: spread,
    delivered_seconds: spread,
    a_day_old: z.int(),
    answered_within_a_day: z.int(),
    answered_by_matching: z.int(),
    wrong_matches: z.int(),
  })
  .meta({ id: 'Figures' });

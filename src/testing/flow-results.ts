import { z } from 'zod';

/**
 * What the Flow Results specification (1.0.0-rc1, with the session column that its tools ask for) and the Data Package
 * and Data Resource of Frictionless v1 require of a package on disk. Written from their texts, apart from our own types.
 */

/** RFC 3339 `date-time`; FLOIP wants a numeric offset, also for UTC. */
const timestamp = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d:\d\d$/);
const name = z.string().regex(/^[a-z0-9._-]+$/);

const COLUMNS = [
  ['timestamp', 'datetime'],
  ['row_id', 'string'],
  ['contact_id', 'string'],
  ['session_id', 'string'],
  ['question_id', 'string'],
  ['response', 'any'],
  ['response_metadata', 'object'],
] as const;

export const flowResultsDescriptor = z.object({
  profile: z.literal('flow-results-package'),
  name,
  flow_results_specification_version: z.literal('1.0.0-rc1'),
  created: timestamp,
  modified: timestamp,
  id: z.uuidv4(),
  title: z.string().min(1),
  resources: z.tuple([
    z
      .object({
        profile: z.literal('data-resource'),
        name,
        // Never an absolute path, nor one that leads out of the folder.
        path: z.string().regex(/^(?!\/)(?!.*\.\.)[\w./-]+$/),
        access_method: z.enum(['file', 'api']).optional(),
        mediatype: z.string().regex(/^.+\/.+$/),
        encoding: z.string(),
        schema: z.object({
          language: z
            .string()
            .regex(/^[a-z]{3}$/)
            .optional(),
          fields: z
            .array(z.object({ name: z.string(), title: z.string(), type: z.string() }))
            .refine(
              (fields) =>
                JSON.stringify(fields.map((one) => [one.name, one.type])) === JSON.stringify(COLUMNS),
              'are not the seven columns of Flow Results',
            ),
          questions: z.record(
            z.string(),
            z.object({
              type: z.literal('select_one'),
              label: z.string().min(1),
              type_options: z.object({ choices: z.array(z.string()).min(1) }),
            }),
          ),
        }),
      })
      // Rows stand in their own file.
      .refine((resource) => !('data' in resource), 'has its data inline'),
  ]),
});

export const flowResultsRows = z.array(
  z.tuple([
    timestamp,
    z.union([z.string(), z.int()]),
    z.union([z.string(), z.int()]),
    z.union([z.string(), z.int()]),
    z.string(),
    z.string(),
    z.record(z.string(), z.unknown()),
  ]),
);

import { z } from 'zod';

/**
 * The vocabulary of a flow file: six words and no expressions. A file is checked against this and turned into
 * plain data (flow.ts); `flows/flow.schema.json` is written from it, for editors. Anything cleverer than this is
 * an action in TypeScript, not another word here.
 */
const name = z.string().regex(/^[a-z][a-z0-9_]*$/, 'must be a name in lower case, e.g. ask_place');
const textKey = name.describe('Key of a text in locales/<language>/<flow>.json');
const target = z
  .union([name, z.strictObject({ flow: name, state: name.optional() })])
  .describe('A state of this flow, or { flow, state } for another flow');

const choice = z.union([
  name,
  z.strictObject({
    id: name,
    words: z
      .string()
      .regex(/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$/, 'must be the full key of a word list, e.g. common.words.yes')
      .describe('Full key of a list of words in the locales that mean this choice, e.g. common.words.yes'),
  }),
]);

const retry = z
  .strictObject({
    say: textKey.optional().describe('Said before the question is asked again'),
    max: z.int().min(0).max(5).describe('How often it is asked again'),
    goto: target.describe('Where it goes on when no answer fitted'),
  })
  .describe('What happens with an answer that does not fit');

const span = z
  .string()
  .regex(/^[1-9]\d*[smhd]$/, 'must be a time such as 60s, 20m, 24h or 2d')
  .describe('A time such as 60s, 20m, 24h or 2d');

const ask = z.strictObject({
  ask: textKey,
  expect: z.union([
    z.literal('text').describe('Any words'),
    z.literal('message').describe('Words, a picture, a voice note or a pin'),
    z.literal('yes_no').describe('Choices yes and no, with the labels <ask>.yes and <ask>.no'),
    z.literal('number').describe('A number, in digits or words'),
    z.literal('when').describe('A day or an hour, in words or digits; kept as ISO 8601'),
    z.literal('phone').describe('A phone number; kept as E.164'),
    z.literal('media').describe('A picture, a voice note or a file'),
    z.literal('location').describe('A pin; kept as latitude,longitude'),
    z.literal('place').describe('A place by name or code, or a pin; kept as its code. Needs `which`'),
    z.strictObject({
      choices: z.array(choice).min(2).max(10).describe('Labels are the texts <ask>.<choice>'),
    }),
    z.strictObject({
      options: name.describe('The answer in which an action put the choices'),
      many: z.boolean().optional().describe('Several may be chosen; kept with commas between'),
    }),
  ]),
  which: textKey.optional().describe('Asked where the name of a place fits several'),
  save: name
    .optional()
    .describe('The name under which the answer is kept; as it was written, under <save>_said'),
  goto: z.union([target, z.record(name, target)]).describe('One target, or one per choice'),
  retry,
  skip: target.optional().describe('Where somebody goes on who writes 0, or a word of common.words.skip'),
  remind: z
    .strictObject({ after: span, say: textKey })
    .optional()
    .describe('Said once, with the question, when nothing came since it was really sent'),
  expire: z
    .strictObject({ after: span, goto: target.optional().describe('What is still done, in silence') })
    .optional()
    .describe('When the wait is over; after 24h unless told'),
  collect: z
    .strictObject({ of: name, within: span, goto: target })
    .optional()
    .describe('What is no answer and comes so soon belongs to what is kept under `of`, and goes there'),
});

const call = z.strictObject({
  call: name.describe('An action of conversation/actions/'),
  with: z
    .record(name, z.string())
    .optional()
    .describe('What the action gets: words as they stand, or $name for an answer'),
  outcomes: z.record(name, target).describe('Where each outcome of the action leads'),
});

const say = z.strictObject({ say: textKey, goto: target });
const goto = z.strictObject({ goto: target });
const handoff = z.strictObject({
  handoff: name.describe('The desk whose people take over'),
  reason: name.describe('Why, for the people who take over'),
  say: textKey.optional(),
});
const end = z.strictObject({ end: name.describe('How it ended'), say: textKey.optional() });

/** By the word that makes the kind; looked for in this order, because `say` and `goto` go with others too. */
export const STATE_KINDS = { ask, call, handoff, end, say, goto } as const;

const given = z.union([name, z.object({ outcome: name }).catchall(z.string())]);

const example = z.strictObject({
  name: z.string().min(1),
  begin: z
    .union([name, z.strictObject({ state: name, answers: z.record(name, z.string()).optional() })])
    .optional()
    .describe('The state it begins at; the start of the flow unless told'),
  given: z
    .record(name, z.union([given, z.array(given).min(1)]))
    .optional()
    .describe('How each action ends: an outcome, with answers it gives, or several in turn'),
  chat: z
    .array(
      z.union([
        z.strictObject({ user: z.string().describe('What the person writes') }),
        z.strictObject({ tap: name.describe('The choice the person taps') }),
        z.strictObject({ media: z.string().describe('A picture or voice note with these words, or none') }),
        z.strictObject({ pin: z.tuple([z.number(), z.number()]).describe('Latitude and longitude') }),
        z.strictObject({ back: z.literal(true).describe('The person wants to the question before') }),
        z.strictObject({ time: z.enum(['remind', 'expire']).describe('Nothing came for so long') }),
        z.strictObject({ bot: z.array(z.string()).describe('Keys of the texts said in one turn') }),
      ]),
    )
    .min(1),
  ends: name.optional().describe('The outcome it ends with'),
  hands_over: name.optional().describe('The reason for which a person takes over at the end'),
  answers: z.record(name, z.string()).optional().describe('What has been saved at the end'),
});

const head = {
  flow: name.describe('The name of the file without .yaml'),
  about: z.string().optional().describe('What it is for, in a sentence'),
  version: z.int().min(1).describe('Raise it when states change their meaning'),
  start: name.describe('The first state'),
  entries: z.array(name).optional().describe('Other states at which the program may begin'),
  takes: z.array(name).optional().describe('Answers that may be carried in at the beginning'),
  private: z.boolean().optional().describe('What people say in it is not kept'),
  moved: name
    .optional()
    .describe('Where a conversation of another version goes on; the open question or the start unless told'),
};
const tail = { examples: z.array(example).min(1).describe('Conversations that are this flow’s tests') };

/** Without the states: those are checked one by one, each by its kind, for errors that say what is meant. */
export const flowShell = z.strictObject({ ...head, states: z.record(name, z.unknown()), ...tail });

/** The whole file, for the JSON Schema of editors. */
const flowFile = z.strictObject({
  ...head,
  states: z.record(name, z.union([ask, call, handoff, end, say, goto])),
  ...tail,
});

export type RawTarget = z.infer<typeof target>;
export type RawAsk = z.infer<typeof ask>;
export type RawState =
  | RawAsk
  | z.infer<typeof call>
  | z.infer<typeof handoff>
  | z.infer<typeof end>
  | z.infer<typeof say>
  | z.infer<typeof goto>;
export type Example = z.infer<typeof example>;
export type RawFlow = Omit<z.infer<typeof flowShell>, 'states'> & {
  readonly states: Record<string, RawState>;
};

/** The text of `flows/flow.schema.json`, laid out as the formatter would: short lists on one line. */
export function flowJsonSchema(): string {
  const schema = z.toJSONSchema(flowFile, { target: 'draft-7', io: 'input' });
  const text = JSON.stringify({ title: 'A conversation flow', ...schema }, null, 2);
  return `${text.replace(/\[\n\s+("[^"]*"(?:,\s+"[^"]*")*)\s+\]/g, (_, list: string) => `[${list.replace(/,\s+/g, ', ')}]`)}\n`;
}

import { z } from 'zod';
import { type Refusal, refusal } from './refusal.ts';

/** Without white space at its ends, as Meta wants ids and titles. */
const word = (max: number) =>
  z
    .string()
    .regex(/^\S(.*\S)?$/su, 'empty, or space at an end')
    .max(max);
const file = { id: z.string().regex(/^\d+$/) };
const caption = { caption: z.string().min(1).max(1024).optional() };
const image = z.strictObject({ ...file, ...caption });
const video = z.strictObject({ ...file, ...caption });
const document = z.strictObject({ ...file, ...caption, filename: z.string().min(1).max(240).optional() });
const audio = z.strictObject({ ...file, voice: z.boolean().optional() });

const unique = <T>(key: (item: T) => string) => ({
  check: (items: readonly T[]) => new Set(items.map(key)).size === items.length,
});

const button = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: word(256), title: word(20) }),
});
const row = z.strictObject({ id: word(200), title: word(24), description: z.string().max(72).optional() });
const body = z.strictObject({ text: z.string().min(1).max(1024) });
const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    header: z
      .union([
        z.strictObject({ type: z.literal('image'), image: z.strictObject(file) }),
        z.strictObject({ type: z.literal('video'), video: z.strictObject(file) }),
        z.strictObject({
          type: z.literal('document'),
          document: z.strictObject({ ...file, filename: z.string().optional() }),
        }),
      ])
      .optional(),
    body,
    action: z.strictObject({
      buttons: z
        .array(button)
        .min(1)
        .max(3)
        .refine(unique<z.output<typeof button>>(({ reply }) => reply.id).check, 'an id twice')
        .refine(unique<z.output<typeof button>>(({ reply }) => reply.title).check, 'a title twice'),
    }),
  }),
  z.strictObject({
    type: z.literal('list'),
    body,
    action: z.strictObject({
      button: word(20),
      sections: z
        .array(z.strictObject({ title: word(24).optional(), rows: z.array(row).min(1) }))
        .min(1)
        .max(10)
        .refine(
          (all) => all.length === 1 || all.every(({ title }) => title !== undefined),
          'a title is missing',
        )
        .refine((all) => all.flatMap(({ rows }) => rows).length <= 10, 'more than 10 rows in all')
        .refine(
          (all) => unique<z.output<typeof row>>(({ id }) => id).check(all.flatMap(({ rows }) => rows)),
          'an id twice',
        ),
    }),
  }),
]);

const contents = {
  text: z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  image,
  video,
  document,
  audio,
  interactive,
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: z.string().min(1).max(1000).optional(),
    address: z.string().min(1).max(1000).optional(),
  }),
  template: z.strictObject({
    name: z.string().regex(/^[a-z0-9_]{1,512}$/),
    language: z.strictObject({ code: z.string() }),
    components: z
      .tuple([
        z.strictObject({
          type: z.literal('body'),
          parameters: z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1),
        }),
      ])
      .optional(),
  }),
};
type Type = keyof typeof contents;

const envelope = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z
    .string()
    .regex(/^\+?[1-9]\d{6,14}$/)
    .optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/)
    .optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  type: z.enum(Object.keys(contents) as [Type, ...Type[]]),
  ...Object.fromEntries(Object.keys(contents).map((type) => [type, z.unknown().optional()])),
});

/** What one call of `/messages` wants. */
export interface Wanted {
  /** Digits, or the business-scoped id. */
  readonly to: string;
  readonly type: Type;
  /** The object under its type. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The words that the person reads, wherever in the object they stand. */
  readonly text: string;
  readonly buttons: readonly { readonly id: string; readonly title: string }[];
  /** Ids of uploaded files. */
  readonly files: readonly { readonly id: string; readonly as: string }[];
  readonly callbackData: string | undefined;
}

/**
 * Checks one message object to the letter; stricter than Meta in one thing: an unknown field is an error.
 * @param render what a template says with these variables
 */
export function checkMessage(
  given: unknown,
  render: (name: string, language: string, params: readonly string[]) => string | Refusal,
): Wanted | Refusal {
  const whole = envelope.safeParse(given);
  if (!whole.success) return refusal(100, why(whole.error));
  const { type, to, recipient } = whole.data;
  if ((to === undefined) === (recipient === undefined))
    return refusal(131_008, 'one of to and recipient is needed');
  const others = Object.keys(contents).filter((name) => name !== type && name in whole.data);
  if (others.length > 0) return refusal(100, `${others[0]} does not belong to a message of type ${type}`);
  const said: unknown = (whole.data as Record<string, unknown>)[type];
  if (said === undefined) return refusal(131_008, `${type} is missing`);
  const content = contents[type].safeParse(said);
  if (!content.success) return refusal(131_009, why(content.error));
  const read = readContent(type, content.data);
  if (type === 'template') {
    const { name, language, components } = content.data as z.output<typeof contents.template>;
    const params = components?.[0].parameters.map(({ text }) => text) ?? [];
    const said = render(name, language.code, params);
    if (typeof said !== 'string') return said;
    read.text = said;
  }
  return {
    to: (to ?? recipient ?? '').replace('+', ''),
    type,
    content: content.data,
    ...read,
    callbackData: whole.data.biz_opaque_callback_data,
  };
}

function readContent(type: Type, content: unknown): Pick<Wanted, 'buttons' | 'files'> & { text: string } {
  switch (type) {
    case 'text':
      return { text: (content as z.output<typeof contents.text>).body, buttons: [], files: [] };
    case 'interactive': {
      const asked = content as z.output<typeof interactive>;
      const text = asked.body.text;
      if (asked.type === 'list')
        return { text, buttons: asked.action.sections.flatMap(({ rows }) => rows), files: [] };
      const files = Object.entries(asked.header ?? {}).flatMap(([as, value]) =>
        typeof value === 'object' ? [{ id: value.id, as }] : [],
      );
      return { text, buttons: asked.action.buttons.map(({ reply }) => reply), files };
    }
    case 'location': {
      const { name, address } = content as z.output<typeof contents.location>;
      return {
        text: [name, address].filter((part) => part !== undefined).join(', '),
        buttons: [],
        files: [],
      };
    }
    case 'template':
      return { text: (content as z.output<typeof contents.template>).name, buttons: [], files: [] };
    default: {
      const { id, caption, voice } = content as { id: string; caption?: string; voice?: boolean };
      return { text: caption ?? '', buttons: [], files: [{ id, as: voice ? 'voice' : type }] };
    }
  }
}

function why(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`;
}

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Refusal } from './refusal.ts';

export interface Button {
  readonly id: string;
  readonly label: string;
}

/** What a content and its variables are on a phone. */
export interface Rendered {
  readonly body: string;
  readonly buttons: readonly Button[];
  readonly list: boolean;
}

const id = z.string().min(1).max(200);
const body = z.string().min(1).max(1024);

/** What may be sent in a talk without approval. Source: twilio.com/docs/content. Stricter: nothing unknown. */
const wanted = z.strictObject({
  friendly_name: z.string().max(450).optional(),
  language: z.string().min(2),
  variables: z.record(z.string().regex(/^\d+$/), z.string().min(1)).optional(),
  types: z.union([
    z.strictObject({
      'twilio/quick-reply': z.strictObject({
        body,
        actions: z
          .array(z.strictObject({ type: z.literal('QUICK_REPLY'), title: z.string().min(1).max(20), id }))
          .min(1)
          .max(3),
      }),
    }),
    z.strictObject({
      'twilio/list-picker': z.strictObject({
        body,
        button: z.string().min(1).max(20),
        items: z
          .array(z.strictObject({ item: z.string().min(1).max(24), id }))
          .min(1)
          .max(10),
      }),
    }),
  ]),
});

type Wanted = z.output<typeof wanted>;

/** Twilio's content resources. */
export function openContents(templates: Readonly<Record<string, string>>) {
  const made = new Map<string, Wanted>();

  return {
    made: made as ReadonlyMap<string, Wanted>,

    create(json: string): { sid: string; content: Wanted } | Refusal {
      const content = wanted.safeParse(readJson(json));
      if (!content.success) return { status: 400, code: 20001, message: 'this is no content' };
      const sid = `HX${randomBytes(16).toString('hex')}`;
      made.set(sid, content.data);
      return { sid, content: content.data };
    },

    /** Somebody deletes it in the console. */
    remove: (sid: string) => made.delete(sid),

    /** @param json `ContentVariables` as it came */
    render(sid: string, json: string | null): Rendered | Refusal {
      const refusal = (code: number, message: string): Refusal => ({ status: 400, code, message });
      const approved = templates[sid];
      const content = made.get(sid);
      if (!content && approved === undefined) return refusal(21655, 'the ContentSid is invalid');
      const variables = z.record(z.string(), z.string().min(1)).safeParse(readJson(json ?? '{}'));
      if (!variables.success) return refusal(21656, 'the ContentVariables are invalid');
      if (Object.values(variables.data).some((value) => /[\r\n\t]| {5,}/.test(value)))
        return refusal(21656, 'a variable holds a line break, a tab or a run of blanks');
      const values = { ...content?.variables, ...variables.data };
      if (!content) return renderApproved(approved ?? '', values);
      const say = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
      if ('twilio/quick-reply' in content.types) {
        const { body, actions } = content.types['twilio/quick-reply'];
        return {
          body: say(body),
          buttons: actions.map(({ id, title }) => ({ id, label: title })),
          list: false,
        };
      }
      const { body, items } = content.types['twilio/list-picker'];
      return { body: say(body), buttons: items.map(({ id, item }) => ({ id, label: item })), list: true };
    },
  };
}

/** Stricter than Twilio, which tells it by a receipt: every variable has its value, and none has no place. */
function renderApproved(body: string, values: Readonly<Record<string, string>>): Rendered | Refusal {
  const wanted = new Set([...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name));
  if (wanted.size !== Object.keys(values).length || [...wanted].some((name) => !(name in values)))
    return { status: 400, code: 63028, message: 'other variables than the template has' };
  const said = body.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  return { body: said, buttons: [], list: false };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

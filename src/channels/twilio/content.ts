import { createHash } from 'node:crypto';
import type { Keep } from '../../core/channel.ts';
import type { Log } from '../../core/log.ts';
import type { Choice } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import type { Api } from './api.ts';

/** What CreateMessage takes in place of a body. */
export interface Content {
  readonly contentSid: string;
  readonly contentVariables: string;
}

export interface Contents {
  /** @returns undefined where there are no buttons to be had: the choices must be said in words. Never rejects. */
  of(text: string, choices: readonly Choice[]): Promise<Content | undefined>;
  /** Twilio did not take a message because of this content. Where it is there no more it is made anew next time. Never rejects. */
  refused(content: Content, error: SendError): Promise<void>;
}

const BUTTONS = { most: 3, labelMax: 20 };
const ROWS = { most: 10, labelMax: 24 };
/** What one taps to open the list: the same in every language that we know, because a channel has no texts. */
const OPEN_LIST = '☰ Menu';
/** Far more than any of our questions has. */
const MOST_VARIABLES = 40;

/** Whoever may make no content now may not a second later either. */
const REST_MS = 60_000;
const RESTING = new SendError('unavailable', 'resting');
/** Questions come from flows, so there are some dozens. */
const MOST_KNOWN = 1_000;

/**
 * Refusals of CreateMessage that are about the content and not about the person: the resource (somebody may have
 * deleted it in the console), or what stands in its variables. Source: twilio.com/docs/api/errors.
 */
const RESOURCE = new Set(['21654', '21655', '63027', '63040', '63041']);
const VARIABLES = new Set(['21656', '21658', '63028', '92007']);

/** Whether the same message may be taken without its content. */
export function isAboutContent(error: unknown): error is SendError {
  return error instanceof SendError && (RESOURCE.has(error.code) || VARIABLES.has(error.code));
}

/**
 * Buttons and lists on WhatsApp are content resources at Twilio, made when they are first needed and then used by
 * all: one in the account for each set of labels and ids and each shape of text. The text itself never stands in
 * one. Nobody has to approve them, because they leave only in a talk.
 *
 * A variable may hold no line break, no tab and no long run of blanks (error 21656): so these stand in the content,
 * and each line of the text is a variable.
 */
export function openContents(deps: {
  api: Api;
  accountSid: string;
  keep: Keep;
  log: Log;
  now?: () => number;
}): Contents {
  const { api, accountSid, keep, log, now = Date.now } = deps;
  const known = new Map<string, Promise<string>>();
  let restUntil = Number.NEGATIVE_INFINITY;
  let failing = false;

  /** Once until there are buttons again, or every question would be a line in the log. */
  const complain = (error: unknown) => {
    if (failing) return;
    failing = true;
    log.warn('Twilio gave us no buttons: questions have numbered lines until it does', {
      channel: 'twilio',
      error,
      ...(error instanceof SendError && { kind: error.kind, code: error.code }),
    });
  };

  const make = async (key: string, body: string, count: number, choices: readonly Choice[]) => {
    const kept = (await keep.get([key])).get(key)?.toString('utf8');
    if (kept !== undefined) return kept;
    if (now() < restUntil) throw RESTING;
    const variables = Object.fromEntries(Array.from({ length: count }, (_, at) => [String(at + 1), '…']));
    const { contents } = (await api.client()).content.v1;
    // Declared in camel case and sent as it stands: the API wants its own names.
    const { sid } = await contents.create({
      friendly_name: `teledjol_${key.slice(-12)}`,
      language: 'en',
      variables,
      types: typesOf(body, choices),
    } as unknown as Parameters<typeof contents.create>[0]);
    if (!/^HX[0-9a-fA-F]{32}$/.test(sid)) throw new SendError('rejected', 'content_sid');
    failing = false;
    // It is there, whether the others hear of it or not: at worst it is made once more.
    await keep.set(new Map([[key, Buffer.from(sid)]])).catch(() => undefined);
    return sid;
  };

  return {
    async of(text, choices) {
      const { body, variables } = shapeOf(text);
      if (variables.length === 0 || variables.length > MOST_VARIABLES || !fits(choices)) return undefined;
      const key = `content ${hashOf([accountSid, body, ...choices.map(({ id, label }) => [id, label])])}`;
      let sid = known.get(key);
      if (!sid) {
        sid = make(key, body, variables.length, choices);
        known.set(key, sid);
        for (const [oldest] of known) if (known.size > MOST_KNOWN) known.delete(oldest);
      }
      try {
        return {
          contentSid: await sid,
          contentVariables: JSON.stringify(
            Object.fromEntries(variables.map((value, at) => [String(at + 1), value])),
          ),
        };
      } catch (error) {
        if (known.get(key) === sid) known.delete(key);
        if (error !== RESTING) {
          restUntil = now() + REST_MS;
          complain(error);
        }
        return undefined;
      }
    },

    async refused({ contentSid }, error) {
      complain(error);
      if (!RESOURCE.has(error.code)) return;
      for (const [key, sid] of known) {
        if ((await sid.catch(() => undefined)) !== contentSid) continue;
        known.delete(key);
        await keep.set(new Map([[key, null]])).catch(() => undefined);
      }
    },
  };
}

function fits(choices: readonly Choice[]): boolean {
  return isButtons(choices) || within(choices, ROWS);
}

const isButtons = (choices: readonly Choice[]) => within(choices, BUTTONS);

function within(choices: readonly Choice[], { most, labelMax }: typeof ROWS): boolean {
  return (
    choices.length > 0 &&
    choices.length <= most &&
    choices.every(
      ({ id, label }) => label !== '' && label.length <= labelMax && id !== '' && id.length <= 200,
    )
  );
}

function typesOf(body: string, choices: readonly Choice[]): object {
  if (isButtons(choices))
    return {
      'twilio/quick-reply': {
        body,
        actions: choices.map(({ id, label }) => ({ type: 'QUICK_REPLY', title: label, id })),
      },
    };
  return {
    'twilio/list-picker': {
      body,
      button: OPEN_LIST,
      items: choices.map(({ id, label }) => ({ item: label, id })),
    },
  };
}

/** @returns the text with a variable in place of each piece that a variable may hold, and these pieces */
function shapeOf(text: string): { body: string; variables: string[] } {
  const variables: string[] = [];
  const pieces = text.split(/(\s*[\r\n\t\v\f\u2028\u2029]\s*|\s{4,})/);
  const body = pieces.map((piece) => {
    if (piece.trim() === '') return piece;
    variables.push(piece);
    return `{{${variables.length}}}`;
  });
  return { body: body.join(''), variables };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

import { z } from 'zod';
import { Refused } from '../../core/channel.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { SEND_ERRORS, type SendErrorKind } from '../../core/send-error.ts';
import { accountOf, PHONES } from './capabilities.ts';

const id = z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/);

/** JSON can spell half a surrogate pair, which no database takes; no real provider sends one. */
const text = (most: number) =>
  z
    .string()
    .max(most)
    .transform((value) => Buffer.from(value, 'utf8').toString('utf8'));

/** A whole address, or the place of a file that the phone page itself serves. */
const fileAddress = z.union([
  z.url({ protocol: /^https?$/ }).max(2_000),
  z.string().regex(/^\/assets\/[\w.-]{1,64}(?:\?v=[\w-]{1,32})?$/),
]);

const phoneMessage = z.strictObject({
  id,
  phone: z.enum(PHONES),
  person: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  text: text(20_000),
  forwarded: z.union([z.boolean(), z.enum(['once', 'often'])]).optional(),
  choice: text(256).optional(),
  answers: id.optional(),
  media: z
    .array(z.strictObject({ url: fileAddress, contentType: text(128) }))
    .max(10)
    .optional(),
  location: z
    .strictObject({
      latitude: z.number().min(-90).max(90),
      longitude: z.number().min(-180).max(180),
      label: text(256).optional(),
    })
    .optional(),
});

const kinds = Object.keys(SEND_ERRORS) as [SendErrorKind, ...SendErrorKind[]];

const phoneReceipt = z.strictObject({
  externalId: id,
  partId: id.optional(),
  status: z.enum(['accepted', 'sent', 'delivered', 'read', 'failed']),
  error: z.enum(kinds).optional(),
});

/** @throws Refused 400 where the body is not what the phone page sends */
export function parseMessage(body: Buffer): Inbound {
  const said = read(phoneMessage, body);
  return {
    kind: 'inbound',
    channel: 'simulator',
    account: accountOf(said.phone),
    externalId: said.id,
    from: [{ scheme: 'simulator', kind: 'simulated', value: `${said.phone}:${said.person}` }],
    text: said.text,
    media: said.media ?? [],
    ...(said.location && { location: locationOf(said.location) }),
    ...(said.choice && { choice: said.choice }),
    ...(said.forwarded && { forwarded: said.forwarded === true ? 'once' : said.forwarded }),
    ...(said.answers && { answers: said.answers }),
  };
}

/** @throws Refused 400 */
export function parseReceipt(body: Buffer): Receipt {
  const said = read(phoneReceipt, body);
  return {
    kind: 'receipt',
    channel: 'simulator',
    externalId: said.externalId,
    ...(said.partId !== undefined && { partId: said.partId }),
    status: said.status,
    ...(said.status === 'failed' && {
      error: { code: 'simulated', meaning: said.error ?? ('rejected' as const) },
    }),
  };
}

function locationOf({
  latitude,
  longitude,
  label,
}: {
  latitude: number;
  longitude: number;
  label?: string | undefined;
}) {
  return { latitude, longitude, ...(label !== undefined && { label }) };
}

function read<T>(shape: z.ZodType<T>, body: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refused(400, 'not JSON');
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  // Where, not what: the value may be what somebody wrote.
  const at = result.error.issues[0]?.path.join('.') || 'body';
  throw new Refused(400, `not as expected at ${at.slice(0, 40)}`);
}

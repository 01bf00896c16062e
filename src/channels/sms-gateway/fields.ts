import { type RawRequest, Refused } from '../../core/channel.ts';

/** What a request says, by name. Bytes, because the alphabet of a text stands beside it. */
export type Fields = ReadonlyMap<string, Buffer>;

/** In bytes. 255 parts of an SMS, each byte written as three, are half of it. */
const LONGEST_BODY = 256 * 1024;
/** Of a form, repeated ones counted; what a gateway sends is a dozen. */
const MOST_FIELDS = 64;

/**
 * The query, then the body where it is a form or JSON (`{"payload":{"message":…}}` is named `payload.message`). Of a
 * name that stands twice the first counts.
 * @throws Refused 413, and 400 where the body is not what it says
 */
export function readFields(request: RawRequest): Fields {
  if (request.body.length > LONGEST_BODY || request.url.length > LONGEST_BODY)
    throw new Refused(413, 'longer than any SMS');
  const fields = new Map<string, Buffer>();
  const put = (name: string, value: Buffer) => {
    if (fields.size < MOST_FIELDS && !fields.has(name)) fields.set(name, value);
  };
  const query = request.url.indexOf('?');
  // A URL comes from Node one character per byte.
  if (query >= 0) readForm(Buffer.from(request.url.slice(query + 1), 'latin1'), put);
  const type = contentTypeOf(request);
  if (type === 'application/x-www-form-urlencoded') readForm(request.body, put);
  else if (type === 'application/json') readJson(request.body, put);
  return fields;
}

export function contentTypeOf(request: RawRequest): string {
  const header = request.headers['content-type'];
  const value = typeof header === 'string' ? header : (header?.[0] ?? '');
  return (value.split(';')[0] ?? '').trim().toLowerCase();
}

type Put = (name: string, value: Buffer) => void;

function readForm(bytes: Buffer, put: Put): void {
  let from = 0;
  for (let pairs = 0; pairs < MOST_FIELDS && from < bytes.length; pairs += 1) {
    const found = bytes.indexOf('&', from);
    const end = found < 0 ? bytes.length : found;
    // Within the pair: to look for a = behind it would make a form without any a matter of seconds.
    const pair = bytes.subarray(from, end);
    const equals = pair.indexOf('=');
    const named = equals < 0 ? pair.length : equals;
    const name = unescaped(pair.subarray(0, named)).toString('utf8');
    if (name !== '') put(name, unescaped(pair.subarray(named + 1)));
    from = end + 1;
  }
}

/** `+` is a space; a `%` that no two hex digits follow is itself. */
function unescaped(bytes: Buffer): Buffer {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === 0x2b) byte = 0x20;
    else if (byte === 0x25) {
      const hex = bytes.toString('latin1', at + 1, at + 3);
      if (/^[0-9a-f]{2}$/i.test(hex)) {
        byte = Number.parseInt(hex, 16);
        at += 2;
      }
    }
    out[length] = byte;
    length += 1;
  }
  return out.subarray(0, length);
}

function readJson(body: Buffer, put: Put): void {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refused(400, 'body is no JSON');
  }
  flatten('', value, 3, put);
}

function flatten(prefix: string, value: unknown, depth: number, put: Put): void {
  if (value === null || typeof value !== 'object') {
    if (value !== null && prefix !== '') put(prefix, Buffer.from(String(value), 'utf8'));
    return;
  }
  if (depth === 0 || Array.isArray(value)) return;
  for (const [name, inner] of Object.entries(value))
    flatten(prefix === '' ? name : `${prefix}.${name}`, inner, depth - 1, put);
}

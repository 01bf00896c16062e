/** One part of a form with files. */
export interface Part {
  readonly name: string;
  /** Set where it is a file. */
  readonly fileName?: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Cuts a `multipart/form-data` body into its parts (RFC 7578). Node's own reader wants a space after each semicolon of a
 * header, and quotes around a file's name; grammY writes neither, and
 * Telegram does not need them.
 * @throws Error where it is no such body
 */
export function partsOf(contentType: string, body: Buffer): Part[] {
  const [, boundary] = /boundary="?([^";]+)"?/.exec(contentType) ?? [];
  if (boundary === undefined) throw new Error('no boundary');
  const mark = Buffer.from(`\r\n--${boundary}`);
  // The first mark has no line before it.
  const all = Buffer.concat([Buffer.from('\r\n'), body]);
  const parts: Part[] = [];
  for (let at = all.indexOf(mark); ; ) {
    const from = at + mark.length;
    if (all.subarray(from, from + 2).toString() === '--') return parts;
    const next = all.indexOf(mark, from);
    const head = all.indexOf('\r\n\r\n', from);
    if (at === -1 || next === -1 || head === -1 || head > next) throw new Error('a form that is cut off');
    const headers = all.subarray(from, head).toString('utf8');
    const [, name = ''] = /[;\s]name="([^"]*)"/.exec(headers) ?? [];
    const [, fileName] = /filename="?([^";\r\n]*)/.exec(headers) ?? [];
    const [, type = 'text/plain'] = /content-type:\s*(\S+)/i.exec(headers) ?? [];
    parts.push({
      name,
      type,
      bytes: all.subarray(head + 4, next),
      ...(fileName !== undefined && { fileName }),
    });
    at = next;
  }
}

import { endingOf, type FileType } from './check.ts';

export interface FileAnswer {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * How a file that somebody sent is handed to a browser or a provider: as what its bytes are and nothing else, without
 * running anything, and not kept on the way.
 * @param file.name what it is called where it is saved, without ending
 * @param range the `Range` header: players of sound and film ask for pieces (RFC 9110, 14.2)
 */
export function fileAnswer(
  file: Pick<FileType, 'contentType' | 'kind'> & { readonly bytes: Buffer; readonly name: string },
  range?: string,
): FileAnswer {
  const { bytes, contentType, kind, name } = file;
  const headers = {
    'content-type': contentType === 'text/plain' ? 'text/plain; charset=utf-8' : contentType,
    'content-disposition': `${kind === 'document' ? 'attachment' : 'inline'}; filename="${name}.${endingOf(contentType)}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex',
    'accept-ranges': 'bytes',
  };
  const wanted = pieceOf(range, bytes.length);
  if (wanted === 'all') return { status: 200, headers, body: bytes };
  if (wanted === 'none') {
    const size = { 'content-range': `bytes */${bytes.length}` };
    return { status: 416, headers: { ...headers, ...size }, body: Buffer.alloc(0) };
  }
  const [from, to] = wanted;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` },
    body: bytes.subarray(from, to + 1),
  };
}

/** One piece; whoever asks for several, or in words that we do not know, gets the whole, as the RFC allows. */
function pieceOf(range: string | undefined, size: number): 'all' | 'none' | [from: number, to: number] {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return 'all';
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < from) return 'all';
  return from >= size || from > to ? 'none' : [from, to];
}

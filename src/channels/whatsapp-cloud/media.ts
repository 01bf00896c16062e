import { createHash } from 'node:crypto';
import type { Fetched } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { fetchFile } from '../fetch-file.ts';
import { openFarSide } from '../http-call.ts';
import { errorIn } from './graph.ts';
import { hexOf } from './inbound.ts';
import { type Json, number, readJson, text } from './json.ts';

/** Where Meta keeps files. The address that it names lives for five minutes and wants the same token. */
const STORES = /(^|\.)(fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/;

/** Fetches what people sent: first its address by its id, then the file. Meta keeps it for seven days. */
export function openMedia(options: { token: string; apiUrl: string; timeoutMs?: number }) {
  const api = new URL(options.apiUrl);
  const farSide = openFarSide(options.apiUrl, { timeoutMs: options.timeoutMs ?? 15_000, connections: 8 });
  const authorization = `Bearer ${options.token}`;

  return {
    async fetch(media: MediaRef, maxBytes: number): Promise<Fetched> {
      const told = await look(idOf(media));
      if ((number(told.file_size) ?? 0) > maxBytes) throw new MediaError('too_big', 'announced');
      const { bytes, contentType } = await fetchFile(text(told.url), {
        maxBytes,
        headers: { authorization },
        mayFetch: (url) =>
          url.origin === api.origin || (url.protocol === 'https:' && STORES.test(url.hostname)),
        ...(options.timeoutMs !== undefined && { timeoutMs: options.timeoutMs }),
      });
      const hashes = [hexOf(media.sha256 ?? ''), hexOf(text(told.sha256))].filter((hash) => hash !== '');
      const hash = createHash('sha256').update(bytes).digest('hex');
      // A page that says why there is no file, or half of one: the next try may get it whole.
      if (hashes.length > 0 && !hashes.includes(hash)) throw new MediaError('unavailable', 'sha256');
      return { bytes, contentType: text(told.mime_type) || contentType };
    },
    close: () => farSide.close(),
  };

  async function look(id: string): Promise<Json> {
    const { status, body } = await farSide
      .call({ method: 'GET', path: `/${id}`, headers: { authorization } })
      .catch((error: unknown) => {
        throw new MediaError('unavailable', error instanceof SendError ? error.code : 'call');
      });
    const told = readJson(body);
    if (status >= 200 && status < 300 && told) return told;
    const { code } = errorIn(told);
    if (status === 404 || code === 100) throw new MediaError('gone', String(code ?? status));
    throw new MediaError('unavailable', String(code ?? status));
  }
}

function idOf({ url }: MediaRef): string {
  const [, id] = /^whatsapp:([\w-]{1,128})$/.exec(url) ?? [];
  if (id === undefined) throw new MediaError('refused', 'address');
  return id;
}

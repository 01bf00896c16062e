import type { Fetched } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { fetchFile } from '../fetch-file.ts';
import type { TelegramApi } from './api.ts';
import { asSendError } from './errors.ts';

/**
 * Fetches what people sent: asks for the file's link and follows it. The link holds the bot's token and lives an hour, so
 * it is made when it is needed and goes nowhere else.
 */
export function openMedia(options: { api: TelegramApi; token: string; apiRoot: string }) {
  const { api, token, apiRoot } = options;
  const { origin } = new URL(apiRoot);
  return {
    /** @throws MediaError and nothing else */
    async fetch({ url }: MediaRef, maxBytes: number): Promise<Fetched> {
      const [, fileId] = /^telegram:([A-Za-z0-9_-]{1,400})$/.exec(url) ?? [];
      if (fileId === undefined) throw new MediaError('refused', 'address');
      const file = await api.quick.getFile(fileId).catch((error: unknown) => {
        throw refusalOf(error);
      });
      if ((file?.file_size ?? 0) > maxBytes) throw new MediaError('too_big', 'announced');
      const path = file?.file_path ?? '';
      // A Bot API server of one's own that was started with --local names a file on its disk.
      if (!/^[\w-][\w./-]*$/.test(path) || path.includes('..')) throw new MediaError('refused', 'path');
      return fetchFile(`${apiRoot}/file/bot${token}/${path}`, {
        maxBytes,
        mayFetch: (hop) => hop.origin === origin,
      });
    },
  };
}

/** Bots get at nothing above 20 MB. Source: Bot API, getFile. */
function refusalOf(error: unknown): MediaError {
  const says = error instanceof Error ? error.message : '';
  const { code } = asSendError(error);
  if (/file is too big/i.test(says)) return new MediaError('too_big', code);
  if (/temporarily unavailable/i.test(says)) return new MediaError('unavailable', code);
  return new MediaError(code.startsWith('400') ? 'gone' : 'unavailable', code);
}

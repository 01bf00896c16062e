import type { Attachment } from '../../core/message.ts';
import { endingOf } from '../../media/check.ts';
import { takeIn } from '../../media/take-in.ts';
import { keepBlob } from '../../store/blobs.ts';
import type { ConsoleDeps } from '../deps.ts';
import type { Upload } from '../upload.ts';

/** What phones draw and play as it is, whatever the channel; all else of its kind goes out as a document. */
const AS_IT_IS: Readonly<Record<string, Attachment['kind']>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'audio/ogg': 'voice',
  'audio/mpeg': 'voice',
  'audio/mp4': 'voice',
  'video/mp4': 'video',
  'video/3gpp': 'video',
};

const LONGEST_NAME = 80;

/**
 * Keeps a file that a colleague sends: judged and stripped like anybody's, because phones of staff write their place
 * into pictures as well.
 * @throws MediaError `refused` or `too_big`
 */
export async function attach(
  { store, printSound }: ConsoleDeps,
  { bytes, name }: Exclude<Upload, 'too_big'>,
): Promise<Attachment> {
  const file = await takeIn(bytes, printSound);
  const hash = store.seal.hashBytes(bytes);
  const blobId = await keepBlob(store.db, { seal: store.seal, hash, file });
  const kind = AS_IT_IS[file.contentType] ?? 'document';
  return {
    blobId,
    kind,
    contentType: file.contentType,
    size: file.bytes.length,
    ...(kind === 'document' && { name: nameOf(name, file.contentType) }),
    ...(file.seconds !== null && { seconds: file.seconds }),
  };
}

/** The person sees it: without folders or signs that break a header, and with the ending that its bytes deserve. */
function nameOf(given: string, contentType: string): string {
  const [, stem = ''] = /([^/\\]*?)(\.\w{1,5})?$/.exec(given.toWellFormed()) ?? [];
  const safe = stem.replace(/[^\p{L}\p{N} ._-]/gu, '').trim();
  return `${safe.slice(0, LONGEST_NAME) || 'teledjol'}.${endingOf(contentType)}`;
}

import { fileTypeFromBuffer } from 'file-type';
import { MediaError } from '../core/media-error.ts';
import { LARGEST_FILE } from './limits.ts';
import { hasPicture } from './strip/mp4.ts';

/** What a file is, by its bytes. */
export interface FileType {
  readonly contentType: string;
  readonly kind: 'image' | 'audio' | 'video' | 'document';
}

const of = (kind: FileType['kind'], contentType: string): FileType => ({ kind, contentType });

const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const OPEN = 'application/vnd.oasis.opendocument.';

/**
 * What is kept, by what its bytes say: what people send each other and a browser shows or saves without running it.
 * Everything else is refused: programs, web pages and SVG (they run), documents with macros and the old Word and Excel
 * files (nobody can tell whether they have some), archives, and HEIC, whose place and camera we could not take out.
 */
const KEPT: Readonly<Record<string, FileType>> = {
  'image/jpeg': of('image', 'image/jpeg'),
  'image/png': of('image', 'image/png'),
  'image/apng': of('image', 'image/png'),
  'image/webp': of('image', 'image/webp'),
  'image/gif': of('image', 'image/gif'),
  'audio/ogg': of('audio', 'audio/ogg'),
  'audio/ogg; codecs=opus': of('audio', 'audio/ogg'),
  'audio/mpeg': of('audio', 'audio/mpeg'),
  'audio/mp4': of('audio', 'audio/mp4'),
  'audio/x-m4a': of('audio', 'audio/mp4'),
  'audio/aac': of('audio', 'audio/aac'),
  'audio/amr': of('audio', 'audio/amr'),
  'video/mp4': of('video', 'video/mp4'),
  'video/x-m4v': of('video', 'video/mp4'),
  'video/3gpp': of('video', 'video/3gpp'),
  'video/3gpp2': of('video', 'video/3gpp'),
  'application/pdf': of('document', 'application/pdf'),
  ...Object.fromEntries(
    [
      `${OFFICE}wordprocessingml.document`,
      `${OFFICE}spreadsheetml.sheet`,
      `${OFFICE}presentationml.presentation`,
      `${OPEN}text`,
      `${OPEN}spreadsheet`,
      `${OPEN}presentation`,
    ].map((type) => [type, of('document', type)]),
  ),
};

/** How a file of each type ends, where it is saved. */
const ENDINGS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'audio/ogg': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'video/mp4': 'mp4',
  'video/3gpp': '3gp',
  'audio/3gpp': '3gp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  [`${OFFICE}wordprocessingml.document`]: 'docx',
  [`${OFFICE}spreadsheetml.sheet`]: 'xlsx',
  [`${OFFICE}presentationml.presentation`]: 'pptx',
  [`${OPEN}text`]: 'odt',
  [`${OPEN}spreadsheet`]: 'ods',
  [`${OPEN}presentation`]: 'odp',
};

export function endingOf(contentType: string): string {
  return ENDINGS[contentType] ?? 'bin';
}

/**
 * Judges a file by its size and its bytes. Neither a name nor a claimed type is asked: both come from whoever sent it.
 * @throws MediaError `too_big`, or `refused` with the reason as code
 */
export async function checkFile(bytes: Buffer): Promise<FileType> {
  if (bytes.length === 0) throw new MediaError('refused', 'empty');
  if (bytes.length > LARGEST_FILE) throw new MediaError('too_big', 'size');
  const found = await fileTypeFromBuffer(bytes).catch(() => {
    throw new MediaError('refused', 'unreadable');
  });
  const type = found ? KEPT[found.mime] : isPlainText(bytes) ? of('document', 'text/plain') : undefined;
  if (!type) throw new MediaError('refused', found?.ext ?? 'unknown_type');
  if (type.kind === 'video' && !hasPicture(bytes)) {
    return { kind: 'audio', contentType: type.contentType.replace('video/', 'audio/') };
  }
  return type;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** Tab, line ends, form feed. */
const isSpacing = (byte: number) => byte >= 9 && byte <= 13;

/** Words, and nothing that a browser or a shell takes for a page or a program. */
function isPlainText(bytes: Buffer): boolean {
  if (bytes.some((byte) => (byte < 32 && !isSpacing(byte)) || byte === 127)) return false;
  try {
    const text = utf8.decode(bytes);
    return !/^\s*#!/.test(text) && !/<\s*[a-z!?/]/i.test(text);
  } catch {
    return false;
  }
}

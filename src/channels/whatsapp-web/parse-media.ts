import type { Location, MediaKind, MediaRef } from '../../core/message.ts';
import { bytesOf, type Fields, has, inner, numberOf, textOf } from './fields.ts';
import type { Ids } from './ids.ts';

/** What it takes to fetch a file and to read it. Whoever has it can: it leaves here hidden only. */
export interface FileKey {
  readonly path: string;
  /** Base64. */
  readonly key: string;
  /** As Baileys calls the kind whose keys it is: `image`, `ptt`, … */
  readonly type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  /** Base64, of the bytes as they lie at WhatsApp. */
  readonly sealedSha256?: string;
  /** Which message it came with: who sent it is asked for it once more where WhatsApp has forgotten it. */
  readonly id: string;
  readonly chat: string;
}

const SCHEME = 'whatsapp-web:';

const KINDS: readonly [name: string, type: FileKey['type'], kind: MediaKind, usual: string][] = [
  ['imageMessage', 'image', 'image', 'image/jpeg'],
  ['videoMessage', 'video', 'video', 'video/mp4'],
  ['ptvMessage', 'video', 'video', 'video/mp4'],
  ['audioMessage', 'audio', 'audio', 'audio/ogg'],
  ['documentMessage', 'document', 'document', 'application/octet-stream'],
  ['stickerMessage', 'sticker', 'sticker', 'image/webp'],
];

/** The file of a message: never more than one. */
export function mediaOf(content: Fields, about: { ids: Ids; id: string; chat: string }): MediaRef[] {
  const found = KINDS.find(([name]) => has(content, name));
  if (!found) return [];
  const [name, type, kind, usual] = found;
  const file = inner(content, name);
  const path = pathOf(file);
  const key = bytesOf(file, 'mediaKey');
  if (!key || path === undefined) return [];
  const size = numberOf(file, 'fileLength');
  const sha256 = bytesOf(file, 'fileSha256');
  const sealedSha256 = bytesOf(file, 'fileEncSha256')?.toString('base64');
  const secret: FileKey = {
    path,
    key: key.toString('base64'),
    type,
    ...(sealedSha256 && { sealedSha256 }),
    id: about.id,
    chat: about.chat,
  };
  return [
    {
      url: SCHEME + about.ids.hide(JSON.stringify(secret)),
      contentType: textOf(file, 'mimetype') || usual,
      kind: kind === 'audio' && file?.ptt === true ? 'voice' : kind,
      ...(size !== undefined && size > 0 && { size }),
      ...(sha256?.length === 32 && { sha256: sha256.toString('hex') }),
    },
  ];
}

/** @returns undefined where it is no address of this channel's */
export function fileKeyIn(url: string, ids: Ids): FileKey | undefined {
  if (!url.startsWith(SCHEME)) return undefined;
  const secret = ids.reveal(url.slice(SCHEME.length));
  return secret === undefined ? undefined : (JSON.parse(secret) as FileKey);
}

/** Path and query on WhatsApp's media hosts; older messages tell the whole address only. */
function pathOf(file: Fields | undefined): string | undefined {
  const direct = textOf(file, 'directPath');
  if (/^\/[^\s\\]+$/.test(direct) && !direct.startsWith('//')) return direct;
  const url = textOf(file, 'url');
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, pathname, search } = new URL(url);
  return protocol === 'https:' && isMediaHost(hostname) ? pathname + search : undefined;
}

export function isMediaHost(hostname: string): boolean {
  return /^([a-z0-9-]+\.)*whatsapp\.net$/.test(hostname);
}

/** A pin, or where somebody was when they began to share where they are. */
export function locationOf(content: Fields): Location | undefined {
  const pin = inner(content, 'locationMessage') ?? inner(content, 'liveLocationMessage');
  const latitude = numberOf(pin, 'degreesLatitude');
  const longitude = numberOf(pin, 'degreesLongitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const label = [textOf(pin, 'name'), textOf(pin, 'address')].filter((part) => part !== '').join(', ');
  return { latitude, longitude, ...(label && { label }) };
}

import { createHash } from 'node:crypto';
import { type Refusal, refusal } from './refusal.ts';

/** One file at Meta. */
export interface Stored {
  readonly id: string;
  readonly bytes: Buffer;
  readonly type: string;
  /** Hex. */
  readonly sha256: string;
  /** Set where we uploaded it: the number it belongs to. */
  readonly phoneId?: string;
}

/** What may be uploaded, and its largest size in bytes. Source: Cloud API, "Media", supported types. */
const TYPES: Readonly<Record<string, { readonly types: RegExp; readonly max: number }>> = {
  image: { types: /^image\/(jpeg|png)$/, max: 5 * 1024 * 1024 },
  video: { types: /^video\/(mp4|3gpp)$/, max: 16 * 1024 * 1024 },
  audio: { types: /^audio\/(aac|amr|mpeg|mp4|ogg; ?codecs=opus)$/, max: 16 * 1024 * 1024 },
  voice: { types: /^audio\/ogg; ?codecs=opus$/, max: 16 * 1024 * 1024 },
  document: {
    types:
      /^(text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)))$/,
    max: 100 * 1024 * 1024,
  },
};

export function openFiles() {
  const files = new Map<string, Stored>();
  let last = 900_000_000_000_000;

  return {
    /** In order of their coming. */
    all: () => [...files.values()],
    keep(bytes: Buffer, type: string, phoneId?: string): Stored {
      last += 1;
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const stored = { id: String(last), bytes, type, sha256, ...(phoneId !== undefined && { phoneId }) };
      files.set(stored.id, stored);
      return stored;
    },
    find: (id: string) => files.get(id),
    /** Its days are over. */
    expire: (id: string) => files.delete(id),

    /** @param type as given with the file, in both places where it stands */
    checkUpload(fields: FormData): { bytes: Promise<ArrayBuffer>; type: string } | Refusal {
      for (const name of fields.keys())
        if (!['messaging_product', 'type', 'file'].includes(name))
          return refusal(100, `unknown parameter ${name}`);
      const file = fields.get('file');
      const type = fields.get('type');
      if (fields.get('messaging_product') !== 'whatsapp') return refusal(100, 'messaging_product is needed');
      if (!(file instanceof File) || typeof type !== 'string')
        return refusal(100, 'a file and its type are needed');
      if (file.name === '') return refusal(100, 'a file needs a name');
      if (file.type !== type) return refusal(100, 'the type stands twice, and differs');
      const taken = Object.values(TYPES).filter(({ types }) => types.test(type));
      if (taken.length === 0) return refusal(100, 'the file must be of one of the types');
      if (file.size === 0 || taken.every(({ max }) => file.size > max)) return refusal(131_052, 'too large');
      return { bytes: file.arrayBuffer(), type };
    },

    /** Whether a message may name this file as that. */
    checkUse(id: string, as: string, phoneId: string): Refusal | undefined {
      const stored = files.get(id);
      if (!stored || stored.phoneId !== phoneId) return refusal(131_009, 'no such file of this number');
      const wanted = TYPES[as];
      if (!wanted?.types.test(stored.type) || stored.bytes.length > wanted.max)
        return refusal(131_009, `the file is no ${as}`);
      return undefined;
    },
  };
}
